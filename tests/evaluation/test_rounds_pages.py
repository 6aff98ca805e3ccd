"""Rounds on screen: set up, opened and closed by evaluators; refused where the promise could not be kept."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people import actions as people_actions
from commissioning.people.models import AuditEntry
from evaluation.actions import rounds as actions
from evaluation.models import Instrument, Invitation, InvitationAuthority, Round, RoundGroup
from tests.support.pages import hidden, text
from tests.support.people import EALING, area, in_role, person
from tests.support.rounds import a_round, a_version, answer, by_link, evaluator, group_of, invited, listed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]


def champions(number: int) -> None:
    """In role, each in an area of their own."""
    for authority in Authority.objects.current().order_by("gss_code")[:number]:
        made = person()
        people_actions.appoint(person=made, role=Role.CHAMPION, authority=authority, region=None, by=None)


def days(name: str, day) -> dict[str, int]:
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def typed(**more) -> dict:
    """What the form posts for a confidential round of champions."""
    today = timezone.localdate()
    form = {"name": "Survey 2026/27", "mode": "confidential", "groups": ["champions"], "partial_percent": "60"}
    form |= days("frame_on", today) | days("opens_on", today) | days("closes_on", today + timedelta(days=9))
    return form | more


def add(client, **more):
    return client.post("/evaluation/rounds/add/", typed(**more), follow=True)


def page(client, round_: Round, path: str = "") -> str:
    response = client.get(f"/evaluation/rounds/{round_.pk}/{path}")
    assert response.status_code == 200
    return text(response)


# --- Setting one up -------------------------------------------------------------------------


def test_one_is_set_up_in_one_page_and_its_frame_is_drawn(client_as):
    in_role(Role.CHAMPION)
    in_role(Role.CHAMPION, area(EALING))
    version = Instrument.objects.get(slug="champions").versions.get()
    client = client_as(Role.EVALUATOR)
    response = add(client, interviewed=["champions"], **{"version-champions": version.pk})
    shown = text(response)
    assert "2 people, of 2 authorities" in shown
    assert "Answers are recorded in interviews" in shown
    assert "60 % of what the person was asked" in shown
    assert "With evaluators." in shown
    round_ = Round.objects.get()
    assert (round_.state, round_.mode, round_.created_by) == ("draft", "confidential", client.person)
    group = round_.groups.get()
    assert (group.instrument_version, group.interviewed, group.partial_percent) == (version, True, 60)
    assert AuditEntry.objects.filter(verb="round-create", object_id=round_.pk, actor_id=client.person.pk).exists()


def test_what_is_missing_is_said_and_what_was_typed_stays(client_as):
    response = client_as(Role.EVALUATOR).post("/evaluation/rounds/add/", {"name": "My round", "partial_percent": "0"})
    shown = text(response)
    assert response.status_code == 200
    for said in ("Select what respondents are promised", "Select who is asked", "Enter a share between 1 and 100"):
        assert said in shown
    assert 'value="My round"' in shown
    assert not Round.objects.exists()


def test_days_out_of_order_are_refused(client_as):
    response = add(client_as(Role.EVALUATOR), **days("closes_on", timezone.localdate() - timedelta(days=1)))
    assert "The last day must be the same as or after the first day" in text(response)
    assert not Round.objects.exists()


def test_a_name_is_taken_once(client_as):
    client = client_as(Role.EVALUATOR)
    add(client)
    shown = text(add(client))
    assert "There is a round called “Survey 2026/27” already" in shown
    assert Round.objects.count() == 1


@pytest.mark.parametrize(
    "more",
    [
        {"mode": "secret"},
        {"groups": ["champions", "nobody"]},
        {"version-champions": "999999"},
        {"version-champions": "'; drop table"},
        {"attributes": ["name"]},
        {"interviewed": ["commissioners"]},
        {"partial_percent": "9" * 40},
        {"frame_on-year": "0"},
        {"name": "\x00"},
        {"name": "x" * 121},
    ],
)
def test_nonsense_is_refused_with_an_error(client_as, more):
    response = add(client_as(Role.EVALUATOR), **more)
    assert response.status_code == 200
    assert "There is a problem" in text(response)
    assert not Round.objects.exists()


def test_an_anonymous_round_that_would_tell_who_is_who_is_refused_naming_what_to_coarsen(client_as):
    champions(153)
    client = client_as(Role.EVALUATOR)
    cross = ["type", "region", "rurality", "size"]
    response = add(client, mode="anonymous", attributes=cross)
    shown = text(response)
    assert "combinations cover fewer than 10 people" in shown
    assert (
        "leave out size" in shown or "leave out region" in shown or "keep part of England in place of region" in shown
    )
    assert 'value="Survey 2026/27"' in shown
    assert shown.count(" checked") >= 1 + 1 + len(cross)
    assert not Round.objects.exists()
    assert not Invitation.objects.exists()
    add(client, mode="anonymous", attributes=["type"])
    assert Round.objects.get().attributes == ["type"]
    assert not InvitationAuthority.objects.exists()
    assert not Invitation.objects.exclude(authority=None).exists()


def test_too_few_for_any_anonymous_round_is_said(client_as):
    champions(9)
    shown = text(add(client_as(Role.EVALUATOR), mode="anonymous"))
    assert "Even without any attribute too few are invited for an anonymous round" in shown
    assert not Round.objects.exists()


def test_interviews_are_always_confidential(client_as):
    champions(12)
    shown = text(add(client_as(Role.EVALUATOR), mode="anonymous", interviewed=["champions"]))
    assert "Interviews are always confidential" in shown
    assert not Round.objects.exists()


def test_an_open_link_is_shown_to_pass_on(client_as):
    client = client_as(Role.EVALUATOR)
    shown = text(add(client, groups=["open-link"]))
    group = RoundGroup.objects.get()
    assert f"/respond/{group.open_key}/" in shown
    lead = client_as(Role.PROGRAMME_LEAD)
    assert group.open_key not in page(lead, group.round)


# --- Its page -------------------------------------------------------------------------------


def test_the_questionnaire_is_chosen_until_it_opens(client_as):
    client = client_as(Role.EVALUATOR)
    add(client)
    group, version = RoundGroup.objects.get(), a_version()
    assert "no questionnaire is chosen" in page(client, group.round)
    path = f"/evaluation/groups/{group.pk}/questionnaire/"
    assert "Select a questionnaire" in text(client.post(path, {"version": "nonsense"}))
    assert client.post(path, {"version": version.pk}).status_code == 302
    assert "A survey, version 1" in page(client, group.round)
    actions.open_round(round_=group.round, by=client.person)
    other = Instrument.objects.get(slug="champions").versions.get()
    response = client.post(path, {"version": other.pk})
    assert response.status_code == 409
    assert "is frozen" in text(response)


def test_days_are_changed_and_never_over_somebody_elses(client_as):
    client = client_as(Role.EVALUATOR)
    round_ = a_round(people=1)
    path = f"/evaluation/rounds/{round_.pk}/days/"
    seen = hidden(client.get(path).content.decode(), "seen")
    today = timezone.localdate()
    theirs, mine = today + timedelta(days=30), today + timedelta(days=40)
    actions.change_days(round_=round_, opens_on=today, closes_on=theirs, seen=round_.days_mark, by=evaluator())
    form = {"seen": seen, **days("opens_on", today), **days("closes_on", mine)}
    overtaken = client.post(path, form)
    assert "Somebody else changed the days" in text(overtaken)
    round_.refresh_from_db()
    assert round_.closes_on == theirs
    client.post(path, form | {"seen": hidden(overtaken.content.decode(), "seen")})
    round_.refresh_from_db()
    assert round_.closes_on == mine


def test_the_frame_is_drawn_again_only_before_it_opens(client_as):
    client = client_as(Role.EVALUATOR)
    round_ = a_round(people=2, opened=False)
    listed(1)
    assert client.post(f"/evaluation/rounds/{round_.pk}/draw/").status_code == 302
    assert Invitation.objects.count() == 3
    actions.open_round(round_=round_, by=client.person)
    response = client.post(f"/evaluation/rounds/{round_.pk}/draw/")
    assert response.status_code == 409
    assert "has opened" in text(response)
    assert Invitation.objects.count() == 3


def test_opening_and_closing_say_first_what_they_do(client_as):
    client = client_as(Role.EVALUATOR)
    round_ = a_round(people=2, opened=False)
    assert "2 people are invited by email" in page(client, round_, "open/")
    assert Round.objects.get().state == "draft"
    assert "is open" in text(client.post(f"/evaluation/rounds/{round_.pk}/open/", follow=True))
    assert "Unfinished answers count where" in page(client, round_, "close/")
    assert "is closed" in text(client.post(f"/evaluation/rounds/{round_.pk}/close/", follow=True))
    assert client.post(f"/evaluation/rounds/{round_.pk}/close/").status_code == 409
    assert client.get(f"/evaluation/rounds/{round_.pk}/open/").status_code == 302
    today = timezone.localdate()
    form = days("opens_on", today) | days("closes_on", today + timedelta(days=3))
    assert client.post(f"/evaluation/rounds/{round_.pk}/days/", form).status_code == 409


def test_one_without_a_questionnaire_cannot_open(client_as):
    client = client_as(Role.EVALUATOR)
    add(client)
    response = client.post(f"/evaluation/rounds/{Round.objects.get().pk}/open/")
    assert response.status_code == 409
    assert "Choose a questionnaire first for: Commissioning champions" in text(response)


def test_a_reminder_is_asked_for_once_a_day(client_as):
    client = client_as(Role.EVALUATOR)
    group = group_of(a_round(people=1))
    path = f"/evaluation/groups/{group.pk}/remind/"
    assert "are reminded by email" in text(client.post(path, follow=True))
    assert "Nobody is reminded twice" in text(client.post(path, follow=True))
    assert AuditEntry.objects.filter(verb="round-remind").count() == 1


def test_a_round_about_to_close_says_so(client_as):
    round_ = a_round(people=4, days=3)
    [(_, token), *_] = invited(round_)
    client = client_as(Role.EVALUATOR)
    answer(client, token, {"used": ("none",), "reason": "time"})
    for path in ("/evaluation/", f"/evaluation/rounds/{round_.pk}/"):
        assert "Commissioners: closes in 3 days, 25.0 % have answered." in text(client.get(path))


# --- Who may --------------------------------------------------------------------------------

EVALUATORS_ONLY = ("days/", "open/", "close/")


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.EVALUATOR, Role.PROGRAMME_LEAD)])
def test_rounds_are_not_for_other_roles(client_as, role):
    client, round_ = client_as(role), a_round(people=1, opened=False)
    group = group_of(round_)
    for path in ("", "rates/", *EVALUATORS_ONLY):
        assert client.get(f"/evaluation/rounds/{round_.pk}/{path}").status_code == 403, path
    for path in (f"groups/{group.pk}/rates/", f"groups/{group.pk}/people/", f"groups/{group.pk}/questionnaire/"):
        assert client.get(f"/evaluation/{path}").status_code == 403, path
    assert client.get("/evaluation/rounds/").status_code == 403
    assert add(client).status_code == 403
    for path in ("open/", "draw/", "close/", "days/"):
        assert client.post(f"/evaluation/rounds/{round_.pk}/{path}").status_code == 403
    assert Round.objects.get().state == "draft"
    home = text(client.get("/evaluation/"))
    assert "No impact report has been published yet." in home
    assert round_.name not in home


def test_a_programme_lead_sees_how_many_and_runs_nothing(client_as):
    round_, client = a_round(people=2), client_as(Role.PROGRAMME_LEAD)
    group = group_of(round_)
    for path in ("", f"rounds/{round_.pk}/", "rounds/", f"rounds/{round_.pk}/rates/", f"groups/{group.pk}/rates/"):
        assert client.get(f"/evaluation/{path}").status_code == 200, path
    shown = page(client, round_)
    assert "Close it sooner" not in shown
    assert "Remind" not in shown
    assert f"/evaluation/groups/{group.pk}/people/" not in shown
    for path in (f"groups/{group.pk}/people/", f"groups/{group.pk}/questionnaire/", f"rounds/{round_.pk}/close/"):
        assert client.get(f"/evaluation/{path}").status_code == 403, path
    assert client.post(f"/evaluation/groups/{group.pk}/remind/").status_code == 403


def test_the_list_is_searched_filtered_and_downloaded(client_as):
    a_round(people=1, name="Spring survey")
    a_round(name="=HYPERLINK(1)", opened=False, people=1)
    client = client_as(Role.EVALUATOR)
    assert "Spring survey" in text(client.get("/evaluation/rounds/?state=open"))
    assert "Spring survey" not in text(client.get("/evaluation/rounds/?state=draft"))
    file = b"".join(client.get("/evaluation/rounds/?format=csv")).decode("utf-8-sig")
    assert file.splitlines()[0] == "name,mode,state,frame_on,opens_on,closes_on,groups,invited,answered"
    assert "'=HYPERLINK(1)" in file
    assert client.get("/evaluation/rounds/?state=nonsense").status_code == 400


def asked(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_pages_ask_as_often_for_many_rounds_as_for_one(client_as):
    version = a_version()
    first = a_round(version=version, people=1, name="First")
    a_round(groups=[by_link(version)], name="By link")
    client = client_as(Role.EVALUATOR)
    paths = ("/evaluation/", "/evaluation/rounds/", f"/evaluation/rounds/{first.pk}/", "/evaluation/questionnaires/")
    before = [asked(client, path) for path in paths]
    for number in range(8):
        a_round(version=version, people=3, name=f"Round of {number}", opened=bool(number % 2))
    a_round(groups=[by_link(version)], name="By another link")
    assert [asked(client, path) for path in paths] == before
