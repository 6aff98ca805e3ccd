"""Many support packages at once, written straight into the tables: for measuring, and for tests of what must not grow.

As a programme has them after some years: most are closed, a tenth are open, and each has its timeline, its ledger, its
criteria with ratings, a team, a plan and risks.
"""

import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people.models import RoleAppointment, User
from commissioning.support.kinds import Kind
from commissioning.support.models import (
    Adviser,
    ConflictCheck,
    CostBenefit,
    Criterion,
    CriterionRating,
    FollowUp,
    LedgerEntry,
    PackageArea,
    PackageEvent,
    PlanStep,
    Pot,
    Risk,
    SupportPackage,
    TeamMember,
    TermsSignature,
)
from commissioning.support.workflow import Stage

LEADS, ADVISERS = 40, 60
WAY = [Stage.REQUEST, Stage.TRIAGE, Stage.SCOPING, Stage.AGREED, Stage.DELIVERY, Stage.REVIEW, Stage.CLOSED]
ENDS = [Stage.CLOSED] * 8 + [Stage.DECLINED, Stage.WITHDRAWN]
HALFWAY = [*WAY[:-1], Stage.DELIVERY, Stage.DELIVERY, Stage.SCOPING, Stage.DEFERRED, Stage.PAUSED]


@dataclass(frozen=True)
class Programme:
    """Who works in it, and what they give out."""

    areas: list[Authority]
    leads: list[User]
    advisers: list[Adviser]
    pots: list[Pot]


def a_programme() -> Programme:
    areas = list(Authority.objects.current().select_related("region"))
    champions = _people("champion", len(areas))
    leads, experts = _people("lead", LEADS), _people("adviser", ADVISERS)
    _appoint(zip(champions, areas, strict=True), Role.CHAMPION)
    _appoint(((leads[n % LEADS], area) for n, area in enumerate(areas)), Role.LOCAL_LEAD)
    _appoint(((person, None) for person in experts), Role.ADVISER)
    advisers = Adviser.objects.bulk_create(Adviser(person=person, days_a_month=4) for person in experts)
    pots = Pot.objects.bulk_create(
        Pot(name=name, year=year, days=20_000, pounds=9_000_000)
        for year in range(2022, 2027)
        for name in ("Bespoke support", "Joint work")
    )
    return Programme(areas, leads, advisers, pots)


def _people(name: str, number: int) -> list[User]:
    have = User.objects.count()
    return User.objects.bulk_create(
        User(full_name=f"{name.title()} {have + n}", email=f"{name}{have + n}@scale.example", password="!")
        for n in range(number)
    )


def _appoint(whom: Iterable[tuple[User, Authority | None]], role: Role) -> None:
    held = set(RoleAppointment.objects.filter(role=role).values_list("authority", flat=True)) - {None}
    RoleAppointment.objects.bulk_create(
        RoleAppointment(person=person, role=role, authority=area, starts_on=date(2020, 4, 1))
        for person, area in whom
        if area is None or area.pk not in held
    )


def packages(programme: Programme, number: int, *, lines: int = 40, open_share: float = 0.1, seed: int = 1) -> None:
    """So many more, the open ones spread evenly among them, with about that many lines of timeline and ledger each."""
    chance = random.Random(seed)
    every = round(1 / open_share)
    made = [_package(programme, chance, n % every == 0) for n in range(number)]
    with _at_their_own_time():
        rows = SupportPackage.objects.bulk_create(made, batch_size=500)
    for row in rows:
        row.reference = f"SP-{row.pk:05}"
    SupportPackage.objects.bulk_update(rows, ["reference"], batch_size=500)
    _what_belongs_to_them(programme, rows, chance, lines)


@contextmanager
def _at_their_own_time() -> Iterator[None]:
    """The days are written as they were, not as the clock says."""
    fields = [SupportPackage._meta.get_field(name) for name in ("created_at", "stage_since")]
    fields.append(PackageEvent._meta.get_field("at"))
    for field in fields:
        field.auto_now_add = False
    try:
        yield
    finally:
        for field in fields:
            field.auto_now_add = True


