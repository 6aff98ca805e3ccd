"""The two sets of standards that come with the site: what they hold, and that it can be used."""

import re

import pytest

from readiness.standards_file import StandardsSet
from tests.support.standards import CONDITIONS, SHIPPED, read

TWELVE, SIXTEEN = read(SHIPPED), read(CONDITIONS)
BOTH = pytest.mark.parametrize("content", [TWELVE, SIXTEEN], ids=lambda content: content.code)
# Not the field's words for these things, or not the words of this kind of page (a set, agreeing, support).
BANNED = re.compile(r"\b(framework|moderat\w+|failing|ranked|ranking|league table|tier|verdict|Ofsted grade)\b", re.I)


def texts(content: StandardsSet) -> list[str]:
    found = [content.title, content.summary, content.source]
    found += [text for section in content.sections for text in (section.title, section.summary)]
    for s in content.standards:
        found += [s.title, s.short_title, s.fully_achieved, s.why_it_matters, s.what_good_looks_like, *s.levels]
        found += s.evidence.splitlines()
    return found


def test_the_programmes_twelve():
    assert [s.title for s in TWELVE.sections] == [
        "Governance and framework",
        "Commissioning activity",
        "Capacity and competence",
    ]
    assert [s.code for s in TWELVE.standards] == [f"S{number:02}" for number in range(1, 13)]
    assert TWELVE.standards[0].title == "A shared vision that leaders use"
    assert TWELVE.standards[11].stages == (9, 1)


def test_the_sixteen_readiness_conditions():
    """RR107: six for self-sustaining improvement, seven factors, three local conditions."""
    assert (SIXTEEN.code, SIXTEEN.title, SIXTEEN.version) == ("conditions-for-readiness", "Readiness conditions", 1)
    assert [s.code for s in SIXTEEN.standards] == [f"R{number:02}" for number in range(1, 17)]
    in_sections = [standard.section for standard in SIXTEEN.standards]
    assert in_sections == ["sustaining"] * 6 + ["factors"] * 7 + ["local"] * 3
    assert [s.short_title for s in SIXTEEN.standards] == [
        "Stable leadership",
        "Clear governance",
        "Shared culture",
        "Skills and knowledge",
        "Secure finance",
        "In-house plans",
        "Leadership and drive",
        "Honest partnership",
        "Policy clarity",
        "Resources to improve",
        "Performance and strengths",
        "Research and evidence",
        "External challenge",
        "Outward-facing",
        "Capacity for support",
        "Local stability",
    ]


@BOTH
def test_every_standard_says_enough_to_be_used(content):
    for standard in content.standards:
        assert len(standard.short_title) <= 28
        assert all(25 <= len(text.split()) <= 70 for text in standard.levels), standard.code
        assert 12 <= len(standard.fully_achieved.split()) <= 40, standard.code
        assert 50 <= len(standard.why_it_matters.split()) <= 90, standard.code
        assert 90 <= len(standard.what_good_looks_like.split()) <= 140, standard.code
        assert 5 <= len(standard.evidence.splitlines()) <= 7, standard.code
        assert "council" in standard.asked_of
        assert len(standard.asked_of) >= 2
        assert standard.stages


@BOTH
def test_no_text_stands_twice(content):
    said = [text for standard in content.standards for text in standard.levels]
    assert len(set(said)) == 5 * len(content.standards)
    every = [text for text in texts(content) if len(text.split()) > 4]
    assert len(set(every)) == len(every)


def test_neither_set_borrows_a_sentence_from_the_other():
    def sentences(content: StandardsSet) -> set[str]:
        return {part.strip() for text in texts(content) for part in re.split(r"(?<=[.?!:;])\s", text) if " " in part}

    assert not sentences(TWELVE) & sentences(SIXTEEN)
    assert not any("S0" in text or "S1" in text for text in texts(SIXTEEN))


@BOTH
def test_the_texts_are_plain(content):
    for text in texts(content):
        assert text == text.strip()
        assert "  " not in text
        assert not re.search(r"[<>{}*_=|]|\.\.|\s[,.;]", text), text
        assert not re.search(r"\b(\w+) \1\b", text, re.I), text  # the the
        assert content is TWELVE or not set("'\"") & set(text), text
        found = BANNED.search(text)
        assert not found or text in ("Governance and framework",), text


@BOTH
def test_sentences_end_and_titles_and_evidence_do_not(content):
    for s in content.standards:
        assert all(text.endswith((".", "?")) for text in (s.fully_achieved, s.why_it_matters, *s.levels)), s.code
        assert not any(line.endswith(".") for line in (s.title, s.short_title, *s.evidence.splitlines())), s.code
