"""Rounds with answers, and editions about them, made through the real actions."""

import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.documents import tasks
from commissioning.documents.models import Document
from commissioning.people.models import RoleAppointment, User
from commissioning.profiles.models import ServiceUse
from commissioning.services import Service
from evaluation.actions import editions as actions
from evaluation.actions.editions import Section, Typed
from evaluation.actions.importing import import_responses
from evaluation.actions.instruments import import_version
from evaluation.actions.rounds import for_files, set_instrument
from evaluation.editions.kinds import NEEDS, Kind
from evaluation.models import Edition, InstrumentVersion, Mode, Round, RoundGroup
from evaluation.queries.answering import router_of
from readiness.comparison import FORMAT
from readiness.models import Campaign, ComparisonPublication, SelfAssessment
from readiness.publication import Signed, publish
from readiness.queries.standards import current_standards
from readiness.snapshots import checksum
from tests.evaluation.forms import workbook
from tests.support import people, responses
from tests.support.remembered import remembered

HEAD = ("type", "name", "label", "relevant", "csp_measure", "csp_service", "csp_scale")
SERVICES = ("training", "online")
MEASURES = ("skills", "delivery_now", "outcomes_now", "outcomes_12m", "efficiencies_now")
CHOICES = [
    ("list_name", "name", "label", "csp_value"),
    ("service", "training", "Training and development", ""),
    ("service", "online", "Online resources", ""),
    ("service", "none", "None of these", ""),
    ("impact", "very_positive", "Very positive", "2"),
    ("impact", "positive", "Positive", "1"),
    ("impact", "neither", "Neither", "0"),
    ("impact", "negative", "Negative", "-1"),
    ("impact", "too_early", "Too early to tell", ""),
    ("why", "time", "No time", ""),
    ("why", "unaware", "I did not know of it", ""),
]


def a_version(services: Sequence[str] = SERVICES, measures: Sequence[str] = MEASURES) -> InstrumentVersion:
    """These measures for these services, each put to its users; and why others did not use it."""
    survey: list[tuple[str, ...]] = [HEAD]
    survey.append(("select_multiple service", "used", "Which have you used?", "", "reach", "", ""))
    for service in services:
        users = f"selected(${{used}}, '{service}')"
        for measure in measures:
            text = f"What effect has {service} had: {measure.replace('_', ' ')}?"
            survey.append(("select_one impact", f"{service}_{measure}", text, users, measure, service, "impact"))
        why = f"Why did you not use {service}?"
        survey.append(("select_multiple why", f"{service}_why_not", why, f"not({users})", "why_not", service, ""))
    content = workbook(survey, CHOICES, [("form_title", "form_id"), ("A survey", "impact")]).getvalue()
    return import_version(content=content, file_name="impact.xlsx", slug="impact", by=None)[0]


def a_group(name: str, version: InstrumentVersion) -> RoundGroup:
    """Of a round whose answers will come from files."""
    group = for_files(name=name, slug="commissioners", mode=Mode.CONFIDENTIAL, on=date(2026, 11, 1), by=None)
    set_instrument(group=group, version=version, by=None)
    return RoundGroup.objects.select_related("round").get(pk=group.pk)


def answered(group: RoundGroup, folder: Path, number: int = 120, *, month: str = "2026-10", seed: int = 1) -> Round:
    """So many believable answers from authorities of the register."""
    router = router_of(group.instrument_version_id)
    codes = list(Authority.objects.current().order_by("gss_code").values_list("gss_code", flat=True))
    rows = responses.believable(router, number, seed=seed)
    for at, row in enumerate(rows):
        row |= {"_respondent": f"{group.pk}-{at}", "_authority": codes[at % 100], "_submitted_at": f"{month}-15T09:00"}
    import_responses(path=responses.write(folder / f"{group.pk}.csv", router, rows), group=group, by=None)
    group.round.refresh_from_db()
    return group.round


def two_rounds(folder: Path) -> tuple[Round, Round]:
    """Year 1, then Year 2; another hundred and twenty answered in each."""
    version = a_version()
    first, second = a_group("Year 1", version), a_group("Year 2", version)
    return (
        answered(first, folder, month="2025-10", seed=1),
        answered(second, folder, month="2026-10", seed=2),
    )


@remembered
def a_small_round() -> Round:
    """Sixty answers about the skills that training brought, which are quickly reckoned."""
    group = a_group("Small", a_version(("training",), ("skills",)))
    with TemporaryDirectory() as folder:
        return answered(group, Path(folder), 60)


