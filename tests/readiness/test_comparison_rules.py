"""The publication of a campaign: what it prints, for whom, and that nothing it withholds can be worked out."""

import json
import random
import statistics
import subprocess
import sys

import pytest

from commissioning.reporting import disclosure
from readiness.comparison import (
    COLUMNS,
    ENGLAND,
    TOO_FEW,
    TOO_TELLING,
    Between,
    Cell,
    changes,
    chosen_group,
    has_signed,
    read,
    section_median,
)
from readiness.publication import Signed, publish
from tests.support.intruder import Intruder, belongs, english_world, small_world

ONE = {"one": "section"}


def signed(levels, type_="county", region="North", first=1) -> list[Signed]:
    """An area for each level in turn, of one type and region."""
    return [Signed(number, type_, region, {"one": level}) for number, level in enumerate(levels, start=first)]


def told(areas, neighbours=None, reader=None):
    return read(json.loads(json.dumps(publish(areas, ONE, neighbours or {}))), reader)


# Every column four or more, so that nothing is withheld.
AMPLE = [1] * 5 + [2] * 9 + [3] * 14 + [4] * 9 + [5] * 5 + [None] * 6


# --- What nobody may work out -------------------------------------------------------------


def breaches(data, areas, neighbours, readers, code="one"):
    """What the intruder finds out as somebody outside, and as each of the readers."""
    found = Intruder(data, areas, code=code).finds()
    for reader in readers:
        circle = neighbours.get(reader.area_id, ())
        found += Intruder(data, areas, code=code, reader=reader, neighbours=circle).finds()
    return found


def check_small(seed: int) -> None:
    areas, neighbours = small_world(seed)
    data = publish(areas, ONE, neighbours)
    readers = [area for area in areas if area.area_id in neighbours]
    assert breaches(data, areas, neighbours, readers) == []
    for area in areas:
        assert_no_small_count(read(data, area.area_id))
    assert_no_small_count(read(data))


def assert_no_small_count(comparison) -> None:
    for standard in comparison.standards.values():
        for group in standard.groups.values():
            for cell in group.cells:
                assert (cell.count is None) == bool(cell.mark)
                if cell.count is not None:
                    assert group.base >= 5
                    assert cell.count not in (1, 2)
                    assert group.base >= 10 or 0 < cell.count < group.base


@pytest.mark.parametrize("seed", range(30))
def test_24_no_reader_can_work_out_what_is_withheld(seed):
    check_small(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(30, 330))
def test_no_reader_can_work_out_what_is_withheld_in_many_more_worlds(seed):
    check_small(seed)


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "part"), [(1, 1.0), (2, 0.8), (3, 0.6), (4, 0.3)])
def test_no_reader_can_work_out_what_is_withheld_of_all_england(seed, part):
    areas, neighbours = english_world(seed, part)
    data = publish(areas, ONE, neighbours)
    assert breaches(data, areas, neighbours, random.Random(seed).sample(areas, 4)) == []
    for area in areas:
        assert_no_small_count(read(data, area.area_id))


def test_the_intruder_does_find_what_small_counts_alone_would_give_away(monkeypatch):
    monkeypatch.setattr(disclosure.Audit, "exposed", lambda self: set())
    areas, neighbours = small_world(1)
    data = publish(areas, ONE, neighbours)
    assert any("c" in group["marks"] for group in data["standards"][0]["groups"].values())
    assert breaches(data, areas, neighbours, areas[:1])


def test_the_intruder_does_find_what_neighbours_would_give_away(monkeypatch):
    monkeypatch.setattr(disclosure.Audit, "bears", lambda *ignored: True)
    for seed in range(9, 40):  # the first of them does
        areas, neighbours = small_world(seed)
        readers = [area for area in areas if area.area_id in neighbours]
        if breaches(publish(areas, ONE, neighbours), areas, neighbours, readers):
            return
    pytest.fail("Neighbours gave nothing away")


def test_a_group_too_small_to_print_cannot_be_found_by_taking_the_others_from_england():
    areas = signed(AMPLE) + signed([5, 5, 5], region="South", first=100)
    comparison = told(areas)
    south = comparison.standards["one"].groups["region:South"]
    assert south.base is None
    assert south.summary.median is None
    assert all(cell.count is None for cell in south.cells)
    assert breaches(publish(areas, ONE, {}), areas, {}, [areas[0], areas[-1]]) == []


