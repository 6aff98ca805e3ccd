"""A PDF bomb is refused before layout begins, with a sentence a person can act on (abuse case 18)."""

import time

import pytest

from commissioning.reporting import pdf
from readiness.report_document import as_html
from tests.reporting.samples import ANSWERS, county_durham

PAGE = '<!DOCTYPE html><html lang="en-GB"><head><title>Bomb</title></head><body>{}</body></html>'

BOMBS = {
    "merged columns": '<table><tr><td colspan="65534">x</td></tr></table>',
    "merged columns, spelled in entities": '<table><tr><td COLSPAN="&#54;5534">x</td></tr></table>',
    "merged columns, endless digits": f'<table><tr><td colspan="{"9" * 5000}">x</td></tr></table>',
    "merged rows": "<table><tr><td rowspan=101>x</td></tr></table>",
    "column spans": "<table><colgroup span='65534'></colgroup><tr><td>x</td></tr></table>",
    "rows": "<table>" + "<tr><td>x</td></tr>" * 10_000 + "</table>",
    "text": "word " * 400_000,
    "deep nesting": "<div>" * 3_000 + "x" + "</div>" * 3_000,
    "deep nesting by a slash that closes nothing": "<div/>" * 3_000,
    "deep nesting with stray ends": "<div></p>" * 3_000,
    "lines": "<p>" + "a<br>" * 6_000 + "</p>",
}


@pytest.mark.parametrize("name", BOMBS)
def test_18_a_bomb_is_refused_fast_and_says_why(name):
    started = time.monotonic()

    with pytest.raises(pdf.TooLarge) as refusal:
        pdf.render(PAGE.format(BOMBS[name]), stylesheet="")

    assert time.monotonic() - started < 2
    assert str(refusal.value).endswith(".")
    assert len(str(refusal.value)) < 200


def test_what_is_just_within_the_limits_is_made():
    nested = "<div>" * 97 + "x" + "</div>" * 97
    rows = "<table>" + "<tr><td colspan=100>x</td></tr>" * 50 + "</table>"

    assert pdf.render(PAGE.format(nested + rows), stylesheet="").startswith(b"%PDF")


@pytest.mark.parametrize("error", [RecursionError, MemoryError])
def test_18_what_only_layout_finds_too_large_is_refused_too(monkeypatch, error):
    def give_up(*args, **kwargs):
        raise error

    monkeypatch.setattr(pdf.HTML, "write_pdf", give_up)

    with pytest.raises(pdf.TooLarge, match="too large to be laid out"):
        pdf.render(PAGE.format("x"), stylesheet="")


def test_a_full_report_is_far_below_every_limit():
    longest = 'Families’ words: "it\'s <quicker> & kinder".\n\n' * 220  # 10,000 characters that escaping lengthens
    pdf.check(as_html(county_durham(dict.fromkeys(ANSWERS, (4, longest)))))


def test_every_text_at_its_longest_is_within_the_limits():
    """What was signed cannot be shortened any more, so it must be possible to print."""
    text = ("The board agreed a short paper in the autumn and named a lead for it. " * 150)[:10_000]
    challenge = {"finding": "lower", "reason": text, "response": text, "about": {"level": 2, "no_level": ""}}
    full = {"rationale": text, "dissent": text, "challenge": challenge}
    pdf.check(as_html(county_durham(dict.fromkeys(ANSWERS, (4, text)), dict.fromkeys(ANSWERS, full))))


def test_narratives_of_nothing_but_line_ends_are_refused_with_a_remedy():
    html = as_html(county_durham(dict.fromkeys(ANSWERS, (3, "a\n" * 5000))))

    with pytest.raises(pdf.TooLarge, match="lines and paragraphs"):
        pdf.check(html)