def _package(programme: Programme, chance: random.Random, is_open: bool) -> SupportPackage:
    today = timezone.localdate()
    stage = chance.choice(HALFWAY if is_open else ENDS)
    sent = today - timedelta(days=chance.randint(91, 300) if is_open else chance.randint(200, 1800))
    since = today - timedelta(days=chance.randint(0, 90)) if is_open else min(sent + timedelta(days=200), today)
    agreed = Decimal(chance.choice((5, 8, 10, 20))) if stage in WAY[3:] else None
    pot = chance.choice(programme.pots) if agreed else None
    used = agreed * Decimal("0.75") if agreed and stage in WAY[4:] else Decimal(0)
    return SupportPackage(
        reference=f"made {uuid4().hex[:12]}",
        authority=chance.choice(programme.areas),
        title="Pooling money for disabled children",
        kind=chance.choice(Kind.values),
        need="Two budgets, and nobody who sees both.",
        stage=stage.value,
        came_from=Stage.DELIVERY.value if stage is Stage.PAUSED else "",
        condition="A director in post" if stage is Stage.DEFERRED else "",
        revisit_on=today + timedelta(days=chance.randint(-20, 100)) if stage is Stage.DEFERRED else None,
        stage_since=_at(since),
        last_contact_on=today - timedelta(days=chance.randint(0, 50)) if is_open else since,
        days=agreed,
        budget=1000 if agreed else None,
        pot=pot,
        days_allocated=agreed or 0,
        days_used=used,
        days_forecast=2 if agreed else 0,
        pounds_allocated=1000 if agreed else 0,
        created_at=_at(sent),
        sent_at=_at(sent),
        agreed_at=_at(since) if agreed else None,
        closed_at=_at(since) if stage is Stage.CLOSED else None,
    )


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))


