"""Answers one row a respondent: back in without loss, safe to open, and of anonymous rounds nobody to be told."""

import csv
import io
import random
import unicodedata
from datetime import UTC, date, datetime

import pyreadstat
import pytest

from commissioning.authorities.models import Authority
from commissioning.lists.files import FORMULA_STARTS, safe_text
from evaluation.actions.importing import import_responses
from evaluation.actions.rounds import for_files, set_instrument
from evaluation.actions.storing import Record, Who, store
from evaluation.exports.csv_files import as_csv_files
from evaluation.exports.files import CannotSave
from evaluation.exports.gathering import tables_of
from evaluation.exports.report_html import as_html
from evaluation.exports.responses import CannotExport, save_csv, write_csv
from evaluation.exports.responses_sav import as_sav, valid_name
from evaluation.guarding import guarded, unguarded
from evaluation.impact import impact_of
from evaluation.models import Identity, Mode, Respondent, Round, RoundGroup, WrittenAnswer
from evaluation.queries.answering import router_of
from tests.support import responses, rounds

pytestmark = pytest.mark.django_db

HOSTILE = (
    '=HYPERLINK("http://x","y")',
    "'=1+1",
    "''-2",
    "\u202egnp",
    "<b>",
    "ok, “quoted”\nin two lines",
    "＝1",
    " +1",
)


def a_group(mode: str = Mode.CONFIDENTIAL, name: str = "Year 2") -> RoundGroup:
    """Of the small questionnaire with a question of every kind."""
    group = for_files(name=name, slug="small", mode=mode, on=date(2026, 11, 1), by=None)
    set_instrument(group=group, version=rounds.a_version(), by=None)
    return RoundGroup.objects.select_related("round", "instrument_version").get(pk=group.pk)


def record(group: RoundGroup, answers: dict, attributes: dict | None = None, who: Who | None = None) -> Record:
    asked = router_of(group.instrument_version_id).asked(answers, today=group.round.frame_on)
    return Record(asked, answers, attributes or {}, who)


def exported(group: RoundGroup, **options) -> list[dict[str, str]]:
    out = io.BytesIO()
    number = write_csv(group, out, **options)
    rows = list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))
    assert number == len(rows)
    return rows


def spss(content: bytes, tmp_path, **options):
    path = tmp_path / "read.sav"
    path.write_bytes(content)
    return pyreadstat.read_sav(path, user_missing=True, **options)


def content_of(group: RoundGroup) -> list:
    """What is kept of every respondent, in an order that does not hang on their random ids."""
    found = []
    for one in Respondent.objects.filter(group=group):
        identity = Identity.objects.filter(respondent=one).first()
        about = (identity.stable_id, identity.authority_id, identity.submitted_at) if identity else ()
        answers = sorted(one.answers.values_list("question__name", "code"))
        written = sorted(WrittenAnswer.objects.filter(respondent=one).values_list("question__name", "text"))
        attributes = sorted(
            (name, value) for name, value in one.cohort.values.values_list("attribute", "value") if value
        )
        found.append((about, answers, written, attributes))
    return sorted(found, key=repr)


# --- There and back ---------------------------------------------------------------------------


@pytest.mark.slow
def test_the_file_comes_back_without_loss(register, tmp_path):
    group = responses.a_group()
    router = router_of(group.instrument_version_id)
    codes = list(Authority.objects.values_list("gss_code", flat=True))
    chance = random.Random(3)
    rows = responses.believable(router, 120, say=[*HOSTILE, "Better needs analysis"])
    for number, row in enumerate(rows):
        row |= {"_respondent": f"r{number}", "_authority": chance.choice(codes), "_role": "commissioner"}
        row |= {
            "_submitted_at": f"2026-10-{number % 28 + 1:02}T09:30:01.250000",
            "_team": ("-a", "b", "")[number % 3],
        }
    import_responses(path=responses.write(tmp_path / "in.csv", router, rows), group=group, by=None)
    save_csv(group, tmp_path / "out.csv")
    again = responses.a_group("Year 2 again")
    import_responses(path=tmp_path / "out.csv", group=again, by=None)
    assert content_of(again) == content_of(group)
    assert len(content_of(group)) == 120


def test_each_kind_of_answer_is_written_as_the_questionnaire_names_it(register):
    group = a_group()
    who = Who(None, None, "r1", Authority.objects.get(gss_code="E06000047").pk, datetime(2026, 10, 3, 8, tzinfo=UTC))
    answers = {"used": ("training", "online"), "months": "-12", "training_skills": "negative", "training_why": "=1+1"}
    store(group, [record(group, answers | {"since": "2020-01-31"}, {"role": "=x", "type": ""}, who)])
    [row] = exported(group)
    names = [name for name in row if not name.startswith("_")]
    questions = group.instrument_version.content.questions.values()
    assert names == [question.name for question in questions if question.is_answered]
    assert row["used"] == "training online"
    assert (row["months"], row["since"], row["training_skills"]) == ("-12", "2020-01-31", "negative")
    assert (row["training_why"], row["reason"], row["words"]) == ("'=1+1", "", "")
    assert (row["_role"], row["_type"], row["_authority"], row["_respondent"]) == ("'=x", "", "E06000047", "r1")
    assert datetime.fromisoformat(row["_submitted_at"]) == who.submitted_at


