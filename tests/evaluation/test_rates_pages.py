"""Response rates: people and authorities counted apart, what is withheld, and those who answered beside all."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people import actions as people_actions
from evaluation.actions.rounds import PlannedGroup
from evaluation.models import Invitation, PooledAnswer, Respondent, Round
from evaluation.queries import breakdowns, rates
from tests.support.pages import text
from tests.support.people import DURHAM, EALING, area, in_role
from tests.support.rounds import (
    NON_USER,
    a_round,
    a_version,
    answer,
    by_link,
    close,
    group_of,
    invited,
    listed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]


def rows_of(shown: str, caption: str) -> dict[str, list[str]]:
    """By its first cell, each row of the table under that caption."""
    table = re.search(rf"<caption[^>]*>\s*{re.escape(caption)}\s*</caption>(.*?)</table>", shown)[1]
    rows = re.findall(r"<tr.*?</tr>", table)
    cells = [[re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows]
    return {first: rest for first, *rest in cells}


def outcomes(round_: Round, slug: str = "commissioners"):
    return next(each for each in rates.rates_of_rounds([round_])[round_.pk] if each.group.slug == slug)


def test_every_outcome_is_counted_once(client_as):
    """Of nine: two complete, one in part, one each who should not have been asked, refused, bounced; three silent."""
    round_ = a_round(people=9)
    rows, client = invited(round_), client_as(Role.EVALUATOR)
    for _, token in rows[:2]:
        answer(client, token, NON_USER)
    answer(client, rows[2][1], {**NON_USER, "words": "Not yet."}, send=False)
    for (row, _), outcome in zip(rows[3:6], ("ineligible", "refused", "bounced"), strict=True):
        Invitation.objects.filter(pk=row.pk).update(outcome=outcome)
    shown = text(client.get(f"/evaluation/rounds/{round_.pk}/rates/"))
    assert rows_of(shown, "People")["Commissioners"] == ["9", "1", "1", "1", "0", "2", "25.0 %"]
    assert rows_of(shown, "Authorities")["Commissioners"] == ["1", "0", "0", "0", "0", "1", "100.0 %"]
    close(round_)
    shown = text(client.get(f"/evaluation/rounds/{round_.pk}/rates/"))
    assert rows_of(shown, "People")["Commissioners"] == ["9", "1", "1", "1", "1", "2", "37.5 %"]


def test_one_director_of_two_areas_is_one_person_and_two_authorities(client_as):
    director = in_role(Role.DIRECTOR, area(DURHAM))
    people_actions.appoint(person=director, role=Role.DIRECTOR, authority=area(EALING), region=None, by=None)
    round_ = a_round(groups=[PlannedGroup("directors", "Directors", "director", "directors", a_version())])
    [(_, token)] = invited(round_, "directors")
    answer(client_as(Role.EVALUATOR), token, NON_USER)
    found = outcomes(round_, "directors")
    assert (found.people.invited, found.people.complete) == (1, 1)
    assert (found.authorities.invited, found.authorities.complete) == (2, 2)


def test_an_open_link_has_a_sample_and_no_rate(client_as):
    round_ = a_round(groups=[by_link()])
    group = round_.groups.get()
    client = client_as(Role.EVALUATOR)
    token = f"{group.open_key}"
    answer(client, token, NON_USER)
    found = outcomes(round_, "open")
    assert (found.people.answered, found.people.rate, found.authorities) == (1, None, None)
    shown = text(client.get(f"/evaluation/rounds/{round_.pk}/rates/"))
    assert rows_of(shown, "People")["Everybody"] == ["Not known: nobody was invited by name", "0", "1", "None"]
    assert "there is no response rate" in text(client.get(f"/evaluation/groups/{group.pk}/rates/"))


@pytest.fixture
def two_regions(client_as):
    """Six listed in County Durham, of whom three have answered, and seven in Ealing, of whom none has."""
    listed(6)
    listed(7, area(EALING))
    round_ = a_round(people=0)
    rows = invited(round_)
    durham = [token for row, token in rows if row.authority.gss_code == DURHAM]
    client = client_as(Role.EVALUATOR)
    for token in durham[:3]:
        answer(client, token, NON_USER)
    return round_


def test_rates_are_shown_by_what_is_kept(client_as, two_regions):
    path = f"/evaluation/groups/{group_of(two_regions).pk}/rates/"
    for role in (Role.EVALUATOR, Role.PROGRAMME_LEAD):
        shown = text(client_as(role).get(path))
        assert rows_of(shown, "Region") == {
            "Region": ["Invited", "Ineligible", "Bounced", "Refused", "Partial", "Complete", "Rate"],
            "London": ["7", "0", "0", "0", "0", "0", "0.0 %"],
            "North East": ["6", "0", "0", "0", "0", "3", "50.0 %"],
        }
        for row in Invitation.objects.select_related("person"):
            assert row.person.full_name not in shown


def test_those_who_answered_stand_beside_the_frame_and_the_register(client_as, two_regions):
    shown = text(client_as(Role.PROGRAMME_LEAD).get(f"/evaluation/groups/{group_of(two_regions).pk}/rates/"))
    people = rows_of(shown, "Region: people, beside everybody eligible")
    assert people["North East"] == ["3", "100.0 %", "6", "46.2 %", "+53.8"]
    assert people["London"] == ["0", "0.0 %", "7", "53.8 %", "−53.8"]
    register = Authority.objects.current().filter(region__name="London").count()
    authorities = rows_of(shown, "Region: authorities, beside the whole register")
    assert authorities["London"] == ["Withheld: few were invited", str(register), ""]  # one was asked there
    assert authorities["South West"][0] == "0"


def test_what_became_of_few_is_withheld_and_cannot_be_subtracted(client_as):
    listed(2)
    listed(30, area(EALING))
    round_ = a_round(people=0)
    found = breakdowns.breakdowns(group_of(round_))
    [region] = [table for table in found.rates if table.key == "region"]
    assert [(row.label, row.invited, row.outcomes) for row in region.rows] == [
        ("London", 30, None),
        ("North East", 2, None),
    ]
    shown = text(client_as(Role.EVALUATOR).get(f"/evaluation/groups/{group_of(round_).pk}/rates/"))
    assert rows_of(shown, "Region")["North East"] == ["2", "Withheld: few were invited"]
    assert "What became of fewer than 5 people would say who they are" in shown


@pytest.mark.parametrize(
    ("asked", "hidden"),
    [
        ({"a": 9, "b": 8}, ""),
        ({"a": 9, "b": 1, "c": 20}, "ab"),
        ({"a": 1, "b": 1, "c": 30, "d": 40}, "abc"),
        ({"a": 4, "b": 4, "c": 30}, "ab"),
        ({"a": 1}, "a"),
        ({"a": 0, "b": 9}, ""),
    ],
)
def test_what_is_withheld_covers_two_values_and_enough_people(asked, hidden):
    assert breakdowns.withheld(asked, 5) == frozenset(hidden)


@pytest.mark.slow
def test_an_anonymous_round_counts_links_while_open_and_answers_afterwards(client_as):
    listed(12)
    listed(11, area(EALING))
    round_ = a_round(mode="anonymous", people=0, attributes=["region"])
    client = client_as(Role.EVALUATOR)
    for _, token in invited(round_)[:11]:
        answer(client, token, NON_USER)
    group = group_of(round_)
    before = breakdowns.breakdowns(group).rates
    assert PooledAnswer.objects.count() == 11
    assert (outcomes(round_).people.complete, outcomes(round_).authorities) == (11, None)
    close(round_)
    round_ = Round.objects.get(pk=round_.pk)
    assert not Invitation.objects.filter(used=True).exists()
    assert Respondent.objects.count() == 11
    assert outcomes(round_).people.complete == 11
    assert breakdowns.breakdowns(group_of(round_)).rates == before
    shown = text(client.get(f"/evaluation/rounds/{round_.pk}/rates/"))
    assert "An anonymous round keeps no authority" in shown


def test_noted_as_bounced_and_answered_all_the_same_is_counted_once_after_an_anonymous_round(client_as):
    round_ = a_round(mode="anonymous", people=10)
    rows, client = invited(round_), client_as(Role.EVALUATOR)
    Invitation.objects.filter(pk=rows[0][0].pk).update(outcome="bounced")
    for _, token in rows:
        answer(client, token, NON_USER)
    close(round_)
    found = outcomes(Round.objects.get(pk=round_.pk))
    assert (found.people.invited, found.people.complete, found.people.bounced) == (10, 10, 0)


def test_rates_ask_as_often_for_fifty_as_for_one(client_as):
    client, version = client_as(Role.EVALUATOR), a_version()
    small = a_round(people=1, version=version)
    large = a_round(people=49, version=version)
    assert asked(client, small) == asked(client, large)


def asked(client, round_: Round) -> list[int]:
    counts = []
    for path in (f"rounds/{round_.pk}/rates/", f"groups/{group_of(round_).pk}/rates/", f"rounds/{round_.pk}/"):
        client.get(f"/evaluation/{path}")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/evaluation/{path}").status_code == 200
        counts.append(len(seen))
    return counts


def test_a_council_that_only_got_another_code_is_on_the_register_once(client_as):
    """Barnsley and Sheffield were recoded in 2025; before that day and after it there are 153 authorities' areas."""
    listed(6)
    for day in (date(2025, 2, 1), date(2026, 6, 1)):
        round_ = a_round(people=0, on=day, opened=False)
        counted = len(breakdowns._on_the_register(round_.date))
        assert counted == 153


def test_a_round_from_files_awaits_no_opening(client_as):
    round_ = a_round(people=1, opened=False)
    Round.objects.filter(pk=round_.pk).update(imported=True)
    client = client_as(Role.EVALUATOR)
    shown = text(client.get(f"/evaluation/rounds/{round_.pk}/"))
    assert "From files" in shown
    assert "open the round" not in shown
    assert round_.name not in text(client.get("/evaluation/"))
    assert client.get(f"/evaluation/rounds/{round_.pk}/open/").status_code == 302
