"""Questionnaires on screen and at the shell: brought in, looked through, downloaded, given to a group of a round."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from commissioning.access.roles import Role
from evaluation.actions import rounds as actions
from evaluation.models import InstrumentVersion, Round
from tests.evaluation.forms import workbook
from tests.support.pages import text
from tests.support.rounds import CHOICES, SETTINGS, SURVEY, a_round, a_version, group_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

IMPORT = "/evaluation/questionnaire-import/"


def upload(client, content: bytes, name: str = "survey.xlsx", **more):
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content), **more}, follow=True)


def survey_file(*more) -> bytes:
    return workbook([*SURVEY, *more], CHOICES, SETTINGS).getvalue()


def file_on_disk(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "survey.xlsx"
    path.write_bytes(content)
    return path


def test_one_is_brought_in_and_shown_as_respondents_meet_it(client_as):
    client = client_as(Role.EVALUATOR)
    shown = text(upload(client, survey_file()))
    assert "A survey, version 1 is brought in" in shown
    assert "Page 3 of 5" in shown
    assert "“Training and development” is chosen in “Which of these have you used?”" in shown
    assert "selected(${used}, &#x27;training&#x27;)" in shown
    assert "A positive effect" in shown
    assert "must be answered" in shown
    assert "measure <code>skills</code>" in shown
    version = InstrumentVersion.objects.get(instrument__slug="survey")
    assert version.imported_by == client.person


def test_another_language_is_shown_on_asking(client_as):
    client, version = client_as(Role.EVALUATOR), a_version()
    welsh = text(client.get(version.get_absolute_url(), {"language": "cy"}))
    assert 'lang="cy"' in welsh
    assert "Beth rydych wedi’i ddefnyddio" in welsh
    assert 'lang="en"' in text(client.get(version.get_absolute_url(), {"language": "<script>"}))


def test_the_same_twice_makes_no_new_version_and_says_so(client_as):
    client = client_as(Role.EVALUATOR)
    upload(client, survey_file())
    assert "This is A survey, version 1, which was there already" in text(upload(client, survey_file()))
    assert InstrumentVersion.objects.filter(instrument__slug="survey").count() == 1
    upload(client, survey_file(("note", "bye", "Goodbye")))
    assert InstrumentVersion.objects.filter(instrument__slug="survey").count() == 2


def test_a_broken_one_is_refused_by_sheet_row_and_column_and_nothing_is_kept(client_as):
    before = InstrumentVersion.objects.count()
    content = workbook(
        [("type", "name", "label"), ("select_one missing", "a", "A"), ("integer", "a", "B")], settings=SETTINGS
    ).getvalue()
    shown = text(upload(client_as(Role.EVALUATOR), content))
    assert "What to put right in the workbook" in shown
    assert "survey" in shown
    assert "row 2" in shown
    assert "row 3" in shown
    assert InstrumentVersion.objects.count() == before


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 not a zip", b"", bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600, b"type,name,label\n", b"\x00"],
)
def test_what_is_no_workbook_is_refused_in_words(client_as, content):
    response = upload(client_as(Role.EVALUATOR), content)
    assert response.status_code == 200
    assert "There is a problem" in text(response)
    assert not InstrumentVersion.objects.filter(instrument__slug="survey").exists()


def test_one_that_is_too_large_is_refused(client_as):
    response = upload(client_as(Role.EVALUATOR), b"x" * (5 * 1024 * 1024 + 1))
    assert "5 MB or smaller" in text(response)


def test_hostile_labels_stay_text(client_as):
    rows = [("type", "name", "label"), ("text", "a", "<script>alert(1)</script>{{ 7|add:7 }}")]
    shown = text(upload(client_as(Role.EVALUATOR), workbook(rows, settings=SETTINGS).getvalue()))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in shown


def test_questions_nobody_can_be_asked_are_pointed_out(client_as):
    rows = [
        ("type", "name", "label", "relevant", "required"),
        ("select_one yn", "a", "A?", "", ""),
        ("text", "b", "B?", "${a} = 'yes' and ${a} = 'no'", "yes"),
    ]
    shown = text(upload(client_as(Role.EVALUATOR), workbook(rows, settings=SETTINGS).getvalue()))
    assert "“b” is never asked, though it is required" in shown


def test_the_workbook_comes_back_as_it_came(client_as):
    client, content = client_as(Role.EVALUATOR), survey_file()
    upload(client, content)
    version = InstrumentVersion.objects.get(instrument__slug="survey")
    response = client.get(f"/evaluation/questionnaire-versions/{version.pk}/file/")
    assert response["Content-Disposition"] == 'attachment; filename="survey-v1.xlsx"'
    assert b"".join(response) == content


def test_an_old_workbook_keeps_its_ending(client_as):
    content = (Path(__file__).parent / "xlsforms" / "text_and_integer.xls").read_bytes()
    client = client_as(Role.EVALUATOR)
    upload(client, content, "old.xls")
    version = InstrumentVersion.objects.latest("pk")
    assert version.file.name.endswith(".xls")
    response = client.get(f"/evaluation/questionnaire-versions/{version.pk}/file/")
    assert response["Content-Type"].endswith("ms-excel")
    assert b"".join(response) == content


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.EVALUATOR])
def test_questionnaires_are_for_evaluators(client_as, role):
    client, version = client_as(role), a_version()
    paths = ("questionnaires/", "questionnaires/survey/", "questionnaire-import/")
    for path in (*paths, f"questionnaire-versions/{version.pk}/", f"questionnaire-versions/{version.pk}/file/"):
        assert client.get(f"/evaluation/{path}").status_code == 403, path
    assert upload(client, survey_file(("note", "bye", "Goodbye"))).status_code == 403
    assert InstrumentVersion.objects.filter(instrument__slug="survey").count() == 1


def test_unknown_ones_are_not_found(client_as):
    client = client_as(Role.EVALUATOR)
    for path in ("questionnaires/none/", "questionnaire-versions/999999/", "questionnaire-versions/999999/file/"):
        assert client.get(f"/evaluation/{path}").status_code == 404


def test_the_page_of_a_version_says_where_it_is_used(client_as):
    client, version = client_as(Role.EVALUATOR), a_version()
    assert "In no round yet" in text(client.get(version.get_absolute_url()))
    made = a_round(version=version, people=1, opened=False)
    assert made.name in text(client.get(version.get_absolute_url()))
    assert "A survey" in text(client.get("/evaluation/questionnaires/"))
    assert "Version 1" in text(client.get("/evaluation/questionnaires/survey/"))


# --- At the shell ---------------------------------------------------------------------------


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command("import_instrument", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_command_makes_round_and_group_and_runs_twice(tmp_path):
    file = file_on_disk(tmp_path, survey_file())
    line = said(file, "--round", "Year 1", "--group", "commissioners")
    assert line.startswith("A survey, version 1: imported. It is the questionnaire of “commissioners” in “Year 1”")
    assert line.endswith("2 things to look at, shown on its page.\n")  # texts that have no Welsh
    round_ = Round.objects.get(name="Year 1")
    assert (round_.mode, round_.state) == ("confidential", "draft")
    assert group_of(round_).instrument_version.instrument.slug == "survey"
    assert "was imported before; no new version" in said(file, "--round", "Year 1", "--group", "commissioners")
    actions.open_round(round_=round_, by=None)
    assert "no new version" in said(file, "--round", "Year 1", "--group", "commissioners")
    assert round_.groups.count() == 1


def test_the_command_freezes_what_has_opened(tmp_path):
    file = file_on_disk(tmp_path, survey_file())
    said(file, "--round", "Year 1", "--group", "commissioners")
    actions.open_round(round_=Round.objects.get(), by=None)
    other = file_on_disk(tmp_path, survey_file(("note", "bye", "Goodbye")))
    with pytest.raises(CommandError, match="is frozen"):
        said(other, "--round", "Year 1", "--group", "commissioners")
    with pytest.raises(CommandError, match="no group can be added"):
        said(other, "--round", "Year 1", "--group", "others")
    assert InstrumentVersion.objects.filter(instrument__slug="survey").count() == 1


def test_the_command_sets_a_mode_once(tmp_path):
    file = file_on_disk(tmp_path, survey_file())
    said(file, "--round", "Year 1", "--group", "commissioners", "--mode", "anonymous")
    assert Round.objects.get().mode == "anonymous"
    assert "no new version" in said(file, "--round", "Year 1", "--group", "commissioners")
    with pytest.raises(CommandError, match="is anonymous, and that cannot be changed"):
        said(file, "--round", "Year 1", "--group", "commissioners", "--mode", "confidential")


@pytest.mark.parametrize("slug", ["", "a b", "../x", "é", "x" * 41])
def test_the_command_refuses_what_is_no_short_name(tmp_path, slug):
    file = file_on_disk(tmp_path, survey_file())
    with pytest.raises(CommandError, match="no short name"):
        said(file, "--round", "Year 1", "--group", slug)
    assert not Round.objects.exists()


def test_the_command_names_sheet_row_and_column(tmp_path):
    rows = [("type", "name", "label", "relevant"), ("text", "a", "A?", "${b} = ")]
    file = file_on_disk(tmp_path, workbook(rows).getvalue())
    with pytest.raises(CommandError, match=r"(?s)survey.*row 2.*relevant"):
        said(file, "--round", "Year 1", "--group", "commissioners")
    with pytest.raises(CommandError, match="No such file"):
        said(tmp_path / "none.xlsx", "--round", "Year 1", "--group", "commissioners")
    assert not Round.objects.exists()


def test_the_programme_ships_three_and_loads_them_once():
    shipped = InstrumentVersion.objects.filter(instrument__slug__in=("commissioners", "champions", "directors"))
    assert sorted(shipped.values_list("instrument__slug", "number")) == [
        ("champions", 1),
        ("commissioners", 1),
        ("directors", 1),
    ]
    out = io.StringIO()
    call_command("load_reference_data", stdout=out)
    assert out.getvalue().startswith("153 current authorities")
    assert shipped.count() == 3


def test_a_file_that_was_lost_is_put_back_by_bringing_it_in_again(client_as):
    client, content = client_as(Role.EVALUATOR), survey_file()
    upload(client, content)
    version = InstrumentVersion.objects.latest("pk")
    address = f"/evaluation/questionnaire-versions/{version.pk}/file/"
    version.file.storage.delete(version.file.name)
    assert client.get(address).status_code == 404
    upload(client, content)
    assert b"".join(client.get(address).streaming_content) == content
    assert InstrumentVersion.objects.latest("pk") == version
