"""The directory of roles by area as at any date, a person’s roles over time, and how many came and went."""

import csv
from datetime import date, timedelta

import pytest
from django.utils import timezone

from commissioning.access.roles import ROLES, Place, Role
from commissioning.authorities.models import Authority, Succession
from commissioning.people import actions
from commissioning.people.listings import DIRECTORY
from commissioning.people.queries.churn import NEW, SAME, VACANT, posts
from commissioning.people.queries.directory import OTHERS, POSTS, often_changed
from tests.support.people import DURHAM, EALING, area, in_role, person

pytestmark = pytest.mark.usefixtures("register")
AREAS = "/accounts/people/areas/"


def page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def rows(client, address: str) -> list[str]:
    answer = client.get(address)
    return b"".join(answer.streaming_content).decode().splitlines()


def test_the_directory_is_of_the_day_asked_for(client_as):
    first = in_role(Role.CHAMPION, starts_on=date(2024, 1, 1), ends_on=date(2025, 3, 31))
    in_role(Role.DIRECTOR, starts_on=date(2024, 1, 1), acting=True)
    second = in_role(Role.CHAMPION, starts_on=date(2025, 6, 1))
    client = client_as(Role.LOCAL_LEAD)
    assert first.full_name in page(client, AREAS + "2025-03-31/")
    between = page(client, AREAS + "2025-04-01/")
    assert first.full_name not in between
    assert "last held on 31 March 2025" in between
    assert "(acting)" in between
    assert second.full_name in page(client, AREAS)
    assert client.get(AREAS + "?on=2025-04-01").url == AREAS + "2025-04-01/"


def test_ended_at_once_is_a_vacancy_since_that_day(client_as):
    somebody = in_role(Role.CHAMPION, starts_on=date(2024, 1, 1))
    actions.end_now(appointment=somebody.appointments.get(), by=None)
    found = rows(client_as(Role.LOCAL_LEAD), AREAS + "?format=csv")
    assert f",{timezone.localdate().isoformat()}," in found[1]
    assert somebody.full_name not in found[1]


def test_vacancies_are_found_by_a_filter_and_only_in_ones_own_areas(client_as):
    in_role(Role.CHAMPION, area(EALING))
    found = rows(client_as(Role.PROGRAMME_LEAD), AREAS + "?show=champion&format=csv")
    assert not any("Ealing" in row for row in found)
    assert any(DURHAM in row for row in found)
    assert [row[:9] for row in rows(client_as(Role.CHAMPION), AREAS + "?format=csv")[1:]] == [DURHAM]


def test_the_directory_is_as_quick_for_all_as_for_one(client_as, django_assert_max_num_queries):
    for code in (DURHAM, EALING):
        in_role(Role.LOCAL_LEAD, area(code))
    client = client_as(Role.PROGRAMME_LEAD)
    with django_assert_max_num_queries(8):
        client.get(AREAS)


def test_everybody_with_a_role_in_the_area_is_in_it_and_only_posts_are_vacant(client_as):
    senior = in_role(Role.SENIOR_LEADER)
    contributors = [in_role(Role.CONTRIBUTOR) for _ in range(5)]
    elsewhere = in_role(Role.CONTRIBUTOR, area(EALING))
    left = in_role(Role.SENIOR_LEADER, starts_on=date(2024, 1, 1), ends_on=date(2025, 3, 31))
    client = client_as(Role.CHAMPION)
    shown = page(client, AREAS)
    assert all(one.full_name in shown for one in [senior, *contributors])
    assert "5 people" in shown
    assert shown.count("Vacant") == 2  # no director and no local lead
    assert elsewhere.full_name not in shown
    assert left.full_name not in shown
    assert left.full_name in page(client, AREAS + "2025-03-31/")
    assert "Nobody" in page(client, AREAS + "2023-12-31/")
    (row,) = csv.DictReader(rows(client, AREAS + "?format=csv"))
    assert row["senior_leaders"] == senior.full_name
    assert row["contributors"].split(", ") == sorted(one.full_name for one in contributors)


def test_every_role_that_is_held_in_an_area_is_in_the_directory():
    assert {*POSTS, *OTHERS} == {role for role, one in ROLES.items() if one.place is Place.AUTHORITY}
    columns = {column.lookup for column in DIRECTORY.columns}
    assert {role.value for role in (*POSTS, *OTHERS)} <= columns