def _what_belongs_to_them(programme, rows, chance, lines) -> None:
    bulk = {"batch_size": 2000}
    PackageArea.objects.bulk_create(
        [PackageArea(package=row, authority=row.authority, share=100) for row in rows], **bulk
    )
    leads = {held.authority_id: held.person_id for held in RoleAppointment.objects.filter(role=Role.LOCAL_LEAD)}
    led = [row for row in rows if row.at not in (Stage.REQUEST, Stage.TRIAGE)]
    for row in led:
        row.led_by_id = leads[row.authority_id]
    SupportPackage.objects.bulk_update(led, ["led_by"], batch_size=500)
    TeamMember.objects.bulk_create(
        [TeamMember(package=row, person_id=row.led_by_id, part="lead", since=row.sent_at.date()) for row in led],
        **bulk,
    )
    _delivered(programme, [row for row in rows if row.days is not None], chance)
    with _at_their_own_time():
        PackageEvent.objects.bulk_create((line for row in rows for line in _timeline(row, lines * 3 // 4)), **bulk)
    LedgerEntry.objects.bulk_create((e for row in rows if row.pot for e in _ledger(programme, row, lines // 4)), **bulk)


def _timeline(row: SupportPackage, number: int) -> Iterator[PackageEvent]:
    """From the day it was sent until it came to its stage, evenly; its moves among them."""
    way = WAY[: WAY.index(row.at) + 1] if row.at in WAY else [Stage.REQUEST, Stage.TRIAGE, row.at]
    kinds = ("session", "message", "terms", "plan", "risk", "scoping")
    before, since = Stage.DRAFT, row.created_at
    for n, stage in enumerate(way):
        at = row.sent_at + (row.stage_since - row.sent_at) * n / max(len(way) - 1, 1)
        line = {"package": row, "text": "Moved", "on": at.date(), "at": at}
        yield PackageEvent(**line, kind="move", move="move", from_stage=before, to_stage=stage, since=since)
        before, since = stage, at
    for n in range(number - len(way)):
        at = row.sent_at + (row.stage_since - row.sent_at) * n / number
        yield PackageEvent(package=row, kind=kinds[n % len(kinds)], text="Something was done", on=at.date(), at=at)


def _ledger(programme: Programme, row: SupportPackage, number: int) -> Iterable[LedgerEntry]:
    """Its sums are those the package keeps."""
    person = programme.advisers[row.pk % len(programme.advisers)].person
    month = row.stage_since.date().replace(day=1)
    entry = {"package": row, "month": month, "what": "As agreed"}
    yield LedgerEntry(**entry, kind="allocated", pot=row.pot, days=row.days_allocated, pounds=row.pounds_allocated)
    yield LedgerEntry(**entry, kind="allocated", adviser=person, days=row.days_allocated)
    yield LedgerEntry(
        **entry | {"month": timezone.localdate().replace(day=1)} if row.is_open else entry,
        kind="forecast",
        adviser=person,
        days=2,
    )
    for n in range(number - 3):
        days = row.days_used if n == 0 else 0
        yield LedgerEntry(**entry, kind="used", adviser=person, days=days)


def _delivered(programme: Programme, rows: list[SupportPackage], chance: random.Random) -> None:
    today, bulk = timezone.localdate(), {"batch_size": 2000}
    pick = {row.pk: programme.advisers[row.pk % len(programme.advisers)] for row in rows}
    TeamMember.objects.bulk_create(
        [TeamMember(package=row, person_id=pick[row.pk].person_id, part="adviser", since=row.sent_at) for row in rows],
        **bulk,
    )
    ConflictCheck.objects.bulk_create(
        [
            ConflictCheck(
                package=row,
                adviser=pick[row.pk],
                outcome="clear",
                declared="Nothing",
                valid_until=row.stage_since.date() + timedelta(days=chance.randint(20, 300)),
            )
            for row in rows
        ],
        **bulk,
    )
    criteria = Criterion.objects.bulk_create(
        [
            Criterion(package=row, text="Families ask once", measure="a", baseline="b", target="c", due_on=today)
            for row in rows
        ],
        **bulk,
    )
    CriterionRating.objects.bulk_create(
        [
            CriterionRating(criterion=one, side=side, rating="met")
            for one in criteria
            if one.package.at is Stage.CLOSED
            for side in ("area", "lead")
        ],
        **bulk,
    )
    TermsSignature.objects.bulk_create(
        [
            TermsSignature(package=row, terms=1, side="programme", as_role="Programme lead", by=programme.leads[0])
            for row in rows
        ],
        **bulk,
    )
    CostBenefit.objects.bulk_create(
        [
            CostBenefit(
                package=row,
                authority=row.authority,
                kind="cashable",
                category="placements",
                year=2025,
                pounds=1000,
                method="m",
                includes="i",
            )
            for row in rows
            if row.at is Stage.CLOSED
        ],
        **bulk,
    )
    PlanStep.objects.bulk_create(
        [
            PlanStep(
                package=row,
                kind="milestone",
                title="Agree one list",
                due_on=row.stage_since.date() + timedelta(days=40 * n),
                done_on=None if n > 1 and row.is_open else row.stage_since,
            )
            for row in rows
            for n in range(3)
        ],
        **bulk,
    )
    Risk.objects.bulk_create(
        [
            Risk(
                package=row,
                kind="risk",
                title="No finance officer",
                rating=chance.choice(("green", "amber", "amber", "red")),
                closed_at=None if row.is_open else row.stage_since,
                outcome="" if row.is_open else "It did not come to that.",
            )
            for row in rows
        ],
        **bulk,
    )
    FollowUp.objects.bulk_create(
        [
            FollowUp(
                package=row,
                why=why,
                due_on=row.closed_at.date() + timedelta(days=days),
                words="Held",
                done_at=row.closed_at
                if row.closed_at.date() + timedelta(days=days) < today - timedelta(days=20)
                else None,
            )
            for row in rows
            if row.closed_at
            for why, days in (("six", 182), ("twelve", 365))
        ],
        **bulk,
    )
