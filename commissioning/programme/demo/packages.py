"""Support packages in every stage, walked there through the real actions with the dates of history."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from commissioning import years
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.people.models import User
from commissioning.people.queries import holders
from commissioning.support.actions import (
    advisers,
    pots,
    requests,
    scoping,
    team,
    terms,
)
from commissioning.support.actions.moves import Told, advance
from commissioning.support.models import Pot, SupportPackage
from commissioning.support.workflow import Move, Stage

from . import deliveries, figures, stories_durham, stories_ealing
from .clock import as_of
from .story import Cast, Story, weeks
from .story_short_breaks import SHORT_BREAKS

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
STORIES = (
    SHORT_BREAKS,
    stories_durham.MARKET,
    *stories_durham.OTHERS,
    stories_ealing.LEADERSHIP,
    stories_ealing.AGREED,
    stories_ealing.PREVENTION,
    *stories_ealing.OTHERS,
)
ORDER = (Stage.REQUEST, Stage.TRIAGE, Stage.SCOPING, Stage.AGREED, Stage.DELIVERY, Stage.REVIEW, Stage.CLOSED)
AFTER = {  # weeks after the request
    Stage.TRIAGE: 1,
    Stage.SCOPING: 2,
    Stage.AGREED: 8,
    Stage.DELIVERY: 10,
    Stage.REVIEW: 34,
    Stage.CLOSED: 38,
}
BESPOKE = "Bespoke support"
MEASURED = frozenset({Stage.DELIVERY, Stage.REVIEW, Stage.CLOSED})


def make(*, programme: User, adviser: User) -> int:
    """Those that are missing; how many were made."""
    if SupportPackage.objects.exists():
        return 0
    for year in _years():
        _pots(year, programme)
    _adviser(adviser, programme)
    for story in STORIES:
        _tell(story, programme, adviser)
    return len(STORIES)


def _years() -> range:
    this_year = years.year_of(timezone.localdate())
    return range(this_year - 2, this_year + 1)


def _pots(year: int, by: User) -> None:
    """What the year’s packages are paid from; beside it, what is kept for areas in difficulty."""
    with as_of(max(date(year, 4, 1), date(_years()[0], 10, 1))):  # nobody was in role before
        pots.add(typed=pots.Typed("Enhanced support", year, Decimal(60), Decimal(45_000)), by=by)
        pots.add(typed=pots.Typed(BESPOKE, year, Decimal(180), Decimal(90_000)), by=by)


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


def _tell(story: Story, programme: User, adviser: User) -> None:
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
        day = asked + timedelta(weeks=AFTER[stage])
        figures.read(package, story, asked + weeks(AFTER[Stage.DELIVERY]), day, by=cast.champion)
        with as_of(day):
            package = STEPS[stage](package, story, cast)
        if stage is Stage.DELIVERY:
            package = deliveries.work(package, story, cast, asked, day)
    if package.at in MEASURED:
        figures.read(package, story, asked + weeks(AFTER[Stage.DELIVERY]), timezone.localdate(), by=cast.champion)
    if story.followed_up:
        deliveries.follow_up(package, story, cast)
    if story.stage in WAY_OUT:
        with as_of(_last_day(story, asked)):
            _leave(package, story, cast)


def _last_day(story: Story, asked: date) -> date:
    worked = max((held.week for held in story.sessions), default=0)
    return asked + weeks(AFTER.get(UNTIL[story.stage], 0) + worked + 1)


def _goes_on(story: Story, stage: Stage) -> bool:
    last = UNTIL.get(story.stage, story.stage)
    return ORDER.index(stage) <= ORDER.index(last)


def _ask(story: Story, area: Authority, cast: Cast) -> SupportPackage:
    typed = requests.Typed(
        title=story.title,
        kind=story.kind,
        need=story.need,
        hoped=story.hoped,
        tried=story.tried,
        standards=tuple(sorted(story.standards)),
        shares=True,
        version=0,
    )
    package = requests.draft(authority=area, typed=typed, by=cast.champion)
    return package if story.stage is Stage.DRAFT else advance(package=package, move=Move.SEND, by=cast.champion)


def _take_up(package: SupportPackage, story: Story, cast: Cast) -> SupportPackage:
    return advance(package=package, move=Move.TAKE_UP, by=cast.programme)


def _scope(package: SupportPackage, story: Story, cast: Cast) -> SupportPackage:
    team.name_lead(package=package, person=cast.lead, handover="", by=cast.programme)
    package = advance(package=package, move=Move.SCOPE, by=cast.programme)
    today = timezone.localdate()
    for theme, said in story.heard:
        heard = scoping.Heard(theme, None, today, said, version=0)
        scoping.add_note(package=package, heard=heard, by=cast.lead)
    for kind, text in story.points:
        scoping.add_point(package=package, kind=kind, text=text, by=cast.lead)
    for item, state, said in story.checklist:
        scoping.answer(package=package, item=item, state=state, words=said, version=0, by=cast.lead)
    return scoping.save_picture(package=package, picture=story.picture, version=package.version, by=cast.lead).row


def _pot(day: date) -> Pot:
    return Pot.objects.get(name=BESPOKE, year=max(years.year_of(day), min(_years())))


def _agree(package: SupportPackage, story: Story, cast: Cast) -> SupportPackage:
    package = scoping.agree_picture(package=package, version=package.version, by=cast.champion)
    today = timezone.localdate()
    typed = terms.Typed(
        form=story.form,
        offer="bespoke",
        intervention=story.intervention,
        aims=story.aims,
        days=Decimal(story.days),
        budget=Decimal(story.pounds),
        pot=_pot(today),
        begins_on=today,
        review_on=today + timedelta(weeks=24),
        ends_on=today + timedelta(weeks=30),
        version=package.version,
    )
    package = terms.save(package=package, typed=typed, by=cast.lead).row
    for one in story.criteria:
        due = today + timedelta(weeks=28)
        told = terms.Told(one.text, one.measure, one.baseline, one.target, due, story.standards[0], None, version=0)
        terms.add_criterion(package=package, told=told, by=cast.lead)
    package.refresh_from_db()
    terms.sign_for_area(package=package, authority=package.authority, terms=package.terms, by=cast.director)
    terms.sign_for_programme(package=package, terms=package.terms, by=cast.programme)
    figures.file(package, story, by=cast.champion)
    return advance(package=package, move=Move.AGREE, by=cast.programme)


STEPS = {
    Stage.TRIAGE: _take_up,
    Stage.SCOPING: _scope,
    Stage.AGREED: _agree,
    Stage.DELIVERY: deliveries.deliver,
    Stage.REVIEW: deliveries.review,
    Stage.CLOSED: deliveries.close,
}


def _leave(package: SupportPackage, story: Story, cast: Cast) -> None:
    move = WAY_OUT[story.stage]
    by = cast.champion if move in (Move.WITHDRAW, Move.PAUSE) else cast.programme
    deferred = story.stage is Stage.DEFERRED
    told = Told(
        reason=story.leaving,
        condition=story.condition,
        revisit_on=timezone.localdate() + timedelta(weeks=30) if deferred else None,
    )
    advance(package=package, move=move, by=by, told=told)
