"""What each rule finds in the whole country today. As many queries for one area as for all."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import DateField, Max, Min, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.formats import date_format

from commissioning.access.roles import ROLES, Role
from commissioning.access.scope import Grant, Scope
from commissioning.authorities.models import Judgement
from commissioning.people.models import RoleAppointment
from commissioning.people.queries.directory import directory
from commissioning.profiles.models import ServiceUse
from commissioning.support.models import PackageArea, SupportPackage
from commissioning.support.queries.exceptions import SOURCES
from commissioning.support.workflow import ABOUT
from evaluation.models import AreaInterview, Playback
from readiness.models import AssessmentMove, Share, Snapshot
from readiness.queries.reading import shares_in_force

from .models import OfferEvent
from .rules import JUDGED_WITHIN, SILENT_FOR, VACANT_FOR, Move, Reason, Rule, aims_higher, in_words

WHO_ANSWERS = (Role.CHAMPION, Role.DIRECTOR)
_EVERY_AREA = Scope((Grant(Role.PROGRAMME_LEAD),))
_AUDIENCES = {
    Share.Audience.REGION.value: "the regional lead",
    Share.Audience.PROGRAMME.value: "programme leads",
}
ByArea = dict[int, date]


def reasons(today: date) -> list[Reason]:
    """Everything there is a reason for, in the order of the rules."""
    heard = contacts(today)
    return [
        *_vacancies(today),
        *_silences(today, heard),
        *_stalled(today),
        *_judgements(today, heard),
        *_shared(),
    ]


def _written(day: date) -> str:
    return date_format(day, "j F Y")


# --- When area and programme last had to do with each other -------------------------------


def contacts(today: date) -> ByArea:
    """The newest of: a session, a message or somebody listened to in a package; an interview or a playback of
    listening to the area; a step of a self-assessment; a service used; an offer of contact acted on. Of a
    self-assessment its steps alone: what an area drafts is its own business.
    """
    found: ByArea = {}
    for rows in _sources(today):
        for area, day in rows:
            found[area] = max(day, found.get(area, day))
    return found


def _sources(today: date) -> Iterator[QuerySet]:
    parts = PackageArea.objects.filter(package__last_contact_on__lte=today)
    yield _newest(parts, "authority", Max("package__last_contact_on"))
    for heard in (AreaInterview.objects.filter(held_on__lte=today), Playback.objects.filter(held_on__lte=today)):
        yield _newest(heard, "listening__authority", Max("held_on"))
    yield _newest(AssessmentMove.objects.all(), "assessment__authority", _day("at"))
    used = ServiceUse.objects.filter(removed_at__isnull=True, used_on__lte=today)
    yield _newest(used, "authority", Max("used_on"))
    acted = OfferEvent.objects.filter(move=Move.ACT.value)
    yield _newest(acted, "offer__authority", _day("at"))


def _day(moment: str) -> TruncDate:
    """In London."""
    return TruncDate(Max(moment), output_field=DateField())


def _newest(rows: QuerySet, area: str, newest) -> QuerySet:
    return rows.order_by().values_list(area).annotate(newest=newest)


# --- The rules ----------------------------------------------------------------------------


def _vacancies(today: date) -> Iterator[Reason]:
    """Of a role that somebody held, and nobody has for a while; acting is holding it."""
    for area in directory(_EVERY_AREA, today).order_by("pk"):
        for role in WHO_ANSWERS:
            last = getattr(area, f"{role.value}_last_held")
            if getattr(area, role.value) is None and last and last + VACANT_FOR <= today:
                since = last + timedelta(days=1)
                label = ROLES[role].label
                words = in_words(Rule.VACANCY, role=label[0].lower() + label[1:], day=_written(since))
                yield Reason(Rule.VACANCY, area.pk, role.value, since, words)


def _silences(today: date, heard: ByArea) -> Iterator[Reason]:
    """Where somebody is in role to be in touch with; counted from when they took it on, at the earliest."""
    held = RoleAppointment.objects.in_force().filter(
        role__in=[role.value for role in WHO_ANSWERS], authority__ended_on__isnull=True
    )
    for area, began in held.order_by().values_list("authority").annotate(began=Min("starts_on")):
        since = max(began, heard.get(area, began))
        if since + SILENT_FOR <= today:
            yield Reason(Rule.SILENCE, area, "", since, in_words(Rule.SILENCE, day=_written(since)))


def _stalled(today: date) -> Iterator[Reason]:
    """What the programme’s desk calls stalled; drafts are the area’s own."""
    stalled = [pk for pk, _ in SOURCES["stalled"](today).values_list("of", "began")]
    for package in SupportPackage.objects.filter(pk__in=stalled).order_by("pk"):
        since = timezone.localtime(package.stage_since).date()
        facts = {"package": package.title, "stage": ABOUT[package.at].label, "ball": package.ball}
        words = in_words(Rule.STALLED, day=_written(since), **facts)
        yield Reason(Rule.STALLED, package.authority_id, f"package:{package.pk}", since, words)


def _judgements(today: date, heard: ByArea) -> Iterator[Reason]:
    """Whatever its word is. Not where area and programme have been in touch since it came out."""
    rows = Judgement.objects.filter(
        published_on__gt=today - JUDGED_WITHIN, published_on__lte=today, authority__ended_on__isnull=True
    )
    for row in rows.order_by("pk"):
        if heard.get(row.authority_id, date.min) >= row.published_on:
            continue
        words = in_words(Rule.JUDGEMENT, judgement=_judgement(row), day=_written(row.published_on))
        yield Reason(Rule.JUDGEMENT, row.authority_id, f"judgement:{row.pk}", row.published_on, words)


def _judgement(row: Judgement) -> str:
    """Scheme, word and day, never a number."""
    kind = f"{row.get_scheme_display()} inspection of {_written(row.inspected_from)}"
    if row.overall == Judgement.Word.NOT_JUDGED:
        return f"The {kind}, without an overall grade"
    return f"The {kind}, overall “{row.get_overall_display()}”"


def _shared() -> Iterator[Reason]:
    """Levels shown to the region or the programme, where the area itself aims higher."""
    rows = Share.objects.filter(
        shares_in_force(), Q(audience__in=list(_AUDIENCES)), assessment__authority__ended_on__isnull=True
    )
    shares = list(rows.select_related("assessment").order_by("pk"))
    signed = Snapshot.objects.filter(
        assessment__in={share.assessment_id for share in shares}, moment=Snapshot.Moment.SIGNED
    )
    newest = signed.order_by("assessment_id", "-made_at", "-pk").distinct("assessment_id")
    standards = {row.assessment_id: row.data["standards"] for row in newest}
    for share in shares:
        if aims_higher(standards.get(share.assessment_id, ())):
            facts = {"audience": _AUDIENCES[share.audience], "purpose": share.purpose.rstrip(".")}
            words = in_words(Rule.SHARED, day=_written(share.shared_on), **facts)
            area = share.assessment.authority_id
            yield Reason(Rule.SHARED, area, f"share:{share.pk}", share.shared_on, words, share.pk)
