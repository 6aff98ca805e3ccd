"""What was uploaded stays when the site starts again; a newer shipped edition is offered, not forced."""

import shutil

import pytest
from django.core.management import call_command

from commissioning.access.roles import Role
from commissioning.authorities import register_files
from commissioning.authorities.models import Authority, Judgement
from commissioning.authorities.register_files import SHIPPED, SHIPPED_IN, Kind
from commissioning.programme.management.commands import load_reference_data
from commissioning.programme.models import RegisterRefresh, Reorganisation
from commissioning.programme.refresh import actions, samples, sources
from commissioning.programme.refresh.preview import preview
from commissioning.programme.refresh.reading import Sent
from tests.support.pages import words
from tests.support.people import DURHAM, EALING, area, in_role
from tests.support.registers import edited, everything, rows_of, shipped, with_cells

LIST = "/programme/register/"


@pytest.fixture
def admin(register):
    return in_role(Role.ADMINISTRATOR)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The shipped files of another release, to be changed."""
    copy = shutil.copytree(SHIPPED_IN, tmp_path / "data")
    for module in (load_reference_data, actions, sources, samples, register_files):
        monkeypatch.setattr(module, "SHIPPED_IN", copy)
    return copy


def waiting(admin, kind: Kind, content: bytes, year: int | None = None) -> RegisterRefresh:
    return actions.upload(sent=[Sent(kind, year, "file.csv", content)], by=admin)


def applied(admin, kind: Kind, content: bytes, year: int | None = None) -> RegisterRefresh:
    row = waiting(admin, kind, content, year)
    return actions.apply(refresh=row, fingerprint=preview(row).fingerprint, by=admin)


def said(row: RegisterRefresh) -> str:
    return " ".join(caution.text for caution in preview(row).cautions)


def start(capsys) -> str:
    call_command("load_reference_data")
    return capsys.readouterr().out


def test_a_start_leaves_what_was_uploaded_and_says_so(admin, capsys):
    applied(admin, Kind.CURRENT, with_cells(Kind.CURRENT, DURHAM, name="Durham Council"))
    before = everything()
    line = start(capsys)
    assert line.startswith("153 current authorities")
    assert "councils and their links: kept as uploaded on " in line
    assert "neighbours: kept" not in line
    assert everything() == before
    assert area().name == "Durham Council"


def test_the_other_parts_are_loaded_as_ever(admin, capsys):
    applied(admin, Kind.CURRENT, with_cells(Kind.CURRENT, DURHAM, name="Durham Council"))
    Judgement.objects.filter(authority__gss_code=EALING).delete()
    start(capsys)
    assert Judgement.objects.count() == 208


def test_what_waits_or_was_set_aside_keeps_nothing(admin, capsys):
    row = waiting(admin, Kind.CURRENT, with_cells(Kind.CURRENT, DURHAM, name="Durham Council"))
    assert "kept as uploaded" not in start(capsys)
    actions.set_aside(refresh=row, by=admin)
    assert "kept as uploaded" not in start(capsys)


def test_a_newer_shipped_edition_is_offered_and_not_forced(admin, capsys, folder, client_as):
    applied(admin, Kind.JUDGEMENTS, with_cells(Kind.JUDGEMENTS, EALING, leaders="inadequate"))
    assert "newer edition" not in start(capsys)
    path = folder / SHIPPED[Kind.JUDGEMENTS]
    path.write_bytes(with_cells(Kind.JUDGEMENTS, DURHAM, leaders="outstanding"))
    before = everything()
    assert "inspection judgements: kept as uploaded" in (line := start(capsys))
    assert "(a newer edition came with this release; see Programme, Register)" in line
    assert everything() == before
    browser = client_as(Role.ADMINISTRATOR)
    assert "A newer edition. It is not loaded by itself" in words(browser.get(LIST))
    answer = browser.post(f"{LIST}newer/", {"part": "judgements"}, follow=True)
    assert "Impact of leaders" in words(answer)
    row = RegisterRefresh.objects.get(source="shipped")
    actions.apply(refresh=row, fingerprint=preview(row).fingerprint, by=browser.person)
    assert Judgement.objects.filter(authority__gss_code=DURHAM, leaders="outstanding").exists()
    assert "kept as uploaded" not in start(capsys)
    assert "Loaded at every start" in words(browser.get(LIST))
    refused = browser.post(f"{LIST}newer/", {"part": "judgements"})
    assert refused.status_code == 409
    assert RegisterRefresh.objects.filter(source="shipped").count() == 1


def test_shipped_files_that_do_not_fit_an_upload_do_not_stop_the_site(admin, capsys, folder):
    applied(admin, Kind.CURRENT, with_cells(Kind.CURRENT, DURHAM, name="Durham Council"))
    path = folder / SHIPPED[Kind.JUDGEMENTS]
    path.write_bytes(with_cells(Kind.JUDGEMENTS, EALING, gss_code="E06000099"))
    before = everything()
    assert "they do not fit what was uploaded" in start(capsys)
    assert everything() == before


class TestWhatToKnowBefore:
    def test_a_council_left_out_stays_and_its_open_work_is_named(self, admin):
        in_role(Role.CHAMPION, area(EALING))

        def left_out(rows):
            rows[:] = [row for row in rows if row["gss_code"] not in (EALING, "E06000001")]

        row = waiting(admin, Kind.CURRENT, edited(Kind.CURRENT, left_out))
        text = said(row)
        assert "Ealing (E09000009) is not in the file and has 1 person in role. It stays as it is" in text
        assert "Hartlepool (E06000001) is not in the file. It stays as it is: no council is removed by a file." in text
        assert not preview(row).is_ready
        assert area(EALING).is_current

    def test_a_year_old_file(self, admin):
        def older(rows):
            for row in rows:
                row["population_0_17_year"] = "2023"

        current = said(waiting(admin, Kind.CURRENT, edited(Kind.CURRENT, older)))
        assert (
            "153 councils would get figures of an earlier year than the register has. Is the file the newest?"
            in current
        )
        early = [row for row in rows_of(Kind.JUDGEMENTS) if row["published"] < "2025-06"]

        def until(rows):
            rows[:] = early

        judgements = said(waiting(admin, Kind.JUDGEMENTS, edited(Kind.JUDGEMENTS, until)))
        assert "The register has judgements published up to 18 June 2026; the file ends before." in judgements
        assert f"{208 - len(early)} judgements of the register are not in the file, and stay as they are." in judgements
        model = said(waiting(admin, Kind.NEIGHBOURS, shipped(Kind.NEIGHBOURS), 2021))
        assert "The register has the model of 2025, which is newer. Pages go on showing that one." in model

    def test_the_file_of_the_year_before_is_known_again(self, admin):
        first = with_cells(Kind.CURRENT, DURHAM, name="Durham Council")
        applied(admin, Kind.CURRENT, first)
        applied(admin, Kind.CURRENT, with_cells(Kind.CURRENT, DURHAM, name="County Durham Council"))
        again = said(waiting(admin, Kind.CURRENT, first))
        assert "Current councils: this file was applied on " in again
        assert "and another one was applied since." in again
        assert "this file came with the site" in said(waiting(admin, Kind.CURRENT, shipped(Kind.CURRENT)))

    def test_a_council_that_a_planned_reorganisation_begins_waits_for_it(self, admin):
        planned = Reorganisation.objects.create(kind="replaced", effective_on="2028-04-01")
        planned.successors.create(
            gss_code="E06000070", name="New Council", short_name="New", is_new=True, type="unitary",
            region=area().region, rural_urban="rural", population_0_17=1, population_0_17_year=2024,
        )  # fmt: skip
        content = edited(
            Kind.CURRENT, lambda rows: rows.append(rows[0] | {"gss_code": "E06000070", "short_name": "New"})
        )
        row = waiting(admin, Kind.CURRENT, content)
        assert "E06000070 is given to New by a reorganisation that is planned. Apply that first" in said(row)
        assert not preview(row).is_ready
        with pytest.raises(actions.NotNow, match="Apply that first"):
            actions.apply(refresh=row, fingerprint=preview(row).fingerprint, by=admin)
        assert not Authority.objects.filter(gss_code="E06000070").exists()

    def test_a_council_that_was_ended_here_stays_ended(self, admin):
        Authority.objects.filter(gss_code=EALING).update(ended_on="2026-03-31")
        row = waiting(admin, Kind.CURRENT, with_cells(Kind.CURRENT, DURHAM, name="Durham Council"))
        assert "Ealing ended before, and stays ended although the file names it as current." in said(row)
        actions.apply(refresh=row, fingerprint=preview(row).fingerprint, by=admin)
        assert not area(EALING).is_current

    def test_neighbours_that_the_file_does_not_name_go(self, admin):
        def of_two(rows):
            del rows[20:]

        row = waiting(admin, Kind.NEIGHBOURS, edited(Kind.NEIGHBOURS, of_two), 2025)
        [group] = preview(row).groups
        assert dict(group.counts) == {"New": 0, "Changed": 0, "Ends": 0, "Goes": 1510}
        assert "151 councils would have no neighbours in the model of 2025." in said(row)


@pytest.mark.parametrize("kind", Kind)
def test_the_preview_says_all_that_applying_does(admin, kind):
    """Whatever rows a file adds, changes and drops: applied, nothing is left to do, and the lines were as many."""

    def mixed(rows):
        del rows[5:9]
        for number, row in enumerate(rows):
            if "closeness" in row and number % 7 == 0:
                row["closeness"] = "Not close"
            if "legal_order" in row and "basis" in row:
                row["basis"] = f"Looked at again, {number}"
            if "population" in row:
                row["population"] = str(int(row["population"]) + number % 3)
            if "note" in row:
                row["note"] = "Looked at again"
            if "leaders" in row and number % 4 == 0:
                row["leaders"] = "good"

    before = everything()
    row = waiting(admin, kind, edited(kind, mixed), 2025 if kind is Kind.NEIGHBOURS else None)
    [group] = preview(row).groups
    assert group.lines
    assert everything() == before
    actions.apply(refresh=row, fingerprint=preview(row).fingerprint, by=admin)
    after = everything()
    model = next(model for model in after if after[model] != before[model])
    assert [other for other in after if after[other] != before[other]] == [model]
    touched = len(after[model] - before[model]) + len(before[model] - after[model])
    changed = dict(group.counts)
    assert touched == changed["New"] + 2 * changed["Changed"] + changed["Goes"]
    assert not [one for one in _again(admin, kind, mixed) if one.lines]


def _again(admin, kind, change):
    row = waiting(admin, kind, edited(kind, change), 2025 if kind is Kind.NEIGHBOURS else None)
    return preview(row).groups