def test_who_did_not_send_their_answers_is_told_apart_and_the_file_comes_back(register, tmp_path):
    listed = rounds.listed(2)
    round_ = rounds.a_round(people=0)
    group = round_.groups.get()
    who = [Who(None, person.pk, "", None, datetime(2026, 10, 3, 8, tzinfo=UTC)) for person in listed]
    store(group, [record(group, {"used": ("training",)}, who=one) for one in who])
    unsent = Respondent.objects.filter(group=group).first()
    Respondent.objects.filter(pk=unsent.pk).update(partial=True)
    rows = exported(group)
    assert sorted(row["_partial"] for row in rows) == ["no", "yes"]
    save_csv(group, tmp_path / "out.csv")
    again = a_group("confidential", "Year 2 again")
    done = import_responses(path=tmp_path / "out.csv", group=again, by=None)
    assert (done.respondents, list(done.ignored)) == (2, ["_partial"])
    assert "partial" not in {
        name for name, *_ in Respondent.objects.filter(group=again).values_list("cohort__values__attribute")
    }


def test_files_and_anonymous_answers_know_no_unsent_ones(register):
    group = a_group()
    store(group, [record(group, {"used": ("training",)}, who=Who(None, None, "r1", None, None))])
    assert "_partial" not in exported(group)[0]


def test_no_formula_gets_through_and_every_mark_comes_off_again():
    every = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    risky = [sign for sign in every if safe_text(f"{sign}x") != f"{sign}x"]
    assert len(risky) > len(FORMULA_STARTS)
    blanks = [sign for sign in every if unicodedata.normalize("NFKC", sign) in (" ", "\n")]
    for text in [f"{before}{sign}x" for sign in risky for before in ("", "'", *blanks)]:
        assert safe_text(text) == text or guarded(text) == f"'{text}"
    for text in (*HOSTILE, *risky, "'", "''", "x", "'x", "", "'''=1"):
        assert unguarded(guarded(text)) == text


def test_postgresql_marks_what_python_marks(register):
    group = a_group()
    texts = [*HOSTILE, "@x", "\tx", "\u3000=x", "''''@", "plain", "'plain", "ﬁne", "⁺1", "1-1"]
    store(group, [record(group, {**rounds.NON_USER, "words": text}) for text in texts])
    assert sorted(row["words"] for row in exported(group)) == sorted(map(guarded, texts))


def test_a_round_that_nobody_answered_has_its_headings(register, tmp_path):
    group = a_group()
    assert exported(group) == []
    frame, _ = spss(as_sav(group), tmp_path)
    assert len(frame) == 0
    assert "training_skills" in frame.columns


def test_a_place_that_takes_no_file_is_said(register, tmp_path):
    with pytest.raises(CannotSave):
        save_csv(a_group(), tmp_path / "none" / "x.csv")


# --- Anonymous rounds -------------------------------------------------------------------------


def anonymous(people: dict[tuple[str, str], int]) -> RoundGroup:
    group = a_group(Mode.ANONYMOUS)
    for (kind, role), number in people.items():
        store(group, [record(group, rounds.NON_USER, {"type": kind, "role": role})] * number)
    return group


def test_an_anonymous_round_tells_nobody_and_no_time(register):
    rows = exported(anonymous({("county", "a"): 10, ("unitary", "a"): 11}))
    assert len(rows) == 21
    assert {name for row in rows for name in row if name.startswith("_")} == {"_type", "_role"}


def test_an_anonymous_round_is_refused_where_a_combination_is_rare(register, tmp_path):
    group = anonymous({("county", "a"): 10, ("county", "b"): 9, ("unitary", "a"): 20, ("unitary", "b"): 20})
    for write in (lambda: exported(group), lambda: as_sav(group), lambda: save_csv(group, tmp_path / "x.csv")):
        with pytest.raises(CannotExport, match=r"1 combination covers fewer than 10.*9 people.*Leave out (role|type)"):
            write()
    assert not list(tmp_path.glob("*.csv*"))
    assert {name for name in exported(group, leave_out=["role"])[0] if name.startswith("_")} == {"_type"}
    frame, _ = spss(as_sav(group, leave_out=["role"]), tmp_path)
    assert [name for name in frame.columns if name.startswith("attribute")] == ["attribute_type"]


def test_fewer_than_ten_anonymous_respondents_are_never_handed_out(register):
    group = anonymous({("county", "a"): 9})
    with pytest.raises(CannotExport, match="Fewer than 10 answered"):
        exported(group, leave_out=["type", "role"])


