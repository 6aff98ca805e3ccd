"""Outcome measures: kept by the area and whoever works on the package; advice beside them, never in the way."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.saving import NotNow
from commissioning.support.actions import measures
from commissioning.support.models import MeasurePoint, OutcomeMeasure, PackageArea, SupportPackage
from commissioning.support.queries.measures import known, standing
from commissioning.support.workflow import Stage
from tests.conftest import browser_of
from tests.support.figures import HISTORY, READINGS, a_measure, measure_typed, told
from tests.support.packages import a_package, people_for
from tests.support.pages import hidden, text
from tests.support.people import EALING, area, in_role
from tests.support.together import together

TYPED = {
    "title": "Parents who ask once",
    "unit": "per cent of parents asked",
    "about": "outcome",
    "hardness": "soft",
    "better": "up",
    "target": "70",
    "target_on-day": "31",
    "target_on-month": "3",
    "target_on-year": "2028",
    "source": "",
    "story": "",
    "criterion": "",
    "version": "0",
}


def at(package: SupportPackage, *parts: str) -> str:
    return "/".join(["/support", str(package.pk), "measures", *parts, ""])


def of(measure: OutcomeMeasure, *parts: str) -> str:
    return "/".join(["/support/measures", str(measure.pk), *parts, ""])


def rows(*given: tuple[str, str], series: str = "history") -> dict[str, str]:
    data = {"series": series}
    for number, (on, value) in enumerate(given, 1):
        data |= {f"on_{number}": on, f"value_{number}": value}
    return data


# --- Who ----------------------------------------------------------------------------------

SEE = {Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD, Role.REGIONAL_LEAD, Role.PROGRAMME_LEAD}
WRITE = {Role.CHAMPION, Role.LOCAL_LEAD, Role.PROGRAMME_LEAD}


@pytest.mark.slow
def test_each_page_is_for_whom_it_says(register):
    package = a_package(Stage.DELIVERY)
    measure, people = a_measure(package), people_for(package)
    point = measure.points.first()
    reads = [at(package), of(measure)]
    writes = [at(package, "add"), of(measure, "edit"), of(measure, "points")]
    posts = [*writes, of(measure, "points", str(point.pk), "remove"), of(measure, "remove")]
    for role in Role:
        known_people = {Role.CHAMPION: people.champion, Role.DIRECTOR: people.director}
        browser = browser_of(known_people.get(role) or in_role(role))
        for address in (*reads, *writes):
            may = role in (SEE if address in reads else WRITE)
            assert browser.get(address).status_code == (200 if may else 403 if role in SEE else 404), (role, address)
        if role not in WRITE:
            for address in posts:
                assert browser.post(address, TYPED).status_code == (403 if role in SEE else 404), (role, address)
    stranger = browser_of(in_role(Role.CHAMPION, area(EALING)))
    assert {stranger.get(address).status_code for address in (*reads, *writes)} == {404}
    assert measure.points.filter(removed_at__isnull=True).count() == 7
    assert browser_of(package.team.get(part="adviser").person).get(of(measure, "edit")).status_code == 200


def test_a_champion_keeps_measures_of_their_own_area_and_of_all_together(register):
    package, ealing = a_package(Stage.DELIVERY), area(EALING)
    PackageArea.objects.create(package=package, authority=ealing, share=50)
    other = in_role(Role.CHAMPION, ealing)
    together_measure, theirs = a_measure(package), a_measure(package, authority=package.authority)
    assert browser_of(other).get(of(together_measure, "edit")).status_code == 200
    assert browser_of(other).get(of(theirs, "edit")).status_code == 403
    with pytest.raises(PermissionDenied):
        a_measure(package, by=other, authority=package.authority)


@pytest.mark.parametrize("stage", [Stage.TRIAGE, Stage.CLOSED])
def test_measures_are_kept_from_scoping_on_and_after_the_close(register, stage):
    package = a_package(stage)
    answer = browser_of(people_for(package).programme).post(at(package, "add"), TYPED)
    assert answer.status_code == (409 if stage is Stage.TRIAGE else 302)
    assert package.measures.exists() == (stage is Stage.CLOSED)


# --- A measure ----------------------------------------------------------------------------


def test_a_measure_is_saved_as_it_is_and_what_it_lacks_is_said_beside_it(register):
    package = a_package(Stage.DELIVERY)
    browser = browser_of(people_for(package).champion)
    browser.post(
        at(package, "add"), {**TYPED, "target": "", "target_on-day": "", "target_on-month": "", "target_on-year": ""}
    )
    measure = package.measures.get()
    shown = text(browser.get(of(measure)))
    for words in ("Say by when.", "who is asked", "at least three points of history", "Without a forecast"):
        assert words in shown
    assert package.events.filter(kind="measure", subject=measure.pk).count() == 1


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("title", " ", "Enter what is measured"),
        ("title", "x" * 201, "200 characters"),
        ("unit", "", "Enter the unit"),
        ("about", "", "Select what it tells about"),
        ("hardness", "liquid", "Select what kind of measure"),
        ("better", "", "Select which way is better"),
        ("target", "many", "must be a number"),
        ("target", "1.2345", "three decimals"),
        ("target", "Infinity", "must be a number"),
        ("target_on-month", "13", "real date"),
        ("criterion", "999999", "from the list"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(register, name, value, words):
    package = a_package(Stage.DELIVERY)
    answer = browser_of(people_for(package).champion).post(
        at(package, "add"), {**TYPED, "story": "A tale", name: value}
    )
    assert answer.status_code == 200
    assert words in text(answer)
    assert "A tale" in text(answer)
    assert not package.measures.exists()


def test_another_package_s_criterion_cannot_be_chosen(register):
    package, other = a_package(Stage.DELIVERY), a_package(Stage.DELIVERY)
    browser = browser_of(people_for(package).champion)
    answer = browser.post(at(package, "add"), {**TYPED, "criterion": other.criteria.get().pk})
    assert "from the list" in text(answer)
    browser.post(at(package, "add"), {**TYPED, "criterion": package.criteria.get().pk})
    assert package.measures.get().criterion == package.criteria.get()


def test_the_same_measure_sent_twice_is_one(register):
    package = a_package(Stage.DELIVERY)
    assert a_measure(package, with_points=False) == a_measure(package, with_points=False)


def test_a_change_on_top_of_another_shows_both(register):
    package = a_package(Stage.DELIVERY)
    measure, people = a_measure(package), people_for(package)
    browser = browser_of(people.champion)
    version = hidden(browser.get(of(measure, "edit")).content.decode())
    measures.save(measure=measure, typed=measure_typed(unit="young people"), version=1, by=people.local_lead)
    answer = browser.post(of(measure, "edit"), {**TYPED, "version": version})
    assert "Not saved yet" in text(answer)
    assert "young people" in text(answer)
    measure.refresh_from_db()
    assert (measure.unit, measure.version) == ("young people", 2)
    browser.post(of(measure, "edit"), {**TYPED, "version": hidden(answer.content.decode())})
    measure.refresh_from_db()
    assert measure.title == "Parents who ask once"


def test_hostile_words_stay_words_in_page_and_picture(register):
    package = a_package(Stage.DELIVERY)
    measure = a_measure(package, title='<script>alert("1")</script> of children', unit="<b>&", story="<img src=x>")
    browser = browser_of(people_for(package).champion)
    for address in (at(package), of(measure), of(measure, "points"), of(measure, "edit")):
        shown = text(browser.get(address))
        assert "<script>alert" not in shown
        assert "<img src" not in shown
        assert "<b>&" not in shown


# --- Points -------------------------------------------------------------------------------


def test_several_points_at_once_as_people_write_dates(register):
    package = a_package(Stage.DELIVERY)
    measure = a_measure(package, with_points=False)
    browser = browser_of(people_for(package).champion)
    given = rows(("31 3 2023", "90"), ("31/3/2024", "94.5"), ("31 March 2025", "1,2"), ("2026-03-31", "-3"))
    answer = browser.post(of(measure, "points"), given)
    assert "Value 3 must be a number" in text(answer)
    assert 'value="94.5"' in text(answer)
    assert not measure.points.exists()
    answer = browser.post(of(measure, "points"), given | {"value_3": "99"}, follow=True)
    found = list(measure.points.values_list("series", "on", "value"))
    days = [date(2023, 3, 31), date(2024, 3, 31), date(2025, 3, 31), date(2026, 3, 31)]
    assert found == [("history", day, Decimal(v)) for day, v in zip(days, ("90", "94.5", "99", "-3"), strict=True)]
    assert "The points are added" in text(answer)
    assert package.events.filter(text__startswith="4 points added (history)").exists()


def tomorrow() -> str:
    return f"{timezone.localdate() + timedelta(days=1):%d %m %Y}"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (rows(), "Enter at least one date"),
        (rows(("31 3 2023", "1"), series=""), "Select what these points are"),
        (rows(("31 3 2023", "")), "Enter the value of date 1"),
        (rows(("", "3")), "Enter the date of value 1"),
        (rows(("31 2 2023", "1")), "must be a real date"),
        (rows(("31 3 23", "1")), "Year must include 4 numbers"),
        (rows(("soon", "1")), "must be a real date"),
        (rows(("1 1 1066", "1")), "on or after"),
        (rows(("31 3 2023", "1"), ("2023-03-31", "2")), "is entered twice"),
        (lambda: rows((tomorrow(), "1")), "belongs to the forecast"),
        (lambda: rows((tomorrow(), "1"), series="reading"), "belongs to the forecast"),
        (rows(("31 3 2024", "5")), "has another value already"),
        (rows(("1 4 2024", "NaN")), "must be a number"),
    ],
)
def test_a_wrong_row_is_named_and_none_is_saved(register, given, words):
    package = a_package(Stage.DELIVERY)
    measure = a_measure(package)
    answer = browser_of(people_for(package).champion).post(of(measure, "points"), given() if callable(given) else given)
    assert answer.status_code == 200
    assert words in text(answer)
    assert measure.points.count() == 7


def test_a_forecast_may_lie_ahead(register):
    measure = a_measure(a_package(Stage.DELIVERY), with_points=False)
    answer = browser_of(people_for(measure.package).champion).post(
        of(measure, "points"), rows((tomorrow(), "1"), series="forecast")
    )
    assert answer.status_code == 302


def test_the_same_points_sent_twice_are_there_once(register):
    measure = a_measure(a_package(Stage.DELIVERY))
    by = people_for(measure.package).local_lead
    assert measures.add_points(measure=measure, series="history", points=told(HISTORY), by=by) == 0
    assert measure.points.count() == 7
    assert measure.package.events.filter(kind="measure").count() == 4


def test_the_same_day_entered_by_two_at_once_is_one_point(own_database):
    package = a_package(Stage.DELIVERY)
    measure, people = a_measure(package, with_points=False), people_for(package)

    def add(value: str, by):
        points = told(((2024, value),))
        return lambda: measures.add_points(measure=measure, series="history", points=points, by=by)

    given = together(add("1", people.champion), add("2", people.local_lead))
    assert sorted(str(type(one).__name__) for one in given) == ["NotNow", "int"]
    assert MeasurePoint.objects.count() == 1


def test_there_is_an_end_to_points(register):
    measure = a_measure(a_package(Stage.DELIVERY), with_points=False)
    by = people_for(measure.package).local_lead
    many = [measures.Told(date(2000, 1, 1) + timedelta(days=n), Decimal(n)) for n in range(measures.MOST_POINTS + 1)]
    with pytest.raises(NotNow, match="200 points at most"):
        measures.add_points(measure=measure, series="history", points=many, by=by)
    assert measures.add_points(measure=measure, series="history", points=many[1:], by=by) == 200
    assert browser_of(by).get(of(measure)).status_code == 200


def test_a_point_is_removed_once_and_its_row_stays(register):
    package = a_package(Stage.DELIVERY)
    measure, browser = a_measure(package), browser_of(people_for(package).champion)
    point = measure.points.get(series="reading", on=date(2026, 3, 31))
    browser.post(of(measure, "points", str(point.pk), "remove"))
    assert browser.post(of(measure, "points", str(point.pk), "remove")).status_code == 404
    point.refresh_from_db()
    assert point.removed_at
    assert "97.5" not in text(browser.get(of(measure)))
    other = a_measure(package, title="Another measure of it")
    alien = other.points.first()
    assert browser.post(of(measure, "points", str(alien.pk), "remove")).status_code == 404


def test_a_removed_measure_is_gone_from_its_pages(register):
    package = a_package(Stage.DELIVERY)
    measure, browser = a_measure(package), browser_of(people_for(package).champion)
    browser.post(of(measure, "remove"))
    assert browser.get(of(measure)).status_code == 404
    assert measure.title not in text(browser.get(at(package)))
    with pytest.raises(NotNow, match="has been removed"):
        measures.save(measure=measure, typed=measure_typed(), version=1, by=browser.person)


# --- What is shown ------------------------------------------------------------------------


def test_the_picture_and_the_table_say_the_same(register):
    package = a_package(Stage.DELIVERY)
    measure = a_measure(package)
    shown = text(browser_of(in_role(Role.REGIONAL_LEAD)).get(of(measure)))
    assert "<svg" in shown
    assert "Line chart. Some readings are better" in shown
    assert "31 March 2026" in shown
    assert "97.5" in shown
    assert "has not reached the target of 90" in shown
    points = known(standing().get(pk=measure.pk)).points
    assert [point.value for point in points["reading"]] == [Decimal(value) for _, value in READINGS]


def test_as_many_queries_for_one_measure_as_for_twenty(register):
    package = a_package(Stage.DELIVERY)
    browser = browser_of(people_for(package).champion)
    a_measure(package)
    browser.get(at(package))
    with CaptureQueriesContext(connection) as one:
        browser.get(at(package))
    for number in range(19):
        a_measure(package, title=f"Measure number {number}")
    with CaptureQueriesContext(connection) as many:
        browser.get(at(package))
    assert len(many) == len(one)
