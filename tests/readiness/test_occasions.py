"""Opening a self-assessment: occasions, sets of standards, what is carried forward, and what happens meanwhile."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from commissioning import years
from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.saving import NotNow
from readiness.actions import agreement
from readiness.actions import assessments as actions
from readiness.models import SelfAssessment
from tests.conftest import browser_of
from tests.support.agreeing import agreed
from tests.support.assessments import (
    agreeing,
    answer,
    answered,
    challenging,
    champion_of,
    opened,
    signed,
    submitted,
    typed,
)
from tests.support.pages import at, text
from tests.support.people import DURHAM, EALING, area, in_role
from tests.support.standards import CONDITIONS_SET, next_version, published

pytestmark = pytest.mark.django_db
START = f"/readiness/start/{DURHAM}/"


def starting(occasion: str = "annual", package: str = "", set_code: str = "good-commissioning") -> dict:
    """The start page's form as a browser sends it."""
    return {"occasion": occasion, "about_package": package, "set_code": set_code}


def begin(occasion: str, champion=None, year: int = 2026, **more) -> SelfAssessment:
    champion = champion or in_role(Role.CHAMPION)
    return actions.open_assessment(authority=area(), year=year, by=champion, occasion=occasion, **more)


@pytest.fixture
def champion(client_as):
    return client_as(Role.CHAMPION)


# --- The start page -----------------------------------------------------------------------


def test_the_page_offers_occasions_and_sets_and_explains(champion):
    page = text(champion.get(START))
    for shown in ("Annual", "Baseline", "At close of a support package", "Good commissioning standards, version 1"):
        assert shown in page
    assert "Readiness conditions, version 1" in page
    assert "look again" not in page  # there is nothing to carry forward yet
    signed(opened(champion.person, year=2025))
    assert "each marked “look again”. Levels never do" in text(champion.get(START))


@pytest.mark.parametrize("occasion", ["annual", "baseline"])
def test_each_occasion_is_opened_for_this_year(champion, occasion):
    response = champion.post(START, starting(occasion, package="Typed all the same"))
    assessment = SelfAssessment.objects.get()
    assert response["Location"] == assessment.get_absolute_url()
    assert (assessment.occasion, assessment.about_package) == (occasion, "")
    assert assessment.year == years.year_of(timezone.localdate())


def test_a_close_names_its_support_package(champion):
    page = text(champion.post(START, starting("close", "  ")))
    assert "Enter the name of the support package that is closing" in page
    champion.post(START, starting("close", "Pooled budgets with the ICB"))
    assessment = SelfAssessment.objects.get()
    assert assessment.about_package == "Pooled budgets with the ICB"
    assert "At the close of the support package “Pooled budgets with the ICB”" in text(champion.get(at(assessment)))


