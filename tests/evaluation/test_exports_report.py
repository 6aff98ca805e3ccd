"""Impact tables on paper: the limits first, every figure with its base and its wording, chart and table alike."""

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from commissioning.reporting.pdf import TooLarge
from evaluation.analysis.words import Unit
from evaluation.exports.report_html import as_html, as_pdf, report
from evaluation.exports.tables import LIMITATIONS, GroupOf
from evaluation.impact_table import figure
from evaluation.instruments.definition import Scale
from evaluation.likert import GAP, likert
from tests.evaluation.test_exports import HOSTILE, hostile, pattern_of
from tests.pdf.reading import opened, pages_of, tags, text_of
from tests.support.impact import NOW, ONLINE, counts, tables
from tests.support.tallies import counted, counts_of, question


@pytest.fixture(scope="module")
def printed():
    made = tables(counts("Year 2", 6), counts("Year 1"), breakdown="type")
    return made, as_pdf(made)


def blocks_of(made):
    return {shown.block.title: shown for part in report(made).parts for shown in part.blocks}


def cells_of(table, label):
    [row] = [row for group in table.groups for row in group.rows if row.label == label]
    return dict(zip(table.headings, row.cells, strict=True))


def words_of(chart):
    return " ".join(text.words for row in chart.rows for text in (*row.values, *row.parts))


# --- What is said -----------------------------------------------------------------------------


def test_page_one_says_what_the_figures_cannot(printed):
    first = pages_of(printed[1])[0]
    for limitation in LIMITATIONS:
        assert limitation in first


def test_the_pdf_is_tagged_and_its_charts_have_words(printed):
    made, content = printed
    pdf = opened(content)
    found = list(tags(pdf))
    assert str(pdf.Root.Lang) == "en-GB"
    alts = {str(tag.Alt) for tag in found if tag.S == "/Figure" and "/Alt" in tag}
    charts = [shown.chart for shown in blocks_of(made).values() if shown.chart]
    assert alts == {chart.alt for chart in charts}
    assert sum(tag.S == "/Table" for tag in found) > len(charts)
    assert any(tag.S == "/TH" for tag in found)


def test_a_measure_shows_both_bases_and_the_questions_own_words(printed):
    shown = blocks_of(printed[0])["Outcomes to date"]
    everyone, with_a_view, by_type = shown.block.tables
    training = cells_of(everyone, "Training")
    assert training["Base: commissioners"] == "66"
    assert training["Positive"] == "39.4"
    assert training["Very positive or Positive, together"] == "48.5"
    assert cells_of(with_a_view, "Training")["Base: commissioners"] == "56"
    assert [wording.text for wording in shown.block.wordings] == [NOW.text, ONLINE.text]
    assert [group.title for group in by_type.groups] == ["Training", "Online"]
    text = text_of(printed[1])
    assert f"Training: {NOW.text}" in text
    assert "Outcomes to date by type of authority" in text


def test_a_low_base_has_counts_and_no_percentage(printed):
    shown = blocks_of(printed[0])["Outcomes to date"]
    online = cells_of(shown.block.tables[0], "Online")
    assert online["Positive"] == "n = 4"
    assert online["Base: commissioners"] == "12 (low base)"
    [row] = [row for row in shown.chart.rows if row.label[0].words == "Online"]
    assert row.bars == ()
    assert "Low base" in row.parts[0].words
    assert "fewer than 30 people" in text_of(printed[1])


def test_several_answers_have_counts_and_shares_of_those_asked(printed):
    table = blocks_of(printed[0])["Reach"].block.tables[0]
    assert cells_of(table, "Training") == {
        "Commissioners": "66",
        "Per cent": "68.8",
        "Base: commissioners": "96",
    }


def test_what_is_withheld_is_said_and_not_drawn():
    of = counts()
    pattern = pattern_of(of)
    made = tables(of, marks=(pattern, pattern), breakdown="type")
    shown = blocks_of(made)["Outcomes to date"]
    cells = [cell for table in shown.block.tables for group in table.groups for row in group.rows for cell in row.cells]
    assert "withheld" in cells
    html = as_html(made)
    assert "Withheld: too few people stand behind the figure" in html
    hidden = {(row.question, row.answer) for row in made.levels if row.suppressed and not row.breakdown}
    drawn = {(line.label, name) for line in shown.block.lines for name, row in line.figures.items() if row.percent}
    assert hidden
    assert not {("Training", name) for of, name in hidden if of == "training_outcomes"} & drawn


def test_the_change_has_its_interval_and_no_p(printed):
    made, content = printed
    part = next(part for part in report(made).parts if part.title == "Commissioners: change")
    [table] = part.tables
    row = next(row for row in made.change if (row.question, row.answer, row.basis, row.breakdown) == (
        "training_outcomes", "net:positive", "asked", ""
    ))  # fmt: skip
    [group] = [group for group in table.groups if group.title == "Outcomes to date: Training"]
    assert group.rows[0].cells == (
        f"{row.percent_from}", "60", f"{row.percent_to}", "66", f"+{row.change_points}",
        f"{row.ci_low} to +{row.ci_high}".replace("-", "−"),
    )  # fmt: skip
    assert str(row.p_value) not in text_of(content)


def test_what_must_not_be_compared_says_why():
    earlier = counts(
        "Year 1", questions=tuple(replace(one, text=f"{one.text} Old") for one in counts().questions.values())
    )
    made = tables(counts(), earlier)
    assert "(not compared: Its wording changed)" in as_html(made)


