"""Every move × every stage × every role: only what the table allows happens, by any address."""

from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from commissioning.access.roles import ROLES, Role
from commissioning.saving import NotNow
from commissioning.support.actions.moves import Told, advance
from commissioning.support.models import SupportPackage
from commissioning.support.workflow import ABOUT, STEPS, Move, Stage, mermaid, moves_from
from tests.conftest import browser_of
from tests.support.packages import a_draft, a_package, a_request, people_for
from tests.support.pages import text
from tests.support.people import EALING, area, in_role

pytestmark = pytest.mark.django_db
TOLD = {
    "reason": "Because of the elections",
    "condition": "A director in post",
    "revisit_on-day": "1",
    "revisit_on-month": "6",
    "revisit_on-year": "2027",
}


def put(package: SupportPackage, stage: Stage) -> SupportPackage:
    """There by the database alone, with what its constraints ask for."""
    came_from = "delivery" if stage is Stage.PAUSED else ""
    reference = "" if stage is Stage.DRAFT else package.reference
    SupportPackage.objects.filter(pk=package.pk).update(
        stage=stage.value, came_from=came_from, reference=reference, condition="A director", revisit_on="2027-06-01"
    )
    return SupportPackage.objects.get(pk=package.pk)


def address(package: SupportPackage, move: Move) -> str:
    return f"/support/{package.pk}/move/{move.value}/"


def may(role: Role, move: Move) -> bool:
    return bool(ROLES[role].permissions & STEPS[move].permissions)


@pytest.mark.parametrize("stage", sorted(Stage.__members__.values()))
def test_no_move_that_the_table_does_not_have_from_a_stage(register, stage):
    package = put(a_request(), stage)
    people = people_for(package)
    everybody = [(Role.CHAMPION, people.champion)]
    if stage is not Stage.DRAFT:  # which nobody else finds
        everybody += [(Role.LOCAL_LEAD, people.local_lead), (Role.PROGRAMME_LEAD, people.programme)]
    for role, person in everybody:
        browser = browser_of(person)
        for move in set(Move) - set(moves_from(stage)):
            if may(role, move):
                answer = browser.post(address(package, move), {**TOLD, "stage": stage.value})
                assert answer.status_code == 409, (move, role)
    package.refresh_from_db()
    assert package.at is stage


@pytest.mark.parametrize("move", sorted(Move.__members__.values()))
def test_a_move_is_for_whom_the_table_says(register, move):
    """Whoever else sees the package is refused; whoever does not see it finds nothing; nothing is changed."""
    stage = min(STEPS[move].from_stages)
    package = put(a_request(), stage)
    people = people_for(package)
    sees = {Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD, Role.REGIONAL_LEAD, Role.PROGRAMME_LEAD}
    if stage is Stage.DRAFT:
        sees = {Role.CHAMPION}
    for role in set(Role) - {one for one in Role if may(one, move)}:
        person = {Role.CHAMPION: people.champion, Role.DIRECTOR: people.director}.get(role) or in_role(role)
        answer = browser_of(person).post(address(package, move), {**TOLD, "stage": stage.value})
        assert answer.status_code == (403 if role in sees else 404), (move, role)
    stranger = browser_of(in_role(Role.CHAMPION, area(EALING)))
    assert stranger.post(address(package, move), {**TOLD, "stage": stage.value}).status_code == 404
    package.refresh_from_db()
    assert package.at is stage


@pytest.mark.parametrize("move", [move for move, step in STEPS.items() if step.reason])
def test_a_reason_is_asked_for_and_kept(register, move):
    package = put(a_request(), min(STEPS[move].from_stages))
    people = people_for(package)
    by = people.champion if may(Role.CHAMPION, move) else people.programme
    answer = browser_of(by).post(
        f"/support/{package.pk}/move/{move.value}/", {**TOLD, "reason": " ", "stage": package.stage}
    )
    assert answer.status_code == 200
    assert "Say why" in text(answer)
    with pytest.raises(NotNow, match="Say why"):
        advance(package=package, move=move, by=by, told=Told(reason="  "))


def test_the_whole_way_leaves_a_line_for_every_move(register):
    package = a_package(Stage.CLOSED)
    moves = [event.move for event in package.events.exclude(move="").order_by("pk")]
    assert moves == ["send", "take-up", "scope", "agree", "deliver", "review", "close"]
    lines = list(package.events.exclude(move="").order_by("pk"))
    assert all(before.to_stage == after.from_stage for before, after in pairwise(lines))
    assert all(line.by for line in lines)


def test_paused_and_resumed_where_it_was(register):
    package = a_package(Stage.DELIVERY)
    people = people_for(package)
    package = advance(package=package, move=Move.PAUSE, by=people.champion, told=Told(reason="Elections"))
    assert (package.at, package.came_from) == (Stage.PAUSED, "delivery")
    package = advance(package=package, move=Move.RESUME, by=people.local_lead)
    assert (package.at, package.came_from) == (Stage.DELIVERY, "")


def test_withdrawn_then_looked_at_again(register):
    package = a_request()
    people = people_for(package)
    package = advance(package=package, move=Move.WITHDRAW, by=people.champion, told=Told(reason="No time"))
    package = advance(package=package, move=Move.LOOK_AGAIN, by=people.programme, told=Told(reason="They have time"))
    assert package.at is Stage.TRIAGE


def test_a_discarded_draft_is_never_looked_at_again(register):
    draft = a_draft()
    people = people_for(draft)
    draft = advance(package=draft, move=Move.DISCARD, by=people.champion)
    assert (draft.at, draft.reference) == (Stage.WITHDRAWN, "")
    assert browser_of(people.programme).get(f"/support/{draft.pk}/").status_code == 404
    with pytest.raises(NotNow, match="never sent"):
        advance(package=draft, move=Move.LOOK_AGAIN, by=people.programme, told=Told(reason="Why not"))


def test_the_page_made_for_an_earlier_stage_moves_nothing(register):
    package = a_package(Stage.REVIEW)
    people = people_for(package)
    browser = browser_of(people.local_lead)
    sent = {"stage": "delivery", "reason": "More to do"}
    assert browser.post(f"/support/{package.pk}/move/go-on/", sent).status_code == 409
    package.refresh_from_db()
    assert package.at is Stage.REVIEW


def test_a_deferred_package_says_until_when(register):
    package = a_request()
    people = people_for(package)
    browser = browser_of(people.programme)
    answer = browser.post(f"/support/{package.pk}/move/defer/", {"stage": "request", "reason": "No director"})
    assert "Enter the condition" in text(answer)
    answer = browser.post(f"/support/{package.pk}/move/defer/", {**TOLD, "stage": "request"}, follow=True)
    package.refresh_from_db()
    assert (package.at, package.condition) == (Stage.DEFERRED, "A director in post")
    assert "1 June 2027" in text(answer)
    with transaction.atomic(), pytest.raises(IntegrityError):
        SupportPackage.objects.filter(pk=package.pk).update(revisit_on=None)


def test_an_unknown_move_is_no_page(register):
    package = a_request()
    browser = browser_of(in_role(Role.PROGRAMME_LEAD))
    assert browser.get(f"/support/{package.pk}/move/teleport/").status_code == 404


def test_the_drawing_names_every_move_and_stage():
    drawn = mermaid()
    assert all(move.value in drawn for move in Move)
    assert all(stage.value in drawn for stage in Stage)
    assert set(ABOUT) == set(Stage)
