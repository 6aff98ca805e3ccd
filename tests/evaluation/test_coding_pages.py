"""Pages of coding: from drafting themes to counts, by evaluators alone, blind where two people code."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from evaluation.actions import coding as actions
from evaluation.actions import themes
from evaluation.coding import FIRST, SECOND
from evaluation.models import AnswerCode, Coding, FrameVersion
from tests.conftest import browser_of
from tests.support import coded, people
from tests.support.pages import hidden, text
from tests.support.together import together

HOSTILE = "<script>alert(1)</script> “Money” & time"
TEXTS = [HOSTILE, *(f"Answer {number}" for number in range(11))]
NAMES = ("Needs", "Market", "Money")


@pytest.fixture
def anna(register):
    return people.in_role(Role.EVALUATOR)


@pytest.fixture
def ben(register):
    return people.in_role(Role.EVALUATOR)


@pytest.fixture
def coding(anna):
    return coded.begun(coded.a_group(TEXTS), NAMES, anna)


def at(coding, *parts) -> str:
    return "/".join(["/evaluation/coding", str(coding.pk), *map(str, parts), ""])


def posted(page, *codes) -> dict:
    html = page.content.decode()
    return {"codes": list(codes), "seen": hidden(html, "seen"), "frame": hidden(html, "frame")}


@pytest.mark.slow
@pytest.mark.django_db
def test_from_the_first_theme_to_the_counts(client_as):
    """As two evaluators go through it, by links, buttons and boxes alone."""
    anna, ben = client_as(Role.EVALUATOR), client_as(Role.EVALUATOR)
    group = coded.a_group(TEXTS)
    assert "Year 2: Champions" in text(anna.get("/evaluation/coding/"))
    home = f"/evaluation/groups/{group.pk}/coding/{coded.question_of(group).pk}/"
    assert home in text(anna.get(f"/evaluation/groups/{group.pk}/coding/"))
    page = anna.post(f"{home}themes/", follow=True)
    draft = FrameVersion.objects.get()
    for name in ("Money", "Needs <b>of</b> children"):
        page = anna.post(
            f"/evaluation/themes/{draft.pk}/add/", {"name": name, "definition": "What it is."}, follow=True
        )
    assert "Needs &lt;b&gt;of&lt;/b&gt; children" in text(page)
    assert "You can begin to code" in text(anna.post(f"{home}begin/", follow=True))
    coding = Coding.objects.get()
    money = str(coded.theme_ids(coding)["Money"])
    for client, turn, times in ((anna, FIRST, 12), (ben, SECOND, 10)):
        page = client.get(at(coding, turn, "next"), follow=True)
        for left in range(times, 0, -1):
            assert f"{left} left for you to code" in text(page)
            assert "<script>alert" not in text(page)
            page = client.post(page.request["PATH_INFO"], posted(page, money), follow=True)
        assert page.request["PATH_INFO"] == home
    counts = text(ben.get(at(coding, "counts")))
    assert "12 of 12 commissioning champions" in counts
    assert "0 of 12 commissioning champions" in counts
    assert "Two people coded 10 answers: they agreed in 100.0 % of decisions" in counts
    assert "They chose the same for every answer." in text(ben.get(at(coding, "agreement")))


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.EVALUATOR])
def test_only_evaluators_code(client_as, coding, role):
    client = client_as(role)
    version, theme = coding.frame_version, coding.frame_version.themes.first()
    answer = coding.sample.first().answer_id
    home = f"/evaluation/groups/{coding.group_id}/coding/"
    pages = [
        *("/evaluation/coding/", home, f"{home}{coding.question_id}/", f"/evaluation/themes/{version.pk}/"),
        *(f"/evaluation/themes/{version.pk}/{what}/" for what in ("add", "merge")),
        *(f"/evaluation/theme/{theme.pk}/{what}/" for what in ("edit", "split", "remove")),
        *(at(coding, *parts) for parts in (("end",), ("agreement",), ("counts",), ("agreement", answer))),
        *(at(coding, turn, what) for turn in (FIRST, SECOND) for what in ("next", answer)),
    ]
    for path in pages:
        assert client.get(path).status_code == 403, path
    for path in (
        at(coding, "adopt"),
        at(coding, "sample"),
        at(coding, FIRST, answer),
        f"/evaluation/theme/{theme.pk}/move/",
    ):
        assert client.post(path).status_code == 403, path
    assert not AnswerCode.objects.exists()


@pytest.mark.django_db
def test_the_second_coder_is_blind(coding, anna, ben):
    """Page, guessed addresses, counts, agreement: nowhere is what the first coder chose."""
    for answer in coded.answers(coding):
        coded.code(coding, answer, "Needs", by=anna)
    client, answer = browser_of(ben), coding.sample.first().answer_id
    pages = [at(coding, turn, answer) for turn in (FIRST, SECOND)]
    pages += [coding.get_absolute_url(), at(coding, "counts"), at(coding, "agreement"), at(coding, "agreement", answer)]
    for path in pages:
        page = text(client.get(path))
        assert not re.search(r"checked|of 12 commissioning", page), path
        assert str(anna) not in page, path
    assert "Somebody else has coded this answer." in text(client.get(pages[0]))
    assert client.get(at(coding, "counts")).status_code == 409
    assert client.get(at(coding, "agreement")).status_code == 409
    assert client.get(at(coding, "third", answer)).status_code == 404
    mine = browser_of(anna).get(at(coding, SECOND, answer))
    assert "the other time it is coded by somebody else" in text(mine)


@pytest.mark.django_db
def test_who_wrote_an_answer_is_never_on_the_page(coding, anna):
    """Neither the respondent's number nor what is known of them."""
    for answer in coded.answers(coding)[:3]:
        page = text(browser_of(anna).get(at(coding, FIRST, answer.pk)))
        assert str(answer.respondent_id) not in page
        assert "county" not in page.lower().replace("county durham", "")


