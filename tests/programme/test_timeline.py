"""An area's timeline: one order of what every app knows, to each reader as far as they may see it."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access import timeline
from commissioning.access.roles import ROLES, Place, Role
from commissioning.people.actions import end_now
from commissioning.people.models import AuditEntry, RoleAppointment
from commissioning.people.queries import scope_of
from commissioning.profiles.models import HistoryEntry
from commissioning.profiles.sensitivity import Sensitivity
from commissioning.support.workflow import Stage
from tests.conftest import browser_of
from tests.profiles.rows import HOSTILE, entry, entry_typed, in_year, keeper
from tests.profiles.test_history import SEES
from tests.support.assessments import opened, signed
from tests.support.packages import a_draft, a_package, people_for
from tests.support.pages import text
from tests.support.people import DURHAM, EALING, area, in_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

TIMELINE = f"/authorities/{DURHAM}/timeline/"
WESTMORLAND, CUMBRIA = "E06000064", "E10000006"


def titles(response) -> list[str]:
    return [entry.happened.title for entry in response.context["list"].page.object_list]


def file_of(browser, query: str = "") -> list[dict]:
    response = browser.get(f"{TIMELINE}?format=csv{query}")
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


# --- Who reads what -----------------------------------------------------------------------


@pytest.mark.parametrize("role", [*Role])
def test_each_entry_of_history_is_read_by_those_it_is_for(client_as, role):
    reader = client_as(role)
    without = len(file_of(reader))
    by = reader.person if role is Role.CHAMPION else keeper(role=Role.CHAMPION)
    for sensitivity in Sensitivity:
        entry(by, title=f"Only for {sensitivity}.", narrative=f"Told to {sensitivity}.", sensitivity=sensitivity)
    page, file = text(reader.get(TIMELINE)), file_of(reader)
    for sensitivity, sees in SEES.items():
        for words in (f"Only for {sensitivity}.", f"Told to {sensitivity}."):
            assert (words in page) is (role in sees), words
            assert (words in str(file)) is (role in sees), words
    came = sum(role in sees for sees in SEES.values()) + (role is not Role.CHAMPION)  # the champion, who wrote
    assert len(file) - without == came
    assert f"{len(file)} entries" in page


@pytest.mark.parametrize("role", [role for role in Role if ROLES[role].place is not Place.PROGRAMME])
def test_another_areas_does_not_exist(client_as, role):
    assert client_as(role, area(EALING)).get(TIMELINE).status_code == 404


def test_roles_are_named_to_all_and_people_to_those_who_may_see_them(client_as):
    director = in_role(Role.DIRECTOR)
    for role in (Role.CHAMPION, Role.REGIONAL_LEAD, Role.ADMINISTRATOR):
        page = text(client_as(role).get(TIMELINE))
        assert "Director of children’s services in role" in page
        assert director.full_name in page
    for role in (Role.CONTRIBUTOR, Role.EVALUATOR, Role.ADVISER):
        page = text(client_as(role).get(TIMELINE))
        assert "Director of children’s services in role" in page
        assert director.full_name not in page


def test_who_left_has_a_last_day_and_what_never_was_is_not_told(client_as):
    reader = client_as(Role.PROGRAMME_LEAD)
    yesterday = timezone.localdate() - timedelta(days=1)
    held = in_role(Role.DIRECTOR, starts_on=date(2024, 5, 1), ends_on=yesterday).appointments.get()
    coming = in_role(Role.LOCAL_LEAD, starts_on=timezone.localdate() + timedelta(days=30)).appointments.get()
    page = text(reader.get(TIMELINE))
    assert page.count(str(held.person)) == 2
    assert "Director of children’s services: last day" in page
    assert str(coming.person) not in page
    end_now(appointment=coming, by=None)
    assert RoleAppointment.objects.get(pk=coming.pk).revoked_at
    assert str(coming.person) not in text(reader.get(TIMELINE))


def test_of_a_self_assessment_only_how_far_it_got(client_as):
    signed(opened(year=2025), "2")
    for role in (Role.CONTRIBUTOR, Role.REGIONAL_LEAD):
        page = text(client_as(role).get(TIMELINE))
        for what in ("opened", "sent to the director", "signed on behalf of the partnership"):
            assert f"Annual self-assessment 2025/26: {what}" in page, what
        assert "Level" not in page
    assert "Annual self-assessment" not in text(client_as(Role.EVALUATOR).get(TIMELINE))


@pytest.mark.slow
def test_packages_are_told_to_those_who_see_them(client_as):
    package = a_package(Stage.CLOSED)
    draft = a_draft(by=people_for(package).champion, title="Still being thought of")
    for reader in (people_for(package).champion, people_for(package).programme):
        page = text(browser_of(reader).get(TIMELINE))
        for what in ("asked for", "agreed", "closed", "follow-up to come (six months on)"):
            assert f"“{package}”: {what}" in page, what
        assert draft.title not in page
    for role in (Role.CONTRIBUTOR, Role.EVALUATOR, Role.ADVISER):
        assert package.title not in text(client_as(role).get(TIMELINE))


def test_judgements_and_the_councils_before_are_open_facts(client_as):
    reader = client_as(Role.CONTRIBUTOR, area(WESTMORLAND))
    page = text(reader.get(f"/authorities/{WESTMORLAND}/timeline/"))
    assert "Cumbria County Council" in page
    assert "ILACS: " in text(client_as(Role.CONTRIBUTOR).get(TIMELINE))


def test_history_follows_a_council_to_its_successors(client_as):
    for sensitivity in Sensitivity:
        values = entry_typed(title=f"In the old county, for {sensitivity}.", sensitivity=sensitivity).values
        HistoryEntry.objects.create(authority=area(CUMBRIA), **values)
    for role in (Role.CHAMPION, Role.LOCAL_LEAD, Role.REGIONAL_LEAD, Role.CONTRIBUTOR):
        page = text(client_as(role, area(WESTMORLAND)).get(f"/authorities/{WESTMORLAND}/timeline/"))
        for sensitivity, sees in SEES.items():
            if sensitivity is not Sensitivity.PUBLIC:
                assert (f"In the old county, for {sensitivity}." in page) is (role in sees), (role, sensitivity)
    assert "In the old county" not in text(client_as(Role.CHAMPION).get(TIMELINE))


# --- In order, narrowed, paged ------------------------------------------------------------


def test_newest_first_by_kind_and_by_years(client_as):
    champion = client_as(Role.CHAMPION)
    entry(champion.person, title="Old", starts=in_year(2009))
    entry(champion.person, title="Long", starts=in_year(2012), ends=in_year(2016))
    entry(champion.person, title="New", starts=in_year(2018))
    only = f"{TIMELINE}?kind=history"
    assert titles(champion.get(only)) == ["New", "Long", "Old"]
    assert titles(champion.get(f"{only}&since=2014")) == ["New", "Long"]
    assert titles(champion.get(f"{only}&until=2015")) == ["Long", "Old"]
    assert titles(champion.get(f"{only}&since=2013&until=2015")) == ["Long"]
    assert titles(champion.get(f"{only}&since=1900&until=1901")) == []
    assert "Nothing fits" in text(champion.get(f"{only}&since=1900&until=1901"))
    assert "Long" not in titles(champion.get(f"{TIMELINE}?kind=judgement"))
    assert {row["kind"] for row in file_of(champion, "&kind=history&kind=appointment")} == {"History", "People in role"}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("since=soon", "From year must be a whole number"),
        ("since=1500", "From year must be between 1800"),
        ("until=99999999999999999999", "To year must be between"),
        ("since=2020&until=2010", "To year must be the same as or after the first year"),
        ("kind=lunch", "Select kind from the list"),
    ],
)
def test_what_is_asked_wrongly_is_said(client_as, query, said):
    response = client_as(Role.CHAMPION).get(f"{TIMELINE}?{query}")
    assert response.status_code == 200
    assert said in text(response)


def test_kinds_a_reader_may_not_see_are_not_offered(client_as):
    offered = {"champion": client_as(Role.CHAMPION), "evaluator": client_as(Role.EVALUATOR)}
    pages = {name: text(reader.get(TIMELINE)) for name, reader in offered.items()}
    assert 'value="assessment"' in pages["champion"]
    assert 'value="round"' not in pages["champion"]
    assert 'value="assessment"' not in pages["evaluator"]
    assert 'value="round"' in pages["evaluator"]


def test_paged_with_as_many_questions_for_one_as_for_many(client_as):
    champion = client_as(Role.CHAMPION)
    entry(champion.person, title="One")
    in_role(Role.LOCAL_LEAD)
    with CaptureQueriesContext(connection) as before:
        champion.get(TIMELINE)
    for number in range(60):
        entry(champion.person, title=f"Told {number:02}")
        in_role(Role.LOCAL_LEAD)
    with CaptureQueriesContext(connection) as after:
        page = champion.get(f"{TIMELINE}?kind=history")
    assert len(after) == len(before)
    assert len(titles(page)) == 25
    assert "Showing 1 to 25 of 61 entries" in text(page)
    assert len(titles(champion.get(f"{TIMELINE}?kind=history&page=3"))) == 11
    assert champion.get(f"{TIMELINE}?page=nonsense").status_code == 302


def test_hostile_words_are_shown_as_the_words_they_are(client_as):
    champion = client_as(Role.CHAMPION)
    entry(champion.person, title=HOSTILE[:200], narrative=HOSTILE * 20, effect_today=HOSTILE)
    page = text(champion.get(TIMELINE))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_an_export_is_recorded_and_harmless(client_as):
    champion = client_as(Role.CHAMPION)
    entry(champion.person, title="=cmd()")
    assert "'=cmd()" in [row["what"] for row in file_of(champion)]
    exported = AuditEntry.objects.get(verb="timeline-export")
    assert (exported.actor_id, exported.authority_id) == (champion.person.pk, area().pk)


def test_the_way_there_is_on_the_area_and_on_its_history(client_as):
    reader = client_as(Role.LOCAL_LEAD)
    for address in (area().get_absolute_url(), f"/profiles/{DURHAM}/history/"):
        page = text(reader.get(address))
        assert re.search(rf'href="{TIMELINE}"', page), address
        assert f'href="/authorities/{DURHAM}/brief/"' in page, address
    contributor = text(client_as(Role.CONTRIBUTOR).get(area().get_absolute_url()))
    assert f'href="{TIMELINE}"' in contributor
    assert f'href="/authorities/{DURHAM}/brief/"' not in contributor


def test_a_source_is_registered_once():
    source = timeline.sources_for(area(), scope_of(in_role(Role.CHAMPION)))[0]
    with pytest.raises(ValueError, match="registered already"):
        timeline.register(source)
