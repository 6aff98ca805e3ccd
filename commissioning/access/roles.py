"""The roles people hold, what each may do, and where it can be held (domain, *People*).

Rows (`people.RoleAppointment`) only record who holds which role where and when.
"""

from dataclasses import dataclass
from enum import StrEnum

from .permissions import Permission as P


class Place(StrEnum):
    """What an appointment to a role is made to."""

    AUTHORITY = "authority"
    REGION = "region"
    PROGRAMME = "programme"


class Role(StrEnum):
    CHAMPION = "champion"
    DIRECTOR = "director"
    CONTRIBUTOR = "contributor"
    SENIOR_LEADER = "senior_leader"
    LOCAL_LEAD = "local_lead"
    REGIONAL_LEAD = "regional_lead"
    ADVISER = "adviser"
    PROGRAMME_LEAD = "programme_lead"
    EVALUATOR = "evaluator"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Definition:
    label: str
    place: Place
    about: str
    permissions: frozenset[P]


def _define(label: str, place: Place, about: str, *permissions: P) -> Definition:
    return Definition(label, place, about, frozenset(permissions))


ROLES: dict[Role, Definition] = {
    Role.CHAMPION: _define(
        "Commissioning champion",
        Place.AUTHORITY,
        "Leads the self-assessment, asks for support, and sees their own area’s reports and comparisons.",
        P.PEOPLE_SEE,
        P.AREA_TRAIL_SEE,
        P.STANDARDS_SEE,
        P.STAGE_SEE,
        P.ASSESSMENT_LEAD,
        P.LEVELS_SEE_ALWAYS,
        P.LOOKS_SEE,
        P.PLAN_SEE,
        P.COMPARISON_SEE,
        P.PROFILE_SEE_AREA,
        P.PROFILE_SEE_LEAD,
        P.PROFILE_SEE_PROGRAMME,
        P.PROFILE_KEEP,
        P.RELATIONSHIP_SEE,
        P.RELATIONSHIP_WRITE,
        P.PACKAGE_SEE,
        P.SUPPORT_REQUEST,
        P.PACKAGE_WRITE,
        P.ASKED_SEE,
        P.CONTACT_SEE,
        P.CONTACT_ANSWER,
        P.SERVICE_USE_COUNT,
        P.SERVICE_USE_SEE,
        P.COMMISSIONERS_SEE,
        P.COMMISSIONERS_KEEP,
        P.LIBRARY_WRITE,
        P.LIBRARY_USE,
        P.LISTENING_SEE,
    ),
    Role.DIRECTOR: _define(
        "Director of children’s services",
        Place.AUTHORITY,
        "Signs the self-assessment on behalf of the partnership and sponsors support packages.",
        P.PEOPLE_SEE,
        P.AREA_TRAIL_SEE,
        P.STANDARDS_SEE,
        P.STAGE_SEE,
        P.ASSESSMENT_SIGN,
        P.LEVELS_SEE_FROM_DIRECTOR,
        P.LOOKS_SEE,
        P.PLAN_SEE,
        P.COMPARISON_SEE,
        P.SUPPORT_FORM_ANSWER,
        P.PROFILE_SEE_AREA,
        P.PROFILE_SEE_LEAD,
        P.PROFILE_SEE_PROGRAMME,
        P.PACKAGE_SEE,
        P.PACKAGE_WRITE,
        P.PACKAGE_SPONSOR,
        P.ASKED_SEE,
        P.CONTACT_SEE,
        P.CONTACT_ANSWER,
        P.SERVICE_USE_COUNT,
        P.SERVICE_USE_SEE,
        P.LIBRARY_WRITE,
        P.LIBRARY_USE,
        P.LISTENING_SEE,
    ),
    Role.CONTRIBUTOR: _define(
        "Contributor",
        Place.AUTHORITY,
        "Gives a partner’s view, sees only their own, and reads the signed levels they took part in.",
        P.STANDARDS_SEE,
        P.STAGE_SEE,
        P.LEVELS_SEE_IF_TOOK_PART,
        P.LIBRARY_WRITE,
    ),
    Role.SENIOR_LEADER: _define(
        "Senior leader",
        Place.AUTHORITY,
        "Is named in scoping and sessions, and reads what the area shares.",
        P.STANDARDS_SEE,
        P.STAGE_SEE,
        P.SHARED_WITH_LEADERS,
        P.PACKAGE_SPONSOR_IF_NAMED,
        P.LIBRARY_WRITE,
    ),
    Role.LOCAL_LEAD: _define(
        "Local lead",
        Place.AUTHORITY,
        "Listens, challenges the agreed levels as a critical friend, and supervises support.",
        P.PEOPLE_SEE,
        P.AREA_TRAIL_SEE,
        P.STANDARDS_SEE,
        P.STAGE_SEE,
        P.LEVELS_SEE_FROM_CHALLENGE,
        P.CHALLENGE_GIVE,
        P.PLAN_SEE,
        P.SUPPORT_FORM_ANSWER,
        P.PROFILE_SEE_LEAD,
        P.PROFILE_SEE_PROGRAMME,
        P.PROFILE_KEEP,
        P.RELATIONSHIP_SEE,
        P.PACKAGE_SEE,
        P.PACKAGE_WRITE,
        P.PACKAGE_LEAD,
        P.ASKED_SEE,
        P.CONTACT_SEE,
        P.CONTACT_MAKE,
        P.SERVICE_USE_COUNT,
        P.SERVICE_USE_SEE,
        P.LIBRARY_WRITE,
        P.LIBRARY_USE,
        P.LISTENING_SEE,
        P.LISTENING_RUN,
    ),
    Role.REGIONAL_LEAD: _define(
        "Regional lead",
        Place.REGION,
        "Oversees a region’s areas and leads; sees how far a self-assessment has got, and levels"
        " only where the area shares them.",
        P.PEOPLE_SEE,
        P.STANDARDS_SEE,
        P.STAGE_SEE,
        P.SHARED_WITH_REGION,
        P.PARTICIPATION_SEE,
        P.PROFILE_SEE_PROGRAMME,
        P.PACKAGE_SEE,
        P.REGION_NEEDS_SEE,
        P.ASKED_SEE,
        P.CONTACT_SEE,
        P.CONTACT_MAKE,
        P.EVENTS_RUN,
        P.SERVICE_USE_COUNT,
        P.LIBRARY_WRITE,
    ),
    Role.ADVISER: _define(
        "Adviser",
        Place.PROGRAMME,
        "Delivers days of support, and sees the standards linked to their own packages.",
        P.STANDARDS_SEE,
        P.PACKAGE_DELIVER,
        P.LIBRARY_WRITE,
        P.LISTENING_JOIN,
    ),
    Role.PROGRAMME_LEAD: _define(
        "Programme lead",
        Place.PROGRAMME,
        "Triages, allocates and budgets; reviews and publishes resources; sees how far a self-assessment has got,"
        " and levels only where the area shares them.",
        P.PEOPLE_SEE,
        P.CHURN_SEE,
        P.CONTINUITY_SEE,
        P.STANDARDS_SEE,
        P.STAGE_SEE,
        P.SHARED_WITH_PROGRAMME,
        P.PARTICIPATION_SEE,
        P.CAMPAIGN_RUN,
        P.PROFILE_SEE_PROGRAMME,
        P.PACKAGE_SEE,
        P.PACKAGE_WRITE,
        P.PACKAGE_RUN,
        P.ADVISERS_SEE,
        P.REGION_NEEDS_SEE,
        P.ASKED_SEE,
        P.CONTACT_SEE,
        P.CONTACT_MAKE,
        P.RATES_SEE,
        P.EVENTS_RUN,
        P.SERVICE_USE_COUNT,
        P.SERVICE_USE_SEE,
        P.SERVICE_USE_KEEP,
        P.LIBRARY_WRITE,
        P.LIBRARY_PUBLISH,
    ),
    Role.EVALUATOR: _define(
        "Evaluator",
        Place.PROGRAMME,
        "Runs the surveys and publishes the impact report; sees self-assessment levels by group only.",
        P.CHURN_SEE,
        P.STANDARDS_SEE,
        P.GROUP_LEVELS_SEE,
        P.PARTICIPATION_SEE,
        P.ROUNDS_RUN,
        P.RATES_SEE,
        P.SEE_UNSUPPRESSED,
        P.RESPONSES_EXPORT,
        P.SERVICE_USE_COUNT,
        P.SERVICE_USE_SEE,
        P.COMMISSIONERS_SEE,
        P.LIBRARY_WRITE,
        P.LISTENING_JOIN,
    ),
    Role.ADMINISTRATOR: _define(
        "Administrator",
        Place.PROGRAMME,
        "Looks after accounts, standards and reference data; takes levels out only by an export that each area sees.",
        P.PEOPLE_SEE,
        P.PEOPLE_APPOINT,
        P.TRAIL_SEE,
        P.CHURN_SEE,
        P.STANDARDS_SEE,
        P.STAGE_SEE,
        P.JOBS_SEE,
        P.COMPONENTS_SEE,
        P.STANDARDS_PUBLISH,
        P.PERSONAL_DATA_KEEP,
        P.REORGANISATION_RECORD,
        P.REGISTER_REFRESH,
        P.LEVELS_EXPORT,
        P.PARTICIPATION_SEE,
        P.SERVICE_USE_COUNT,
        P.SERVICE_USE_SEE,
        P.SERVICE_USE_KEEP,
        P.LIBRARY_WRITE,
    ),
}

