"""One standard's page: saving, what is missing, what is refused, and two people at once (quality 4, 28, 29)."""

import re

import pytest

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from readiness.models import SelfAssessment, View
from readiness.queries import assessments as queries
from tests.conftest import browser_of
from tests.support import assessments
from tests.support.assessments import answer, champion_of, opened, submitted, typed
from tests.support.pages import hidden, text
from tests.support.people import EALING, area, in_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def champion():
    """The champion's browser; `champion.assessment` is theirs."""
    assessment = opened()
    client = browser_of(champion_of(assessment))
    client.assessment = assessment
    client.page = lambda code="S01": f"/readiness/{client.assessment.pk}/standards/{code}/"
    return client


def without_secrets(response) -> str:
    """The page without what differs on every answer anyway."""
    return re.sub(r'(nonce|value)="[^"]+"', "", text(response))


def saved(assessment: SelfAssessment, code: str = "S01") -> queries.Task:
    return queries.task(assessment, code)


def test_saving_leads_to_the_next_standard_that_is_not_completed(champion):
    answer(champion.assessment, "S02")
    response = champion.post(champion.page(), typed())
    assert response["Location"] == champion.page("S03")
    task = saved(champion.assessment)
    assert (task.answer.level, task.entry.narrative, task.entry.completed) == (3, "Because", True)


def test_coming_back_later_saves_what_there_is(champion):
    response = champion.post(champion.page(), typed("", "Half a thought", "", later="1"))
    assert response["Location"] == champion.assessment.get_absolute_url()
    task = saved(champion.assessment)
    assert (task.entry.narrative, task.status) == ("Half a thought", "in_progress")


@pytest.mark.parametrize("value", ["1", "2", "3", "4", "5", "not_applicable", "dont_know"])
def test_every_answer_on_the_scale_is_kept(champion, value):
    champion.post(champion.page(), typed(value))
    assert saved(champion.assessment).answer.value == value


def test_completed_without_a_level_is_saved_as_unfinished_and_says_what_is_missing(champion):
    response = champion.post(champion.page(), typed("", "Some words"))
    assert response.status_code == 200
    assert "Error:" in text(response)
    assert 'href="#id_level"' in text(response)
    task = saved(champion.assessment)
    assert (task.entry.narrative, task.entry.completed) == ("Some words", False)


def test_after_a_partial_save_the_same_page_can_be_saved_again(champion):
    page = text(champion.post(champion.page(), typed("", "Some words")))
    assert hidden(page) == "1"
    assert champion.post(champion.page(), typed("2", "Some words", version=1)).status_code == 302


@pytest.mark.parametrize("value", ["4", "5"])
def test_high_levels_ask_for_words(champion, value):
    response = champion.post(champion.page(), typed(value, "  "))
    assert f"Say briefly what shows level {value}" in text(response)
    assert not saved(champion.assessment).entry.completed


@pytest.mark.parametrize("value", ["1", "3", "dont_know"])
def test_below_level_four_words_are_never_compulsory(champion, value):
    assert champion.post(champion.page(), typed(value, "")).status_code == 302


@pytest.mark.parametrize("value", ["0", "6", "-1", "3.5", "None", "٣", "<script>"])
def test_a_level_off_the_scale_is_refused_and_nothing_is_saved(champion, value):
    response = champion.post(champion.page(), typed(value, "Kept on the page"))
    assert "Select one of the levels" in text(response)
    assert "Kept on the page" in text(response)
    assert saved(champion.assessment).entry.version == 0


def test_too_long_a_text_stays_on_the_page_and_nothing_is_saved(champion):
    long = "word " * 20_000
    response = champion.post(champion.page(), typed("3", long))
    assert "must be 10000 characters or fewer" in text(response)
    assert long.strip() in text(response)
    assert saved(champion.assessment).entry.version == 0


def test_ten_thousand_characters_fit_and_line_breaks_count_once(champion):
    long = "\r\n".join(["123456789"] * 1000)  # 9,999 as the page counts, 10,998 as it is sent
    assert champion.post(champion.page(), typed("3", long)).status_code == 302
    assert len(saved(champion.assessment).entry.narrative) == 9_999


def test_a_nul_byte_is_refused_kindly(champion):
    response = champion.post(champion.page(), typed("3", "before\x00after"))
    assert response.status_code == 200
    assert saved(champion.assessment).entry.version == 0