@pytest.mark.django_db
def test_reading_is_recorded(coding, anna):
    client, answer = browser_of(anna), coded.answers(coding)[0]
    client.get(at(coding, FIRST, answer.pk))
    client.get(at(coding, FIRST, answer.pk))
    read = AuditEntry.objects.filter(verb="answers-read", object_id=coding.group_id, actor_id=anna.pk)
    assert read.count() == 2


@pytest.mark.django_db
def test_themes_and_no_theme_are_not_both(coding, anna):
    client, answer = browser_of(anna), coded.answers(coding)[0]
    page = client.get(at(coding, FIRST, answer.pk))
    theme = str(coded.theme_ids(coding)["Needs"])
    for codes, said in (
        ((theme, "none_fits"), "Select either themes, or one reason"),
        (("none_fits", "nothing_said"), "Select either themes, or one reason"),
        ((), "Select the themes"),
        (("999999",), "from the list"),
        (("nonsense",), "from the list"),
    ):
        assert said in text(client.post(at(coding, FIRST, answer.pk), posted(page, *codes))), codes
    assert client.post(at(coding, FIRST, answer.pk), {"codes": theme, "seen": "x", "frame": "\x00"}).status_code == 200
    assert not AnswerCode.objects.exists()


@pytest.mark.django_db
def test_who_comes_second_is_shown_both(coding, anna, ben):
    sample = set(coding.sample.values_list("answer", flat=True))
    answer = next(one for one in coded.answers(coding) if one.pk not in sample)
    ids = coded.theme_ids(coding)
    client = browser_of(ben)
    page = client.get(at(coding, FIRST, answer.pk))
    coded.code(coding, answer, "Needs", by=anna)
    told = client.post(at(coding, FIRST, answer.pk), posted(page, str(ids["Money"])))
    assert "Not saved yet" in text(told)
    assert str(anna) in text(told)
    assert re.search(rf'value="{ids["Money"]}"\s+checked', told.content.decode())
    again = client.post(at(coding, FIRST, answer.pk), posted(told, str(ids["Money"])))
    assert again.status_code == 302
    assert answer.codes.get().coded_by == ben


@pytest.mark.django_db
def test_a_difference_is_settled_for_a_reason(coding, anna, ben):
    for answer in coded.answers(coding):
        coded.code(coding, answer, "Needs", by=anna)
    for place, one in enumerate(coding.sample.all()):
        coded.code(coding, one.answer, "Money" if place == 0 else "Needs", by=ben, turn=SECOND)
    client, answer = browser_of(ben), coding.sample.first().answer_id
    page = client.get(at(coding, "agreement"))
    assert "1 of 1 is still to be settled" in text(page)
    page = client.get(at(coding, "agreement", answer))
    theme = str(coded.theme_ids(coding)["Money"])
    assert "Enter why this was agreed" in text(client.post(at(coding, "agreement", answer), posted(page, theme)))
    done = client.post(
        at(coding, "agreement", answer), posted(page, theme) | {"reason": "It is <i>money</i>."}, follow=True
    )
    assert "It is &lt;i&gt;money&lt;/i&gt;." in text(done)
    assert client.get(at(coding, "agreement", coding.sample.last().answer_id)).status_code == 404
    assert "Themes by how many" in text(client.get(at(coding, "counts")))
    assert "By type of authority" in text(client.get(at(coding, "counts") + "?by=type"))
    assert AuditEntry.objects.filter(verb="unsuppressed-read").count() == 1
    assert client.get(at(coding, "counts") + "?by=authority_id").status_code == 400


