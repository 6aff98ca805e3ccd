"""Interviews of this year’s round: one champion’s is being recorded, with words worth quoting."""

from datetime import timedelta

from django.utils import timezone

from commissioning.people.models import User
from evaluation.actions import answering
from evaluation.actions import interviews as actions
from evaluation.actions.interviews import Held
from evaluation.models import Interview, Invitation
from evaluation.queries.interviews import walk_of

SAID = {
    "months_in_role": "14",
    "champion_role": "agree",
    "champion_future": "strongly_agree",
    "role_future": "It should sit with the joint commissioning board, and have a deputy.",
    "services_used": ("training", "bespoke"),
}
PASSAGE = "Having one person who listens, and comes back, changed how partners talk to each other."


def record(*, champion: User, evaluator: User) -> None:
    """What is there already is left as it is."""
    invitation = Invitation.objects.filter(group__slug="champions", group__interviewed=True, person=champion).first()
    if invitation is None or Interview.objects.filter(invitation=invitation).exists():
        return
    held = Held(timezone.localdate() - timedelta(days=2), "champion", "yes")
    interview = actions.save(invitation=invitation, held=held, version=0, by=evaluator).row
    for page in walk_of(invitation).pages[:2]:
        walk = walk_of(invitation)
        names = walk.asked_on(page)
        answers = {name: SAID[name] for name in names if name in SAID}
        answering.save_page(way=walk.way, names=names, answers=answers, seen=answering.reading.seen({}, names))
    actions.add_passage(interview=interview, question="role_future", text=PASSAGE, by=evaluator)
