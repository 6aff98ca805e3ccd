"""Coding: themes and their versions, one answer's codes, two coders who do not see each other's, and counts."""

import pytest

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from commissioning.saving import NotNow
from evaluation import coding as rules
from evaluation.actions import coding as actions
from evaluation.actions import themes
from evaluation.coding import AGREED, FIRST, NONE_FITS, SECOND, THEMES, Decided
from evaluation.models import AnswerCode, Coding, FrameVersion, Mode, Round, Theme
from evaluation.queries import agreement, theme_counts
from evaluation.queries import coding as queries
from tests.support import coded, people

pytestmark = pytest.mark.django_db

NAMES = ("Needs", "Market", "Money")
TEXTS = [f"Answer {number}" for number in range(12)]


@pytest.fixture
def anna(register):
    return people.in_role(Role.EVALUATOR)


@pytest.fixture
def ben(register):
    return people.in_role(Role.EVALUATOR)


@pytest.fixture
def coding(anna):
    return coded.begun(coded.a_group(TEXTS, left_out=3), NAMES, anna)


def code_all(coding, anna, ben, choose=lambda place: ("Needs",), second=None):
    """The first by Anna, all of the sample again by Ben."""
    answers = coded.answers(coding)
    for place, answer in enumerate(answers):
        coded.code(coding, answer, *choose(place), by=anna)
    sample = set(coding.sample.values_list("answer", flat=True))
    for place, answer in enumerate(answers):
        if answer.pk in sample:
            coded.code(coding, answer, *(second or choose)(place), by=ben, turn=SECOND)
    return answers, sample


def counted(coding) -> dict[str, int]:
    counts = theme_counts.counts_of(queries.codings().get(pk=coding.pk))
    return {one.said.label: one.said.count for one in counts.themes}


# --- Rules --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "size"),
    [(0, 0), (1, 1), (9, 9), (10, 10), (49, 10), (50, 10), (51, 11), (55, 11), (56, 12), (1000, 200)],
)
def test_a_fifth_is_coded_twice_and_at_least_ten(answers, size):
    assert rules.sample_size(answers) == size


def test_a_decision_is_themes_or_why_there_are_none():
    for decision, found in ((THEMES, frozenset()), (NONE_FITS, frozenset({1}))):
        with pytest.raises(ValueError, match="Either themes"):
            Decided(decision, found)


# --- Beginning ----------------------------------------------------------------------------


def test_beginning_freezes_the_themes_and_draws_the_sample(coding, anna):
    assert coding.frame_version.is_frozen
    assert coding.sample.count() == 10
    assert set(coding.sample.values_list("answer", flat=True)) <= {answer.pk for answer in coded.answers(coding)}
    theme = coding.frame_version.themes.first()
    for change in (
        lambda: themes.add(version=coding.frame_version, name="New", definition="", by=anna),
        lambda: themes.save(theme=theme, name="New", definition="", version=1, by=anna),
        lambda: themes.remove(theme=theme, by=anna),
        lambda: themes.split(theme=theme, parts=[("A", ""), ("B", "")], by=anna),
    ):
        with pytest.raises(NotNow, match="frozen"):
            change()


def test_begun_twice_is_begun_once(coding, anna):
    again = actions.begin(group=coding.group, question=coding.question, by=anna)
    assert (again.pk, Coding.objects.count(), coding.sample.count()) == (coding.pk, 1, 10)


def test_an_open_round_is_not_coded(anna):
    group = coded.a_group(TEXTS)
    Round.objects.filter(pk=group.round.pk).update(imported=False)
    group.refresh_from_db()
    with pytest.raises(NotNow, match="closed"):
        coded.begun(group, NAMES, anna)


def test_without_themes_nothing_is_coded(anna):
    with pytest.raises(NotNow, match="no theme"):
        coded.begun(coded.a_group(TEXTS), (), anna)


def test_next_year_takes_the_same_themes(coding, anna):
    later = coded.a_group(TEXTS, name="Year 3")
    second = actions.begin(group=later, question=coded.question_of(later), by=anna)
    assert second.frame_version == coding.frame_version
    assert FrameVersion.objects.count() == 1