def test_the_other_set_of_standards_may_be_chosen(champion):
    champion.post(START, starting(set_code=CONDITIONS_SET))
    assessment = SelfAssessment.objects.get()
    assert assessment.framework.code == CONDITIONS_SET
    assert assessment.entries.count() == assessment.version.standards.count() != 12
    champion.post(START, starting())  # one annual of each set
    assert SelfAssessment.objects.count() == 2


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({}, "Select what it is for"),
        (starting("weekly"), "Select what it is for"),
        (starting(set_code="made-up"), "Select a set of standards"),
        (starting("close", "x" * 201), "must be 200 characters or less"),
        (starting("close", "before\x00after"), "Null characters are not allowed"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_opened(champion, form, says):
    response = champion.post(START, form)
    assert response.status_code == 200
    assert says in text(response)
    assert not SelfAssessment.objects.exists()


def test_a_hostile_package_name_is_shown_as_text(champion):
    champion.post(START, starting("close", "<script>alert(1)</script>"))
    assert "<script>alert(1)" not in text(champion.get(SelfAssessment.objects.get().get_absolute_url()))


@pytest.mark.parametrize(
    ("form", "says"),
    [
        (starting(), "has a self-assessment for"),
        (starting("baseline"), "has an earlier baseline self-assessment that is not signed yet"),
        (starting("close", "Pooled budgets"), "has an unsigned self-assessment at the close of “Pooled budgets”"),
    ],
)
def test_opening_the_same_twice_is_refused_plainly(champion, form, says):
    champion.post(START, form)
    response = champion.post(START, form)
    assert response.status_code == 409
    assert says in text(response)
    assert SelfAssessment.objects.get().get_absolute_url() in text(response)


def test_two_packages_may_close_at_once(champion):
    champion.post(START, starting("close", "Pooled budgets"))
    champion.post(START, starting("close", "Needs analysis"))
    assert SelfAssessment.objects.count() == 2


def test_a_baseline_is_signed_once(champion):
    signed(begin("baseline", champion.person))
    page = text(champion.get(START))
    assert "Baseline" in page  # still to be had on the other set
    with pytest.raises(NotNow, match="has a signed baseline already"):
        begin("baseline", champion.person, year=2027)
    signed(begin("baseline", champion.person, set_code=CONDITIONS_SET))
    assert "Baseline" not in text(champion.get(START))
    assert champion.post(START, starting("baseline")).status_code == 200


def test_occasions_stand_beside_each_other_in_lists(champion):
    begin("baseline", champion.person)
    begin("annual", champion.person)
    page = text(champion.get("/readiness/"))
    assert "Baseline" in page
    assert "Start another self-assessment of County Durham" in page
    assert text(champion.get("/")).count("Go on with the") == 2


# --- What is carried forward --------------------------------------------------------------


def entry(assessment: SelfAssessment, code: str = "S01"):
    return assessment.entries.get(standard__code=code)


def test_words_come_along_to_be_looked_at_again_and_levels_never(champion):
    first = signed(answered(opened(champion.person, year=2025), "4"))
    now = opened(champion.person)
    carried = entry(now)
    assert (carried.narrative, carried.carried, carried.carried_from) == ("Because", "Because", first)
    assert not now.scorers.get().views.filter(level__isnull=False).exists()
    assert text(champion.get(at(now))).count("Look again") == 12
    page = text(champion.get(at(now, "standards", "S01")))
    assert "Because</textarea>" in page
    assert "last time’s, unchanged" in page
    assert "you agreed: <strong>4 – Very good progress</strong>" in page
    assert "checked" not in page


def test_kept_words_are_said_to_be_unchanged_and_others_stand_beside_last_times(champion):
    signed(opened(champion.person, year=2025))
    now = opened(champion.person)
    champion.post(at(now, "standards", "S01"), typed("3", "Because"))
    champion.post(at(now, "standards", "S02"), typed("3", "Quite another matter"))
    assert (entry(now).since_last_time, entry(now).to_look_again) == ("unchanged", False)
    assert entry(now, "S02").since_last_time == "changed"
    page = text(champion.get(at(now, "standards", "S02")))
    assert "Your words are changed since last time" in page
    assert "Last time you said" in page
    assert "Because" in page
    assert "Look again" not in page
    assert text(champion.get(at(now))).count("Look again") == 10


def test_a_standard_still_to_be_looked_at_keeps_views_back(champion):
    signed(opened(champion.person, year=2025))
    now = opened(champion.person)
    for number in range(2, 13):
        answer(now, f"S{number:02}")
    response = champion.post(at(now, "agreeing", "begin"))
    assert response.status_code == 422
    assert "Complete standard 1" in text(response)


def test_where_nothing_was_said_last_time_words_are_new(champion):
    first = opened(champion.person, year=2025)
    for number in range(1, 13):
        answer(first, f"S{number:02}", narrative="")
    signed(agreeing_as_it_is(first))
    now = opened(champion.person)
    assert text(champion.get(at(now))).count("Not yet started") == 12
    champion.post(at(now, "standards", "S01"), typed("3", "Said for the first time"))
    assert entry(now).since_last_time == "new"
    assert "Your words are new" in text(champion.get(at(now, "standards", "S01")))


def agreeing_as_it_is(assessment: SelfAssessment) -> SelfAssessment:
    agreement.begin(assessment=assessment, by=champion_of(assessment))
    assessment.refresh_from_db()
    return assessment


def test_another_occasion_of_the_same_year_is_carried_from_as_well(champion):
    begin("baseline", champion.person)
    signed(SelfAssessment.objects.get())
    assert entry(opened(champion.person)).carried == "Because"


def test_the_other_set_carries_nothing_over(champion):
    signed(opened(champion.person, year=2025))
    other = begin("annual", champion.person, set_code=CONDITIONS_SET)
    assert not other.entries.exclude(carried="").exists()


def test_a_reworded_standard_starts_afresh_and_is_not_compared(champion):
    signed(answered(opened(champion.person, year=2025), "4"))
    content = next_version()
    first, *others = content.standards
    published(replace(content, standards=(replace(first, compares_with_last=False), *others)))
    now = opened(champion.person)
    assert (entry(now).carried, entry(now, "S02").carried) == ("", "Because")
    page = text(champion.get(at(now, "standards", "S01")))
    assert "you agreed" not in page
    assert "you agreed" in text(champion.get(at(now, "standards", "S02")))


# --- What happens meanwhile ---------------------------------------------------------------


def test_standards_published_meanwhile_leave_an_open_one_as_it_is(champion):
    assessment = opened(champion.person)
    published(next_version())
    page = text(champion.get(at(assessment, "standards", "S01")))
    assert "A shared vision that leaders use" in page
    signed(assessment)
    assert assessment.snapshots.first().data["framework"] == {"code": "good-commissioning", "version": 1}
    assert opened(champion.person, year=2027).version.number == 2


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        (datetime(2026, 3, 31, 22, 59, 59, tzinfo=UTC), 2025),  # one second before midnight in London
        (datetime(2026, 3, 31, 23, 0, 0, tzinfo=UTC), 2026),
    ],
)
def test_38_the_year_turns_at_midnight_in_london_and_is_fixed_at_opening(monkeypatch, client_as, moment, year):
    monkeypatch.setattr(timezone, "now", lambda: moment)
    champion = client_as(Role.CHAMPION)
    champion.post(START, starting())
    assessment = SelfAssessment.objects.get()
    assert assessment.year == year
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 4, 1, 9, 0, tzinfo=UTC))
    champion.post(at(assessment, "standards", "S01"), typed())
    signed(assessment)
    assert assessment.snapshots.first().data["year"] == year
    assert ("Start the self-assessment for 2026/27" in text(champion.get("/"))) == (year == 2025)


