"""Support packages in every stage, walked there through the real actions with the dates of history."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.people.models import User
from commissioning.people.queries import holders
from commissioning.support.actions import (
    advisers,
    closing,
    days,
    messages,
    plan_steps,
    requests,
    risks,
    scoping,
    sessions,
    team,
    terms,
)
from commissioning.support.actions.moves import Told, advance
from commissioning.support.amounts import Amount
from commissioning.support.models import Pot, SupportPackage
from commissioning.support.workflow import Move, Stage

from . import package_words as words
from .clock import as_of
from .package_words import STORIES, Story

NAMESPACE = UUID("6f2b7c1e-94c0-4a53-9d5e-0d9b8f3a7c21")  # so that a session made once is not made again
UNTIL = {
    Stage.DEFERRED: Stage.TRIAGE,
    Stage.DECLINED: Stage.TRIAGE,
    Stage.WITHDRAWN: Stage.REQUEST,
    Stage.PAUSED: Stage.DELIVERY,
}
WAY_OUT = {
    Stage.DEFERRED: Move.DEFER,
    Stage.DECLINED: Move.DECLINE,
    Stage.WITHDRAWN: Move.WITHDRAW,
    Stage.PAUSED: Move.PAUSE,
}
ORDER = (Stage.REQUEST, Stage.TRIAGE, Stage.SCOPING, Stage.AGREED, Stage.DELIVERY, Stage.REVIEW, Stage.CLOSED)
AFTER = {  # weeks after the request
    Stage.TRIAGE: 1,
    Stage.SCOPING: 2,
    Stage.AGREED: 8,
    Stage.DELIVERY: 10,
    Stage.REVIEW: 34,
    Stage.CLOSED: 38,
}


@dataclass(frozen=True)
class Cast:
    """Who acts in a story."""

    champion: User
    director: User
    lead: User
    programme: User
    adviser: User


def make(*, programme: User, adviser: User) -> int:
    """Those that are missing; how many were made."""
    if SupportPackage.objects.exists():
        return 0
    pots = {year: _pot(year, programme) for year in _years()}
    _adviser(adviser, programme)
    for story in STORIES:
        _tell(story, pots, programme, adviser)
    return len(STORIES)


def _years() -> range:
    today = timezone.localdate()
    return range(today.year - 2, today.year + 1)


def _pot(year: int, by: User) -> Pot:
    return Pot.objects.create(name="Bespoke support", year=year, days=180, pounds=90_000, created_by=by)


def _adviser(person: User, by: User) -> None:
    begun = timezone.localdate() - timedelta(days=500)
    with as_of(begun):
        typed = advisers.Typed(
            employer=Authority.objects.get(gss_code="E08000037"),
            employer_name="",
            accredited_on=begun,
            accredited_until=begun + timedelta(days=1095),
            kinds=("joint", "market", "outcomes", "leadership", "efficiency"),
            standards=("S04", "S06", "S08", "S11"),
            regions=(),
            days_a_month=Decimal(4),
            about="Head of joint commissioning in a metropolitan borough; ran two pooled budgets.",
        )
        advisers.add(person=person, typed=typed, by=by)


def _tell(story: Story, pots: dict[int, Pot], programme: User, adviser: User) -> None:
    area = Authority.objects.select_related("region").get(gss_code=story.gss_code)
    cast = Cast(
        champion=holders(Permission.SUPPORT_REQUEST, area)[0].person,
        director=holders(Permission.PACKAGE_SPONSOR, area)[0].person,
        lead=holders(Permission.PACKAGE_LEAD, area)[0].person,
        programme=programme,
        adviser=adviser,
    )
    asked = timezone.localdate() - story.ago
    with as_of(asked):
        package = _ask(story, area, cast)
    for stage in ORDER[1:]:
        if package.at is Stage.DRAFT or not _goes_on(story, stage):
            break
        with as_of(asked + timedelta(weeks=AFTER[stage])):
            package = STEPS[stage](package, story, cast, pots)
        if stage is Stage.DELIVERY:
            package = _hold_sessions(package, cast, asked + timedelta(weeks=AFTER[stage]))
    if story.stage in WAY_OUT:
        with as_of(asked + timedelta(weeks=AFTER.get(UNTIL[story.stage], 0) + 1)):
            _leave(package, story, cast)


def _goes_on(story: Story, stage: Stage) -> bool:
    last = UNTIL.get(story.stage, story.stage)
    return ORDER.index(stage) <= ORDER.index(last)


def _ask(story: Story, area: Authority, cast: Cast) -> SupportPackage:
    typed = requests.Typed(
        title=story.title,
        kind=story.kind,
        need=story.need,
        hoped=story.hoped,
        tried="",
        standards=tuple(sorted(story.standards)),
        shares=True,
        version=0,
    )
    package = requests.draft(authority=area, typed=typed, by=cast.champion)
    return package if story.stage is Stage.DRAFT else advance(package=package, move=Move.SEND, by=cast.champion)


def _take_up(package: SupportPackage, story: Story, cast: Cast, pots: dict[int, Pot]) -> SupportPackage:
    return advance(package=package, move=Move.TAKE_UP, by=cast.programme)


def _scope(package: SupportPackage, story: Story, cast: Cast, pots: dict[int, Pot]) -> SupportPackage:
    team.name_lead(package=package, person=cast.lead, handover="", by=cast.programme)
    package = advance(package=package, move=Move.SCOPE, by=cast.programme)
    today = timezone.localdate()
    for theme, said in words.HEARD:
        heard = scoping.Heard(theme, None, today, said, version=0)
        scoping.add_note(package=package, heard=heard, by=cast.lead)
    for kind, text in words.POINTS:
        scoping.add_point(package=package, kind=kind, text=text, by=cast.lead)
    return scoping.save_picture(package=package, picture=words.PICTURE, version=package.version, by=cast.lead).row


def _agree(package: SupportPackage, story: Story, cast: Cast, pots: dict[int, Pot]) -> SupportPackage:
    package = scoping.agree_picture(package=package, version=package.version, by=cast.champion)
    today = timezone.localdate()
    typed = terms.Typed(
        form="specialist",
        offer="bespoke",
        intervention="collective",
        aims=story.aims,
        days=Decimal(story.days),
        budget=Decimal(2500),
        pot=pots[min(max(today.year, min(pots)), max(pots))],
        begins_on=today,
        review_on=today + timedelta(weeks=24),
        ends_on=today + timedelta(weeks=30),
        version=package.version,
    )
    package = terms.save(package=package, typed=typed, by=cast.lead).row
    for text, measure, baseline, target in story.criteria:
        due = today + timedelta(weeks=28)
        told = terms.Told(text, measure, baseline, target, due, story.standards[0], None, version=0)
        terms.add_criterion(package=package, told=told, by=cast.lead)
    package.refresh_from_db()
    terms.sign_for_area(package=package, authority=package.authority, terms=package.terms, by=cast.director)
    terms.sign_for_programme(package=package, terms=package.terms, by=cast.programme)
    return advance(package=package, move=Move.AGREE, by=cast.programme)


def _deliver(package: SupportPackage, story: Story, cast: Cast, pots: dict[int, Pot]) -> SupportPackage:
    team.add_adviser(package=package, person=cast.adviser, by=cast.programme)
    until = timezone.localdate() + timedelta(days=330)
    found = advisers.Found("Nothing to declare.", "clear", "", until)
    advisers.record_check(package=package, adviser=cast.adviser.adviser, found=found, by=cast.programme)
    amount = Amount(Decimal(story.days) - 1)
    days.allocate_to_adviser(package=package, adviser=cast.adviser, amount=amount, by=cast.programme)
    package = advance(package=package, move=Move.DELIVER, by=cast.lead)
    today = timezone.localdate()
    plan_steps.add(
        package=package,
        typed=plan_steps.Typed("milestone", "Heads of terms before both boards", str(cast.lead), _in(today, 12)),
        by=cast.lead,
    )
    risks.raise_one(
        package=package,
        typed=risks.Typed("risk", "Health’s lead may move on", "amber", "A deputy comes to every session", "Champion"),
        by=cast.lead,
    )
    return package


def _hold_sessions(package: SupportPackage, cast: Cast, begun: date) -> SupportPackage:
    for number, (amount, what, then) in enumerate(words.SESSIONS):
        _hold(package, cast, begun + timedelta(weeks=2 + 4 * number), Decimal(amount), what, then)
    return SupportPackage.objects.select_related("authority__region", "pot").get(pk=package.pk)


def _in(day: date, weeks: int) -> date:
    return day + timedelta(weeks=weeks)


def _hold(package: SupportPackage, cast: Cast, day: date, number: Decimal, what: str, then: str) -> None:
    with as_of(day):
        typed = sessions.Typed(timezone.localdate(), number, what, who="Both boards’ officers", next=then)
        key = uuid5(NAMESPACE, f"{package.pk} {day}")
        sessions.record(package=package, adviser=cast.adviser, typed=typed, key=key, by=cast.adviser)
        messages.write(package=package, body=words.MESSAGE, key=uuid5(NAMESPACE, f"{key}"), by=cast.adviser)


def _review(package: SupportPackage, story: Story, cast: Cast, pots: dict[int, Pot]) -> SupportPackage:
    return advance(package=package, move=Move.REVIEW, by=cast.lead)


def _close(package: SupportPackage, story: Story, cast: Cast, pots: dict[int, Pot]) -> SupportPackage:
    for number, criterion in enumerate(package.criteria.select_related("package__authority__region")):
        early = number == story.too_early
        look = timezone.localdate() + timedelta(weeks=26) if early else None
        judged = closing.Judged("too_early" if early else "met", "As the figures and the parents’ group say.", look)
        for person in (cast.champion, cast.lead):
            closing.rate(criterion=criterion, judged=judged, by=person)
    closing.save_words(package=package, typed=closing.Typed(**words.CLOSE), by=cast.lead)
    return advance(package=package, move=Move.CLOSE, by=cast.lead)


STEPS = {
    Stage.TRIAGE: _take_up,
    Stage.SCOPING: _scope,
    Stage.AGREED: _agree,
    Stage.DELIVERY: _deliver,
    Stage.REVIEW: _review,
    Stage.CLOSED: _close,
}


def _leave(package: SupportPackage, story: Story, cast: Cast) -> None:
    move = WAY_OUT[story.stage]
    by = cast.champion if move in (Move.WITHDRAW, Move.PAUSE) else cast.programme
    deferred = story.stage is Stage.DEFERRED
    told = Told(
        reason=words.REASONS[story.stage],
        condition=words.CONDITION if deferred else "",
        revisit_on=timezone.localdate() + timedelta(weeks=30) if deferred else None,
    )
    advance(package=package, move=move, by=by, told=told)