def test_what_was_expected_stands_beside_what_was_found(printed):
    part = next(part for part in report(printed[0]).parts if part.title == "Commissioners: expected, and found")
    assert "between the rounds lie 12 months" in part.notes[0]
    [group] = part.tables[0].groups
    expected = next(row for row in printed[0].expected if row.basis == "asked")
    assert group.rows[0].cells[:4] == (f"{expected.percent_from}", "60", f"{expected.percent_to}", "66")


def test_a_round_that_nobody_answered_says_so():
    assert "There are no answers to show" in text_of(as_pdf(tables(levels=[], summary=[])))


def test_all_who_do_not_know_have_no_view():
    of = counts_of(question(), counted([0, 0, 0, 0, 0, 40, 0]), round="Year 2")
    shown = blocks_of(tables(of))["Outcomes to date"]
    assert cells_of(shown.block.tables[1], "Training")["Positive"] == "–"
    assert cells_of(shown.block.tables[0], "Training")["Undecided"] == "100.0"
    assert "100.0\u00a0%" in words_of(shown.chart)


def test_hostile_text_is_only_text_on_paper():
    html = as_html(hostile())
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    text = text_of(as_pdf(hostile()))
    assert "<script>alert(1)</script>" in text
    assert HOSTILE[0] in text


def test_too_much_for_paper_says_what_to_do():
    many = {f"q{number}": replace(question(f"q{number}"), measure="") for number in range(700)}
    of = replace(
        counts(),
        questions=many,
        tallies={name: counted([9, 9, 9, 9, 9, 9, 9]) for name in many},
        places=counts().places[:1],
    )
    with pytest.raises(TooLarge, match=r"table rows|text is"):
        as_pdf(tables(of))


# --- The chart --------------------------------------------------------------------------------


def test_the_chart_prints_the_tables_figures(printed):
    shown = blocks_of(printed[0])["Outcomes to date"]
    for line, row in zip(shown.block.lines, shown.chart.rows, strict=True):
        if row.bars:
            told = set(re.findall(r"\d+\.\d", " ".join(text.words for text in (*row.values, *row.parts))))
            assert told == {figure(one) for one in line.figures.values()}
            assert row.base.words == f"{line.base.base}"


def test_negatives_lie_left_of_the_line_and_are_named_with_a_minus(printed):
    shown = blocks_of(printed[0])["Outcomes to date"]
    chart, [line, *_] = shown.chart, shown.block.lines
    row = chart.rows[0]
    left = [bar for bar in row.bars if bar.x + bar.width <= chart.axis]
    assert len(left) == 2
    assert row.values[0].words == f"−{line.figures['net:negative'].percent}\u00a0%"
    assert row.values[0].anchor == "end"
    heads = " ".join(text.words for text in chart.heads if text.anchor == "end")
    assert "Very negative" in heads
    assert "Negative" in heads


def test_one_per_cent_is_as_wide_everywhere_and_columns_do_not_touch(printed):
    for shown in blocks_of(printed[0]).values():
        if not shown.chart:
            continue
        for line, row in zip(shown.block.lines, shown.chart.rows, strict=True):
            if not row.bars:
                continue
            order = "negative very_negative positive very_positive neither undecided too_early"
            shares = [line.figures[answer].percent for answer in order.split()]
            drawn = [share for share in shares if share]
            widths = [bar.width + 2 for bar in row.bars]
            ratios = [width / float(share) for width, share in zip(widths, drawn, strict=True)]
            assert max(ratios) - min(ratios) < 0.2
            ends = sorted((bar.x, bar.x + bar.width) for bar in row.bars)
            assert all(after[0] >= before[1] for before, after in pairwise(ends))
            assert ends[-1][1] <= shown.chart.width - GAP


def test_levels_of_maturity_have_no_minus():
    answers = {**{f"level_{number}": number for number in range(1, 6)}, "dont_know": None}
    one = question(answers=answers, scale=Scale.MATURITY, measure="maturity_now", service="")
    made = tables(counts_of(one, counted([3, 11, 20, 10, 6, 4]), round="Year 2"))
    group = GroupOf("commissioners", "Champions", Unit("champion", "champions"), {"Year 2": {one.name: one}})
    made = replace(made, groups=[group])
    shown = blocks_of(made)["Level now"]
    assert "−" not in words_of(shown.chart)
    assert shown.chart.rows[0].values[0].words == "25.9\u00a0%"
    assert "Levels 4–5 (net)" in shown.block.tables[0].headings


def test_long_labels_are_wrapped_and_many_columns_widen_the_picture():
    answers = {"a": 2, "b": -2, "c": 0, **{f"n{number}": None for number in range(6)}}
    one = question(answers=answers)
    made = tables(counts_of(one, counted([10, 10, 10, 5, 5, 5, 5, 5, 5]), round="Year 2"))
    [line] = blocks_of(made)["Outcomes to date"].block.lines
    chart = likert(key="k", title="T", subtitle="S", question=one, lines=[replace(line, label="word " * 60)])
    assert chart.width > 640
    assert len(chart.rows[0].label) > 10
    assert chart.height > chart.rows[0].label[-1].y
    assert sum(Decimal(text.words.strip("−\u00a0%")) for text in chart.rows[0].values) == Decimal("99.9")
