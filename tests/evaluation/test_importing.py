"""Answers from files: all or nothing, once, and every row and column that is wrong is named."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from commissioning.authorities.models import Authority
from commissioning.reporting.workbooks import BrokenFile
from evaluation.actions.importing import import_responses
from evaluation.impact import impact_of
from evaluation.models import Answer, Identity, Respondent, WrittenAnswer
from evaluation.queries.answering import router_of
from tests.support import responses

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(register):
    return responses.a_group()


@pytest.fixture
def router(group):
    return router_of(group.instrument_version_id)


@pytest.fixture
def file(tmp_path, router):
    """200 respondents from the areas of the register, and what each of them said."""
    codes = list(Authority.objects.current().values_list("gss_code", flat=True))
    rows = responses.believable(router, 200, say=["Better needs analysis", "Ünïcode, “quoted”\nin two lines"])
    for number, row in enumerate(rows):
        row |= {"_respondent": f"r{number}", "_authority": codes[number % 60], "_role": "commissioner"}
        row |= {"_submitted_at": f"2026-10-{number % 28 + 1:02}T09:30", "_employer": "health" if number % 3 else ""}
    return responses.write(tmp_path / "year2.csv", router, rows), rows


def test_every_answer_is_where_it_was_given(group, router, file):
    path, rows = file
    done = import_responses(path=path, group=group, by=None)
    assert (done.respondents, done.again) == (200, False)
    assert Respondent.objects.filter(group=group).count() == Identity.objects.count() == 200
    typed = sorted(row[name] for row in rows for name in row if name.endswith(("_comment", "priority", "_comments")))
    assert sorted(WrittenAnswer.objects.values_list("text", flat=True)) == typed
    tables = impact_of(group.round, suppressed=False)
    found = {(row.question, row.answer): (row.count, row.base) for row in tables.levels if row.basis == "asked"}
    used = [row["services_used"].split() for row in rows]
    assert found["services_used", "training"] == (sum("training" in one for one in used), 200)
    skills = [row.get("training_skills") for row in rows if row.get("training_skills")]
    assert found["training_skills", "positive"] == (skills.count("positive"), len(skills))
    nets = skills.count("positive") + skills.count("very_positive")
    assert found["training_skills", "net:positive"] == (nets, len(skills))
    asked = {row.question: row.asked for row in tables.summary}
    assert asked["training_skills"] == sum("training" in one for one in used)
    assert asked["training_why_not"] == 200 - asked["training_skills"]


def test_cuts_come_from_the_register_on_the_day_of_the_last_answer(group, router, file):
    path, _ = file
    import_responses(path=path, group=group, by=None)
    group.round.refresh_from_db()
    assert group.round.collected_on == date(2026, 10, 28)
    tables = impact_of(group.round, by="type", suppressed=False)
    bases = {row.breakdown_value: row.asked for row in tables.summary if row.question == "services_used"}
    expected = {"": 200}
    codes = list(Authority.objects.current().values_list("gss_code", flat=True))
    for number in range(200):
        kind = Authority.objects.get(gss_code=codes[number % 60]).type
        expected[kind] = expected.get(kind, 0) + 1
    assert bases == expected
    other = impact_of(group.round, by="employer", suppressed=False)
    assert {row.breakdown_value for row in other.summary} == {"", "health"}


def test_the_same_file_twice_changes_nothing(group, file):
    import_responses(path=file[0], group=group, by=None)
    before = Answer.objects.count()
    assert import_responses(path=file[0], group=group, by=None).again
    assert Answer.objects.count() == before


def test_a_dry_run_changes_nothing(group, file):
    assert import_responses(path=file[0], group=group, by=None, dry_run=True).respondents == 200
    assert not Respondent.objects.exists()
    assert import_responses(path=file[0], group=group, by=None).respondents == 200


@pytest.mark.slow
@pytest.mark.parametrize(
    ("header", "row", "said"),
    [
        ("services_used", "flying", "Row 2, column “services_used”: “flying” cannot be taken in"),
        (
            "services_used,training_skills",
            "networking,positive",
            "Row 2, column “training_skills”: this respondent was",
        ),
        ("services_used,favourite_colour", "none,blue", "Column “favourite_colour” is no question"),
        ("services_used,services_used", "none,none", "Column “services_used” is there more than once"),
        ("services_used,_authority", "none,E99999999", "Row 2, column “_authority”: “E99999999” is no ONS code"),
        ("services_used,_submitted_at", "none,yesterday", "Row 2, column “_submitted_at”: “yesterday” is no day"),
        ("services_used", "none training", "Row 2, column “services_used”: the questionnaire does not allow"),
        ("services_used,use/services_used", "none,none", "which another column is already"),
        ("services_used,services_used/training", "networking,1", "the columns of its choices say something else"),
        ("services_used/training", "maybe", "“maybe” is neither 1 nor 0"),
        ("services_used", "none,none,none", "there are cells beyond the last column"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(group, tmp_path, header, row, said):
    path = tmp_path / "wrong.csv"
    path.write_text(f"{header}\n{row}\n")
    with pytest.raises(BrokenFile) as broken:
        import_responses(path=path, group=group, by=None)
    assert said in str(broken.value)
    assert not Respondent.objects.exists()


def test_duplicated_respondents_are_refused_within_and_between_files(group, tmp_path):
    path = tmp_path / "twice.csv"
    path.write_text("_respondent,services_used\na,none\nb,none\na,none\n")
    with pytest.raises(BrokenFile, match="Row 4, column “_respondent”: “a” is in row 2 already"):
        import_responses(path=path, group=group, by=None)
    path.write_text("_respondent,services_used\na,none\n")
    import_responses(path=path, group=group, by=None)
    path.write_text("_respondent,services_used\na,none\nc,none\n")
    with pytest.raises(BrokenFile, match="Row 2, column “_respondent”: “a” is in this round already"):
        import_responses(path=path, group=group, by=None)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"services_used\nnone\n" + b"\xff\xfe\n", "not UTF-8"),
        ("﻿services_used\nnone\n".encode("utf-16"), "not UTF-8"),
        (b'services_used\n"none\n', "cannot be read as CSV"),
        (b"", "The file is empty"),
    ],
)
def test_encodings_are_not_guessed(group, tmp_path, content, said):
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    with pytest.raises(BrokenFile, match=said):
        import_responses(path=path, group=group, by=None)


def test_irrelevant_answers_are_dropped_and_counted_when_asked_for(group, tmp_path, capsys):
    path = tmp_path / "more.csv"
    path.write_text(
        "services_used,training_skills,bespoke_skills,colour\nnone,positive,,blue\nbespoke,positive,negative,\n"
    )
    where = ["--round", "Year 2", "--group", "commissioners"]
    with pytest.raises(CommandError, match="colour"):
        call_command("import_responses", str(path), *where)
    call_command("import_responses", str(path), *where, "--ignore-unknown", "--drop-irrelevant")
    assert "2 respondents taken in" in (line := capsys.readouterr().out)
    assert "2 answers to what was not asked dropped; columns left out: colour" in line
    assert line.count("\n") == 1


def test_kobotoolbox_and_odk_files_load_as_they_are(group, tmp_path):
    kobo = tmp_path / "kobo.csv"
    kobo.write_text(
        '"start";"end";"about_you/employer_kind";"use/services_used";"use/services_used/training";'
        '"use/services_used/none";"about_training";"about_training/training_skills";"welcome";"_id";"_uuid";'
        '"_submission_time";"_validation_status";"__version__";"_index"\n'
        '"2026-10-01T10:00:00";"2026-10-01T10:20:00";"health";"training";"1";"0";"";"positive";"";"17";"ab-c";'
        '"2026-10-01T09:21:00";"";"vA";"1"\n'
    )
    odk = tmp_path / "odk.csv"
    odk.write_text(
        "SubmissionDate,about_you-employer_kind,use-services_used,about_training-training_skills,meta-instanceID,KEY,"
        "SubmitterID,AttachmentsPresent,Status,ReviewState,DeviceID,Edits,FormVersion\n"
        "2026-10-02T09:21:00.000Z,school,training,negative,uuid:1,uuid:1,12,0,,,,0,1\n"
    )
    for path in (kobo, odk):
        assert import_responses(path=path, group=group, by=None).respondents == 1
    tables = impact_of(group.round, suppressed=False)
    found = {
        row.answer: row.count for row in tables.levels if row.question == "training_skills" and row.basis == "asked"
    }
    assert (found["positive"], found["negative"], found["net:positive"]) == (1, 1, 1)
    assert (
        list(Identity.objects.exclude(submitted_at=None).values_list("respondent__partial", flat=True)) == [False] * 2
    )


def test_an_anonymous_round_takes_nothing_that_tells_who_it_was(register, tmp_path):
    group = responses.a_group("Year 3", mode="anonymous")
    path = tmp_path / "told.csv"
    path.write_text("_respondent,_authority,_type,services_used\na,E06000047,unitary,none\n")
    with pytest.raises(BrokenFile, match="the round is anonymous"):
        import_responses(path=path, group=group, by=None)
    path.write_text("_type,services_used\nunitary,none\n")
    import_responses(path=path, group=group, by=None)
    assert Respondent.objects.filter(group=group).count() == 1
    assert not Identity.objects.exists()


def test_former_codes_are_kept_as_they_were_given(group, tmp_path):
    """Barnsley was recoded in 2025: answers under the old code are the old row's."""
    path = tmp_path / "former.csv"
    path.write_text("_authority,services_used,_submitted_at\nE08000016,none,2024-05-01\n")
    import_responses(path=path, group=group, by=None)
    [identity] = Identity.objects.select_related("authority")
    assert identity.authority.gss_code == "E08000016"
    assert not identity.authority.is_current