@pytest.mark.django_db
def test_merging_and_splitting_at_the_pages(coding, anna):
    client = browser_of(anna)
    page = client.post(f"/evaluation/themes/{coding.frame_version_id}/draw/", follow=True)
    draft = FrameVersion.objects.get(number=2)
    assert "Draft" in text(page)
    ids = dict(draft.themes.values_list("name", "pk"))
    merge = f"/evaluation/themes/{draft.pk}/merge/"
    assert "Select at least two themes" in text(client.post(merge, {"themes": [ids["Needs"]], "name": "One"}))
    data = {"themes": [ids["Needs"], ids["Market"]], "name": "Needs and market"}
    assert "Merged from “Needs” and “Market”" in text(client.post(merge, data, follow=True))
    split = f"/evaluation/theme/{ids['Money']}/split/"
    twice = {"name_1": "Costs", "name_2": "costs"}
    assert "Two of the themes have this name" in text(client.post(split, twice))
    assert "Split from “Money”" in text(client.post(split, {"name_1": "Costs", "name_2": "Savings"}, follow=True))
    assert client.post(split, {"name_1": "A", "name_2": "B"}).status_code == 404  # it is split already
    used = text(client.post(at(coding, "adopt"), follow=True))
    assert "Version 2 is in use" in used
    assert client.get(merge).status_code == 409


@pytest.mark.django_db
def test_two_who_change_the_words_of_a_theme(coding, anna, ben):
    draft = themes.draw(frame=coding.frame_version.frame, by=anna)
    theme = draft.themes.get(name="Needs")
    client = browser_of(anna)
    path = f"/evaluation/theme/{theme.pk}/edit/"
    page = client.get(path)
    themes.save(theme=theme, name="Needs of children", definition="", version=1, by=ben)
    told = text(client.post(path, {"name": "Needs of all", "definition": "", "version": hidden(page.content.decode())}))
    assert "Needs of children" in told
    assert "Needs of all" in told
    theme.refresh_from_db()
    assert theme.name == "Needs of children"


@pytest.mark.django_db
def test_as_many_queries_for_one_answer_as_for_fifty(client_as):
    client = client_as(Role.EVALUATOR)
    anna, ben = client.person, people.in_role(Role.EVALUATOR)
    asked = []
    for number, name in ((1, "Year 1"), (50, "Year 2")):
        coding = coded.begun(coded.a_group([f"Answer {one}" for one in range(number)], name=name), NAMES, anna)
        for answer in coded.answers(coding):
            coded.code(coding, answer, "Needs", by=anna)
        for one in coding.sample.all():
            coded.code(coding, one.answer, "Money", by=ben, turn=SECOND)
        answer = coded.answers(coding)[0].pk
        paths = [
            coding.get_absolute_url(),
            *(at(coding, *parts) for parts in (("agreement",), ("counts",), (FIRST, answer))),
        ]
        for path in paths:
            client.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert [client.get(path).status_code for path in paths] == [200] * 4
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_two_at_once_code_one_answer_once(own_database):
    anna, ben = people.in_role(Role.EVALUATOR), people.in_role(Role.EVALUATOR)
    coding = coded.begun(coded.a_group(TEXTS), NAMES, anna)
    sample = set(coding.sample.values_list("answer", flat=True))
    outside = next(one for one in coded.answers(coding) if one.pk not in sample)
    done = together(
        lambda: coded.code(coding, outside, "Needs", by=anna), lambda: coded.code(coding, outside, "Money", by=ben)
    )
    assert sorted(saved.conflict for saved in done) == [False, True]
    assert outside.codes.get().coded_themes.count() == 1
    inside = coding.sample.first().answer
    done = together(
        lambda: coded.code(coding, inside, "Needs", by=anna), lambda: coded.code(coding, inside, "Needs", by=ben)
    )
    assert sum(isinstance(one, Exception) for one in done) == 1
    assert inside.codes.count() == 1


def test_two_at_once_begin_once(own_database):
    anna, ben = people.in_role(Role.EVALUATOR), people.in_role(Role.EVALUATOR)
    group = coded.a_group(TEXTS)
    question = coded.question_of(group)
    version = themes.start(instrument=group.instrument_version.instrument, question_name=question.name, by=anna)
    themes.add(version=version, name="Needs", definition="", by=anna)
    first, second = together(
        lambda: actions.begin(group=group, question=question, by=anna),
        lambda: actions.begin(group=group, question=question, by=ben),
    )
    assert first == second
    assert first.sample.count() == 10
    one, two = together(
        lambda: themes.draw(frame=version.frame, by=anna), lambda: themes.draw(frame=version.frame, by=ben)
    )
    assert one == two