def test_somebody_is_found_by_name_whatever_their_role(client_as):
    somebody = in_role(Role.CONTRIBUTOR, area(EALING))
    found = rows(client_as(Role.PROGRAMME_LEAD), AREAS + f"?q={somebody.full_name}&format=csv")
    assert [row[:9] for row in found[1:]] == [EALING]


@pytest.mark.parametrize("day", ["2026-02-30", "nonsense", "0"])
def test_a_day_there_is_not_is_not_found(client_as, day):
    assert client_as(Role.PROGRAMME_LEAD).get(f"{AREAS}{day}/").status_code == 404


def test_evaluators_see_counts_and_no_names(client_as):
    somebody = in_role(Role.CHAMPION)
    client = client_as(Role.EVALUATOR)
    assert client.get(AREAS).status_code == 403
    assert somebody.full_name not in page(client, "/accounts/people/churn/")
    assert client_as(Role.REGIONAL_LEAD).get("/accounts/people/churn/").status_code == 403


def test_a_persons_roles_are_shown_as_far_as_the_reader_may_see(client_as):
    somebody = in_role(Role.LOCAL_LEAD, starts_on=date(2024, 1, 1))
    actions.appoint(person=somebody, role=Role.LOCAL_LEAD, authority=area(EALING), by=None)
    here, there = somebody.appointments.order_by("pk")
    champion = client_as(Role.CHAMPION)
    assert "Ealing" not in page(champion, f"/accounts/people/{here.pk}/")
    assert champion.get(f"/accounts/people/{there.pk}/").status_code == 404
    assert "Ealing" in page(client_as(Role.PROGRAMME_LEAD), f"/accounts/people/{here.pk}/")


SINCE, UNTIL = date(2025, 1, 31), date(2026, 1, 31)


def test_churn_counts_areas_and_people():
    in_role(Role.CHAMPION, starts_on=date(2024, 1, 1))
    in_role(Role.CHAMPION, area(EALING), starts_on=date(2024, 1, 1), ends_on=date(2025, 5, 1))
    in_role(Role.CHAMPION, area(EALING), starts_on=date(2025, 5, 2))
    found = posts(Role.CHAMPION, SINCE, UNTIL)
    assert found.by_area[area().pk] == SAME
    assert found.by_area[area(EALING).pk] == NEW
    assert (found.new_people, found.left_people) == (1, 1)
    assert list(found.by_area.values()).count(VACANT) == len(found.by_area) - 2


def test_a_council_that_took_over_is_one_area_and_its_champion_from_before_not_new():
    link = Succession.objects.filter(successor__gss_code="E06000066").select_related("predecessor", "successor").first()
    somebody = person()
    days = {"starts_on": date(2022, 1, 1), "ends_on": date(2023, 3, 31)}
    actions.appoint(person=somebody, role=Role.CHAMPION, authority=link.predecessor, by=None, **days)
    actions.appoint(person=somebody, role=Role.CHAMPION, authority=link.successor, starts_on=date(2023, 4, 1), by=None)
    found = posts(Role.CHAMPION, date(2022, 6, 1), date(2024, 6, 1))
    assert found.by_area[link.successor_id] == SAME
    assert link.predecessor_id not in found.by_area
    assert (found.new_people, found.left_people) == (0, 0)


@pytest.mark.slow
def test_a_third_local_lead_within_a_year_is_shown_to_the_programme_alone(client_as):
    today = timezone.localdate()
    for number in range(3):
        first = today - timedelta(days=300 - 100 * number)
        in_role(Role.LOCAL_LEAD, starts_on=first, ends_on=first + timedelta(days=99))
    everywhere = Authority.objects.all()
    assert [(row.authority, row.people) for row in often_changed(everywhere, today)] == [(area(), 3)]
    assert not often_changed(everywhere, today + timedelta(days=366))
    assert "A third local lead" in page(client_as(Role.PROGRAMME_LEAD), "/programme/")
    said = "third local lead"
    assert said in page(client_as(Role.PROGRAMME_LEAD), area().get_absolute_url())
    assert said not in page(client_as(Role.CHAMPION), area().get_absolute_url())
