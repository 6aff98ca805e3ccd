"""RR107's printed figures come back from answers that imply them, and its slips cannot be made here."""

import csv

import pytest

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from evaluation.actions.importing import import_responses
from evaluation.analysis.commentary import contradictions
from evaluation.analysis.rounding import whole
from evaluation.analysis.words import Said, Unit, caption, highest, may_say, ranked, share_words
from evaluation.coding import SECOND
from evaluation.exports.csv_files import into_folder
from evaluation.exports.gathering import tables_of
from evaluation.impact import impact_of
from evaluation.models import RoundGroup
from evaluation.place_names import place_names
from evaluation.queries import theme_counts
from evaluation.queries.answering import router_of
from evaluation.queries.coding import codings
from evaluation.telling import Known, Weight, findings, masked
from tests.data.rr107 import make
from tests.support import coded, rr107
from tests.support.file_intruder import Files, Intruder, asked_in
from tests.support.people import in_role
from tests.support.rr107 import ASKED, POSITIVE, VIEW, figures

pytestmark = pytest.mark.django_db
COMMISSIONERS = Unit("commissioner", "commissioners")


@pytest.fixture
def year_2(register):
    rr107.load("commissioners-year2", "champions-year2", "directors-year2")
    return rr107.year(2)


@pytest.fixture
def shown(year_2):
    return impact_of(year_2, suppressed=False)


def test_the_files_are_what_the_generator_makes():
    for name, content in make.files().items():
        assert (make.HERE / name).read_bytes() == content, f"python -m tests.data.rr107.make writes another {name}"


# --- The figures ----------------------------------------------------------------------------


@pytest.mark.slow
def test_every_printed_percentage_comes_back(shown):
    found = figures(shown, "commissioners")
    wrong = {
        key: f"{row.count} of {row.base}"
        for key, percent in rr107.PRINTED.items()
        if (row := found[key]) and whole(row.count, row.base) != percent
    }
    assert wrong == {}
    assert min(found[key].base for key in rr107.PRINTED if key[1] == ASKED) >= 50


def test_every_base_is_those_who_used_the_service_and_answered(shown):
    asked = {row.question: row for row in shown.summary if row.group == "commissioners"}
    for question, service in (("training_skills", "training"), ("bespoke_processes", "bespoke")):
        assert asked[question].asked == make.YEAR_2.users[service]
    assert asked["resources_bank_effectiveness_now"].asked == make.YEAR_2.parts["resources_bank"]
    found = figures(shown, "commissioners")
    assert found["bespoke_processes", ASKED, POSITIVE].base == 68  # of 69 users one left it out
    assert found["services_used", ASKED, "training"].base == make.YEAR_2.people


def test_roughly_a_third_see_outcomes_across_the_services(shown):
    found = figures(shown, "commissioners")
    rows = [found[f"{service}_outcomes_now", ASKED, POSITIVE] for service in make.SERVICES]
    assert share_words(sum(row.count for row in rows), sum(row.base for row in rows)) == "about a third"
    third = [row for row in rows if row.question in ("online_outcomes_now", "bespoke_outcomes_now")]
    assert [share_words(row.count, row.base) for row in third] == ["about a third"] * 2


def said(found, measure, answer=POSITIVE):
    rows = [row for key, row in found.items() if row.measure == measure and key[1:] == (ASKED, answer)]
    return [Said(row.service, row.count, row.base, COMMISSIONERS) for row in rows]


def test_delivery_to_date_is_led_by_training_then_bespoke_then_online(shown):
    order = ranked(said(figures(shown, "commissioners"), "delivery_now"))
    assert [(one.place, one.said.label) for one in order[:3]] == [(1, "training"), (2, "bespoke"), (3, "online")]


def test_outcomes_to_date_are_led_by_training_and_networking_is_seen_against_most(shown):
    found = figures(shown, "commissioners")
    assert [one.said.label for one in ranked(said(found, "outcomes_now"))[:3]] == ["training", "online", "bespoke"]
    against = ranked(said(found, "outcomes_now", "net:negative"))
    assert [one.said.label for one in against[:3]] == ["networking", "bespoke", "online"]


def test_champions_are_counted(shown):
    found = figures(shown, "champions")
    assert {key: found[key[0], ASKED, key[1]].count for key in rr107.COUNTED} == rr107.COUNTED
    recalled = figures(shown, "champions")["maturity_start", VIEW, "level_1"].base
    assert recalled == 35
    value = found["lead_value", VIEW, POSITIVE]
    assert may_say("a majority", value.count, value.base)