def test_more_answers_make_the_sample_larger(coding, anna):
    coded.add_answers(coding.group, [f"More {number}" for number in range(68)])
    assert queries.progress(coding).sample_is_short
    before = set(coding.sample.values_list("answer", flat=True))
    assert actions.draw_more(coding=coding, by=anna) == 6  # 16 of 80
    assert before < set(coding.sample.values_list("answer", flat=True))
    assert actions.draw_more(coding=coding, by=anna) == 0


# --- One answer ---------------------------------------------------------------------------


def test_an_answer_holds_several_themes_or_none(coding, anna):
    first, second, third, *_ = coded.answers(coding)
    assert queries.decided(coded.code(coding, first, "Needs", "Money", by=anna).row) == Decided(
        THEMES, frozenset({coded.theme_ids(coding)["Needs"], coded.theme_ids(coding)["Money"]})
    )
    coded.code(coding, second, by=anna)
    coded.code(coding, third, decision=NONE_FITS, by=anna)
    assert queries.progress(coding).first_left == 9


def test_the_same_sent_twice_is_one_code(coding, anna):
    answer = coded.answers(coding)[0]
    for _ in range(2):
        saved = coded.code(coding, answer, "Needs", by=anna)
        assert (saved.row.version, saved.conflict) == (1, False)
    assert AuditEntry.objects.filter(verb="answer-code").count() == 1


def test_a_code_can_be_changed_by_who_chose_it(coding, anna):
    answer = coded.answers(coding)[0]
    coded.code(coding, answer, "Needs", by=anna)
    assert coded.code(coding, answer, "Money", by=anna, seen=0).conflict  # from an old page
    saved = coded.code(coding, answer, "Money", by=anna, seen=1)
    assert not saved.conflict
    assert saved.row.coded_themes.get().theme.name == "Money"


def test_a_theme_of_another_question_is_refused(coding, anna):
    other = coded.begun(coded.a_group(TEXTS, slug="directors"), ["Elsewhere"], anna)
    foreign = Decided(THEMES, frozenset(coded.theme_ids(other).values()))
    with pytest.raises(NotNow, match="not a theme"):
        actions.save(
            coding=coding,
            answer=coded.answers(coding)[0],
            turn=FIRST,
            chosen=actions.Chosen(foreign, coding.frame_version_id),
            by=anna,
        )
    assert not AnswerCode.objects.exists()


# --- Two coders ---------------------------------------------------------------------------


def test_the_second_coder_is_somebody_else(coding, anna, ben):
    answer = coding.sample.first().answer
    coded.code(coding, answer, "Needs", by=anna)
    with pytest.raises(NotNow, match="somebody else"):
        coded.code(coding, answer, "Needs", by=anna, turn=SECOND)
    coded.code(coding, answer, "Money", by=ben, turn=SECOND)
    assert answer not in queries.to_code(coding, FIRST, ben)
    assert {(code.turn, code.coded_by) for code in answer.codes.all()} == {(FIRST, anna), (SECOND, ben)}


def test_nobody_writes_over_the_other_and_is_not_told_what_they_chose(coding, anna, ben):
    """Even the same themes are answered as different ones are."""
    answer = coding.sample.first().answer
    coded.code(coding, answer, "Needs", by=anna)
    for name in ("Needs", "Money"):
        with pytest.raises(NotNow, match="Somebody else has coded this answer"):
            coded.code(coding, answer, name, by=ben, seen=1)
    shown = queries.answer_shown(coding, answer, FIRST, ben)
    assert (shown.mine, shown.proposed) == (None, frozenset())


def test_once_both_have_coded_what_each_chose_is_kept(coding, anna, ben):
    answer = coding.sample.first().answer
    coded.code(coding, answer, "Needs", by=anna)
    coded.code(coding, answer, "Money", by=ben, turn=SECOND)
    with pytest.raises(NotNow, match="Two people have coded"):
        coded.code(coding, answer, "Money", by=anna, seen=1)


def test_an_answer_outside_the_sample_is_not_coded_twice(coding, anna):
    sample = set(coding.sample.values_list("answer", flat=True))
    outside = next(answer for answer in coded.answers(coding) if answer.pk not in sample)
    with pytest.raises(NotNow, match="not one that a second person codes"):
        coded.code(coding, outside, "Needs", by=anna, turn=SECOND)


