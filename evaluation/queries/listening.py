"""Reads about listening to one area: whom to hear, what was said, how far each conversation is."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.people.models import User
from commissioning.people.queries import holders_anywhere
from commissioning.profiles import queries as profiles
from commissioning.profiles.models import Stakeholder
from commissioning.support.models import SupportPackage

from .. import telling
from ..instruments.definition import Group, Instrument, Kind, Question
from ..models import (
    AreaInterview,
    AreaPassage,
    AreaReport,
    Heard,
    InstrumentVersion,
    Interview,
    Listening,
    ListeningMember,
    ThemeSummary,
)
from ..models.listening import CLOSEST_FIRST
from ..telling import Finding, Weight
from . import quotes
from .answering import Answers, GuideWay, Sheet
from .pages import Said, Walk

GUIDES = ("listening-themes", "listening-questions")
ENOUGH_PEOPLE, ENOUGH_SIDES = 8, 3
LINK_LASTS = timedelta(days=60)


def guides() -> QuerySet[InstrumentVersion]:
    """The newest version of each."""
    rows = InstrumentVersion.objects.filter(instrument__slug__in=GUIDES).select_related("instrument")
    return rows.order_by("instrument_id", "-number").distinct("instrument_id")


def listenings() -> QuerySet[Listening]:
    return Listening.objects.select_related("authority__region", "begun_by", "ended_by", "package")


def of_area(authority: Authority, scope: Scope) -> QuerySet[Listening]:
    return listenings().visible_to(scope).filter(authority=authority)


def with_told(rows: QuerySet[Listening]) -> QuerySet[Listening]:
    """`told_at`: when the area was last given a report of it; None for not yet."""
    reports = AreaReport.objects.order_by().filter(listening=OuterRef("pk")).values("listening")
    return rows.annotate(told_at=Subquery(reports.annotate(last=Max("released_at")).values("last")))


def listed_for(scope: Scope) -> QuerySet[Listening]:
    """All that the scope may see. `package_seen`: the reference of its package, where that may be seen too."""
    packages = SupportPackage.objects.visible_to(scope).filter(pk=OuterRef("package"))
    return with_told(listenings().visible_to(scope)).annotate(package_seen=Subquery(packages.values("reference")[:1]))


def for_package(package: SupportPackage, scope: Scope) -> QuerySet[Listening]:
    return listenings().visible_to(scope).filter(package=package)


def sees_package(listening: Listening, scope: Scope) -> bool:
    """Somebody may be named to help who is not on the package."""
    return SupportPackage.objects.visible_to(scope).filter(pk=listening.package_id or 0).exists()


def packages_of(authority: Authority, scope: Scope) -> QuerySet[SupportPackage]:
    """Those it could be done for."""
    return SupportPackage.objects.visible_to(scope).sent().open().filter(authority=authority)


def can_run(listening: Listening, scope: Scope) -> bool:
    return Listening.objects.run_by(scope).filter(pk=listening.pk).exists()


def can_lead(listening: Listening, scope: Scope) -> bool:
    """Names others, releases the report, ends it."""
    return scope.may(Permission.LISTENING_RUN, listening.authority) and can_run(listening, scope)


def could_join(listening: Listening) -> list[User]:
    """Evaluators and advisers who are not named yet."""
    named = set(members(listening).values_list("person_id", flat=True))
    people = {row.person_id: row.person for row in holders_anywhere(Permission.LISTENING_JOIN)}
    return sorted((one for pk, one in people.items() if pk not in named), key=str)


def members(listening: Listening) -> QuerySet[ListeningMember]:
    return listening.members.filter(left_at__isnull=True).select_related("person")


# --- Themes -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Theme:
    """A part of a guide, in the guide's own order."""

    key: str
    title: str


def themes_of(listening: Listening) -> tuple[Theme, ...]:
    found: dict[str, Theme] = {}
    for version in listening.guides.order_by("-instrument__slug"):
        for theme in _themes(version.content):
            found.setdefault(theme.key, theme)
    return tuple(found.values())