def test_an_anonymous_round_is_handed_out_once_it_is_closed(register):
    group = anonymous({("county", "a"): 12})
    Round.objects.filter(pk=group.round_id).update(state=Round.State.OPEN)
    with pytest.raises(CannotExport, match="still open"):
        exported(group)


def test_only_what_there_is_can_be_left_out(register):
    with pytest.raises(CannotExport, match="no attribute called shoe"):
        exported(anonymous({("county", "a"): 12}), leave_out=["shoe"])


# --- SPSS -------------------------------------------------------------------------------------


def test_spss_keeps_apart_what_was_left_out_and_what_was_not_asked(register, tmp_path):
    group = a_group()
    told = [
        {"used": ("training",), "training_skills": "negative", "training_why": "é" * 5_000, "months": "-7"},
        {"used": ("training", "online"), "training_skills": ""},
        {"used": ("none",), "reason": "time", "months": "12.5"},
        {},
    ]
    store(group, [record(group, answers, {"role": "b" if at else ""}) for at, answers in enumerate(told)])
    frame, about = spss(as_sav(group), tmp_path)
    rows = {(row["training_skills"], row["reason"]): row for row in frame.to_dict("records")}
    first, second, third, last = rows[3, -7], rows[-8, -7], rows[-7, 1], rows[-7, -7]
    assert [first["used_training"], first["used_online"], first["used_none"]] == [1, 0, 0]
    assert [second["used_training"], second["used_online"]] == [1, 1]
    assert [last["used_training"], last["used_none"]] == [-8, -8]
    assert first["training_why"] == "é" * 5_000
    assert third["months"] == 12.5
    labels = about.variable_value_labels
    assert labels["training_skills"][3] == "A negative effect"
    assert (labels["training_skills"][-8], labels["training_skills"][-7]) == ("Asked and left out", "Not asked")
    assert first["months"] == -7
    assert labels["months"][second["months"]] == "Asked and left out"
    assert -7 not in labels["months"]
    assert about.missing_ranges["training_skills"] == [{"lo": -8.0, "hi": -7.0}]
    assert labels["attribute_role"][first["attribute_role"]] == "Not known"
    assert about.column_names_to_labels["training_skills"] == "What effect has it had on your skills?"
    assert about.variable_measure["training_skills"] == "ordinal"


def test_spss_agrees_with_the_csv(register, tmp_path):
    group = responses.a_group()
    router = router_of(group.instrument_version_id)
    rows = responses.believable(router, 60, say=["One", "Two"])
    import_responses(path=responses.write(tmp_path / "in.csv", router, rows), group=group, by=None)
    frame, _ = spss(as_sav(group), tmp_path)
    assert len(frame) == 60
    content = group.instrument_version.content
    for row, found in zip(exported(group), frame.to_dict("records"), strict=True):
        for question in content.questions.values():
            names = [choice.name for choice in content.choices_of(question)]
            if question.kind.value == "select_one":
                code = int(found[question.name])
                assert row[question.name] == (names[code - 1] if code > 0 else "")
            elif question.kind.value == "select_multiple":
                ticked = [name for name in names if found[f"{question.name}_{name}"] == 1]
                assert row[question.name] == " ".join(ticked)
            elif question.is_answered:
                assert row[question.name] == found[question.name]


def test_names_are_such_as_spss_takes():
    taken: set[str] = set()
    names = ["a-b", "a_b", "A_B", "to", "x" * 80, "x" * 80, "_role", "é", "1a"]
    made = [valid_name(name, taken) for name in names]
    assert made == ["a_b", "a_b_2", "A_B_3", "v_to", "x" * 64, f"{'x' * 62}_2", "v__role", "v__", "v_1a"]


# --- The tables of a stored round -------------------------------------------------------------


def test_the_tables_of_a_stored_round_tell_what_the_impact_tells(register, tmp_path):
    from_files = [responses.a_group("Year 1"), responses.a_group("Year 2")]
    for number, group in enumerate(from_files):
        router = router_of(group.instrument_version_id)
        rows = [row | {"_team": "ab"[at % 2]} for at, row in enumerate(responses.believable(router, 80, seed=number))]
        import_responses(path=responses.write(tmp_path / f"{number}.csv", router, rows), group=group, by=None)
    impact = impact_of(from_files[1].round, against=from_files[0].round, by="team", suppressed=False)
    made = tables_of(impact)
    assert [one.name for one in made.rounds] == ["Year 2", "Year 1"]
    assert made.groups[0].unit.many == "commissioners"
    assert made.groups[0].reasons == {}
    files = as_csv_files(made)
    assert len(files["levels.csv"].decode().splitlines()) == len(impact.levels) + 1
    assert len(files["change.csv"].decode().splitlines()) == len(impact.change) + 1
    assert "Nothing is withheld" in files["codebook.csv"].decode()
    assert "Outcomes to date by team" in as_html(made)
