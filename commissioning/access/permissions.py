"""Everything a person can be allowed to do. Code asks for one of these, never for a role (design rule 2)."""

from enum import StrEnum


class Permission(StrEnum):
    PEOPLE_SEE = "people-see"
    PEOPLE_APPOINT = "people-appoint"
    CHURN_SEE = "churn-see"  # how many came and went, naming nobody
    TRAIL_SEE = "trail-see"  # who did and read what in the whole house
    AREA_TRAIL_SEE = "area-trail-see"  # who did, read or took what of their own area
    CONTINUITY_SEE = "continuity-see"  # where a role changes hands too often, and what leavers wrote for successors

    STANDARDS_SEE = "standards-see"
    STANDARDS_PUBLISH = "standards-publish"
    STAGE_SEE = "stage-see"
    ASSESSMENT_LEAD = "assessment-lead"
    CHALLENGE_GIVE = "challenge-give"
    ASSESSMENT_SIGN = "assessment-sign"
    # What of an assessment may be read depends on its state too: readiness.visibility joins the two.
    LEVELS_SEE_ALWAYS = "levels-see-always"
    LEVELS_SEE_FROM_CHALLENGE = "levels-see-from-challenge"
    LEVELS_SEE_FROM_DIRECTOR = "levels-see-from-director"
    LEVELS_SEE_IF_TOOK_PART = "levels-see-if-took-part"
    # Readers to whom an area may choose to show its signed levels.
    SHARED_WITH_LEADERS = "shared-with-leaders"
    SHARED_WITH_REGION = "shared-with-region"
    SHARED_WITH_PROGRAMME = "shared-with-programme"
    LEVELS_EXPORT = "levels-export"
    LOOKS_SEE = "looks-see"  # who has looked at an area's levels
    PLAN_SEE = "plan-see"
    # The figures themselves only to accounts that can read levels of no other area: readiness.queries.comparing.
    COMPARISON_SEE = "comparison-see"
    GROUP_LEVELS_SEE = "group-levels-see"
    SUPPORT_FORM_ANSWER = "support-form-answer"
    PARTICIPATION_SEE = "participation-see"
    CAMPAIGN_RUN = "campaign-run"

    PROFILE_SEE_AREA = "profile-see-area"
    PROFILE_SEE_LEAD = "profile-see-lead"
    PROFILE_SEE_PROGRAMME = "profile-see-programme"
    PROFILE_KEEP = "profile-keep"
    RELATIONSHIP_SEE = "relationship-see"  # how two organisations get on: champion and local lead only
    RELATIONSHIP_WRITE = "relationship-write"
    SERVICE_USE_COUNT = "service-use-count"  # how many used the programme's services, naming nobody
    SERVICE_USE_SEE = "service-use-see"
    SERVICE_USE_KEEP = "service-use-keep"
    COMMISSIONERS_SEE = "commissioners-see"
    COMMISSIONERS_KEEP = "commissioners-keep"
    EVENTS_RUN = "events-run"  # training and networking events; booking is for everybody in a role

    PACKAGE_SEE = "package-see"
    SUPPORT_REQUEST = "support-request"
    PACKAGE_WRITE = "package-write"  # messages between the area and the team
    PACKAGE_LEAD = "package-lead"
    PACKAGE_RUN = "package-run"  # triage, allocate, budget
    PACKAGE_SPONSOR = "package-sponsor"
    PACKAGE_SPONSOR_IF_NAMED = "package-sponsor-if-named"
    PACKAGE_DELIVER = "package-deliver"  # those whose team one is on
    ADVISERS_SEE = "advisers-see"
    ASKED_SEE = "asked-see"  # everything the programme is asking of an area
    REGION_NEEDS_SEE = "region-needs-see"
    CONTACT_SEE = "contact-see"  # offers of contact: the area and whoever makes them read the same
    CONTACT_MAKE = "contact-make"  # acts on them, or sets them aside
    CONTACT_ANSWER = "contact-answer"  # says “yes please” or “not now” for the area

    LIBRARY_WRITE = "library-write"
    LIBRARY_USE = "library-use"  # says what an area used, and works on what is written for it
    LIBRARY_PUBLISH = "library-publish"

    LISTENING_SEE = "listening-see"  # who is to be heard, and what the area is told
    LISTENING_RUN = "listening-run"  # hears the area, and reads what was said
    LISTENING_JOIN = "listening-join"  # may be named to do so

    ROUNDS_RUN = "rounds-run"  # questionnaires, rounds, coding and editions
    RATES_SEE = "rates-see"  # how many have answered, never what
    SEE_UNSUPPRESSED = "see-unsuppressed"
    RESPONSES_EXPORT = "responses-export"  # answers one by one

    PERSONAL_DATA_KEEP = "personal-data-keep"  # erasing people, copies of what is kept about one, how long it is kept
    REORGANISATION_RECORD = "reorganisation-record"  # mergers and splits of councils
    REGISTER_REFRESH = "register-refresh"  # the register’s files, once a year
    JOBS_SEE = "jobs-see"
    COMPONENTS_SEE = "components-see"
