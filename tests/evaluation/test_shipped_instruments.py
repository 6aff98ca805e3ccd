"""The three questionnaires that come with the product: whole, without a flaw, and short enough to answer."""

from datetime import date
from pathlib import Path

import pytest

import evaluation
from commissioning.support.models import Theme
from evaluation.instruments.checks import Reach, findings, reaches
from evaluation.instruments.definition import Kind, Scale
from evaluation.instruments.routing import Router
from evaluation.instruments.xlsform import read_with_warnings

TODAY = date(2026, 3, 27)
FOLDER = Path(evaluation.__file__).with_name("data")
NAMES = ("commissioners", "champions", "directors")
SERVICES = ("training", "networking", "online", "bespoke", "enhanced")
PER_SERVICE = {
    *("skills", "effectiveness_now", "effectiveness_12m", "delivery_now", "delivery_12m", "outcomes_now"),
    *("outcomes_12m", "efficiencies_now", "efficiencies", "sustainability"),
}
SECONDS = {"text": 30, "select_one": 15, "select_multiple": 20, "integer": 15}


@pytest.fixture(scope="module")
def shipped():
    return {name: Router(read_with_warnings(FOLDER / f"{name}-v1.xlsx")[0]) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_it_is_read_without_a_warning(name):
    instrument, warnings = read_with_warnings(FOLDER / f"{name}-v1.xlsx")
    router = Router(instrument)
    assert warnings == []
    assert findings(router, today=TODAY) == []
    assert set(reaches(router, today=TODAY).values()) == {Reach.ASKED}
    assert (instrument.code, instrument.version, instrument.languages) == (name, "1", ("en",))


def test_commissioners_are_asked_every_measure_of_every_service(shipped):
    questions = shipped["commissioners"].instrument.questions.values()
    asked = {(question.measure, question.service) for question in questions}
    # Effectiveness of the online resources is asked part by part.
    parts = {"online": ("resources_bank", "community_area")}
    for measure in PER_SERVICE:
        for service in SERVICES:
            of = parts.get(service, (service,)) if measure.startswith("effectiveness") else (service,)
            assert {(measure, each) for each in of} <= asked, (measure, service)
    assert {("reach", ""), ("champion_role", ""), ("lead_value", ""), ("regional_lead", "")} <= asked
    assert {("processes", "bespoke"), ("partnerships", "bespoke")} <= asked
    assert {("why_not", service) for service in SERVICES} <= asked


def test_a_service_is_asked_about_by_its_users_and_others_are_asked_why_not(shipped):
    router = shipped["commissioners"]
    asked = router.asked({"services_used": ("networking",)}, today=TODAY)
    services = {router.instrument.questions[name].service for name in asked if "why_not" not in name}
    assert services == {"", "networking"}
    assert [name for name in asked if name.endswith("why_not")] == [
        f"{service}_why_not" for service in SERVICES if service != "networking"
    ]
    assert not any(name.endswith("effectiveness_now") for name in router.asked({}, today=TODAY))


def test_three_services_take_about_twenty_minutes(shipped):
    router = shipped["commissioners"]
    answers = {"services_used": ("training", "online", "bespoke"), "online_used": ("resources_bank",)}
    asked = router.asked(answers, today=TODAY)
    minutes = sum(SECONDS[router.instrument.questions[name].kind] for name in asked) / 60
    assert 10 < minutes < 20


def test_a_service_is_one_page(shipped):
    pages = shipped["commissioners"].pages
    of_services = [page for page in pages if page.group and page.group.name.startswith("about_") and page.number > 3]
    assert [page.group.name for page in of_services] == [f"about_{service}" for service in SERVICES]


@pytest.mark.parametrize("name", NAMES)
def test_none_goes_with_nothing_else(shipped, name):
    router = shipped[name]
    course = router.course({}, today=TODAY)
    for question in router.instrument.questions.values():
        names = {choice.name for choice in router.instrument.choices_of(question)}
        for alone in {"none", "nothing"} & names:
            other = min(names - {alone})
            assert router.breaks_constraint(question, (other, alone), course)
            assert not router.breaks_constraint(question, (alone,), course)
            assert not router.breaks_constraint(question, (other,), course)


@pytest.mark.parametrize("name", NAMES)
def test_no_view_is_never_a_point_on_a_scale(shipped, name):
    for choices in shipped[name].instrument.lists.values():
        for choice in choices:
            if choice.name in ("undecided", "too_early", "dont_know"):
                assert choice.value is None


def test_champions_recall_a_level_and_name_one(shipped):
    questions = shipped["champions"].instrument.questions
    assert questions["maturity_start"].scale is questions["maturity_now"].scale is Scale.MATURITY
    values = [choice.value for choice in shipped["champions"].instrument.choices_of(questions["maturity_now"])]
    assert values == [1, 2, 3, 4, 5, None]
    measures = [question.measure for question in questions.values()]
    assert [measures.count(measure) for measure in ("condition", "factor", "local_condition")] == [6, 7, 3]
    assert {"priority", "strategy", "support_welcomed", "less_likely", "champion_role", "lead_value"} <= set(measures)


def test_efficiency_has_its_own_wording_with_each_group(shipped):
    def wording(name, question):
        return shipped[name].instrument.questions[question].labels["en"]

    assert "better use of resources" in wording("champions", "bespoke_efficiencies")
    assert "more efficient use of resources" in wording("directors", "efficiencies")


# --- Guides for listening to an area ------------------------------------------------------


def guide(name: str) -> Router:
    instrument, warnings = read_with_warnings(FOLDER / f"listening-{name}-v1.xlsx")
    router = Router(instrument)
    assert warnings == []
    assert findings(router, today=TODAY) == []
    return router


def parts(router: Router) -> dict[str, str]:
    return {page.group.name: page.group.labels["en"] for page in router.pages if page.group}


def test_the_first_guide_has_the_six_themes_that_scoping_has():
    assert parts(guide("themes")) == dict(Theme.choices)


def test_the_second_guide_has_three_sets_of_questions():
    router = guide("questions")
    assert list(parts(router)) == ["strategic", "outcomes", "risk"]
    asked = [question.path[0] for question in router.instrument.questions.values() if question.is_answered]
    assert [asked.count(part) for part in parts(router)] == [4, 6, 4]


@pytest.mark.parametrize("name", ["themes", "questions"])
def test_guides_ask_in_the_open_and_begin_with_a_note_and_their_source(name):
    router = guide(name)
    assert {question.kind for question in router.instrument.questions.values()} == {Kind.NOTE, Kind.TEXT}
    note = router.instrument.questions["welcome"].labels["en"]
    assert {"themes": "(RR133)", "questions": "(TF)"}[name] in note