# --- What is printed ----------------------------------------------------------------------


def test_counts_leave_oneself_out():
    areas = signed(AMPLE)
    whole = told(areas).standards["one"].groups[ENGLAND]
    assert [cell.count for cell in whole.cells] == [5, 9, 14, 9, 5, 6]
    assert whole.base == 48
    for number, column in ((0, 0), (20, 2), (47, 5)):
        others = told(areas, reader=areas[number].area_id).standards["one"]
        assert others.own == COLUMNS[column]
        for group in others.groups.values():
            assert [cell.count for cell in group.cells] == [
                count - (at == column) for at, count in enumerate([5, 9, 14, 9, 5, 6])
            ]
            assert group.base == 47


def test_another_type_and_region_are_read_whole():
    areas = signed(AMPLE) + signed(AMPLE, "unitary", "South", first=100)
    seen = told(areas, reader=1)
    assert seen.own_groups == (ENGLAND, "type:county", "region:North")
    bases = {name: group.base for name, group in seen.standards["one"].groups.items()}
    assert bases == {
        ENGLAND: 95,
        "type:county": 47,
        "region:North": 47,
        "type:unitary": 48,
        "region:South": 48,
    }


@pytest.mark.parametrize("seed", range(8))
def test_medians_and_quartiles_are_those_of_the_others(seed):
    areas, neighbours = small_world(seed)
    data = publish(areas, ONE, neighbours)
    for reader in areas:
        seen = read(data, reader.area_id)
        for name, group in seen.standards["one"].groups.items():
            levels = [a.levels["one"] for a in areas if a is not reader and belongs(a.kind, name) and a.levels["one"]]
            if median := group.summary.median:
                assert (median.low, median.high) == (statistics.median_low(levels), statistics.median_high(levels))
            if lower := group.summary.lower:
                assert sum(level <= lower.low for level in levels) >= len(levels) / 4
                assert sum(level < lower.high for level in levels) <= len(levels) / 4
                assert sum(level >= group.summary.upper.low for level in levels) >= len(levels) / 4
                assert len(levels) >= 10


def test_two_middle_levels_are_both_named():
    areas = signed([1] * 10 + [2] * 10 + [4] * 10 + [5] * 11 + [None] * 8)
    assert told(areas).standards["one"].groups[ENGLAND].summary.median == Between(4, 4)
    of_others = told(areas, reader=41).standards["one"].groups[ENGLAND].summary.median
    assert of_others == Between(2, 4)
    assert of_others.words == "Between 2 and 4"
    assert Between(3, 3).words == "3"


@pytest.mark.parametrize(("areas", "base"), [(5, None), (6, 5)])
def test_a_group_needs_five_others(areas, base):
    group = told(signed([3] * areas), reader=1).standards["one"].groups[ENGLAND]
    assert group.base == base
    assert group.cells == (Cell(None, "c"),) * len(COLUMNS)  # all of fewer than ten are not printed either


@pytest.mark.parametrize(("with_level", "quartiles"), [(10, None), (11, (Between(3, 3), Between(4, 4)))])
def test_quartiles_need_ten_others_with_a_level(with_level, quartiles):
    areas = signed([3] * 5 + [4] * (with_level - 5) + [None] * 40)
    summary = told(areas, reader=1).standards["one"].groups[ENGLAND].summary
    assert (summary.lower and (summary.lower, summary.upper)) == quartiles


def test_what_the_area_did_not_answer_has_no_level():
    areas = [Signed(number, "county", "North", {}) for number in range(1, 13)]
    assert told(areas).standards["one"].groups[ENGLAND].cells[-1] == Cell(12)


def test_without_areas_there_is_nothing_to_tell():
    data = publish([], ONE, {})
    assert read(data).standards["one"].groups == {}
    assert not has_signed(data, 1)


def test_an_area_that_has_not_signed_reads_nothing():
    data = publish(signed(AMPLE), ONE, {})
    assert has_signed(data, 1)
    assert not has_signed(data, 100)
    with pytest.raises(KeyError):
        read(data, 100)


def test_another_format_is_refused():
    with pytest.raises(ValueError, match="format 1"):
        read({**publish([], ONE, {}), "format": 2})