def test_an_unfinished_year_is_gone_on_with_before_the_next_is_offered(champion):
    opened(champion.person, year=years.year_of(timezone.localdate()) - 1)
    page = text(champion.get("/"))
    assert "Go on with the" in page
    assert "Start the self-assessment" not in page


@pytest.mark.parametrize("made", [opened, agreeing, challenging, submitted], ids=lambda made: made.__name__)
def test_an_abolished_authoritys_own_may_be_finished_and_nothing_new_begun(made):
    assessment = made()
    champion = browser_of(champion_of(assessment))
    Authority.objects.filter(pk=assessment.authority_id).update(ended_on=date(2026, 6, 1))
    assert champion.get(at(assessment)).status_code == 200
    assert champion.get(START).status_code == 404
    assert champion.post(START, starting("close", "Pooled budgets")).status_code == 404
    if made is opened:
        assert "Go on with the" in text(champion.get("/"))
        assert champion.post(at(assessment, "standards", "S01"), typed()).status_code == 302
        answered_rest(assessment)
        champion.post(at(assessment, "agreeing", "begin"))
    if made is agreeing:
        assert champion.post(at(assessment, "agreeing", "S01"), agreed("4")).status_code == 302
    signed(SelfAssessment.objects.get())
    assert SelfAssessment.objects.get().state == "signed"
    assert champion.get(at(assessment, "report")).status_code == 200


def answered_rest(assessment: SelfAssessment) -> None:
    for number in range(2, 13):
        answer(assessment, f"S{number:02}")


def test_one_areas_occasions_are_nothing_to_another(client_as):
    signed(begin("baseline"))
    other = client_as(Role.CHAMPION, area(EALING))
    page = text(other.get(f"/readiness/start/{EALING}/"))
    assert "Baseline" in page
    assert not re.search("County Durham", page)
