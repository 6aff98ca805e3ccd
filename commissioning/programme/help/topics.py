"""The pages of help: their sections in order, and for which roles each is there first. The words are templates."""

from collections.abc import Iterable
from dataclasses import dataclass

from commissioning.access.roles import Role

R = Role
_AREA = (R.CHAMPION, R.DIRECTOR, R.LOCAL_LEAD)
_SUPPORT = (*_AREA, R.REGIONAL_LEAD, R.ADVISER, R.PROGRAMME_LEAD)


@dataclass(frozen=True)
class Topic:
    """`sections`: what each is called, by its place on the page; `roles`: none for a page that everybody needs."""

    slug: str
    title: str
    about: str
    sections: dict[str, str]
    roles: tuple[Role, ...] = ()

    @property
    def template(self) -> str:
        return f"programme/help/topics/{self.slug.replace('-', '_')}.html"


TOPICS = (
    Topic(
        "getting-started",
        "Getting started",
        "Your account, home, lists and files.",
        {
            "account": "Signing in",
            "codes": "Codes from your phone",
            "home": "Home, and your first steps",
            "finding": "Lists, filters and finding anything",
            "documents": "Documents and files",
        },
    ),
    Topic(
        "self-assessment",
        "How a self-assessment goes",
        "From the first standard to the signature, and what follows from it.",
        {
            "how-it-goes": "The way from beginning to end",
            "levels": "The five levels",
            "standards": "The sets of standards",
            "evidence": "Evidence",
            "agreeing": "Agreeing the level",
            "challenge": "Challenge and response",
            "signature": "Signature",
            "report": "The feedback report",
            "plan": "The action plan",
            "support-form": "Which form of support?",
            "campaigns": "Campaigns",
        },
        (*_AREA, R.CONTRIBUTOR, R.SENIOR_LEADER),
    ),
    Topic(
        "blind-views",
        "Partners and blind views",
        "Why nobody sees another’s view before giving their own.",
        {
            "what-blind-means": "What “blind” means",
            "giving": "Giving your view",
            "inviting": "Inviting partners",
            "groups": "Groups and workshops",
            "thanks": "What you hear afterwards",
        },
        (R.CHAMPION, R.CONTRIBUTOR),
    ),
    Topic(
        "who-sees-what",
        "Who sees what",
        "What others can read of yours, and how you know that they did.",
        {
            "levels": "Levels and views",
            "sharing": "What an area shows to others",
            "looks": "Who looked",
            "trail": "Who did and read what",
            "personal": "What is kept about you",
        },
    ),
    Topic(
        "your-area",
        "What is known of an area",
        "History, structures, stakeholders, priorities, and who may read each.",
        {
            "history": "History, pitfalls and opportunities",
            "structures": "Structures and the map",
            "relationships": "How organisations get on",
            "stakeholders": "Stakeholders",
            "priorities": "Priorities, and support that would be welcome",
            "commissioners": "Who commissions in the area",
            "service-use": "Services used",
            "brief": "Brief, timeline and area profile",
            "asked": "Everything that is asked of an area",
        },
        _AREA,
    ),
    Topic(
        "support-packages",
        "How support packages move",
        "From asking for support to its close, and who acts when.",
        {
            "stages": "The stages",
            "asking": "Asking for support",
            "scoping": "Scoping",
            "terms": "Aims, criteria and signatures",
            "team": "Leads, advisers and sponsors",
            "delivery": "Sessions, plan, files and messages",
            "days-and-money": "Days, money and pots",
            "benefits": "Costs, benefits and measures",
            "outcomes": "Outcomes",
            "closing": "Closing and follow-ups",
            "desk": "The programme’s desk",
            "demand": "Needs in common",
            "calendar": "Your calendar",
        },
        _SUPPORT,
    ),
    Topic(
        "line-of-sight",
        "The line of sight",
        "From a gap to support, to a later level, and back.",
        {"following": "Following the line", "limits": "What it does not say"},
        _SUPPORT,
    ),
    Topic(
        "surveys",
        "What a survey keeps",
        "Answering, what is kept of it, and how a round is run.",
        {
            "kept": "What is kept of your answers",
            "answering": "Answering",
            "rounds": "Running a round",
            "questionnaires": "Questionnaires",
            "interviews": "Interviews",
            "coding": "Coding what people wrote",
        },
        (R.EVALUATOR, R.PROGRAMME_LEAD),
    ),
    Topic(
        "figures",
        "What withheld figures mean",
        "Why some numbers are not shown, and how to read those that are.",
        {
            "withheld": "Why a figure is withheld",
            "bases": "What a percentage is of",
            "comparison": "The comparison between areas",
            "reports": "Impact reports",
        },
        (R.EVALUATOR, R.PROGRAMME_LEAD, R.CHAMPION, R.DIRECTOR),
    ),
    Topic(
        "listening",
        "Listening to an area",
        "Interviews about an area, their notes, and the report that names nobody.",
        {"how-it-goes": "How it goes", "notes": "Your notes", "report": "Report and playback"},
        (R.LOCAL_LEAD, R.CHAMPION, R.DIRECTOR, R.ADVISER, R.EVALUATOR),
    ),
    Topic(
        "resources",
        "Resources",
        "Case studies and explanations, and telling others what helped.",
        {"reading": "Reading a case study", "using": "Saying that you used one", "writing": "Writing one"},
    ),
    Topic(
        "events",
        "Events",
        "Booking a place, giving it back, and running an event.",
        {"booking": "Booking", "running": "Running an event"},
    ),
    Topic(
        "people",
        "People and roles",
        "Who holds which role, invitations, handover.",
        {
            "roles": "Roles and their days",
            "invitations": "Invitations",
            "handover": "Handing over",
            "putting-right": "Putting an account right",
        },
        (R.ADMINISTRATOR, R.PROGRAMME_LEAD, R.REGIONAL_LEAD, *_AREA),
    ),
    Topic(
        "programme",
        "Looking after the programme",
        "Offers of contact, reorganisations, personal data.",
        {
            "overview": "The programme page",
            "contact": "Offers of contact",
            "reorganisations": "When councils change",
            "data-protection": "Personal data",
        },
        (R.ADMINISTRATOR, R.PROGRAMME_LEAD, R.REGIONAL_LEAD, R.LOCAL_LEAD),
    ),
)
BY_SLUG = {topic.slug: topic for topic in TOPICS}


def for_roles(roles: Iterable[Role]) -> tuple[list[Topic], list[Topic]]:
    """Those that somebody in these roles needs first, and the others, each in their order."""
    held = set(roles)
    first = [topic for topic in TOPICS if not topic.roles or held & set(topic.roles)]
    return first, [topic for topic in TOPICS if topic not in first]
