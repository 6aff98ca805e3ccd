"""The privacy notice, made of the classification and the retention schedule.

Every model that keeps anything personal belongs to one group here (the tests see to it), so a new one cannot be kept
without saying why. What a group keeps is read from its models' fields.
"""

from dataclasses import dataclass

from django.db.models import Model

from commissioning.access.privacy import Kind

from .fields import Column, classified
from .schedule import SCHEDULE, Rule

TASK = "Public task: councils’ and the programme’s work for children (UK GDPR, article 6(1)(e))."
LEGAL = "Legal obligation: keeping what we hold safe and being able to show it (UK GDPR, article 6(1)(c) and 32)."
FOR_THE_PROGRAMME = "For as long as the programme runs."
ERASED = "Your name goes when you are erased."


@dataclass(frozen=True)
class Group:
    """`models`: by label; `kept`: what no rule of the schedule says; `rules`: those of it that do."""

    key: str
    title: str
    purpose: str
    basis: str
    seen_by: str
    kept: str
    models: tuple[str, ...]
    rules: tuple[str, ...] = ()


def _of(app: str, names: str) -> tuple[str, ...]:
    return tuple(f"{app}.{name}" for name in names.split())


GROUPS = (
    Group(
        "account",
        "Your account",
        "To know who signs in, to let nobody else in as you, and to write to you.",
        TASK,
        "You; administrators; your name and job also those who work with your area.",
        f"For as long as you are listed. {ERASED}",
        (
            *_of("people", "User Invitation HeldPost"),
            *_of("programme", "GuidePutAway"),
            *_of("account", "EmailAddress"),
            *_of("mfa", "Authenticator"),
            *_of("socialaccount", "SocialAccount"),
            *_of("sessions", "Session"),
        ),
        ("invitations", "held-posts", "sessions"),
    ),
    Group(
        "roles",
        "The roles you hold and held",
        "To let you see and do what your role needs, and so that your area knows who answered for what, and when.",
        TASK,
        "People in your area and region, and the programme.",
        f"{FOR_THE_PROGRAMME} {ERASED}",
        _of("people", "RoleAppointment HandoverNote") + _of("programme", "ContactMail OfferOfContact OfferEvent"),
    ),
    Group(
        "history",
        "What you opened, downloaded and changed",
        "So that an area can see who looked at what it wrote, and so that nothing is changed without a trace.",
        LEGAL,
        "The area it belongs to; administrators.",
        f"{FOR_THE_PROGRAMME} It keeps numbers and no names.",
        (
            *_of("people", "AuditEntry"),
            *_of("programme", "Reorganisation ReorganisationDecision Reassignment RegisterRefresh RegisterFile"),
            *_of("documents", "Document"),
        ),
        ("documents", "subject-access", "documents-of-erased"),
    ),
    Group(
        "mail",
        "Emails the site sent you",
        "To tell you what waits for you, and to find out why something did not arrive.",
        TASK,
        "Administrators see to whom, when and about what; the text is removed when it is sent.",
        "",
        _of("people", "OutgoingEmail"),
        ("mail",),
    ),
    Group(
        "lists",
        "Who commissions, and who was at what",
        "To offer training and events, and to know whom the programme reaches.",
        TASK,
        "Your area’s champion, its local lead and those who run events.",
        f"{FOR_THE_PROGRAMME} {ERASED}",
        _of(
            "profiles",
            "Commissioner CommissionerList ServiceUseFile ServiceUse Event Booking BookingLink EventFeedback",
        ),
        ("imports", "booking-links"),
    ),
    Group(
        "area",
        "What is written about an area, and by whom",
        "So that whoever works with the area next knows what was learnt. Authors are kept with what they wrote.",
        TASK,
        "Those whom “who sees what” names for the area’s profile.",
        f"{FOR_THE_PROGRAMME} It is the area’s. {ERASED}",
        _of("profiles", "HistoryEntry Insight Structure Relation RelationshipNote Priority WelcomedSupport"),
    ),
    Group(
        "stakeholders",
        "People an area wants heard",
        "To ask those who know the area, and to show them what was noted.",
        TASK,
        "The area’s champion and those who interview for it.",
        f"{FOR_THE_PROGRAMME} {ERASED}",
        (
            *_of("profiles", "Stakeholder"),
            *_of("support", "ListeningNote"),
            *_of("evaluation", "Listening ListeningMember AreaInterview Heard AreaNote AreaPassage"),
            *_of("evaluation", "ThemeSummary AreaReport Playback"),
        ),
    ),
    Group(
        "assessments",
        "Self-assessments",
        "To agree how well an area commissions, and what to do next.",
        TASK,
        "Raw views: the champion and those the champion names. Levels and texts: as “who sees what” says.",
        f"{FOR_THE_PROGRAMME} What a director signed is never changed.",
        _of(
            "readiness",
            "StandardsDraft SelfAssessment StandardEntry AssessmentMove Snapshot AgreedLevel Challenge Signature"
            " Campaign ComparisonPublication Evidence EvidenceUse Scorer ScorerLink View NamedReader Action"
            " ActionUpdate Share Playback SupportFormAnswer SupportFormDecision",
        ),
        ("scorer-links", "standards-drafts"),
    ),
    Group(
        "packages",
        "Support packages",
        "To plan support, to do it, to pay for it, and to say what came of it.",
        TASK,
        "The area, the package’s team and the programme.",
        f"{FOR_THE_PROGRAMME} {ERASED}",
        _of(
            "support",
            "SupportPackage PackageArea PackageStandard PackageAction TeamMember PackageEvent CostBenefit Criterion"
            " CriterionRating TermsSignature Closing FollowUp ClosingSnapshot Pot LedgerEntry Session PlanStep Risk"
            " Decision PackageFile Message CalendarLink SavedFilter DigestSent JointProposal OutcomeMeasure"
            " MeasurePoint Outcome ScopingPoint ChecklistAnswer BoardTerms",
        ),
        ("calendar-links",),
    ),
    Group(
        "advisers",
        "Advisers",
        "To find an adviser who knows the work, has time for it, and is in no conflict.",
        TASK,
        "The programme; an area sees the adviser of its own package.",
        f"{FOR_THE_PROGRAMME} {ERASED}",
        _of("support", "Adviser Away Conflict ConflictCheck"),
    ),
    Group(
        "surveys",
        "Surveys and interviews",
        "To find out what the programme achieves. Whether a survey is anonymous is said before its first question.",
        TASK,
        "Answers: those who run the survey. Everybody else: tables in which nobody can be found.",
        f"{FOR_THE_PROGRAMME} In an anonymous survey nothing joins an answer to a person.",
        _of(
            "evaluation",
            "InstrumentVersion Round RoundGroup Invitation InvitationAuthority OptOut Identity Answer WrittenAnswer"
            " ImportedFile Interview Passage Draft PooledAnswer",
        ),
    ),
    Group(
        "figures",
        "Published figures and what they are made of",
        "To publish what was found, with who worked it out and when.",
        TASK,
        "Everybody, once published; those who write them, before.",
        FOR_THE_PROGRAMME,
        _of(
            "evaluation",
            "FrameVersion Theme Coding SampledAnswer AnswerCode CodedTheme Quote Headline Edition EditionSection"
            " EditionPreview EditionSnapshot",
        ),
    ),
    Group(
        "library",
        "The resource bank",
        "To share what works, and to see what is of use.",
        TASK,
        "Everybody who signs in; what you saved, you alone.",
        f"{FOR_THE_PROGRAMME} {ERASED}",
        _of("library", "Resource ResourceVersion Figure ResourceMove SavedResource ResourceUse"),
    ),
)


