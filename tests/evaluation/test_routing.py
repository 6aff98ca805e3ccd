"""Who is asked what, page by page."""

from datetime import date

import pytest

from evaluation.instruments.expressions import Mention

from .forms import YES_NO, router

TODAY = date(2026, 3, 27)
HEAD = ("type", "name", "label", "relevant", "calculation", "required", "constraint")
FORM = [
    HEAD,
    ("note", "hello", "Hello"),
    ("select_multiple services", "used", "Used?"),
    ("begin_group", "about_training", "Training", "selected(${used}, 'training')"),
    ("select_one yn", "good", "Good?"),
    ("begin_group", "inner", "More", "${good} = 'no'"),
    ("text", "why", "Why?"),
    ("end_group",),
    ("end_group",),
    ("begin_group", "about_events", "Events", "selected(${used}, 'events')"),
    ("text", "which", "Which?"),
    ("end_group",),
    ("calculate", "count", None, None, "count-selected(${used})"),
    ("text", "many", "So many?", "${count} > 1"),
    ("text", "after", "After why", "${why} != ''"),
]
CHOICES = [*YES_NO, ("services", "training", "T"), ("services", "events", "E")]


@pytest.fixture(scope="module")
def form():
    return router(FORM, CHOICES)


def test_a_service_is_asked_about_by_its_users_only(form):
    assert form.asked({}, today=TODAY) == ("used",)
    assert form.asked({"used": ("training",)}, today=TODAY) == ("used", "good")
    assert form.asked({"used": ("training",), "good": "no"}, today=TODAY) == ("used", "good", "why")
    assert form.asked({"used": ("training", "events")}, today=TODAY) == ("used", "good", "which", "many")


def test_an_answer_to_what_is_not_asked_counts_as_empty_all_down_the_line(form):
    answers = {"used": ("training",), "good": "no", "why": "because"}
    assert form.asked(answers, today=TODAY)[-1] == "after"
    assert form.asked({**answers, "used": ("events",)}, today=TODAY) == ("used", "which")
    assert form.asked({**answers, "good": "yes"}, today=TODAY) == ("used", "good")


def test_answers_to_what_is_not_asked_are_dropped_and_named(form):
    answers = {"used": ("events",), "good": "no", "why": "because", "which": "this", "after": "", "stranger": "x"}
    kept = form.kept(answers, today=TODAY)
    assert kept.answers == {"used": ("events",), "which": "this"}
    assert kept.dropped == ("good", "why", "stranger")


def test_calculations_are_worked_out_and_are_nobodys_answer(form):
    course = form.course({"used": ("training", "events"), "count": "9"}, today=TODAY)
    assert course.values["count"] == "2"
    assert "count" in course.shown
    assert "count" not in course.asked
    assert form.kept({"count": "9"}, today=TODAY).dropped == ("count",)


def test_a_calculation_without_a_number_is_empty():
    form = router(
        [HEAD, ("integer", "a", "A"), ("calculate", "b", None, None, "${a} * 2"), ("text", "c", "C", "${b} = ''")]
    )
    assert form.asked({}, today=TODAY) == ("a", "c")
    assert form.asked({"a": "1"}, today=TODAY) == ("a",)


def test_pages_are_outermost_groups_and_runs_of_questions(form):
    assert [(page.number, page.group and page.group.name, page.names) for page in form.pages] == [
        (1, None, ("hello", "used")),
        (2, "about_training", ("good", "why")),
        (3, "about_events", ("which",)),
        (4, None, ("many", "after")),
    ]


def test_pages_that_show_nothing_are_passed_over(form):
    events = form.course({"used": ("events",)}, today=TODAY)
    assert [page.number for page in form.pages_in(events)] == [1, 3]
    assert form.page_after(0, events).number == 1
    assert form.page_after(1, events).number == 3
    assert form.page_after(3, events) is None
    assert form.page_before(3, events).number == 1
    assert form.page_before(1, events) is None


def test_what_decides_whether_a_question_is_asked(form):
    questions = form.instrument.questions
    assert form.depends_on(questions["used"]) == frozenset()
    assert form.depends_on(questions["why"]) == {Mention("used", "training"), Mention("good", "no")}
    assert form.depends_on(questions["many"]) == {Mention("used", None)}
    assert form.depends_on(questions["after"]) == {Mention("why", None)}


def test_required_and_constraint_look_at_the_other_answers():
    form = router(
        [
            HEAD,
            ("integer", "from", "From"),
            ("integer", "to", "To", None, None, "${from} != ''", ". >= ${from}"),
        ]
    )
    to = form.instrument.questions["to"]
    empty, three = form.course({}, today=TODAY), form.course({"from": "3"}, today=TODAY)
    assert not form.is_required(to, empty)
    assert form.is_required(to, three)
    assert form.breaks_constraint(to, "2", three)
    assert not form.breaks_constraint(to, "3", three)
    assert not form.breaks_constraint(to, "", three)


def test_today_comes_from_outside():
    form = router([HEAD, ("text", "a", "A", "today() >= date('2026-04-01')")])
    assert form.asked({}, today=date(2026, 3, 31)) == ()
    assert form.asked({}, today=date(2026, 4, 1)) == ("a",)