def _themes(guide: Instrument) -> Iterable[Theme]:
    outermost = (item for item in guide.items if isinstance(item, Group) and not item.path)
    return (Theme(group.name, next(iter(group.labels.values()), group.name)) for group in outermost)


def theme_of(guide: Instrument, question: str) -> str:
    """The theme a question stands under; "" for one that stands under none."""
    found = guide.questions.get(question)
    return found.path[0] if found and found.path else ""


# --- The plan -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Planned:
    """`single` and `group`: in how many conversations they were heard so."""

    stakeholder: Stakeholder
    single: int
    group: int

    @property
    def words(self) -> str:
        ways = [*(["on their own"] if self.single else []), *(["in a group"] if self.group else [])]
        return f"Heard {' and '.join(ways)}" if ways else "Not heard yet"


@dataclass(frozen=True)
class Plan:
    people: tuple[Planned, ...]
    heard: int
    sides: int
    interviews: int

    @property
    def is_thin(self) -> bool:
        return self.heard < ENOUGH_PEOPLE or self.sides < ENOUGH_SIDES


def plan_of(listening: Listening) -> Plan:
    """Whoever is agreed, and whoever was heard. It names people, so whoever shows it records that."""
    rows = Heard.objects.filter(interview__listening=listening)
    ways = Counter(rows.values_list("stakeholder_id", "interview__kind"))
    heard = {pk for pk, _ in ways}
    listed = profiles.listed_stakeholders(listening.authority)
    people = [one for one in listed if one.pk in heard or (one.agreed_at and not one.removed_at)]
    kinds = AreaInterview.Kind
    return Plan(
        people=tuple(Planned(one, ways[one.pk, kinds.SINGLE], ways[one.pk, kinds.GROUP]) for one in people),
        heard=len(heard),
        sides=len({one.side for one in people if one.pk in heard}),
        interviews=listening.interviews.count(),
    )


def listed(listening: Listening) -> QuerySet[Stakeholder]:
    """All who were ever on the area's list."""
    return profiles.listed_stakeholders(listening.authority)


def agreed(listening: Listening) -> QuerySet[Stakeholder]:
    return listed(listening).filter(removed_at__isnull=True, agreed_at__isnull=False)


# --- Interviews ---------------------------------------------------------------------------


def interviews() -> QuerySet[AreaInterview]:
    rows = AreaInterview.objects.select_related("listening__authority__region", "guide__instrument", "interviewer")
    return rows.prefetch_related("heard__stakeholder")


def interviews_of(listening: Listening) -> list[AreaInterview]:
    return list(interviews().filter(listening=listening))


def answers_of(interview: AreaInterview) -> Answers:
    return dict(interview.notes.values_list("question", "text"))


def walk_of(interview: AreaInterview) -> Walk:
    return Walk(GuideWay(interview.guide_id), Sheet(answers_of(interview), is_begun=True))


@dataclass(frozen=True)
class Part:
    """A part of the guide, and what was noted there."""

    title: str
    page: int
    said: tuple[Said, ...]


def parts_of(walk: Walk) -> list[Part]:
    return [
        Part(section.title, section.said[0].page, tuple(one for one in section.said if one.answer))
        for section in walk.sections({})
    ]


def spoken(walk: Walk) -> list[tuple[str, str]]:
    """The questions that something was noted of: name and text."""
    questions = walk.instrument.questions
    return [(name, walk.label(questions[name])) for name in questions if _is_noted(questions[name], walk)]


def _is_noted(question: Question, walk: Walk) -> bool:
    return question.kind is Kind.TEXT and bool(walk.sheet.answers.get(question.name))


# --- A link to the notes ------------------------------------------------------------------


def link_of(digest: str) -> Heard | None:
    """None for a link that never was, was used, has run out, or is of a listening that has ended."""
    row = _holder_of(digest)
    return row if row and not row.has_answered else None


def used_link_of(digest: str) -> Heard | None:
    """It no longer leads to the notes, and still to what its holder says about being quoted."""
    row = _holder_of(digest)
    return row if row and row.has_answered else None