def test_hostile_text_is_shown_as_text(champion):
    hostile = "<script>alert(1)</script>\u202e"
    champion.post(champion.page(), typed("3", hostile))
    for address in (champion.page(), f"/readiness/{champion.assessment.pk}/check/"):
        page = text(champion.get(address))
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_4_9_extra_and_forged_fields_change_nothing(champion):
    forged = {"assessment": 999, "standard": "S02", "state": "signed", "saved_by": 1, "scorer": 1}
    champion.post(champion.page(), typed(**forged))
    champion.assessment.refresh_from_db()
    assert champion.assessment.state == "open"
    assert saved(champion.assessment, "S02").entry.version == 0


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999"])
def test_a_form_without_its_place_is_shown_again_and_nothing_is_lost(champion, version):
    response = champion.post(champion.page(), {**typed(narrative="Kept"), "version": version})
    assert "had lost its place" in text(response)
    assert "Kept" in text(response)
    assert saved(champion.assessment).entry.version == 0


def test_an_empty_form_is_answered_and_nothing_is_lost(champion):
    answer(champion.assessment, narrative="Kept")
    assert champion.post(champion.page(), {}).status_code == 200
    assert saved(champion.assessment).entry.narrative == "Kept"


# --- Two people ---------------------------------------------------------------------------


def test_the_second_to_save_is_told_and_loses_nothing(champion):
    answer(champion.assessment, narrative="Theirs", value="2")
    response = champion.post(champion.page(), typed("4", "Mine", version=0))
    page = text(response)
    assert response.status_code == 200
    assert "saved this standard" in page
    assert "Theirs" in page
    assert "Mine" in page
    assert saved(champion.assessment).entry.narrative == "Theirs"


def test_saving_again_puts_ones_own_in_place(champion):
    answer(champion.assessment, narrative="Theirs", value="2")
    page = text(champion.post(champion.page(), typed("4", "Mine", version=0)))
    assert hidden(page) == "1"
    champion.post(champion.page(), typed("4", "Mine", version=1))
    assert saved(champion.assessment).entry.narrative == "Mine"


def test_the_same_form_twice_is_one_save(champion):
    for _ in range(2):
        assert champion.post(champion.page(), typed()).status_code == 302
    assert saved(champion.assessment).entry.version == 1
    assert AuditEntry.objects.filter(verb="standard-save").count() == 1


def test_the_champion_stays_the_only_scorer(champion):
    champion.post(champion.page(), typed("3"))
    champion.post(champion.page(), typed("4", version=1))
    assert View.objects.get(scorer__assessment=champion.assessment).level == 4


# --- Who and when -------------------------------------------------------------------------


def test_another_areas_standard_does_not_exist_for_me(champion):
    theirs = opened(authority=area(EALING))
    for ask in (champion.get, lambda address: champion.post(address, typed())):
        answers = [ask(f"/readiness/{pk}/standards/S01/") for pk in (theirs.pk, 999_999)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert without_secrets(answers[0]) == without_secrets(answers[1])
    assert saved(theirs).entry.version == 0


def test_an_unknown_standard_is_not_found(champion):
    assert champion.get(champion.page("S99")).status_code == 404


def test_after_it_is_sent_nothing_can_be_changed_and_the_words_come_back(champion):
    submitted(champion.assessment)
    response = champion.post(champion.page(), typed("5", "A stale page’s long careful words"))
    assert response.status_code == 409
    assert "can no longer be changed" in text(response)
    assert "A stale page’s long careful words" in text(response)
    assert saved(champion.assessment).answer.level == 3


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.CONTRIBUTOR, Role.LOCAL_LEAD, Role.PROGRAMME_LEAD])
def test_others_in_the_area_may_not_write(champion, client_as, role):
    response = client_as(role).post(champion.page(), typed())
    assert response.status_code == 403
    assert saved(champion.assessment).entry.version == 0


def test_the_page_costs_the_same_whoever_wrote_how_much(champion, django_assert_max_num_queries):
    assessments.answered(champion.assessment)
    with django_assert_max_num_queries(12):
        champion.get(champion.page())


def test_a_save_costs_few_queries(champion, django_assert_max_num_queries):
    with django_assert_max_num_queries(26):
        champion.post(champion.page(), typed())


def test_somebody_elses_save_names_them(champion):
    second = in_role(Role.CONTRIBUTOR)
    answer(champion.assessment, by=second)
    page = text(champion.post(champion.page(), typed("1", "Mine")))
    assert second.full_name in page