def test_counts_wait_until_the_sample_is_coded_twice(coding, anna, ben):
    for answer in coded.answers(coding):
        coded.code(coding, answer, "Needs", by=anna)
    assert theme_counts.counts_of(coding) is None
    assert theme_counts.theme_counts(coding.group, coded.PRIORITY) is None
    *others, last = [one.answer for one in coding.sample.all()]
    for answer in others:
        coded.code(coding, answer, "Needs", by=ben, turn=SECOND)
    assert theme_counts.counts_of(coding) is None
    coded.code(coding, last, "Needs", by=ben, turn=SECOND)
    assert theme_counts.theme_counts(coding.group, coded.PRIORITY).is_final


def test_the_second_coding_may_end_early_for_a_reason_that_is_told(coding, anna, ben):
    answers = coded.answers(coding)
    for answer in answers:
        coded.code(coding, answer, "Needs", by=anna)
    coded.code(coding, coding.sample.first().answer, "Money", by=ben, turn=SECOND)
    actions.end_sample(coding=coding, because="Nobody else reads Welsh.", by=anna)
    actions.end_sample(coding=coding, because="Another reason", by=ben)
    coding.refresh_from_db()
    counts = theme_counts.counts_of(coding)
    assert (counts.sample_ended_because, counts.reliability.coded) == ("Nobody else reads Welsh.", 1)
    with pytest.raises(NotNow, match="not one that a second person codes"):
        coded.code(coding, coding.sample.last().answer, "Needs", by=ben, turn=SECOND)


def test_agreement_is_that_of_both_coders(coding, anna, ben):
    def first(place):
        return ("Needs", "Money")[: 1 + place % 2]

    def second(place):
        return ("Needs",) if place % 3 else ("Market",)

    answers, sample = code_all(coding, anna, ben, first, second)
    shown = agreement.shown(coding)
    places = [place for place, answer in enumerate(answers) if answer.pk in sample]
    both = sum("Needs" in first(place) and "Needs" in second(place) for place in places)
    needs = dict(shown.themes)["Needs"]
    assert (needs.both, needs.decisions, shown.reliability.coded) == (both, 10, 10)
    assert shown.reliability.identical == sum(first(place) == second(place) for place in places)
    assert len(shown.differences) == 10 - shown.reliability.identical == shown.unsettled
    assert dict(shown.themes)["Market"].kappa is None or dict(shown.themes)["Market"].kappa <= 0


def test_what_differs_is_settled_beside_what_each_chose(coding, anna, ben):
    code_all(coding, anna, ben, second=lambda place: ("Market",))
    assert counted(coding) == {"Needs": 12, "Market": 0, "Money": 0}
    one = agreement.shown(coding).differences[0].answer
    coded.code(coding, one, "Market", "Money", by=ben, turn=AGREED, reason="Both are there.")
    assert counted(coding) == {"Needs": 11, "Market": 1, "Money": 1}
    turns = {code.turn: queries.decided(code).themes for code in queries.codes_of(coding, one)}
    ids = coded.theme_ids(coding)
    assert turns == {FIRST: {ids["Needs"]}, SECOND: {ids["Market"]}, AGREED: {ids["Market"], ids["Money"]}}
    counts = theme_counts.counts_of(coding)
    assert (counts.unsettled, counts.is_final) == (9, False)


def test_nothing_is_settled_before_the_sample_is_done_or_where_both_agree(coding, anna, ben):
    answer = coding.sample.first().answer
    coded.code(coding, answer, "Needs", by=anna)
    coded.code(coding, answer, "Money", by=ben, turn=SECOND)
    with pytest.raises(NotNow, match="whole sample"):
        coded.code(coding, answer, "Needs", by=ben, turn=AGREED, reason="Why not")
    rest = [one.answer for one in coding.sample.exclude(answer=answer)]
    for one in rest:
        coded.code(coding, one, "Needs", by=anna)
        coded.code(coding, one, "Needs", by=ben, turn=SECOND)
    with pytest.raises(NotNow, match="the same"):
        coded.code(coding, rest[0], "Money", by=ben, turn=AGREED, reason="Why not")


# --- Merging and splitting ----------------------------------------------------------------