# What a role in a council opens of the councils it came from, too: reading. Whoever leads or signs there now does not
# write in what others left, and what single partners thought of the old council is not handed on.
OPEN_TO_SUCCESSORS = frozenset(
    {
        P.STAGE_SEE,
        P.LEVELS_SEE_ALWAYS,
        P.LEVELS_SEE_FROM_CHALLENGE,
        P.LEVELS_SEE_FROM_DIRECTOR,
        P.LEVELS_SEE_IF_TOOK_PART,
        P.LOOKS_SEE,
        P.AREA_TRAIL_SEE,
        P.PLAN_SEE,
        P.PROFILE_SEE_AREA,
        P.PROFILE_SEE_LEAD,
        P.PROFILE_SEE_PROGRAMME,
        P.RELATIONSHIP_SEE,
        P.PACKAGE_SEE,
        P.SERVICE_USE_COUNT,
        P.SERVICE_USE_SEE,
        P.COMMISSIONERS_SEE,
        P.LISTENING_SEE,
    }
)

# Who works for the programme and not for one council; local leads do, though each is appointed to an area.
FOR_PROGRAMME = frozenset(role for role, definition in ROLES.items() if definition.place is not Place.AUTHORITY) | {
    Role.LOCAL_LEAD
}

CHOICES = [(role.value, definition.label) for role, definition in ROLES.items()]


def held_at(place: Place) -> list[str]:
    """The roles that are held at such a place, as stored."""
    return [role.value for role, definition in ROLES.items() if definition.place is place]