def test_directors_say_more_efficient_use_and_champions_better_use(shown):
    """A majority of both; two wordings, so the two are never one figure."""
    efficient = figures(shown, "directors")["efficiencies", ASKED, POSITIVE]
    assert (may_say("a majority", efficient.count, efficient.base), efficient.base) == (True, 47)
    texts = {group.slug: counts.questions for group, counts, _ in shown.counts}
    assert "more efficient use" in texts["directors"]["efficiencies"].text
    assert "better use" in texts["champions"]["bespoke_efficiencies"].text


@pytest.mark.parametrize(
    ("slug", "wanted", "people"),
    [("directors", make.DIRECTORS_PRIORITIES, 47), ("champions", make.CHAMPIONS_PRIORITIES, 53)],
)
def test_priorities_are_what_two_people_make_of_the_texts(register, slug, wanted, people):
    """Each code is the line as it was written, so the counts are those of the coding and of nothing else."""
    rr107.load(f"{slug}-year2")
    anna, ben = in_role(Role.EVALUATOR), in_role(Role.EVALUATOR)
    coding = coded.begun(RoundGroup.objects.get(slug=slug), [*wanted, *make.OTHER_PRIORITIES], anna)
    sample = set(coding.sample.values_list("answer", flat=True))
    for answer in coded.answers(coding):
        lines = answer.text.split("\n")
        coded.code(coding, answer, *lines, by=anna)
        if answer.pk in sample:
            coded.code(coding, answer, *lines, by=ben, turn=SECOND)
    counts = theme_counts.counts_of(codings().get(pk=coding.pk))
    found = {one.said.label: (one.said.count, one.said.base) for one in counts.themes}
    assert {name: found[name] for name in wanted} == {name: (count, people) for name, count in wanted.items()}
    assert all(found[name][0] < min(wanted.values()) for name in make.OTHER_PRIORITIES)


# --- What the default withholds of them -------------------------------------------------------


def by_type_only(folder, name):
    """The file without authorities, and what type each is in their place: what is withheld then is soon decided."""
    types = dict(Authority.objects.values_list("gss_code", "type"))
    path = folder / name
    with (make.HERE / name).open(newline="") as file, path.open("w", newline="") as out:
        rows = list(csv.DictReader(file))
        writer = csv.DictWriter(out, ["_type", *(column for column in rows[0] if column != "_authority")])
        writer.writeheader()
        writer.writerows({"_type": types[row.pop("_authority")], **row} for row in rows)
    return path


@pytest.mark.slow
def test_which_of_these_the_default_hides(register, tmp_path):
    """One champion is at level 2 now; level 4, then, would give that one away, and so would level 3."""
    for slug in ("commissioners", "champions"):
        path = by_type_only(tmp_path, f"{slug}-year2.csv")
        import_responses(path=path, group=rr107.a_group(slug, "Year 2"), by=None)
    tables = impact_of(rr107.year(2), by="type")
    champions = figures(tables, "champions")
    assert {key for key in rr107.COUNTED if champions[key[0], ASKED, key[1]].suppressed} == HIDDEN_OF_CHAMPIONS
    assert champions["maturity_now", ASKED, "level_2"].suppressed == "c"
    found = {}
    for value in ("", *TYPES):
        shown = figures(tables, "commissioners", breakdown="type" if value else "", value=value)
        found[value] = {key for key in rr107.PRINTED if shown[key].suppressed}
        assert all(shown[key].count is shown[key].base is shown[key].percent is None for key in found[value])
    assert found == HIDDEN
    into_folder(tables_of(tables), tmp_path / "files")
    asked = {one.slug: asked_in(router_of(one.instrument_version_id)) for one in rr107.year(2).groups.all()}
    held = Files.read(tmp_path / "files", asked=asked)
    assert [Intruder(printed, asked[group]).finds()[1] for (_, group), printed in held.groups.items()] == [[], []]


