"""What the feedback report says, from hand-made snapshots: no database."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.feedback import counts
from readiness.feedback.content import Earlier
from readiness.feedback.words import paragraphs
from tests.reporting.samples import (
    ANSWERS,
    BEFORE,
    county_durham,
    frozen,
    report_of,
    standards,
)

CODES = [row.code for row in standards().standards]


def report_with(levels: list, **more):
    """Levels (or reasons for none) in the order of the standards."""
    return report_of(frozen(dict(zip(CODES, levels, strict=True))), **more)


def codes(picks) -> list[str]:
    return [standard.code for standard in picks.standards]


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ([], "No levels"),
        ([3], "3"),
        ([1, 5, 5], "5"),
        ([3, 4], "Between 3 and 4"),
        ([1, 2, 2, 5], "2"),
        ([1, 1, 5, 5], "Between 1 and 5"),
    ],
)
def test_the_median_is_a_level_or_two_never_something_between(levels, said):
    assert counts.median(levels) == said


@given(st.lists(st.integers(1, 5), min_size=1, max_size=30))
def test_half_the_standards_are_at_or_below_the_median_and_half_at_or_above(levels):
    low, high = (int(word) for word in (re.findall(r"\d", counts.median(levels)) * 2)[:2])
    assert sum(level <= high for level in levels) * 2 >= len(levels)
    assert sum(level >= low for level in levels) * 2 >= len(levels)


def test_counts_add_up_by_section_and_overall():
    report = county_durham()

    assert report.columns == (
        "Level 1", "Level 2", "Level 3", "Level 4", "Level 5", "Not applicable", "Don’t know",
    )  # fmt: skip
    assert report.overall.counts == (1, 2, 3, 3, 1, 1, 1)
    assert report.overall.total == sum(report.overall.counts) == 12
    by_section = [sum(column) for column in zip(*(tally.counts for tally in report.tallies), strict=True)]
    assert tuple(by_section) == report.overall.counts
    assert report.overall.median == "3"


def test_what_has_no_level_is_outside_every_base():
    report = county_durham()

    assert report.headline == "4 of the 10 standards with a level are at level 4 or 5"
    assert [standard.code for standard in report.to_find_out] == ["S10"]
    assert not {"S10", "S12"} & {*codes(report.strengths), *codes(report.priorities)}


def test_an_answer_missing_from_the_snapshot_is_said_to_be_missing():
    report = report_of(frozen({"S01": 3}))

    assert report.columns[-1] == "Not answered"
    assert report.overall.counts[-1] == 11
    assert report.standards[1].answer.words == "Not answered yet"


def test_strengths_and_priorities_are_the_ends_and_ties_keep_the_order_of_the_standards():
    report = county_durham()

    assert codes(report.strengths) == ["S05", "S01", "S07"]
    assert report.strengths.note == "One more standard is at level 4 too."
    assert codes(report.priorities) == ["S08", "S03", "S06"]
    assert report.priorities.note == ""


def test_fewer_strengths_than_places_is_said():
    report = report_with([5, *[2] * 11])

    assert codes(report.strengths) == ["S01"]
    assert report.strengths.note == "Only one standard is at level 4 or 5."
    assert report.priorities.note == "Eight more standards are at level 2 too."
    assert report.headline == "1 of the 12 standards is at level 4 or 5"


def test_no_strength_is_said_with_the_highest_level_there_is():
    report = report_with([3, 3, *[1] * 10])

    assert codes(report.strengths) == []
    assert report.strengths.note == "No standard is at level 4 or 5 yet. The highest level is 3, for two standards."
    assert report.headline == "None of the 12 standards is at level 4 or 5 yet"


def test_an_area_at_the_top_has_no_priorities_and_is_told_so():
    report = report_with([5] * 12)

    assert report.priorities.standards == ()
    assert report.priorities.note == "Every standard with a level is at 4 or 5."
    assert report.strengths.note == "Nine more standards are at level 5 too."


def test_a_report_without_a_single_level_still_reads():
    report = report_with(["dont_know"] * 6 + ["not_applicable"] * 6)

    assert report.headline == "No standard has a level yet"
    assert report.overall.median == "No levels"
    assert (report.strengths.note, report.priorities.note) == ("No standard has a level yet.",) * 2
    assert len(report.to_find_out) == 6


def test_each_standard_has_its_descriptor_the_next_one_and_the_published_texts():
    report, published = county_durham(), {row.code: row for row in standards().standards}

    for standard in report.standards:
        row, level = published[standard.code], standard.answer.level
        assert standard.descriptor == (row.levels[level - 1] if level else "")
        assert standard.to_look_for == tuple(row.evidence.splitlines())
        if level and level < 5:
            assert (standard.ahead.heading, standard.ahead.text) == (
                f"What level {level + 1} looks like",
                row.levels[level],
            )
    ahead = {standard.code: standard.ahead.heading for standard in report.standards}
    assert (ahead["S05"], ahead["S10"], ahead["S12"]) == ("Keeping it at level 5", "Finding out", "If that changes")
    assert report.standards[0].stages == ("1 Outcomes", "4 Resources and priorities")


def test_the_area_s_words_keep_their_paragraphs_and_lines():
    assert county_durham().standards[0].narrative[-1].splitlines()[0] == "Shown by:"
    assert paragraphs("one\r\ntwo\r\n\r\n \r\nthree\n\n\n") == ("one\ntwo", "three")
    assert paragraphs(" \n ") == ()


def test_what_would_upset_a_page_is_left_out_of_the_words():
    assert paragraphs("a\x00b\ud800c\u202ed\u2066e\x1b[31mf\tg") == ("abcde[31mf\tg",)


def test_years_are_compared_by_standard_and_only_where_both_have_a_level():
    report = county_durham()
    changes = {standard.code: standard.change for standard in report.standards}

    assert changes["S01"] == "1 level higher"
    assert changes["S09"] == "2 levels higher"
    assert changes["S06"] == "1 level lower"
    assert changes["S08"] == "The same"
    assert changes["S10"] == changes["S11"] == changes["S12"] == ""
    groups = {group.title: [standard.code for standard in group.standards] for group in report.comparison.groups}
    assert groups == {
        "Higher": ["S01", "S04", "S05", "S09"],
        "The same": ["S02", "S03", "S07", "S08"],
        "Lower": ["S06"],
        "Not compared": ["S10", "S11", "S12"],
    }
    assert report.comparison.headline == (
        "Of the 9 standards that can be compared with 2024/25, 4 are higher, 4 the same and 1 lower"
    )


def test_a_standard_whose_wording_changed_is_not_followed():
    earlier = Earlier(frozen(BEFORE, year=2024), frozenset({"S01"}))
    report = report_of(frozen(ANSWERS), earlier)

    assert [standard.code for standard in report.standards if standard.earlier] == ["S01"]
    assert report.comparison.headline == "The one standard that can be compared with 2024/25 is higher"


def test_nothing_comparable_is_said():
    report = report_of(frozen(ANSWERS), Earlier(frozen(BEFORE, year=2024), frozenset()))

    assert report.comparison.headline == "No standard can be compared with 2024/25"


def test_a_first_year_has_no_comparison():
    report = report_of(frozen(ANSWERS))

    assert report.comparison is None
    assert report.charts.levels.earlier == ""
    assert report.glance.moved == "Nothing was signed before, so there is nothing to compare it with yet."


def test_who_sent_it_who_signed_it_and_when():
    sent = report_of(frozen(ANSWERS, moment="sent"))
    signed = county_durham()

    assert [(m.label, m.by) for m in sent.milestones] == [("Sent to the director", "the commissioning champion")]
    assert not sent.is_signed
    assert [m.label for m in signed.milestones] == ["Sent to the director", "Signed on behalf of the partnership"]
    assert signed.latest.at.date().isoformat() == "2026-03-12"
    assert signed.reference.startswith("E06000047-2025-1, snapshot ")
    assert "".join(signed.checksum_parts) == signed.checksum


def test_no_word_of_the_report_averages_or_ranks():
    report = county_durham()
    said = " ".join(
        (report.headline, *report.glance.sentences, report.comparison.headline, report.charts.levels.alt)
    ).lower()

    assert not re.search(r"average|mean\b|rank|score|percent|%|fail|poor", said)
