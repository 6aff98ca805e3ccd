"""`export_impact` and `export_responses`: one line, clear refusals, and a record of what only few may see."""

import csv
import io
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry, RoleAppointment
from evaluation.actions.importing import import_responses
from evaluation.impact import impact_of
from evaluation.queries.answering import router_of
from tests.support import responses, rr107
from tests.support.people import in_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def rounds(register, tmp_path_factory):
    """Directors of two years, some of them the same, cut by nothing but their type."""
    for name, first in (("Year 1", 0), ("Year 2", 20)):
        group = rr107.a_group("directors", name)
        router = router_of(group.instrument_version_id)
        rows = responses.believable(router, 40, seed=first, say=["=1+1", "Ünïcode, “quoted”"])
        for number, row in enumerate(rows, first):
            row |= {"_respondent": f"d{number}", "_type": "county" if number % 3 else "unitary"}
        path = responses.write(tmp_path_factory.mktemp("files") / "directors.csv", router, rows)
        import_responses(path=path, group=group, by=None)
    return path


@pytest.fixture
def evaluator(register):
    return in_role(Role.EVALUATOR)


def export(*options, to, kind="csv"):
    call_command("export_impact", "--round", "Year 2", "--format", kind, "-o", str(to), *options)


def rows(content: bytes):
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_a_zip_holds_the_tables_and_small_numbers_are_withheld(rounds, tmp_path, capsys):
    export("--against", "Year 1", "--by", "type", to=tmp_path / "year2.zip")
    assert (line := capsys.readouterr().out).count("\n") == 1
    assert str(tmp_path / "year2.zip") in line
    with zipfile.ZipFile(tmp_path / "year2.zip") as archive:
        names = {"levels.csv", "summary.csv", "change.csv", "expected.csv", "codebook.csv", "checksums.txt"}
        assert set(archive.namelist()) == names
        found = rows(archive.read("levels.csv"))
        change = rows(archive.read("change.csv"))
    assert {row["suppressed"] for row in found} == {"", "c", "c2"}
    assert not [row for row in found if row["count"] in ("1", "2")]
    assert {row["design"] for row in change} == {"cross_section", "panel"}
    assert not AuditEntry.objects.filter(verb="impact-unsuppressed").exists()


def test_a_second_time_writes_the_same(rounds, tmp_path):
    for _ in range(2):
        export(to=tmp_path / "year2.zip")
        export(to=f"{tmp_path}/folder/")
    with zipfile.ZipFile(tmp_path / "year2.zip") as archive:
        in_zip = {name: archive.read(name) for name in archive.namelist()}
    assert in_zip == {path.name: path.read_bytes() for path in (tmp_path / "folder").iterdir()}


def test_everything_is_shown_to_an_evaluator_and_that_is_recorded(rounds, evaluator, tmp_path):
    export("--no-suppression", "--as", evaluator.email.upper(), to=f"{tmp_path}/")
    assert {row["suppressed"] for row in rows((tmp_path / "levels.csv").read_bytes())} == {""}
    [entry] = AuditEntry.objects.filter(verb="impact-unsuppressed")
    assert (entry.actor_id, entry.object_id) == (evaluator.pk, rr107.year(2).pk)


@pytest.mark.parametrize("who", ["nobody", "programme lead", "unknown", "former evaluator"])
def test_nothing_is_shown_to_anybody_else(rounds, tmp_path, who):
    email = {"nobody": None, "unknown": "x@example.org"}.get(who)
    if who == "programme lead":
        email = in_role(Role.PROGRAMME_LEAD).email
    if who == "former evaluator":
        gone = in_role(Role.EVALUATOR)
        RoleAppointment.objects.filter(person=gone).update(revoked_at=timezone.now())
        email = gone.email
    with pytest.raises(CommandError, match="evaluators"):
        export("--no-suppression", *(["--as", email] if email else []), to=tmp_path / "year2.zip")
    assert not list(tmp_path.glob("year2*"))
    assert not AuditEntry.objects.filter(verb="impact-unsuppressed").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--round", "Year 9"], "There is no round “Year 9”. There are: “Year"),
        (["--against", "Year 9"], "There is no round “Year 9”"),
        (["--by", "shoe; DROP"], "“Year 2” has no breakdown “shoe; DROP”. There are: type."),
        (["-o", "/proc/nowhere/year2.zip"], "could not be written"),
    ],
)
def test_refusals_say_what_to_do(rounds, tmp_path, options, said):
    with pytest.raises(CommandError) as refused:
        export(*options, to=tmp_path / "year2.zip")
    assert said in str(refused.value)
    assert not list(tmp_path.glob("year2*"))


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "starts"), [("xlsx", b"PK"), ("sav", b"$FL"), ("pdf", b"%PDF")])
def test_other_formats(rounds, tmp_path, kind, starts):
    path = tmp_path / f"year2.{kind}"
    export(to=path, kind=kind)
    assert path.read_bytes().startswith(starts)


def test_answers_come_back_as_they_were_and_that_is_recorded(rounds, tmp_path, capsys):
    path = tmp_path / "answers.csv"
    where = ["--round", "Year 2", "--group", "directors", "--format", "csv", "-o", str(path)]
    call_command("export_responses", *where)
    assert capsys.readouterr().out.count("\n") == 1
    assert AuditEntry.objects.get(verb="responses-export").actor_id is None
    given = {row["_respondent"]: row for row in rows(rounds.read_bytes())}
    for row in rows(path.read_bytes()):
        asked = given.pop(row["_respondent"])
        assert {name: row[name].removeprefix("'") for name in asked} == asked
    assert not given


def test_answers_of_nobody_are_refused(rounds, tmp_path):
    with pytest.raises(CommandError, match="There is no round “Year 2” with a group “mayors”"):
        call_command(
            "export_responses", "--round", "Year 2", "--group", "mayors", "--format", "sav", "-o", str(tmp_path / "x")
        )
    assert not AuditEntry.objects.filter(verb="responses-export").exists()


def test_an_empty_round_has_no_numbers(register, tmp_path):
    rr107.a_group("champions", "Year 2")
    export(to=f"{tmp_path}/")
    found = rows((tmp_path / "levels.csv").read_bytes())
    assert {(row["count"], row["base"], row["suppressed"]) for row in found} == {("", "", "c")}
    assert impact_of(rr107.year(2), suppressed=False).levels[0].base == 0