def compared(year: int, *, seed: int = 1) -> ComparisonPublication:
    """The comparison of a year in which everybody signed: of the first standard levels of every kind, of the second
    hardly any but the middle one.
    """
    chance = random.Random(seed)
    version = current_standards()
    campaign = Campaign.objects.create(
        framework=version.framework, year=year, opens_on=date(year, 4, 1), closes_on=date(year + 1, 3, 31)
    )
    rows = Authority.objects.current().select_related("region").order_by("pk")
    signed = [
        Signed(row.pk, row.type, row.region.name, {"S01": chance.choice((1, 2, 3, 3, 4, 5, None)), "S02": _rare(at)})
        for at, row in enumerate(rows)
    ]
    data = publish(signed, dict.fromkeys(("S01", "S02"), "governance"), {})
    SelfAssessment.objects.create(
        authority=rows[0],
        version=version,
        framework=version.framework,
        occasion="annual",
        year=year,
        state="signed",
        opened_by=evaluator(),
        views_open_on=campaign.opens_on,
        views_close_on=campaign.closes_on,
    )
    return ComparisonPublication.objects.create(
        campaign=campaign, number=1, format=FORMAT, data=data, checksum=checksum(data), made_at=timezone.now()
    )


def _rare(at: int) -> int:
    return 5 if at < 4 else 1 if at < 10 else 3


def held_and_used() -> None:
    """Champions in eighty areas: of half of them in both rounds, then thirty new ones, then nobody. Sixty used
    training, and five a resources bank.
    """
    for at, area in enumerate(Authority.objects.current().order_by("pk")[:80]):
        first = people.person()
        last = date(2026, 4, 1) if at >= 40 else None
        held(first, area, starts_on=date(2025, 4, 1), ends_on=last)
        if 40 <= at < 70:
            held(people.person(), area, starts_on=date(2026, 4, 2))
        if at < 65:
            service = Service.TRAINING if at < 60 else Service.RESOURCES_BANK
            ServiceUse.objects.create(authority=area, person=first, service=service, used_on=date(2026, 5, 1))


def held(person: User, area: Authority, **days: date | None) -> RoleAppointment:
    return RoleAppointment.objects.create(person=person, role=Role.CHAMPION, authority=area, **days)


def evaluator() -> User:
    held = RoleAppointment.objects.filter(role=Role.EVALUATOR).first()
    return held.person if held else people.in_role(Role.EVALUATOR)


def a_draft(round_: Round, against: Round | None = None, title: str = "Impact report 2026/27") -> Edition:
    return actions.create(typed=Typed(title, round_, against), by=evaluator())


def add(edition: Edition, kind: str, heading: str = "A heading", **more):
    group = "commissioners" if NEEDS[Kind(kind)].group else ""
    typed = Section(heading, **{"group": group, **more})
    return actions.add_section(edition=edition, kind=kind, typed=typed, by=evaluator())


def every_kind(edition: Edition) -> None:
    add(edition, Kind.MEASURE, "What changed in skills", measure="skills", commentary="Training: [[training]].")
    add(edition, Kind.BREAKDOWN, "By type", question="training_skills", attribute="type")
    add(edition, Kind.CHANGE, "Since last year", measure="skills")
    for kind in (Kind.EXPECTED, Kind.JOURNEY, Kind.REACH, Kind.WHY_NOT, Kind.MATURITY, Kind.CHURN):
        add(edition, kind, Kind(kind).label)
    add(edition, Kind.COMMENTARY, "In short", commentary="First paragraph.\n\nSecond paragraph.")


def made(document: Document) -> Document:
    """As the worker would."""
    tasks.make(document.pk)
    document.refresh_from_db()
    return document


def previewed(edition: Edition) -> Edition:
    document = made(actions.request_preview(edition=edition, by=evaluator()))
    assert document.state == Document.State.DONE, document.reason
    return Edition.objects.get(pk=edition.pk)


def published(edition: Edition, *, files: bool = True) -> Edition:
    """Previewed, published, and its files made."""
    document = made(actions.publish(edition=previewed(edition), by=evaluator()))
    assert document.state == Document.State.DONE, document.reason
    for waiting in documents(edition) if files else ():
        made(waiting)
    return Edition.objects.get(pk=edition.pk)


def documents(edition: Edition, kinds: Sequence[str] = ()) -> list[Document]:
    rows = Document.objects.filter(kind__startswith="edition-", params__contains={"edition": edition.pk})
    unmade = rows.exclude(state=Document.State.DONE).order_by("pk")
    return list(rows.filter(kind__in=kinds).order_by("pk")) if kinds else list(unmade)
