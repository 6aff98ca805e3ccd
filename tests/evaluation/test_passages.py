"""Passages: the answer's own words, what would tell who speaks, and how its author is described. Pure."""

import pytest

from evaluation import passages
from evaluation.attributes import value_label
from evaluation.passages import ANYBODY, attribution, not_verbatim, tidied
from evaluation.place_names import place_names
from evaluation.telling import Known, Weight, findings, masked

# As RR133 prints it, the place included.
PRINTED = (
    "In five years of strategic partnership working, Essex has never managed to turn it into anything operational - "
    "nothing is jointly commissioned - despite a joint agreed framework."
)
KNOWN = Known(
    people=("Priya Raman", "Will May", "Zoë O’Brien-Hall"),
    places=tuple(
        place_names(
            [
                *("Essex County Council", "Essex", "County Durham", "Blackburn with Darwen Borough Council"),
                *("Bristol, City of", "Reading", "Kingston upon Hull, City of", "Bath and North East Somerset"),
                *("Stoke-on-Trent", "St. Helens", "Cheshire West and Chester", "Southend-on-Sea"),
            ]
        )
    ),
    regions=("North East", "London"),
)


def found(text: str) -> list[tuple[str, Weight]]:
    return [(one.words, one.weight) for one in findings(text, KNOWN)]


@pytest.mark.parametrize(
    ("passage", "answer"),
    [
        ("We pool budgets.", "We pool budgets. It took two years."),
        ("We pool […] two years.", "We pool budgets. It took two years."),
        ("[…] took two years", "We pool budgets. It took two years."),
        ("In [area] we pool budgets", "In Durham we pool budgets"),
        ("We pool budgets. It took", "We pool\n\nbudgets.\r\nIt  took"),
        ("[name]’s team did it", "Priya’s team did it"),
        ("We did [sic] it", "We did [sic] it"),
    ],
)
def test_the_answers_own_words_are_a_passage(passage, answer):
    assert not_verbatim(tidied(passage), answer) == ""


@pytest.mark.parametrize(
    ("passage", "answer"),
    [
        ("We pooled budgets.", "We pool budgets."),  # another word
        ("budgets. We pool", "We pool budgets."),  # another order
        ("pool […] We", "We pool budgets."),
        ("We pool […] budgets", "We pool budgets"),  # nothing is left out there
        ("We pool budgets […]", "We pool budgets."),
        ("help", "It was unhelpful"),  # a part of a word
        ("It was help […]", "It was helpful for us"),
        ("We [did not] pool budgets", "We pool budgets"),  # a mark of one's own
        ("[…]", "We pool budgets"),
        ("…", "We pool … budgets"),
        ("", "We pool budgets"),
    ],
)
def test_anything_else_is_not(passage, answer):
    assert not_verbatim(tidied(passage), answer)


def test_three_full_stops_in_brackets_are_the_one_mark():
    assert tidied(" We [...] it \n [. . .] now ") == "We […] it […] now"


def test_a_place_inside_a_quotation_has_to_be_masked():
    [only] = findings(PRINTED, KNOWN)
    assert (only.words, only.weight) == ("Essex", Weight.MASK)
    said = masked(PRINTED, [only])
    assert "working, [area] has never managed" in said
    assert "Essex" not in said
    assert findings(said, KNOWN) == []
    assert not_verbatim(said, PRINTED) == ""


@pytest.mark.parametrize(
    "text",
    [
        "in essex we",
        "ESSEX",
        "Essex’s board",
        "Es\u00adsex",
        "E\u200bssex",
        "Ｅｓｓｅｘ",
        "Éssex",
        "durham",
        "in Darwen",
        "Bristol",
        "Stoke on Trent",
        "St Helens",
        "the Chester half",
        "north east somerset",
    ],
)
def test_places_are_found_however_they_are_written(text):
    assert [weight for _, weight in found(text)] == [Weight.MASK]


@pytest.mark.parametrize(
    "text", ["we are reading it", "hull of the ship", "a bath", "by the sea", "on the way", "west"]
)
def test_words_that_are_no_place_are_left_alone(text):
    assert found(text) == []


