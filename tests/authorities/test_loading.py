"""The register's files become the register: completely, repeatably, or not at all."""

import csv
import shutil
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.authorities import loading
from commissioning.authorities.loading import Counts, load_register
from commissioning.authorities.models import Authority, Judgement, Region, StatisticalNeighbour, Succession
from commissioning.authorities.register_files import SHIPPED as FILES
from commissioning.authorities.register_files import Kind
from commissioning.authorities.source_files import BrokenFile

pytestmark = pytest.mark.django_db

SHIPPED = Path(loading.__file__).parent / "data"
CURRENT, FORMER, CHANGES = (FILES[kind] for kind in (Kind.CURRENT, Kind.FORMER, Kind.LINKS))
NEIGHBOURS, JUDGEMENTS = "statistical_neighbours_2025.csv", FILES[Kind.JUDGEMENTS]
WHOLE = Counts(current=153, former=19, links=24, neighbours=1530, judgements=208)


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped files, to be spoiled."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "data"))


def change(path, row, **cells):
    """Rewrite cells of one row, numbered as a spreadsheet numbers it."""
    with path.open(encoding="utf-8-sig", newline="") as source:
        lines = list(csv.reader(source))
    for column, value in cells.items():
        lines[row - 1][lines[0].index(column)] = value
    write(path, lines)


def write(path, lines):
    with path.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(lines)


def row_of(path, **cells):
    with path.open(encoding="utf-8-sig", newline="") as source:
        for number, row in enumerate(csv.DictReader(source), start=2):
            if all(row[column] == value for column, value in cells.items()):
                return number
    raise AssertionError(f"No such row in {path.name}: {cells}")


def writes_of(load):
    with CaptureQueriesContext(connection) as queries:
        counts = load()
    return counts, [q["sql"] for q in queries if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]


def everything():
    models = (Region, Authority, Succession, StatisticalNeighbour, Judgement)
    return {model: set(model.objects.values_list()) for model in models}


class TestWholeRegister:
    def test_counts_and_their_line(self, register):
        assert load_register(folder=SHIPPED) == WHOLE
        assert str(WHOLE).startswith("153 current authorities")

    def test_a_second_load_writes_nothing(self, register):
        before = everything()
        counts, writes = writes_of(lambda: load_register(folder=SHIPPED))
        assert (counts, writes) == (WHOLE, [])
        assert everything() == before

    def test_few_queries_however_many_rows(self, register):
        StatisticalNeighbour.objects.all().delete()
        Judgement.objects.all().delete()
        _, writes = writes_of(lambda: load_register(folder=SHIPPED))
        assert len(writes) <= 4

    def test_county_durham(self, register):
        durham = Authority.objects.get(gss_code="E06000047")
        assert (durham.name, durham.short_name) == ("Durham County Council", "County Durham")
        assert (durham.type, durham.region.name, durham.rural_urban, durham.rurality) == (
            "unitary",
            "North East",
            "rural",
            "rural",
        )
        assert (durham.population_0_17, durham.population_0_17_year) == (100_432, 2024)
        assert (durham.dfe_code, durham.started_on.isoformat()) == ("840", "2009-04-01")

    def test_ealing(self, register):
        ealing = Authority.objects.get(gss_code="E09000009")
        assert (ealing.type, ealing.region.name, ealing.rurality) == ("london_borough", "London", "urban")
        assert ealing.started_on is None

    def test_city_of_london_counts_as_a_london_borough(self, register):
        assert Authority.objects.get(gss_code="E09000001").type == "london_borough"
        current = Authority.objects.current()
        totals = {kind: current.filter(type=kind).count() for kind in Authority.Type.values}
        assert totals == {"county": 21, "unitary": 63, "metropolitan": 36, "london_borough": 33}

    def test_isles_of_scilly(self, register):
        scilly = Authority.objects.get(gss_code="E06000053")
        assert (scilly.type, scilly.rural_urban, scilly.rurality) == ("unitary", "sparse_rural", "rural")
        assert not scilly.origins.exists()

    def test_regions(self, register):
        totals = {r.name: r.authority_set.filter(ended_on=None).count() for r in Region.objects.all()}
        assert totals == {
            "East Midlands": 10,
            "East of England": 11,
            "London": 33,
            "North East": 12,
            "North West": 24,
            "South East": 19,
            "South West": 15,
            "West Midlands": 14,
            "Yorkshire and The Humber": 15,
        }
        midlands = Authority.objects.filter(region__name="East Midlands", ended_on=None)
        assert {"Derbyshire", "Lincolnshire"} <= set(midlands.values_list("short_name", flat=True))

    def test_rurality_is_the_four_way_label_cut_in_two(self, register):
        pairs = set(Authority.objects.current().values_list("rural_urban", "rurality"))
        assert pairs == {
            ("urban", "urban"),
            ("urban_with_rural", "urban"),
            ("rural", "rural"),
            ("sparse_rural", "rural"),
        }

    def test_children_add_up_to_england(self, register):
        assert sum(Authority.objects.current().values_list("population_0_17", flat=True)) == 12_183_016

    def test_former_councils_lie_where_their_successors_do(self, register):
        bedfordshire = Authority.objects.get(gss_code="E10000001")
        assert (bedfordshire.region.name, bedfordshire.ended_on.isoformat()) == ("East of England", "2009-03-31")
        assert bedfordshire.name == bedfordshire.short_name == "Bedfordshire"
        cumbria = Authority.objects.get(gss_code="E10000006")
        assert (cumbria.region.name, cumbria.name) == ("North West", "Cumbria County Council")
        assert (cumbria.population_0_17, cumbria.population_0_17_year) == (90_547, 2022)

    def test_ten_neighbours_each(self, register):
        ranks = StatisticalNeighbour.objects.filter(authority__gss_code="E06000047").order_by("rank")
        assert [row.rank for row in ranks] == list(range(1, 11))
        assert {row.model_year for row in ranks} == {2025}

    def test_judgements_without_a_grade(self, register):
        blank = Judgement.objects.filter(overall="not_judged")
        assert {row.authority.short_name for row in blank} == {"Brent", "Somerset"}
        assert Judgement.objects.filter(care_leavers="not_judged").count() == 59
        assert set(Judgement.objects.values_list("scheme", flat=True)) == {"ilacs"}


