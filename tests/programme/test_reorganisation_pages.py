"""The steps of recording a reorganisation, page by page, by an administrator; and what a wrong answer is told."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.programme.matrix_reorganisation import REORGANISATION_EXAMPLES
from commissioning.programme.models import Reorganisation
from tests.support import assessments
from tests.support.pages import hidden, text
from tests.support.people import DURHAM, EALING, area, in_role
from tests.support.reorganising import CUMBERLAND, CUMBRIA, LONG_AGO, WESTMORLAND, recorded, undone

LIST = "/programme/reorganisations/"
SPLIT = {
    "kind": "split", "predecessors": "Cumbria", "legal_order": "The Cumbria (Structural Changes) Order 2022",
    "effective_on-day": "1", "effective_on-month": "4", "effective_on-year": "2023", "version": "0",
}  # fmt: skip


@pytest.fixture
def cumbria(register):
    return undone(CUMBRIA, CUMBERLAND, WESTMORLAND)


@pytest.fixture
def admin(client_as):
    return client_as(Role.ADMINISTRATOR)


def council(facts, **other) -> dict:
    return vars(facts) | {"region": facts.region.pk} | other


def test_from_the_first_step_to_the_press(cumbria, admin):
    old, (one, other) = cumbria
    champion = in_role(Role.CHAMPION, old, starts_on=LONG_AGO)
    opened = assessments.opened(champion, old)
    assert "Record a reorganisation" in text(admin.get(LIST))
    councils = admin.post(f"{LIST}add/", SPLIT).url
    for facts in (one, other):
        assert admin.post(f"{councils}add/", council(facts)).url == councils
    row = Reorganisation.objects.get()
    page = text(admin.get(row.get_absolute_url()))
    assert "3 of 3 still to decide" in page
    assert f"Who goes on with “{opened}”?" in page
    assert "Apply this reorganisation" not in page
    held = str(old.appointments.get(role="champion").pk)
    answers = {
        f"assessment-{opened.pk}": CUMBERLAND, f"champion-{CUMBERLAND}": held, f"champion-{WESTMORLAND}": "none"
    }  # fmt: skip
    admin.post(f"{row.get_absolute_url()}decide/", answers)
    page = text(admin.get(row.get_absolute_url()))
    assert "Everything is decided" in page
    assert "Goes on in Cumberland" in page
    checksum = hidden(page, "checksum")
    done = admin.post(f"{row.get_absolute_url()}apply/", {"checksum": checksum}, follow=True)
    assert "Applied. Access follows from this moment, and everybody concerned is mailed." in text(done)
    again = admin.post(f"{row.get_absolute_url()}apply/", {"checksum": checksum}, follow=True)
    assert "It was done once." in text(again)
    settled = text(admin.get(row.get_absolute_url()))
    assert str(champion) in settled
    assert opened.title in settled
    assert not area(CUMBRIA).is_current
    assert "Took over part of this council’s area" in text(admin.get(area(CUMBRIA).get_absolute_url()))


def test_a_stale_preview_is_shown_anew(cumbria, admin):
    old, facts = cumbria
    row = recorded("split", [old], date(2023, 4, 1), facts)
    checksum = hidden(text(admin.get(row.get_absolute_url())), "checksum")
    in_role(Role.LOCAL_LEAD, old)
    page = text(admin.post(f"{row.get_absolute_url()}apply/", {"checksum": checksum}, follow=True))
    assert "Something changed since you looked" in page
    assert "Local lead" in page or "local lead" in page
    assert area(CUMBRIA).is_current


def test_planned_ahead_there_is_nothing_to_press(cumbria, admin):
    old, facts = cumbria
    row = recorded("split", [old], timezone.localdate() + timedelta(days=30), facts)
    page = text(admin.get(row.get_absolute_url()))
    assert "nothing happens by itself" in page
    assert "Apply this reorganisation" not in page
    assert admin.post(f"{row.get_absolute_url()}apply/", {"checksum": "x"}).status_code == 409


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": ""}, "Select what happens"),
        ({"kind": "eaten"}, "Select what happens"),
        ({"predecessors": ""}, "Enter the council that ends"),
        ({"predecessors": "Nowhere"}, "There is no council “Nowhere”"),
        ({"predecessors": "Cumbria\nCounty Durham"}, "only a merger has several"),
        ({"effective_on-month": "13"}, "must be a real date"),
        ({"legal_order": "x" * 201}, "200 characters or fewer"),
        ({"predecessors": "<script>alert(1)</script>"}, "&lt;script&gt;"),
        ({"predecessors": "Northamptonshire"}, "ended on 31 March 2021"),
    ],
)
def test_what_is_wrong_with_the_first_step_is_said(cumbria, admin, change, said):
    answer = admin.post(f"{LIST}add/", SPLIT | change)
    assert answer.status_code == 200
    assert said in text(answer)
    assert not Reorganisation.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"gss_code": "W06000001"}, "Enter an ONS code of an English council"),
        ({"gss_code": DURHAM}, "Durham County Council’s"),
        ({"population_0_17": "many"}, "Enter the number of children"),
        ({"population_0_17": "99999999999"}, "Enter the number of children"),
        ({"population_0_17_year": "24"}, "Enter the year with four numbers"),
        ({"region": "0"}, "Select its region"),
        ({"name": ""}, "Enter its full name"),
        ({"dfe_code": "ABC"}, "Enter the DfE number"),
    ],
)
def test_what_is_wrong_with_a_new_council_is_said(cumbria, admin, change, said):
    old, facts = cumbria
    row = recorded("split", [old], date(2023, 4, 1), [])
    answer = admin.post(f"{row.get_absolute_url()}councils/add/", council(facts[0], **change))
    assert answer.status_code == 200
    assert said in text(answer)
    assert not row.successors.exists()


def test_recorded_twice_is_told(cumbria, admin):
    assert admin.post(f"{LIST}add/", SPLIT).status_code == 302
    assert "The end of Cumbria is recorded already, planned, for 1 April 2023" in text(admin.post(f"{LIST}add/", SPLIT))
    assert Reorganisation.objects.count() == 1


def test_a_council_is_removed_and_a_plan_changed_and_withdrawn(cumbria, admin):
    old, facts = cumbria
    row = recorded("split", [old], date(2023, 4, 1), facts)
    address = row.get_absolute_url()
    one = row.successors.first()
    admin.post(f"{address}councils/{one.pk}/remove/")
    assert row.successors.count() == 1
    assert "A split has two or more councils" in text(admin.get(address))
    row.refresh_from_db()
    stale = SPLIT | {"version": str(row.version - 1)}
    assert "Somebody else changed this meanwhile" in text(admin.post(f"{address}edit/", stale))
    assert admin.post(f"{address}edit/", SPLIT | {"version": str(row.version), "kind": "replaced"}).status_code == 302
    assert "cannot be applied" not in text(admin.get(address))
    assert "Say why" in text(admin.post(f"{address}withdraw/", {}))
    assert admin.post(f"{address}withdraw/", {"because": "Not this year"}).status_code == 302
    assert "Withdrawn" in text(admin.get(LIST))
    assert admin.get(f"{address}edit/").status_code == 409


@pytest.mark.parametrize("role", list(Role))
def test_who_opens_it(cumbria, client_as, role):
    row = recorded("split", [cumbria[0]], date(2023, 4, 1), [])
    expected = 200 if role is Role.ADMINISTRATOR else 403
    client = client_as(role)
    assert [client.get(one).status_code for one in (LIST, row.get_absolute_url())] == [expected] * 2
    if expected == 403:
        assert client.post(f"{row.get_absolute_url()}apply/").status_code == 403


def test_the_list_costs_the_same_for_one_as_for_many(cumbria, admin):
    recorded("split", [cumbria[0]], date(2023, 4, 1), cumbria[1])
    with CaptureQueriesContext(
        connection,
    ) as one:
        admin.get(LIST)
    for number in range(5):
        row = Reorganisation.objects.create(kind="part", effective_on=date(2027, 4, 1 + number))
        row.predecessors.add(area(DURHAM))
    with CaptureQueriesContext(connection) as many:
        admin.get(LIST)
    assert len(many) == len(one)


@pytest.fixture
def several(cumbria):
    """A split and a part, planned."""
    old, facts = cumbria
    split = recorded("split", [old], date(2023, 4, 1), facts)
    part = recorded("part", [area(DURHAM)], date(2026, 4, 1), [area(EALING)], by=split.recorded_by)
    return split, part


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["County Durham", "Cumbria"]),  # the latest first
        ({"sort": "first-day"}, ["Cumbria", "County Durham"]),
        ({"sort": "-before"}, ["Cumbria", "County Durham"]),
        ({"q": "westmorland"}, ["Cumbria"]),
        ({"q": CUMBERLAND}, ["Cumbria"]),
        ({"q": "the order durham"}, ["County Durham"]),
        ({"kind": "part"}, ["County Durham"]),
        ({"stage": "withdrawn"}, []),
        ({"q": "%"}, []),
        ({"q": "' OR 1=1 --"}, []),
    ],
)
def test_the_list_is_searched_sorted_and_filtered_and_its_file_agrees(several, admin, asked, found):
    page = admin.get(LIST, asked)
    assert [row.before for row in page.context["list"].page.object_list] == found
    file = csv.DictReader(io.StringIO(admin.get(LIST, asked | {"format": "csv"}).getvalue().decode("utf-8-sig")))
    rows = list(file)
    assert [row["before"] for row in rows] == found
    if "Cumbria" in found:
        [row] = [row for row in rows if row["before"] == "Cumbria"]
        assert (row["after"], row["after_gss_codes"]) == (
            "Cumberland; Westmorland and Furness",
            f"{CUMBERLAND}; {WESTMORLAND}",
        )
        assert (row["what_happens"], row["stage"]) == ("Split, part became", "Planned")


def test_the_list_has_pages_and_refuses_what_it_does_not_know(several, admin):
    for number in range(60):
        row = Reorganisation.objects.create(kind="part", effective_on=date(2027, 1, 1) + timedelta(days=number))
        row.predecessors.add(area(DURHAM))
    assert len(admin.get(LIST).context["list"].page.object_list) == 50
    assert len(admin.get(LIST, {"page": "2"}).context["list"].page.object_list) == 12
    for asked in ({"sort": "checksum"}, {"kind": "eaten"}, {"format": "exe"}):
        assert admin.get(LIST, asked).status_code == 400


@pytest.mark.parametrize("name", sorted(REORGANISATION_EXAMPLES))
def test_nonsense_never_breaks_it(register, admin, name):
    path = reverse(name, kwargs=REORGANISATION_EXAMPLES[name].path(DURHAM, None))
    nonsense = {"checksum": "\x00", "predecessors": "x" * 20_000, "authority": "x", "because": "\x00", "kind": "[]"}
    assert admin.get(path).status_code < 500
    assert admin.post(path, nonsense).status_code < 500
    assert Reorganisation.objects.get().is_planned