@dataclass(frozen=True)
class Section:
    group: Group
    personal: tuple[str, ...]  # what is kept about you, in words
    written: tuple[str, ...]  # what people write, which may name somebody
    rules: tuple[Rule, ...]


def sections() -> list[Section]:
    by_label = {model._meta.label: model for model in classified()}
    return [_section(group, [by_label[label] for label in group.models]) for group in GROUPS]


def _section(group: Group, models: list[type[Model]]) -> Section:
    rules = tuple(rule for rule in SCHEDULE if rule.key in group.rules)
    return Section(group, _words(models, Kind.PERSONAL), _words(models, Kind.FREE_TEXT), rules)


def _words(models: list[type[Model]], kind: Kind) -> tuple[str, ...]:
    """“Commissioner: job title, employer”; a kind without any is left out."""
    said = []
    for model in models:
        columns = [
            Column(model, field, kind)
            for field in model._meta.concrete_fields
            if classified()[model][field.name] is kind
        ]
        if columns:
            noun = str(model._meta.verbose_name)
            said.append(f"{noun[0].upper()}{noun[1:]}: {', '.join(column.in_words for column in columns)}")
    return tuple(said)


def holds_anything(model: type[Model]) -> bool:
    """Whether the notice has to speak of it."""
    return any(kind is not Kind.PLAIN for kind in classified()[model].values())