class TestCorrections:
    def test_a_corrected_file_corrects_the_register(self, register, folder):
        change(folder / CURRENT, row_of(folder / CURRENT, gss_code="E06000001"), population_0_17="21091")
        counts, writes = writes_of(lambda: load_register(folder=folder))
        assert counts == WHOLE
        assert len(writes) == 1
        assert Authority.objects.get(gss_code="E06000001").population_0_17 == 21_091

    def test_neighbours_may_change_places(self, register, folder):
        path = folder / NEIGHBOURS
        first = row_of(path, gss_code="E06000001", rank="1")
        second = row_of(path, gss_code="E06000001", rank="2")
        change(path, first, rank="2")
        change(path, second, rank="1")
        assert load_register(folder=folder) == WHOLE
        closest = StatisticalNeighbour.objects.get(authority__gss_code="E06000001", rank=1)
        assert closest.neighbour.short_name == "Sunderland"

    def test_a_new_model_stands_beside_the_old(self, register, folder):
        shutil.copy(folder / NEIGHBOURS, folder / "statistical_neighbours_2027.csv")
        assert load_register(folder=folder).neighbours == 3060
        assert StatisticalNeighbour.objects.filter(model_year=2025).count() == 1530

    def test_a_council_the_programme_has_ended_stays_ended(self, register):
        Authority.objects.filter(gss_code="E06000001").update(ended_on="2028-03-31")
        assert load_register(folder=SHIPPED).current == 152

    def test_a_byte_order_mark_and_further_columns_do_no_harm(self, register, folder):
        path = folder / CHANGES
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        assert load_register(folder=folder) == WHOLE


