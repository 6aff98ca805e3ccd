"""Files as they are handed out, and an intruder who holds all of them: no count that is withheld lies in a range below
three, and nobody who changed an answer is found out (`quality.md`, case 24).
"""

import csv
import io
import random
import zipfile
from datetime import date

import pytest

from commissioning.authorities.models import Authority
from evaluation.actions.importing import import_responses
from evaluation.editions.kinds import Kind
from evaluation.exports.csv_files import into_folder
from evaluation.exports.gathering import tables_of
from evaluation.impact import impact_of
from evaluation.instruments.definition import Kind as Answered
from evaluation.models import RoundGroup
from evaluation.queries.answering import router_of
from evaluation.queries.counts import attributes_of
from tests.data.rr107.make import HERE
from tests.evaluation.test_editions import content_of
from tests.support import editions, responses, rr107
from tests.support.file_intruder import Files, Intruder, asked_in
from tests.support.panel_intruder import PanelIntruder, People

pytestmark = pytest.mark.django_db
LONDON = (("region", "London"), ("type", "london_borough"))


def rows_of(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def export(folder, round_, against=None, **options):
    """By every breakdown that there is, each into a folder of its own."""
    folders = []
    for by in sorted({name for group in round_.groups.all() for name in attributes_of(group)}):
        into_folder(tables_of(impact_of(round_, against=against, by=by, **options)), folder / by)
        folders.append(folder / by)
    return folders


def edition_files(folder, edition):
    with zipfile.ZipFile(io.BytesIO(content_of(edition, "edition-csv"))) as archive:
        archive.extractall(folder)
    return folder


def questionnaires(*rounds):
    groups = [group for round_ in rounds for group in round_.groups.all()]
    return {group.slug: asked_in(router_of(group.instrument_version_id)) for group in groups}


def looked_into(held, asked):
    """How many counts are withheld in all, and those that are not well enough."""
    total, found = 0, []
    for (_, group), printed in held.groups.items():
        number, exposed = Intruder(printed, asked[group], same=[LONDON]).finds()
        total, found = total + number, found + exposed
    return total, found


def telling_a_little_more(folder, suppressed, unsuppressed):
    """The files as they would be with small counts withheld and nothing else."""
    folder.mkdir()
    for name in ("levels", "summary"):
        rows, whole = (rows_of(at / f"{name}.csv") for at in (suppressed, unsuppressed))
        told = [other if row["suppressed"] == "c2" else row for row, other in zip(rows, whole, strict=True)]
        with (folder / f"{name}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(told)
    return folder


def given(router, rows):
    """Each one's answers to what they were asked, by the id in the file. None: not asked."""
    found = {}
    for row in rows:
        kinds = {name: one.kind for name, one in router.instrument.questions.items()}
        known = {name: row.get(name) or "" for name in kinds}
        typed = {name: tuple(t.split()) if kinds[name] is Answered.SEVERAL else t for name, t in known.items() if t}
        asked = {*router.asked(typed, today=date(2026, 1, 1))}
        found[row["_respondent"]] = {name: text if name in asked else None for name, text in known.items()}
    return found


# --- One round, and two -----------------------------------------------------------------------


@pytest.fixture
def two_years(register):
    rr107.load("commissioners-year1", "commissioners-year2", "champions-year2", "directors-year2")
    return rr107.year(1), rr107.year(2)


@pytest.mark.slow
def test_24_nothing_in_all_files_of_two_years_of_rr107(two_years, tmp_path):
    first, second = two_years
    asked = questionnaires(first, second)
    folders = [*export(tmp_path / "1", first), *export(tmp_path / "2", second, against=first)]
    held = Files.read(*folders, asked=asked)
    total, found = looked_into(held, asked)
    assert found == []
    assert total > 20_000
    assert held.designs == {"cross_section", "panel"}  # other people of the same area are a part nobody decided on
    everything = impact_of(second, against=first, suppressed=False)
    assert {row.design for row in everything.change} == {"cross_section", "panel", "same_authority"}
    answers = [
        given(
            router_of(RoundGroup.objects.get(round=one, slug="commissioners").instrument_version_id),
            rows_of(HERE / f"commissioners-year{number}.csv"),
        )
        for number, one in enumerate(two_years, 1)
    ]
    people = PanelIntruder(held, ("Year 1", "Year 2"), "commissioners", asked["commissioners"], People(*answers))
    total, found = people.finds()
    assert found == []
    assert total > 300


def test_without_what_goes_with_small_counts_they_are_found(register, tmp_path):
    """So the intruder can find something."""
    rr107.load("directors-year2")
    round_ = rr107.year(2)
    asked = questionnaires(round_)
    [hidden, *_], [shown, *_] = export(tmp_path / "a", round_), export(tmp_path / "b", round_, suppressed=False)
    told = telling_a_little_more(tmp_path / "c", hidden, shown)
    assert looked_into(Files.read(hidden, asked=asked), asked)[1] == []
    assert looked_into(Files.read(told, asked=asked), asked)[1] != []


# --- A small round, its edition, and a panel --------------------------------------------------


@pytest.fixture
def panel(register, tmp_path):
    """Two rounds of a hundred and ten; ninety are in both, and most of them said the same again."""
    version, chance = editions.a_version(), random.Random(3)
    groups = [editions.a_group(name, version) for name in ("Year 1", "Year 2")]
    router = router_of(version.pk)
    codes = list(Authority.objects.current().order_by("gss_code").values_list("gss_code", flat=True))
    first, fresh = (responses.believable(router, 110, seed=seed) for seed in (5, 6))
    second = [before if chance.random() < 0.75 else after for before, after in zip(first, fresh, strict=True)]
    answers = []
    for number, (group, rows) in enumerate(zip(groups, (first, second), strict=True)):
        rows = [
            row | {"_respondent": f"p{at if at < 90 else at + 500 * number}", "_authority": codes[at % 60],
                   "_submitted_at": f"{2025 + number}-10-15T09:00"}
            for at, row in enumerate(rows)
        ]  # fmt: skip
        path = responses.write(tmp_path / f"{number}.csv", router, rows)
        import_responses(path=path, group=group, by=None)
        answers.append(given(router, rows))
    for group in groups:
        group.round.refresh_from_db()
    return groups[0].round, groups[1].round, People(*answers)


def published(first, second):
    draft = editions.a_draft(second, first)
    editions.add(draft, Kind.MEASURE, "Skills", measure="skills")
    editions.add(draft, Kind.BREAKDOWN, "By type", measure="skills", attribute="type")
    editions.add(draft, Kind.BREAKDOWN, "By region", measure="skills", attribute="region")
    return editions.published(draft)


@pytest.mark.slow
def test_24_nothing_in_the_files_of_two_rounds_and_of_their_edition(panel, tmp_path):
    first, second, people = panel
    asked = questionnaires(first, second)
    rounds = [*export(tmp_path / "1", first), *export(tmp_path / "2", second, against=first)]
    edition = edition_files(tmp_path / "edition", published(first, second))
    for folders in (rounds, [edition], [*rounds, edition]):
        held = Files.read(*folders, asked=asked)
        assert looked_into(held, asked)[1] == []
        assert held.designs == {"cross_section", "panel"}
        intruder = PanelIntruder(held, ("Year 1", "Year 2"), "commissioners", asked["commissioners"], people)
        total, found = intruder.finds()
        assert found == []
        assert total > 100
    alone, both = (Files.read(*some, asked=asked) for some in ([edition], rounds))
    for key, printed in alone.groups.items():
        assert printed.exact.items() <= both.groups[key].exact.items()  # never more than the rounds' own files
    [mine], [theirs] = alone.panels.values(), both.panels.values()
    assert {(q, row) for q in mine for row in mine[q]} <= {(q, row) for q in theirs for row in theirs[q]}
    assert {(q, row) for q in mine for row in mine[q] if mine[q][row].is_tested} <= {
        (q, row) for q in theirs for row in theirs[q] if theirs[q][row].is_tested
    }
    assert all(int(base) >= 10 for rows in mine.values() for row in rows.values() for base in row.bases)


def test_no_interval_and_no_test_where_one_or_two_changed(panel):
    first, second, people = panel
    asked = questionnaires(second)["commissioners"]
    rows = [row for row in impact_of(second, against=first).change if row.design == "panel" and not row.suppressed]
    intruder = PanelIntruder(Files(), ("Year 1", "Year 2"), "commissioners", asked, people)
    tested, few = 0, 0
    for row in rows:
        assert row.basis == "asked"
        question, item = asked[row.question], row.answer.replace("net:", "sum:")
        joint = people.joint(question)
        changed = [sum(joint[cell] for cell in cells) for cells in intruder.moves(question, item, row.basis)]
        if {1, 2} & set(changed):
            few += 1
            assert row.ci_low is row.ci_high is row.p_value is row.p is None
        tested += row.p_value is not None
    assert (tested > 0, few > 5) == (True, True)


def test_how_many_were_asked_in_both_rounds_does_not_tell_who_stopped_using_a_service(panel):
    """Of those whom a service's questions were put to in both rounds, all used it in both."""
    first, second, people = panel
    used = questionnaires(second)["commissioners"]["used"]
    joint = people.joint(used)
    intruder = PanelIntruder(Files(), ("Year 1", "Year 2"), "commissioners", {}, people)
    rows = impact_of(second, against=first).change
    for service in ("training", "online"):
        told = {row.overlap for row in rows if row.question == f"{service}_skills"} - {None}
        changed = [sum(joint[cell] for cell in cells) for cells in intruder.moves(used, service, "asked")]
        assert not (told and {1, 2} & set(changed))
