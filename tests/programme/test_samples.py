"""Beside every place where a file can be brought in stands a small sample of it, which the same page takes."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from commissioning.access.roles import Role
from commissioning.authorities.register_files import Kind
from commissioning.programme.models import RegisterRefresh
from evaluation.models import InstrumentVersion
from readiness.models import StandardsDraft
from tests.support.pages import text, words
from tests.support.people import DURHAM
from tests.support.registers import everything

REGISTER = "/programme/register/"
STANDARDS = "/readiness/standards/drafts/"
QUESTIONNAIRES = "/evaluation/questionnaire-import/"
# The page, who brings a file in there, the sample, the field, and what the page says when it has taken it.
PAGES = [
    *(
        (f"{REGISTER}upload/", Role.ADMINISTRATOR, f"{REGISTER}samples/{kind.value}/", kind.value, "would change")
        for kind in Kind
    ),
    (
        f"{STANDARDS}new/",
        Role.ADMINISTRATOR,
        f"{STANDARDS}sample/",
        "file",
        "A sample set of standards",
    ),
    (
        QUESTIONNAIRES,
        Role.EVALUATOR,
        f"{QUESTIONNAIRES}sample/",
        "file",
        "version 1",
    ),
    ("/profiles/services-used/bring-in/", Role.PROGRAMME_LEAD, "/profiles/services-used/sample/", "file", "Save"),
    (
        f"/profiles/{DURHAM}/commissioners/bring-in/",
        Role.CHAMPION,
        "/profiles/commissioners/sample/",
        "file",
        "2 added",
    ),
]


def name_of(answer) -> str:
    return answer["Content-Disposition"].partition('filename="')[2].rstrip('"')


@pytest.mark.parametrize(("page", "role", "sample", "field", "said"), PAGES, ids=[row[2] for row in PAGES])
def test_each_page_links_to_its_sample_and_takes_it(register, client_as, page, role, sample, field, said):
    browser = client_as(role)
    assert f'href="{sample}" download' in text(browser.get(page))
    answer = browser.get(sample)
    assert answer["Content-Disposition"].startswith("attachment")
    file = SimpleUploadedFile(name_of(answer), answer.content)
    done = browser.post(page, {field: file}, follow=True)
    assert done.redirect_chain, words(done)
    assert said in words(done)


@pytest.mark.parametrize(("page", "role", "sample", "field", "said"), PAGES, ids=[row[2] for row in PAGES])
def test_10_a_sample_is_for_those_who_may_bring_one_in(register, client_as, page, role, sample, field, said):
    assert client_as(Role.CONTRIBUTOR).get(sample).status_code in (403, 404)


def test_no_sample_of_the_register_changes_what_is_true_of_a_council(register, client_as):
    browser, before = client_as(Role.ADMINISTRATOR), everything()
    for kind in Kind:
        answer = browser.get(f"{REGISTER}samples/{kind.value}/")
        browser.post(f"{REGISTER}upload/", {kind.value: SimpleUploadedFile(name_of(answer), answer.content)})
    assert RegisterRefresh.objects.count() == len(Kind)
    assert everything() == before
    rows = RegisterRefresh.objects.exclude(files__kind=Kind.NEIGHBOURS)
    for row in rows:
        assert "Nothing would change" in words(browser.get(row.get_absolute_url()))


def test_17_no_cell_of_a_sample_is_a_formula(register, client_as):
    for role, path in (
        (Role.ADMINISTRATOR, f"{STANDARDS}sample/"),
        (Role.EVALUATOR, f"{QUESTIONNAIRES}sample/"),
    ):
        book = load_workbook(io.BytesIO(client_as(role).get(path).content))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert cells
        assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}


def test_the_sample_standards_and_questionnaire_become_what_they_say(register, client_as):
    admin, evaluator = client_as(Role.ADMINISTRATOR), client_as(Role.EVALUATOR)
    content = admin.get(f"{STANDARDS}sample/").content
    admin.post(f"{STANDARDS}new/", {"file": SimpleUploadedFile("s.xlsx", content)})
    assert [row["code"] for row in StandardsDraft.objects.get().content["standards"]] == ["A1", "A2"]
    content = evaluator.get(f"{QUESTIONNAIRES}sample/").content
    evaluator.post(QUESTIONNAIRES, {"file": SimpleUploadedFile("q.xlsx", content)})
    version = InstrumentVersion.objects.get(instrument__slug="sample-questionnaire")
    assert version.warnings == []
    assert list(version.questions.values_list("name", flat=True)) == ["used", "now", "times", "wanted", "words"]