BROKEN = [
    # file, which row (its cells), what is put there, what the message must name
    (CURRENT, {"gss_code": "E06000005"}, {"gss_code": "E0600005"}, "gss_code: 'E0600005' is not an ONS code"),
    (CURRENT, {"gss_code": "E06000005"}, {"gss_code": "E06000001"}, "gss_code: E06000001 stand in row 2 already"),
    (CURRENT, {"gss_code": "E06000005"}, {"type": "district"}, "type: 'district' is not one of the words"),
    (CURRENT, {"gss_code": "E06000005"}, {"region": "Wales"}, "region: 'Wales' is not one of the words"),
    (CURRENT, {"gss_code": "E06000005"}, {"rural_urban": ""}, "rural_urban: '' is not one of the words"),
    (CURRENT, {"gss_code": "E06000005"}, {"name": ""}, "name: The cell is empty"),
    (CURRENT, {"gss_code": "E06000005"}, {"name": "D" * 121}, "name: The text has 121 characters"),
    (CURRENT, {"gss_code": "E06000005"}, {"short_name": "Dar\u202elington"}, "short_name: The text holds characters"),
    (CURRENT, {"gss_code": "E06000005"}, {"population": "1,000"}, "population: '1,000' is not a number"),
    (CURRENT, {"gss_code": "E06000005"}, {"population_0_17": "٣٤"}, "population_0_17: '٣٤' is not a number"),
    (CURRENT, {"gss_code": "E06000005"}, {"population_0_17": "9999999999"}, "population_0_17: '9999999999'"),
    (CURRENT, {"gss_code": "E06000005"}, {"start_date": "1 April 1997"}, "start_date: '1 April 1997' is not a date"),
    (CURRENT, {"gss_code": "E06000005"}, {"start_date": "1997-02-30"}, "start_date: '1997-02-30' is not a date"),
    (FORMER, {"gss_code": "E10000001"}, {"ons_code_end_date": ""}, "ons_code_end_date: '' is not a date"),
    (FORMER, {"gss_code": "E10000001"}, {"gss_code": "E10000099"}, "gss_code: Its successors lie in no region known"),
    (FORMER, {"gss_code": "E10000002"}, {"children_population_0_17_last": "many"}, "is not a number with its year"),
    (CHANGES, {"from_code": "E08000016"}, {"to_code": "E06000099"}, "gss_code: Its successors lie in no region"),
    (CHANGES, {"to_code": "E06000064"}, {"to_code": "E09000009"}, "gss_code: Its successors lie in more than one"),
    (CHANGES, {"to_code": "E06000058", "kind": "part"}, {"to_code": "E06000099"}, "'E06000099' is not in the register"),
    (CHANGES, {"to_code": "E06000064"}, {"effective_date": "01/04/2023"}, "effective_date: '01/04/2023' is not a"),
    (CHANGES, {"to_code": "E06000064"}, {"kind": "swallowed"}, "kind: 'swallowed' is not one of the words"),
    (NEIGHBOURS, {"rank": "3"}, {"neighbour_gss_code": "W06000001"}, "'W06000001' is not an ONS code"),
    (NEIGHBOURS, {"rank": "3"}, {"neighbour_gss_code": "E06000001"}, "An authority is not its own neighbour"),
    (NEIGHBOURS, {"rank": "3"}, {"rank": "11"}, "rank: '11' is not a number that fits"),
    (NEIGHBOURS, {"rank": "3"}, {"rank": "2"}, "stand in row 3 already"),
    (NEIGHBOURS, {"rank": "3"}, {"closeness": "Cosy"}, "closeness: 'Cosy' is not one of the words"),
    (JUDGEMENTS, {"gss_code": "E06000001"}, {"overall": "3"}, "overall: '3' is not one of the words"),
    (JUDGEMENTS, {"gss_code": "E06000001"}, {"leaders": ""}, "leaders: '' is not one of the words"),
    (JUDGEMENTS, {"gss_code": "E06000001"}, {"inspection_end": "2024-01-01"}, "inspection_end: The inspection ends"),
    (JUDGEMENTS, {"gss_code": "E06000001"}, {"report_url": "javascript:alert(1)"}, "is not a web address"),
]


class TestBrokenFiles:
    @pytest.mark.parametrize(("file", "where", "cells", "message"), BROKEN)
    def test_a_wrong_cell_is_named_and_nothing_is_stored(self, folder, register, file, where, cells, message):
        # A change that is in order and would be stored, were it not for the mistake.
        change(folder / CURRENT, row_of(folder / CURRENT, gss_code="E06000002"), population="1")
        change(folder / file, row_of(folder / file, **where), **cells)
        before = everything()
        with pytest.raises(BrokenFile) as broken:
            load_register(folder=folder)
        text = str(broken.value)
        named_file = FORMER if "successors lie" in message else file
        assert text.startswith(f"{named_file}, row ")
        assert message in text
        assert text.rstrip().endswith((".", "empty."))
        assert everything() == before

    @pytest.mark.parametrize("file", [CURRENT, FORMER, CHANGES, NEIGHBOURS, JUDGEMENTS])
    def test_a_missing_column(self, folder, file):
        first = (folder / file).read_text(encoding="utf-8-sig").split(",", 1)[0]
        change(folder / file, 1, **{first: "something_else"})
        with pytest.raises(BrokenFile, match=f"{file}, row 1, column {first}: The column is missing"):
            load_register(folder=folder)

    @pytest.mark.parametrize("file", [CURRENT, FORMER, CHANGES, NEIGHBOURS, JUDGEMENTS])
    def test_a_missing_file(self, folder, file):
        (folder / file).unlink()
        with pytest.raises(BrokenFile, match=r"missing|No such file"):
            load_register(folder=folder)

    def test_a_row_with_a_cell_too_many(self, folder):
        path = folder / CHANGES
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join([*lines, f"{lines[1]},"]), encoding="utf-8")
        with pytest.raises(BrokenFile, match=r"row 26: The row has 9 cells where the headings have 8"):
            load_register(folder=folder)

    @pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00g", b'gss_code\n"open', b"PK\x03\x04\x00\x00"])
    def test_what_is_no_csv_at_all(self, folder, content):
        (folder / CURRENT).write_bytes(content)
        with pytest.raises(BrokenFile, match=f"^{CURRENT}"):
            load_register(folder=folder)