def consents_open(row: Heard) -> list[str]:
    """What they may say now about being quoted: once the area has a report, nothing more open than it was for that."""
    closest_first = [one.value for one in CLOSEST_FIRST]
    told = AreaReport.objects.filter(listening=row.interview.listening_id, released_at__isnull=False).exists()
    return closest_first[: closest_first.index(row.consent) + 1] if told else closest_first


def _holder_of(digest: str) -> Heard | None:
    rows = Heard.objects.select_related("interview__listening__authority", "interview__guide", "stakeholder")
    row = rows.filter(token_hash=digest).first() if digest else None
    if row is None or row.sent_at is None or row.sent_at < timezone.now() - LINK_LASTS:
        return None
    return row if row.interview.listening.is_open else None


# --- Passages -----------------------------------------------------------------------------


def passages() -> QuerySet[AreaPassage]:
    rows = AreaPassage.objects.select_related("interview__listening__authority__region", "interview__guide")
    return rows.prefetch_related("themes", "interview__heard__stakeholder")


def passages_of(listening: Listening) -> QuerySet[AreaPassage]:
    return passages().filter(interview__listening=listening)


def known_here(authority: Authority, text: str) -> telling.Known:
    """The names that could stand in the text: those known everywhere, and of this area whoever is on its list or was,
    their jobs, its organisations and structures.
    """
    everywhere = quotes.known_in(text)
    listed = list(profiles.listed_stakeholders(authority).values_list("name", "organisation", "job"))
    structures = profiles.structures(authority).values_list("name", flat=True)
    return replace(
        everywhere,
        people=tuple({*everywhere.people, *(name for name, _, _ in listed)}),
        organisations=tuple({*structures, *(organisation for _, organisation, _ in listed)}),
        jobs=tuple({job for _, _, job in listed}),
    )


@dataclass(frozen=True)
class PassageShown:
    """`found`: as the check finds it today. `why_not`: what stands in the way of quoting it, whatever it says."""

    passage: AreaPassage
    found: tuple[Finding, ...]
    why_not: str

    @property
    def to_mask(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.found if one.weight is Weight.MASK)

    @property
    def to_explain(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.found if one.weight is Weight.REASON)

    @property
    def to_look_at(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.found if one.weight is Weight.LOOK)

    @property
    def stands(self) -> bool:
        """Whether it is printed: approved, and nothing has come in its way since."""
        return bool(self.passage.approved_at) and not self.why_not and not self.to_mask


def shown(passages: Iterable[AreaPassage], authority: Authority) -> list[PassageShown]:
    """What is known is read once for all of them."""
    rows = list(passages)
    known = known_here(authority, "\n".join(row.quote for row in rows))
    return [PassageShown(row, tuple(telling.findings(row.quote, known)), why_not_quoted(row)) for row in rows]


def why_not_quoted(passage: AreaPassage) -> str:
    interview = passage.interview
    if not interview.counts:
        return "The notes are not checked yet, so nothing of them is quoted."
    consent = interview.consent_stands
    if consent == Interview.Consent.NO:
        return "Somebody in it does not want to be quoted."
    if consent == Interview.Consent.ASK and not passage.seen_on:
        return "They asked to see a passage before it is quoted. Show it to them, and say when they agreed."
    return ""


@dataclass(frozen=True)
class UnderTheme:
    """`interviews`: how many that count spoke of it."""

    theme: Theme
    interviews: int
    passages: tuple[PassageShown, ...]
    summary: ThemeSummary | None


def by_theme(listening: Listening) -> tuple[UnderTheme, ...]:
    rows = shown(passages_of(listening), listening.authority)
    summaries = {one.theme: one for one in listening.summaries.all()}
    found = []
    for theme in themes_of(listening):
        under = tuple(one for one in rows if theme.key in {row.theme for row in one.passage.themes.all()})
        speak = {one.passage.interview_id for one in under if one.passage.interview.counts}
        found.append(UnderTheme(theme, len(speak), under, summaries.get(theme.key)))
    return tuple(found)