def test_a_merge_carries_what_was_coded_and_keeps_the_counts(coding, anna, ben):
    code_all(coding, anna, ben, lambda place: (("Needs",), ("Market",), ("Needs", "Market"), ("Money",))[place % 4])
    assert counted(coding) == {"Needs": 6, "Market": 6, "Money": 3}
    draft = themes.draw(frame=coding.frame_version.frame, by=anna)
    merged = list(draft.themes.filter(name__in=("Needs", "Market")))
    themes.merge(version=draft, themes=merged, name="Needs and market", definition="Both", by=anna)
    before = AnswerCode.objects.count()
    assert actions.adopt(coding=coding, version=draft, by=anna) == before
    coding.refresh_from_db()
    assert counted(coding) == {"Needs and market": 9, "Money": 3}  # nobody counts twice
    assert queries.progress(coding).first_left == queries.progress(coding).second_left == 0
    assert AnswerCode.objects.count() == 2 * before  # those of the version before stay


def test_a_split_brings_back_the_answers_concerned(coding, anna, ben):
    answers, sample = code_all(coding, anna, ben, lambda place: ("Needs", "Money") if place % 3 else ("Market",))
    draft = themes.draw(frame=coding.frame_version.frame, by=anna)
    parts = [("Needs of children", ""), ("Needs of carers", "")]
    themes.split(theme=draft.themes.get(name="Needs"), parts=parts, by=anna)
    assert [theme.name for theme in draft.themes.all()] == ["Needs of children", "Needs of carers", "Market", "Money"]
    actions.adopt(coding=coding, version=draft, by=anna)
    coding.refresh_from_db()
    back = [answer for place, answer in enumerate(answers) if place % 3]
    assert list(queries.to_code(coding, FIRST, anna)) == back
    assert theme_counts.counts_of(coding) is None  # those of the sample are blind again
    shown = queries.answer_shown(coding, back[0], FIRST, anna)
    assert (shown.came_back, shown.proposed) == (True, {coded.theme_ids(coding)["Money"]})
    outside = next(answer for answer in back if answer.pk not in sample) if len(back) > len(sample) else None
    assert outside is None or queries.answer_shown(coding, outside, FIRST, ben).came_back
    inside = next(answer for answer in back if answer.pk in sample)
    assert queries.answer_shown(coding, inside, FIRST, ben).proposed == frozenset()  # not Anna's to Ben
    for answer in back:
        coded.code(coding, answer, "Needs of carers", "Money", by=anna)
        if answer.pk in sample:
            coded.code(coding, answer, "Needs of carers", "Money", by=ben, turn=SECOND)
    assert counted(coding) == {"Needs of children": 0, "Needs of carers": 8, "Market": 4, "Money": 8}


def test_what_fitted_nothing_comes_back_when_there_are_new_themes(coding, anna, ben):
    answers = coded.answers(coding)
    coded.code(coding, answers[0], decision=NONE_FITS, by=anna)
    coded.code(coding, answers[1], by=anna)
    draft = themes.draw(frame=coding.frame_version.frame, by=anna)
    themes.add(version=draft, name="Workforce", definition="", by=anna)
    assert actions.adopt(coding=coding, version=draft, by=anna) == 1
    coding.refresh_from_db()
    assert answers[0] in queries.to_code(coding, FIRST, anna)
    assert answers[1] not in queries.to_code(coding, FIRST, anna)


def test_over_two_versions_a_theme_is_followed(coding, anna, ben):
    """Another year goes over from the first to the third at once."""
    later = coded.a_group(TEXTS, name="Year 3")
    other = actions.begin(group=later, question=coded.question_of(later), by=anna)
    code_all(other, anna, ben)
    second = themes.draw(frame=coding.frame_version.frame, by=anna)
    themes.split(theme=second.themes.get(name="Needs"), parts=[("A", ""), ("B", "")], by=anna)
    actions.adopt(coding=coding, version=second, by=anna)
    third = themes.draw(frame=second.frame, by=anna)
    themes.merge(version=third, themes=third.themes.filter(name__in="AB"), name="Needs again", definition="", by=anna)
    actions.adopt(coding=other, version=third, by=anna)
    other.refresh_from_db()
    assert counted(other) == {"Needs again": 12, "Market": 0, "Money": 0}


def test_a_page_of_the_version_before_is_not_saved(coding, anna):
    answer = coded.answers(coding)[0]
    stale = coded.chosen(coding, "Needs")
    draft = themes.draw(frame=coding.frame_version.frame, by=anna)
    actions.adopt(coding=coding, version=draft, by=anna)
    with pytest.raises(NotNow, match="themes have changed"):
        actions.save(coding=coding, answer=answer, turn=FIRST, chosen=stale, by=anna)