def test_a_place_that_is_also_a_word_may_stand_for_a_reason():
    assert found("Since then Reading has helped") == [("Reading", Weight.REASON)]
    assert found("the North East agreed") == [("North East", Weight.REASON)]


def test_letters_that_only_look_like_ours_have_to_be_masked():
    assert found("in \u0415ssex we") == [("\u0415ssex", Weight.MASK)]


def test_names_of_people():
    assert found("priya raman said so") == [("priya raman", Weight.MASK)]
    assert found("I told Mrs Raman") == [("Raman", Weight.MASK)]
    assert found("Then Priya left") == [("Priya", Weight.REASON)]
    assert found("ask zoe o'brien hall") == [("zoe o'brien hall", Weight.MASK)]
    assert found("It may help, and we will") == []
    assert found("May be. We met in May, I think") == [("May", Weight.LOOK), ("May", Weight.REASON)]


@pytest.mark.parametrize(
    "text",
    [
        "a.b@council.gov.uk",
        "0191 498 0000",
        "+44 20 7946 0000",
        "(01632) 960 001",
        "DH1 5UL",
        "www.essexcc.gov.uk",
        "@priya_r",
    ],
)
def test_ways_to_reach_somebody_have_to_be_masked(text):
    assert Weight.MASK in [weight for _, weight in found(f"write to {text} now")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("and our mayor agreed", "our mayor"),
        ("our DCS left", "our DCS"),
        ("we are the only unitary here", "the only unitary"),
        ("the third largest authority", "the third largest authority"),
        ("a unique deal", "unique"),
        ("on 12 May 2010 we", "12 May 2010"),
        ("since 2009/10 we", "2009/10"),
        ("it saved £1.2m a year", "£1.2m"),
        ("with 1,053,000 spent", "1,053,000"),
        ("the Northfield Children Trust helped", "Northfield Children Trust"),
        ("after the improvement notice", "improvement notice"),
    ],
)
def test_telling_facts_are_to_be_looked_at(text, words):
    assert (words, Weight.LOOK) in found(text)


def test_what_is_marked_is_not_found_again():
    assert found("In [area], [name] told [organisation] on [date]. […]") == []


def test_a_long_passage_is_checked_at_once():
    for text in ("A" * 2000, "a@" * 1000, "Aa " * 666, "0 " * 1000, "£" * 2000, "[" * 2000, "x.y@" * 500):
        findings(text, KNOWN)
        not_verbatim(text, text)


# --- Who said it --------------------------------------------------------------------------


def cell(role="champion", type="county", rurality="rural"):
    return {"role": role, "type": type, "rurality": rurality}


def said_by(own, *others) -> str:
    return attribution(own, others, value_label, "respondent")


def test_as_exact_as_five_alike_allow():
    assert said_by(cell(), (cell(), 5)) == "Commissioning champion, county, rural"
    assert said_by(cell(), (cell(), 4), (cell(rurality="urban"), 1)) == "Commissioning champion, county"
    assert said_by(cell(), (cell(), 4), (cell(type="unitary"), 1)) == "Commissioning champion, rural"
    assert said_by(cell(), (cell(), 4), (cell("champion", "unitary", "urban"), 1)) == "Commissioning champion"
    assert said_by(cell(), (cell(), 4), (cell(role="director"), 30)) == ANYBODY


def test_one_alone_is_never_told_apart():
    """A quote whose role, type and rurality hold one person gets a coarser attribution."""
    own = cell(type="london_borough", rurality="urban")
    assert said_by(own, (own, 1), (cell(), 40)) == "Commissioning champion"
    assert said_by(own, (own, 1)) == ANYBODY


def test_what_is_not_known_is_not_said():
    assert said_by(cell(rurality=""), (cell(rurality=""), 9)) == "Commissioning champion, county"
    assert (
        attribution({}, [({}, 9)], value_label, "director of children’s services") == "Director of children’s services"
    )
    assert said_by(cell(type="london_borough"), (cell(type="london_borough"), 6)).endswith("London borough, rural")


def test_the_longest_passage_is_short_of_an_answer():
    assert passages.LONGEST < 10_000
