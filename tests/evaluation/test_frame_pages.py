"""Those a group asks: the list and the chase list of a confidential round, and what an anonymous one keeps quiet."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.access.roles import Role
from commissioning.people import actions as people_actions
from commissioning.people.models import AuditEntry, OutgoingEmail
from evaluation.actions import inviting
from evaluation.models import Invitation, Round
from tests.support.pages import text
from tests.support.people import DURHAM, EALING, area, in_role, person
from tests.support.rounds import NON_USER, a_round, answer, close, group_of, invited, listed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]


def people_of(round_: Round) -> str:
    return f"/evaluation/groups/{group_of(round_).pk}/people/"


def csv_of(client, round_: Round, query: str = "") -> list[str]:
    response = client.get(f"{people_of(round_)}?format=csv{query}")
    return b"".join(response).decode("utf-8-sig").splitlines()


@pytest.fixture
def answered_by_one(client_as):
    """A confidential round of four, and who answered."""
    round_ = a_round(people=4)
    [(invitation, token), *_] = invited(round_)
    answer(client_as(Role.EVALUATOR), token, NON_USER)
    return round_, invitation


def test_the_list_says_what_became_of_each(client_as, answered_by_one):
    round_, invitation = answered_by_one
    client = client_as(Role.EVALUATOR)
    shown = text(client.get(f"{people_of(round_)}?state=answered"))
    assert invitation.person.full_name in shown
    assert "1 person" in shown
    assert "County Durham" in shown
    lines = csv_of(client, round_)
    assert lines[0].startswith("name,email,areas,type,region,")
    assert len(lines) == 5
    recorded = AuditEntry.objects.filter(actor_id=client.person.pk, verb__startswith="frame-").order_by("pk")
    assert list(recorded.values_list("verb", flat=True)) == ["frame-read", "frame-export"]


def test_the_chase_list_holds_those_who_were_invited_and_have_not_answered(client_as, answered_by_one):
    round_, invitation = answered_by_one
    lines = csv_of(client_as(Role.EVALUATOR), round_, "&state=silent")
    assert len(lines) == 4
    assert invitation.person.email not in "".join(lines)


def test_it_is_searched_and_filtered(client_as):
    listed(2)
    listed(3, area(EALING))
    round_ = a_round(people=0)
    client = client_as(Role.EVALUATOR)
    assert len(csv_of(client, round_, "&q=ealing")) == 4
    assert len(csv_of(client, round_, "&by-region=North+East")) == 3
    assert len(csv_of(client, round_, "&sort=-area")) == 6
    assert client.get(f"{people_of(round_)}?by-region=Nowhere").status_code == 400


def test_whoever_serves_two_areas_is_asked_once_for_both(client_as):
    director = in_role(Role.DIRECTOR, area(DURHAM))
    people_actions.appoint(person=director, role=Role.DIRECTOR, authority=area(EALING), region=None, by=None)
    planned = inviting_directors()
    round_ = a_round(groups=[planned])
    shown = text(client_as(Role.EVALUATOR).get(f"/evaluation/groups/{round_.groups.get().pk}/people/"))
    assert "County Durham, Ealing" in shown
    assert "To be interviewed" in shown
    page = text(client_as(Role.EVALUATOR).get(f"/evaluation/rounds/{round_.pk}/"))
    assert "1 person, of 2 authorities" in page


def inviting_directors():
    from evaluation.actions.rounds import PlannedGroup
    from tests.support.rounds import a_version

    return PlannedGroup("directors", "Directors", "director", "directors", a_version(), interviewed=True)


def test_who_has_no_address_is_pointed_out(client_as):
    made = person()
    people_actions.appoint(person=made, role=Role.CHAMPION, authority=area(), region=None, by=None)
    type(made).objects.filter(pk=made.pk).update(email=None)
    planned = inviting_directors()
    planned = type(planned)("champions", "Champions", "champion", "champions", planned.version)
    round_ = a_round(groups=[planned])
    client = client_as(Role.EVALUATOR)
    assert "Champions: 1 person has no email address" in text(client.get(f"/evaluation/rounds/{round_.pk}/"))
    assert "No email address" in text(client.get(f"/evaluation/groups/{round_.groups.get().pk}/people/"))


# --- What staff learnt ----------------------------------------------------------------------


def test_staff_note_what_became_of_an_invitation(client_as, answered_by_one):
    round_, answered = answered_by_one
    client = client_as(Role.EVALUATOR)
    silent = Invitation.objects.exclude(pk=answered.pk).earliest("pk")
    path = f"/evaluation/invitations/{silent.pk}/"
    for outcome in ("ineligible", "refused", "bounced", "none"):
        client.post(path, {"outcome": outcome})
        silent.refresh_from_db()
        assert silent.outcome == outcome.replace("none", "")
    assert "Select what became of the invitation" in text(client.post(path, {"outcome": "dead"}))
    response = client.post(f"/evaluation/invitations/{answered.pk}/", {"outcome": "bounced"})
    assert response.status_code == 409
    assert "Their answers are in" in text(response)
    close(round_)
    assert client.post(path, {"outcome": "bounced"}).status_code == 409


def test_a_new_link_goes_to_who_has_not_answered_and_the_old_one_ends(client_as):
    round_ = a_round(people=1)
    [(invitation, token)] = invited(round_)
    client = client_as(Role.EVALUATOR)
    before = OutgoingEmail.objects.count()
    shown = text(client.post(f"/evaluation/invitations/{invitation.pk}/link/", follow=True))
    assert "if they were invited and have not answered" in shown
    assert OutgoingEmail.objects.count() == before + 1
    assert client.get(f"/respond/{token}/").status_code != 302


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.EVALUATOR])
def test_people_are_seen_by_evaluators_alone(client_as, role):
    client, round_ = client_as(role), a_round(people=1)
    invitation = Invitation.objects.get()
    assert client.get(people_of(round_)).status_code == 403
    assert client.get(f"/evaluation/invitations/{invitation.pk}/").status_code == 403
    assert client.post(f"/evaluation/invitations/{invitation.pk}/", {"outcome": "refused"}).status_code == 403
    assert client.post(f"/evaluation/invitations/{invitation.pk}/link/").status_code == 403
    invitation.refresh_from_db()
    assert invitation.outcome == ""


# --- Anonymous ------------------------------------------------------------------------------


@pytest.fixture
def anonymous(client_as):
    """An anonymous round of twelve: who answered, who refused, who did neither."""
    round_ = a_round(mode="anonymous", people=12)
    rows = invited(round_)
    answer(client_as(Role.EVALUATOR), rows[0][1], NON_USER)
    Invitation.objects.filter(pk=rows[1][0].pk).update(outcome="refused")
    Invitation.objects.filter(pk=rows[2][0].pk).update(reminders=2, reminded_on=rows[2][0].invited_on)
    return round_, [row for row, _ in rows]


def test_an_anonymous_list_tells_nobody_apart(client_as, anonymous):
    """Whoever answered, refused or was reminded stands there as everybody else does."""
    round_, _ = anonymous
    client = client_as(Role.EVALUATOR)
    lines = csv_of(client, round_)
    assert lines[0] == "name,email,invited_on"
    assert len({line.split(",")[2] for line in lines[1:]}) == 1
    shown = text(client.get(people_of(round_)))
    for word in ("Answered", "Refused", "reminded", "state=silent"):
        assert word not in shown
    assert client.get(f"{people_of(round_)}?state=answered").status_code == 200  # an unknown name is left alone
    assert len(csv_of(client, round_, "&state=answered")) == 13
    assert client.get(f"{people_of(round_)}?sort=standing").status_code == 400


def test_the_page_of_an_anonymous_invitation_is_the_same_for_all(client_as, anonymous):
    _, rows = anonymous
    client = client_as(Role.EVALUATOR)
    pages = set()
    for row in rows[:4]:
        page = f"/evaluation/invitations/{row.pk}/"
        shown = text(client.get(page))
        for own, same in ((row.person.full_name, "NAME"), (row.person.email, "EMAIL"), (page, "PAGE")):
            shown = shown.replace(own, same)
        pages.add(without_tokens(shown))
    assert len(pages) == 1
    assert "Does not want to take part" not in pages.pop()


def without_tokens(shown: str) -> str:
    import re

    return re.sub(r'nonce="[^"]*"|data-session-left="\d+"|name="csrfmiddlewaretoken" value="[^"]*"', "", shown)


def test_noting_something_in_an_anonymous_round_answers_all_alike(client_as, anonymous):
    _, rows = anonymous
    client = client_as(Role.EVALUATOR)
    said = {
        text(client.post(f"/evaluation/invitations/{row.pk}/", {"outcome": "ineligible"}, follow=True)).count("Noted.")
        for row in rows[:4]
    }
    assert said == {1}
    kept = [Invitation.objects.get(pk=row.pk).outcome for row in rows[:4]]
    assert kept == ["", "refused", "ineligible", "ineligible"]
    assert "Select what became" in text(client.post(f"/evaluation/invitations/{rows[5].pk}/", {"outcome": "refused"}))


def test_a_refusal_is_never_reminded_again_by_clearing_it(client_as, anonymous):
    round_, rows = anonymous
    client_as(Role.EVALUATOR).post(f"/evaluation/invitations/{rows[1].pk}/", {"outcome": "none"})
    assert Invitation.objects.get(pk=rows[1].pk).outcome == "refused"
    Invitation.objects.update(invited_on="2026-01-01")
    inviting.ask_for_reminder(group=group_of(round_), by=client_as(Role.EVALUATOR).person)
    before = OutgoingEmail.objects.filter(recipient=rows[1].person.email).count()
    inviting.send_reminders()
    assert OutgoingEmail.objects.filter(recipient=rows[1].person.email).count() == before


# --- Growth ---------------------------------------------------------------------------------


def asked(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_the_list_asks_as_often_for_fifty_as_for_one(client_as):
    small, client = a_round(people=1), client_as(Role.EVALUATOR)
    large = a_round(people=49)
    assert asked(client, people_of(small)) == asked(client, people_of(large))
