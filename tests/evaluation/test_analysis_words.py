"""Sentences made of counts, and the contradictions an editor is warned of. RR107's own slips are among them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.analysis.commentary import can_give, contradictions
from evaluation.analysis.rounding import percent, whole
from evaluation.analysis.words import (
    SHARES,
    Said,
    Unit,
    caption,
    highest,
    may_say,
    measure_words,
    ordinal,
    ranked,
    reliability,
    share_words,
)
from tests.support.tallies import question

DIRECTORS, CHAMPIONS = Unit("director", "directors"), Unit("champion", "champions")
USERS = Unit("commissioner", "commissioners")
# RR107, figure 1.
PRIORITIES = [
    Said("Raising standards in schools", 21, 47, DIRECTORS),
    Said("Safeguarding", 14, 47, DIRECTORS),
    Said("Looked after children", 12, 47, DIRECTORS),
    Said("Savings", 11, 47, DIRECTORS),
]


# --- Words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "base", "words"),
    [
        (30, 100, "about a third"), (36, 100, "about a third"), (29, 100, "fewer than half"),
        (37, 100, "fewer than half"), (48, 100, "about half"), (52, 100, "about half"), (53, 100, "a majority"),
        (67, 100, "about two thirds"), (75, 100, "about three quarters"), (25, 100, "about a quarter"),
        (20, 100, "about one in five"), (10, 100, "about one in ten"), (90, 100, "about nine in ten"),
        (99, 100, "nearly all"), (100, 100, "all"), (0, 100, "none"), (1, 1000, "fewer than half"),
        (2, 100, "very few"), (36, 53, "about two thirds"), (1, 2, "about half"), (999, 1000, "a majority"),
    ],
)  # fmt: skip
def test_words_are_rules(count, base, words):
    assert share_words(count, base) == words
    assert may_say(words, count, base)


@given(st.integers(1, 3_000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_a_majority_is_more_than_half_and_every_word_said_is_true(of):
    count, base = of
    assert may_say(share_words(count, base), count, base)
    assert may_say("a majority", count, base) is (2 * count > base)
    assert may_say("about a third", count, base) is (30 <= whole(count, base) <= 36)


def test_no_two_words_claim_the_same_share():
    claimed = [share for word in SHARES for share in range(word.least, word.most + 1)]
    assert len(claimed) == len({*claimed})


@pytest.mark.parametrize(("base", "how"), [(0, "low"), (29, "low"), (30, "caution"), (49, "caution"), (50, "")])
def test_bases_below_thirty_are_low_and_below_fifty_marked(base, how):
    assert reliability(base) == how


def test_counts_have_units_and_low_bases_no_percentages():
    assert Said("Safeguarding", 14, 47, DIRECTORS).sentence == (
        "Safeguarding: about a third, 29.8 per cent (14 of 47 directors; small base)."
    )
    assert Said("Safeguarding", 5, 12, CHAMPIONS).sentence == "Safeguarding: 5 of 12 champions (low base)."
    assert Said("Better use", 630, 1000, USERS).figure == "63.0 per cent (630 of 1,000 commissioners)"
    assert Said("x", 0, 1, CHAMPIONS).of_whom == "0 of 1 champion"


def test_ranks_are_computed_and_share_their_place():
    tied = [*PRIORITIES, Said("Early help", 12, 47, DIRECTORS), Said("No base", 0, 0, DIRECTORS)]
    assert [(one.said.label, one.words) for one in ranked(tied)] == [
        ("Raising standards in schools", "first"),
        ("Safeguarding", "second"),
        ("Early help", "joint third"),
        ("Looked after children", "joint third"),
        ("Savings", "fifth"),
    ]
    assert highest(tied, 3) == (
        "Most often: Raising standards in schools (21 of 47 directors); Safeguarding (14 of 47 directors); "
        "Early help (12 of 47 directors, joint third); Looked after children (12 of 47 directors, joint third)."
    )
    assert highest([Said("Nothing", 0, 47, DIRECTORS)], 1) == ""


def test_shares_of_different_bases_rank_by_their_exact_size():
    close = [Said("a", 333, 1000, USERS), Said("b", 1, 3, USERS), Said("c", 334, 1000, USERS)]
    assert [one.said.label for one in ranked(close)] == ["c", "b", "a"]


@pytest.mark.parametrize(("place", "words"), [(1, "first"), (10, "tenth"), (11, "11th"), (21, "21st"), (112, "112th")])
def test_ordinals(place, words):
    assert ordinal(place) == words


# --- Captions ---------------------------------------------------------------------------------


def test_a_caption_is_the_question_as_it_was_put():
    """Under its figure 7, on service delivery to date, RR107 prints the question about effectiveness in 12 months."""
    one = question(text="What impact on service delivery to date?", measure="delivery_now", conditions=("x",))
    made = caption([one], [64], USERS)
    assert made.title == "Service delivery to date"
    assert made.question == "What impact on service delivery to date?"
    assert made.base == "Only those it applied to were asked. Base: 64 commissioners."


def test_a_figure_of_several_services_says_each_question_and_the_range_of_bases():
    made = caption(
        [question(text="Of training?"), question("q2", text="Of support?", service="bespoke")], [64, 35], USERS
    )
    assert (made.question, made.base) == (
        "Of training? / Of support?",
        "Everyone was asked. Base: 35 to 64 commissioners.",
    )


def test_different_measures_have_no_caption_in_common():
    with pytest.raises(ValueError, match="one measure"):
        caption([question(), question("q2", measure="delivery_now")], [64, 64], USERS)
    with pytest.raises(ValueError, match="one measure"):
        caption([question(measure=""), question("q2", measure="", text="Another?")], [64, 64], USERS)
    assert caption([question(measure="")], [64], USERS).title == "How would you describe the impact?"


def test_an_unknown_measure_is_named_by_its_own_words():
    assert measure_words("trust_in_partners") == "Trust in partners"


# --- Contradictions ---------------------------------------------------------------------------


@given(st.integers(1, 400).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_what_a_base_gives_it_can_give(of):
    count, base = of
    assert can_give(str(percent(count, base)), base)
    assert can_give(str(whole(count, base)), base)
    assert not contradictions(f"It was {whole(count, base)}% of {base} commissioners.", [])


@given(st.integers(1, 99), st.integers(1, 60))
def test_a_percentage_is_refused_just_when_no_count_rounds_to_it(share, base):
    possible = any(abs(100 * count - share * base) * 2 <= base for count in range(base + 1))
    assert can_give(str(share), base) is possible


SAYS = [
    # A percentage no base can give.
    ("81% of champions agreed.", [Said("Agree", 4, 5, CHAMPIONS)], ["81%"]),
    ("81 per cent of 12 champions agreed.", [], ["81 per cent of 12"]),
    ("Some 81 % of 53 champions agreed.", [], []),
    ("It fell by -20 % of users.", [Said("Agree", 4, 5, CHAMPIONS)], []),
    ("33.4 % agreed.", [Said("Agree", 1, 3, CHAMPIONS)], ["33.4 %"]),
    ("33.3 % agreed.", [Said("Agree", 1, 3, CHAMPIONS)], []),
    ("103 % agreed.", [Said("Agree", 50, 1000, CHAMPIONS)], ["103 %"]),
    ("81 % agreed.", [], []),
    # A count that does not go with its percentage, or with itself.
    ("36 of 53 champions (81 %) agreed.", [], ["36 of 53 champions (81 %"]),
    ("36 of 53 champions (68 %) agreed.", [], []),
    ("81 % (36 of 53 champions) agreed.", [], ["81 % (36 of 53"]),
    ("57 of 53 champions agreed.", [], ["57 of 53"]),
    # A count without its unit.
    ("The majority (n=36) agreed.", [], ["n=36"]),
    ("Schools (21 of 47); safeguarding (14 of 47 directors).", [], ["21 of 47"]),
    ("Of these, 21 of 47 said so.", [], ["21 of 47"]),
    ("Of these, 21 out of the 47 directors said so.", [], []),
    ("In 2010 and 2011, 63 % said so.", [], []),
    # A rank its counts contradict.
    ("Safeguarding was named most often.", PRIORITIES, ["most often"]),
    ("Raising standards in schools was named most often.", PRIORITIES, []),
    ("Looked after children came second highest.", PRIORITIES, ["second highest"]),
    ("Safeguarding was the second most common.", PRIORITIES, []),
    ("The fewest named looked after children.", PRIORITIES, ["fewest"]),
    ("The fewest named savings.", PRIORITIES, []),
    ("At least some named savings.", PRIORITIES, []),
    ("Between safeguarding and savings, the main one was clear.", PRIORITIES, []),
    # A share its figure contradicts.
    ("The majority (14 of 47 directors) agreed.", [], ["The majority"]),
    ("About a third (14 of 47 directors) agreed.", [], []),
    ("About a third, 41 %, agreed.", [], ["About a third"]),
    ("More than half (30 of 47 directors) agreed.", [], []),
    ("More than half (20 of 47 directors) agreed.", [], ["More than half"]),
    ("More than a third (20 of 47 directors) agreed.", [], []),
    ("Half (24 of 47 directors) agreed.", [], []),
]


@pytest.mark.parametrize(("text", "figures", "extracts"), SAYS, ids=[text for text, *_ in SAYS])
def test_contradictions_are_found_and_nothing_else(text, figures, extracts):
    found = contradictions(text, figures)
    assert [one.extract for one in found] == extracts
    assert all(one.why.endswith(".") for one in found)


def test_every_sentence_made_here_passes_its_own_check():
    text = " ".join(said.sentence for said in PRIORITIES) + " " + highest(PRIORITIES, 2)
    assert contradictions(text, PRIORITIES) == []


def test_a_rank_is_told_with_the_counts_that_contradict_it():
    (found,) = contradictions("Safeguarding was the main priority.", PRIORITIES)
    assert found.why == "“Safeguarding” is second of 4: 14 of 47 directors."


def test_hostile_text_is_read_in_no_time():
    """Linear enough: 10,000 characters of what each pattern likes best."""
    for part in ("1,", "9 of ", "1 of 2 (", "%", "more than ", "most ", "(" * 50, "n ="):
        contradictions(part * (10_000 // len(part)), PRIORITIES)