def test_the_order_areas_and_neighbours_come_in_does_not_matter():
    areas, neighbours = small_world(7)
    data = publish(areas, ONE, neighbours)
    random.Random(1).shuffle(areas)
    turned = {id_: list(reversed(ids)) for id_, ids in reversed(neighbours.items())}
    assert publish(areas, ONE, turned) == data


def test_progress_is_told_after_each_standard():
    steps = []
    sections = dict.fromkeys(("one", "two", "three"), "section")
    publish(signed(AMPLE), sections, {}, progress=lambda done, total: steps.append((done, total)))
    assert steps == [(1, 3), (2, 3), (3, 3)]


def test_reading_imports_nothing_of_what_the_computing_needs():
    code = "import sys, readiness.comparison; sys.exit(bool({'numpy', 'highspy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- Neighbours ---------------------------------------------------------------------------


def neighbours_of_first(levels, ids=None):
    areas = signed(AMPLE) + signed(levels, first=100)
    return told(areas, {1: ids or [area.area_id for area in areas[len(AMPLE) :]]}, reader=1).standards["one"].neighbours


def test_neighbours_have_a_median_and_quartiles_from_eight_with_a_level():
    summary = neighbours_of_first([1, 1, 2, 3, 4, 4, 5, 5, None])
    assert (summary.lower, summary.median, summary.upper) == (Between(1, 2), Between(3, 4), Between(4, 5))
    assert neighbours_of_first([1, 1, 2, 3, 4, 4, 5, None, None]).median is None


def test_only_other_areas_that_signed_count_as_neighbours():
    levels = [1, 1, 2, 3, 4, 4, 5]
    ids = list(range(100, 107))
    assert neighbours_of_first(levels, [*ids, 1]).median is None
    assert neighbours_of_first(levels, [*ids, 999]).median is None
    assert neighbours_of_first(levels, [*ids, ids[0]]).median is None
    assert neighbours_of_first(levels, [*ids, 2]).median is not None


def test_neighbours_are_told_to_nobody_else():
    areas = signed(AMPLE)
    data = publish(areas, ONE, {1: list(range(2, 12))})
    assert read(data, 1).standards["one"].neighbours.median
    assert read(data, 2).standards["one"].neighbours.median is None
    assert read(data).standards["one"].neighbours.median is None


# --- What pages ask -----------------------------------------------------------------------


def test_a_group_of_too_few_widens_to_england_and_says_so():
    areas = signed(AMPLE) + signed([3] * 5, region="South", first=100)
    seen = told(areas, reader=100)
    assert chosen_group(seen, "one", "region:North") == ("region:North", "")
    assert chosen_group(seen, "one", "region:South") == (ENGLAND, TOO_FEW)
    assert chosen_group(seen, "one", "region:Nowhere") == (ENGLAND, TOO_FEW)
    assert chosen_group(seen, "one", ENGLAND) == (ENGLAND, "")


def test_a_group_of_which_nothing_can_be_told_widens_to_england_and_says_so():
    areas = signed(AMPLE) + signed([3] * 4 + [None] * 4, region="South", first=100)
    assert chosen_group(told(areas, reader=100), "one", "region:South") == (ENGLAND, TOO_TELLING)


def test_a_section_shows_the_middle_of_its_medians():
    sections = {"one": "A", "two": "A", "three": "A", "four": "B", "five": "B", "six": "C"}
    level = {"one": 2, "two": 5, "three": 3, "four": 2, "five": 4, "six": None}
    areas = [Signed(number, "county", "North", level) for number in range(1, 21)]
    seen = read(publish(areas, sections, {}), 1)
    assert section_median(seen, "A", ENGLAND) == Between(3, 3)
    assert section_median(seen, "B", "type:county") == Between(2, 4)
    assert section_median(seen, "C", ENGLAND) is None
    assert section_median(seen, "D", ENGLAND) is None


def test_years_stand_side_by_side_for_the_standards_that_compare():
    areas = signed([2] * 20)
    earlier = told(areas)
    later = read(publish(signed([4] * 20) + signed([1] * 5, region="South", first=50), {"one": "A", "two": "A"}, {}), 1)
    north, south = changes(earlier, later, ["one"], ["region:North", "region:South"])
    assert (north.earlier, north.later) == (Between(2, 2), Between(4, 4))
    assert (south.earlier, south.later) == (None, None)
    (new,) = changes(earlier, later, ["two"], [ENGLAND])
    assert (new.earlier, new.later) == (None, None)
