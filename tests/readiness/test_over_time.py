"""Levels over the years: an area's own, its predecessors' beside it, and only where standards compare."""

import pytest

from commissioning.access.permissions import Permission
from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from commissioning.people.queries import holders
from readiness.actions import agreement
from readiness.queries.over_time import over_time
from tests.support.assessments import agreeing, champion_of, opened, submitted
from tests.support.people import EALING, answered, area, in_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]
CUMBRIA, CUMBERLAND = "E10000006", "E06000063"


def signed_at(level: str, *, year: int, authority=None, champion=None):
    director = in_role(Role.DIRECTOR, authority) if champion is None else None
    assessment = submitted(opened(champion, authority, year=year), level)
    director = director or holders(Permission.ASSESSMENT_SIGN, assessment.authority)[0].person
    agreement.sign(assessment=assessment, by=director)
    return assessment


def test_own_years_stand_side_by_side_with_the_change_in_words():
    first = signed_at("2", year=2024)
    signed_at("3", year=2025, champion=champion_of(first))
    found = over_time(area())
    assert [occasion.year_label for occasion in found.occasions] == ["2024/25", "2025/26"]
    assert [answer.level for answer in found.rows[0].answers] == [2, 3]
    assert {row.change for row in found.rows} == {"1 level higher"}


def test_what_is_not_signed_is_not_shown():
    agreeing()
    assert over_time(area()).occasions == ()


def test_a_predecessor_keeps_its_own_column_and_makes_no_change_of_ours():
    signed_at("4", year=2022, authority=area(CUMBRIA))
    signed_at("2", year=2024, authority=area(CUMBERLAND))
    found = over_time(area(CUMBERLAND))
    assert [(occasion.area, occasion.is_own) for occasion in found.occasions] == [
        ("Cumbria", False),
        ("Cumberland", True),
    ]
    assert {row.change for row in found.rows} == {"Not compared"}


@pytest.mark.parametrize(("role", "status"), answered(Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD))
def test_the_page_is_for_the_area_and_its_local_lead(client_as, role, status):
    assert client_as(role).get("/readiness/over-time/E06000047/").status_code == status


def test_another_area_does_not_exist(client_as):
    assert client_as(Role.CHAMPION, area(EALING)).get("/readiness/over-time/E06000047/").status_code == 404


def test_reading_it_is_recorded(client_as):
    client = client_as(Role.CHAMPION)
    page = client.get("/readiness/over-time/E06000047/")
    assert "Nothing signed yet" in page.content.decode()
    assert AuditEntry.objects.filter(verb="over-time-read", actor_id=client.person.pk, authority_id=area().pk).exists()
