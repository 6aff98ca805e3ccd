"""Impact tables as people read them: every title and every row says what it is, in table and chart alike."""

from collections import Counter
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from evaluation import impact_table
from evaluation.analysis.marks import NET_NEGATIVE, NET_POSITIVE
from evaluation.analysis.questions import catalogue
from evaluation.analysis.words import Unit, reliability
from evaluation.impact_table import Naming, blocks, service_label, service_labels
from evaluation.instruments.xlsform import read_with_warnings
from evaluation.likert import LABEL, likert

DATA = Path(impact_table.__file__).parent / "data"


def made(name: str, base: int = 60):
    """Every question of a shipped questionnaire, a tenth of the base for each answer."""
    questions = catalogue(read_with_warnings(DATA / f"{name}-v1.xlsx")[0])
    labels = service_labels(questions)
    rows = [
        SimpleNamespace(
            question=question.name,
            answer=answer,
            basis=basis,
            breakdown="",
            breakdown_value="",
            count=base // 10,
            base=base,
            percent=Decimal("10.0"),
            suppressed="",
            reliability=reliability(base),
        )
        for question in questions.values()
        for basis in question.bases
        for answer in (*(one.name for one in question.answers), NET_POSITIVE, NET_NEGATIVE)
    ]
    naming = Naming(lambda one: service_label(one, labels), str, Unit("respondent", "respondents"))
    return list(blocks(rows, questions, naming))


@pytest.mark.parametrize("name", ["commissioners", "champions", "directors"])
def test_no_two_titles_and_no_two_rows_of_a_table_are_the_same(name):
    shown = made(name)
    assert [title for title, times in Counter(block.title for block in shown).items() if times > 1] == []
    for block in shown:
        for table in block.tables:
            names = [(group.title, row.label) for group in table.groups for row in group.rows]
            assert len(set(names)) == len(names), table.caption


def test_a_caption_does_not_put_a_colon_after_a_question():
    captions = [table.caption for block in made("commissioners") for table in block.tables]
    assert "Who do you work for? How many gave each answer" in captions
    assert not [caption for caption in captions if "?:" in caption]


def test_several_questions_of_one_measure_are_told_by_their_words():
    [block] = [block for block in made("champions") if block.title == "Conditions for improvement that lasts"]
    assert [line.label for line in block.lines][:2] == ["Stable leadership", "Governance that works"]
    assert block.tables[0].first == "Question"


def picture(base: int):
    block = next(block for block in made("commissioners", base) if block.title.startswith("Effectiveness of"))
    return likert(key="c", title="T", subtitle="S", question=block.question, lines=block.lines)


def test_a_chart_marks_a_small_base_in_every_row():
    assert all("small base" in [text.words for text in row.parts] for row in picture(40).rows)
    assert not [text for row in picture(60).rows for text in row.parts if "base" in text.words]


def test_no_word_above_a_chart_is_broken_and_no_line_begins_with_a_bar():
    words = [text.words.replace("\u00a0", " ") for text in picture(60).heads if text.x > LABEL or text.anchor == "end"]
    assert not [one for one in words if one.startswith("|")]
    assert {"ineffective"} & {word.lower() for one in words for word in one.split()}
    assert not {"ineffe", "ctive"} & {word for one in words for word in one.split()}