def test_a_draft_is_drawn_once_and_an_older_version_never_comes_back(coding, anna):
    draft = themes.draw(frame=coding.frame_version.frame, by=anna)
    assert themes.draw(frame=coding.frame_version.frame, by=anna) == draft
    first = coding.frame_version
    actions.adopt(coding=coding, version=draft, by=anna)
    with pytest.raises(NotNow, match="newer version"):
        actions.adopt(coding=coding, version=first, by=anna)


def test_names_of_themes_are_told_apart(coding, anna):
    draft = themes.draw(frame=coding.frame_version.frame, by=anna)
    with pytest.raises(NotNow, match="called “Needs” already"):
        themes.add(version=draft, name="Needs", definition="Another", by=anna)
    with pytest.raises(NotNow, match="no longer in the draft"):
        themes.merge(version=draft, themes=list(coding.frame_version.themes.all()), name="All", definition="", by=anna)
    assert [theme.name for theme in draft.themes.all()] == list(NAMES)
    for place in (2, 2, 0, 9):  # pressed twice; no places
        themes.move(theme=draft.themes.get(name="Money"), place=place, by=anna)
    assert list(Theme.objects.filter(frame_version=draft).values_list("name", flat=True)) == [
        "Needs",
        "Money",
        "Market",
    ]


# --- Counts -------------------------------------------------------------------------------


def test_directors_priorities_as_they_are_printed(anna, ben):
    """RR107: 21, 14, 12 and 11 of 47 directors, and a theme nobody named; six more were asked and said nothing."""
    group = coded.a_group([f"Director {number}" for number in range(47)], slug="directors", left_out=6)
    coding = coded.begun(group, ["Joint work", "Money", "Outcomes", "Market", "Buildings"], anna)
    named = {"Joint work": range(21), "Money": range(14), "Outcomes": range(10, 22), "Market": range(30, 41)}
    code_all(coding, anna, ben, lambda place: [name for name, places in named.items() if place in places])
    counts = theme_counts.theme_counts(group, coded.PRIORITY)
    assert [(one.said.label, one.said.of_whom, one.ranked.words) for one in counts.themes] == [
        ("Joint work", "21 of 47 directors of children’s services", "first"),
        ("Money", "14 of 47 directors of children’s services", "second"),
        ("Outcomes", "12 of 47 directors of children’s services", "third"),
        ("Market", "11 of 47 directors of children’s services", "fourth"),
        ("Buildings", "0 of 47 directors of children’s services", "fifth"),
    ]
    assert counts.base_words == "47 directors of children’s services who answered the question; 53 were asked it"
    assert counts.nothing_said.of_whom.startswith("14 of 47")
    assert counts.is_final


def test_equal_counts_share_their_place(coding, anna, ben):
    code_all(coding, anna, ben, lambda place: ("Market", "Money") if place % 2 else ("Needs",))
    counts = theme_counts.counts_of(coding)
    assert [(one.ranked.place, one.ranked.words) for one in counts.themes] == [(1, "joint first")] * 3


def test_small_counts_are_withheld_from_who_may_not_see_them(coding, anna, ben):
    code_all(coding, anna, ben, lambda place: ("Needs",) if place < 6 else ("Money",) if place == 6 else ("Market",))
    counts = theme_counts.counts_of(coding, suppressed=True)
    assert {one.said.label: one.withheld for one in counts.themes} == {"Needs": False, "Market": False, "Money": True}
    assert not any(one.withheld for one in theme_counts.counts_of(coding).themes)


def test_counts_can_be_cut_by_what_is_known(anna, ben):
    group = coded.a_group(TEXTS[:8])
    coded.add_answers(group, TEXTS[8:], about=coded.COUNTY | {"type": "unitary"})
    coding = coded.begun(group, NAMES, anna)
    code_all(coding, anna, ben)
    cut = theme_counts.cut_by(coding, "type", theme_counts.counts_of(coding))
    assert cut.values == (("County", 8), ("Unitary", 4))
    assert {theme.name: numbers for theme, numbers in cut.rows}["Needs"] == (8, 4)


def test_an_anonymous_round_is_coded_too(anna, ben):
    coding = coded.begun(coded.a_group(TEXTS, slug="commissioners", mode=Mode.ANONYMOUS), NAMES, anna)
    code_all(coding, anna, ben)
    assert counted(coding)["Needs"] == 12
    assert not AuditEntry.objects.filter(verb="answer-code").exclude(object_id=coding.pk).exists()
