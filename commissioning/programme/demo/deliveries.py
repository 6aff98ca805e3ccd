"""What happens in a package once it is agreed: sessions, risks, what was paid, its close and the look back."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from django.utils import timezone

from commissioning.people.models import User
from commissioning.support.actions import (
    advisers,
    closing,
    days,
    decisions,
    follow_ups,
    messages,
    plan_steps,
    risks,
    sessions,
    team,
)
from commissioning.support.actions.moves import advance
from commissioning.support.amounts import Amount
from commissioning.support.models import FollowUp, Rating, SupportPackage
from commissioning.support.workflow import Move

from . import figures
from .clock import as_of
from .story import Aimed, Cast, Held, Rated, Story, weeks

NAMESPACE = UUID("6f2b7c1e-94c0-4a53-9d5e-0d9b8f3a7c21")  # so that a session made once is not made again
LOOK_AGAIN = weeks(24)  # after the close, where it was too early to tell


def deliver(package: SupportPackage, story: Story, cast: Cast) -> SupportPackage:
    team.add_adviser(package=package, person=cast.adviser, by=cast.programme)
    until = timezone.localdate() + timedelta(days=330)
    found = advisers.Found("Nothing to declare.", "clear", "", until)
    advisers.record_check(package=package, adviser=cast.adviser.adviser, found=found, by=cast.programme)
    amount = Amount(Decimal(story.days) - Decimal("0.5"), Decimal(story.pounds) - 500)
    days.allocate_to_adviser(package=package, adviser=cast.adviser, amount=amount, by=cast.programme)
    package = advance(package=package, move=Move.DELIVER, by=cast.lead)
    today = timezone.localdate()
    for one in story.plan:
        step = plan_steps.Typed(one.kind, one.title, str(cast.lead), today + weeks(one.week))
        plan_steps.add(package=package, typed=step, by=cast.lead)
    for raised in story.risks:
        risk = risks.Typed(raised.kind, raised.title, raised.rating, raised.response, raised.owner)
        risks.raise_one(package=package, typed=risk, by=cast.lead)
    figures.begin(package, story, by=cast.champion)
    return package


def work(package: SupportPackage, story: Story, cast: Cast, asked: date, begun: date) -> SupportPackage:
    """All that happens between the beginning of delivery and the review, each on its day."""
    for held in story.sessions:
        _hold(package, cast, held, begun + weeks(held.week))
    for one in story.plan:
        if one.done:
            _finish(package, one.title, one.done, begun + weeks(one.week), cast)
    for decided in story.decisions:
        day = begun + weeks(decided.week)
        with as_of(day):
            decisions.record(package=package, typed=decisions.Typed(decided.text, day, decided.by), by=cast.lead)
    with as_of(begun + weeks(max(held.week for held in story.sessions))):
        _settle(package, story, cast)
        figures.count(package, story, asked, by=cast.champion)
    return SupportPackage.objects.select_related("authority__region", "pot").get(pk=package.pk)


def _hold(package: SupportPackage, cast: Cast, held: Held, day: date) -> None:
    key = uuid5(NAMESPACE, f"{package.pk} {held.week}")
    with as_of(day):
        again = day + weeks(held.next_week - held.week) if held.next_week else None
        typed = sessions.Typed(day, Decimal(held.days), held.what, held.who, held.next, again)
        sessions.record(package=package, adviser=cast.adviser, typed=typed, key=key, by=cast.adviser)
        if held.message:
            messages.write(package=package, body=held.message, key=uuid5(key, "to the area"), by=cast.adviser)
    if held.answer:
        with as_of(day + timedelta(days=2)):
            messages.write(package=package, body=held.answer, key=uuid5(key, "answer"), by=cast.champion)


def _finish(package: SupportPackage, title: str, words: str, day: date, cast: Cast) -> None:
    step = package.plan_steps.get(title=title)
    with as_of(day):
        plan_steps.finish(step=step, done_on=day, words=words, version=step.version, by=cast.lead)


def _settle(package: SupportPackage, story: Story, cast: Cast) -> None:
    """What was paid, and what became of the risks."""
    month = timezone.localdate().replace(day=1)
    for pounds, what in story.paid:
        spent = {"pounds": Decimal(pounds), "month": month, "what": what}
        days.spend(package=package, adviser=cast.adviser, by=cast.programme, **spent)
    for raised in story.risks:
        risk = package.risks.get(title=raised.title)
        if raised.escalated:
            risks.escalate(risk=risk, why=raised.escalated, by=cast.lead)
        if raised.outcome:
            risks.close(risk=risk, outcome=raised.outcome, version=risk.version, by=cast.lead)


def review(package: SupportPackage, story: Story, cast: Cast) -> SupportPackage:
    for one in story.criteria:
        criterion = package.criteria.get(text=one.text)
        closing.state_facts(criterion=criterion, facts=closing.Facts(one.facts, criterion.version), by=cast.adviser)
    return advance(package=package, move=Move.REVIEW, by=cast.lead)


def close(package: SupportPackage, story: Story, cast: Cast) -> SupportPackage:
    for one in story.criteria:
        _rate(package, one, one.area, cast.champion)
        _rate(package, one, one.lead, cast.lead)
    typed = closing.Typed(**story.close, no_figures_yet=not story.figures, days_complete=True, version=0)
    closing.save_words(package=package, typed=typed, by=cast.lead)
    return advance(package=package, move=Move.CLOSE, by=cast.lead)


def _rate(package: SupportPackage, one: Aimed, rated: Rated | None, by: User) -> None:
    if rated is None:
        return
    early = rated.rating == Rating.TOO_EARLY
    look = timezone.localdate() + LOOK_AGAIN if early else None
    criterion = package.criteria.select_related("package__authority__region").get(text=one.text)
    closing.rate(criterion=criterion, judged=closing.Judged(rated.rating, rated.words, look), by=by)


def follow_up(package: SupportPackage, story: Story, cast: Cast) -> None:
    """What was too early to tell has been looked at again; the visit at six months has not been made, and is late."""
    due = package.follow_ups.get(why=FollowUp.Why.TOO_EARLY)
    with as_of(due.due_on):
        for one in story.criteria:
            _rate(package, one, one.area and one.area.later, cast.champion)
            _rate(package, one, one.lead and one.lead.later, cast.lead)
        follow_ups.finish(follow_up=due, words=story.followed_up, by=cast.lead)