TYPES = ("county", "unitary", "metropolitan", "london_borough")
HIDDEN_OF_CHAMPIONS = {("maturity_now", "level_3"), ("maturity_now", "level_4"), ("sustainability", "too_early")}
HIDDEN = {
    "": set(),
    "county": {
        ("bespoke_delivery_12m", "asked", "net:positive"),
        ("bespoke_effectiveness_12m", "asked", "net:positive"),
        ("bespoke_efficiencies", "with_a_view", "net:positive"),
        ("bespoke_outcomes_12m", "asked", "net:positive"),
        ("bespoke_outcomes_12m", "asked", "too_early"),
        ("bespoke_outcomes_12m", "asked", "undecided"),
        ("bespoke_outcomes_now", "asked", "net:negative"),
        ("bespoke_processes", "asked", "net:positive"),
        ("enhanced_effectiveness_12m", "asked", "net:positive"),
        ("networking_outcomes_now", "asked", "net:negative"),
    },
    "unitary": {
        ("bespoke_effectiveness_12m", "asked", "net:positive"),
        ("bespoke_outcomes_12m", "asked", "net:positive"),
        ("bespoke_outcomes_now", "asked", "net:negative"),
        ("bespoke_processes", "asked", "net:positive"),
    },
    "metropolitan": {
        ("bespoke_effectiveness_12m", "asked", "net:positive"),
        ("bespoke_efficiencies", "with_a_view", "net:positive"),
        ("bespoke_outcomes_12m", "asked", "net:positive"),
        ("bespoke_outcomes_12m", "asked", "too_early"),
        ("bespoke_outcomes_12m", "asked", "undecided"),
        ("bespoke_outcomes_now", "asked", "net:negative"),
        ("bespoke_processes", "asked", "net:positive"),
        ("enhanced_effectiveness_12m", "asked", "net:positive"),
        ("networking_outcomes_now", "asked", "net:negative"),
    },
    "london_borough": {
        ("bespoke_delivery_12m", "asked", "net:positive"),
        ("bespoke_effectiveness_12m", "asked", "net:positive"),
        ("bespoke_efficiencies", "with_a_view", "net:positive"),
        ("bespoke_outcomes_12m", "asked", "net:positive"),
        ("bespoke_outcomes_now", "asked", "net:negative"),
        ("enhanced_effectiveness_12m", "asked", "net:positive"),
        ("networking_outcomes_now", "asked", "net:negative"),
    },
}


# --- RR107's slips ----------------------------------------------------------------------------


def test_no_figure_has_another_questions_caption(shown):
    """RR107 prints the question of figure 9 under figure 7, and that of figure 8 under figure 11."""
    questions = next(counts.questions for group, counts, _ in shown.counts if group.slug == "commissioners")
    by_measure = {}
    for question in questions.values():
        if question.measure and question.service:
            by_measure.setdefault(question.measure, []).append(question)
    texts = {
        measure: caption(of, [60] * len(of), COMMISSIONERS).question.split(" / ") for measure, of in by_measure.items()
    }
    for measure, of in by_measure.items():
        assert texts[measure] == list(dict.fromkeys(question.text for question in of))
    assert not {*texts["delivery_now"]} & {*texts["effectiveness_12m"]}
    assert not {*texts["outcomes_12m"]} & {*texts["delivery_12m"]}
    with pytest.raises(ValueError, match="One figure shows one measure"):
        caption([*by_measure["outcomes_12m"], *by_measure["delivery_12m"]], [60], COMMISSIONERS)


def test_no_rank_stands_against_its_counts(shown):
    order = said(figures(shown, "commissioners"), "outcomes_now")
    assert contradictions("Training is the highest.", order) == []
    [slip] = contradictions("Bespoke is the second highest.", order)
    assert slip.why == "“bespoke” is third of 5: 23 of 69 commissioners."
    told = highest(order, 3)
    assert told.index("training") < told.index("online") < told.index("bespoke")
    assert contradictions(told, order) == []


def test_no_percentage_that_no_base_can_give(shown):
    directors = figures(shown, "directors")["efficiencies", ASKED, POSITIVE]
    figure = [Said("Efficient use", directors.count, directors.base, Unit("director", "directors"))]
    assert contradictions("Efficient use: 66 per cent.", figure) == []  # 31 of 47
    [slip] = contradictions("Efficient use: 67 per cent.", figure)
    assert slip.why == "No number of 47 is 67 per cent."
    for row in shown.levels:
        if row.base:
            assert abs(float(row.percent) - 100 * row.count / row.base) <= 0.05000001


def test_no_count_without_its_unit(shown):
    champions = figures(shown, "champions")["bespoke_efficiencies", ASKED, POSITIVE]
    figure = Said("Better use of resources", champions.count, champions.base, Unit("champion", "champions"))
    assert contradictions(figure.sentence, [figure]) == []
    assert figure.of_whom == "36 of 48 champions"
    for told in ("A majority (n=36) agree.", "36 of 48 agree."):
        assert [slip.why[:3] for slip in contradictions(told, [figure])] == ["Say"]


def test_no_place_inside_a_quotation(register):
    """RR133 prints the name of a county in a passage whose author it describes by type only."""
    printed = "In five years of strategic partnership working, Essex has never managed to turn it into anything."
    known = Known(places=tuple(place_names(Authority.objects.values_list("name", flat=True))))
    [leak] = findings(printed, known)
    assert (leak.words, leak.weight) == ("Essex", Weight.MASK)
    assert findings(masked(printed, [leak]), known) == []
