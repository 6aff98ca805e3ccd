"""The brief before a visit: what is known, cut to one page of paper. Pure: it reads nothing, and decides order, words
and what there is room for. The page on screen says the same, and leads to the rest or has it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.text import Truncator

from commissioning.profiles.models import HistoryEntry, Insight
from commissioning.support.workflow import ABOUT
from readiness.workflow import State

from ..sight.lines import HIDDEN
from .known import KnownArea

# What fits the page (characters, and how many of each).
TITLE, SHORT, LONG = 60, 80, 100
MOST_HISTORY, MOST_INSIGHTS, MOST_PACKAGES, MOST_ASKED, MOST_TOLD, MOST_JUDGEMENTS = 4, 3, 3, 4, 6, 2
_INSIGHTS = (("pitfall", "Pitfalls"), ("opportunity", "Opportunities"), ("mindset", "Mindset"))


@dataclass(frozen=True)
class Line:
    """`lead` stands before it in bold."""

    lead: str
    text: str = ""
    url: str = ""


@dataclass(frozen=True)
class Part:
    """`more`: how many lines there was no room for; `url` leads to all of them. `nothing`: why there are none."""

    key: str
    title: str
    lines: tuple[Line, ...]
    nothing: str
    more: int = 0
    url: str = ""


def brief(known: KnownArea, *, on_paper: bool = True) -> tuple[Part, ...]:
    return (
        _people(known),
        _history(known),
        *(_insights(known, kind, title) for kind, title in _INSIGHTS),
        _assessment(known),
        _packages(known),
        _asked(known),
        _judgements(known),
        _told(known, MOST_TOLD if on_paper else len(known.told)),
    )


def _part(key: str, title: str, lines: Iterable[Line], nothing: str, most: int = 99, url: str = "") -> Part:
    lines = tuple(lines)
    return Part(key, title, lines[:most], nothing, max(0, len(lines) - most), url)


def _day(day) -> str:
    return format_date(day, "j F Y")


def _cut(text: str, most: int) -> str:
    """On one line, whatever it was typed on; cut between words where that can be, and its quotation closed."""
    text = " ".join(text.split())
    cut = str(Truncator(text).chars(most))
    if cut == text:
        return text
    words = cut[:-1].rpartition(" ")[0]
    said = words.rstrip(",;:–- ") if len(words) > most // 2 else cut[:-1]
    return f"{said}…{'”' if said.count('“') > said.count('”') else ''}"


def _ended(text: str) -> str:
    """With a full stop, unless it was cut."""
    return text if text.endswith(("…", "…”")) else f"{text.rstrip('.')}."


def _page(name: str, known: KnownArea) -> str:
    return reverse(name, args=[known.authority.gss_code])


def _people(known: KnownArea) -> Part:
    return _part("people", "In role", _held(known), "")


def _held(known: KnownArea) -> Iterator[Line]:
    for role in known.roles:
        who = "; ".join(
            f"{_cut(str(one.person), TITLE)}{' (acting)' if one.acting else ''}, since {_day(one.starts_on)}"
            for one in role.holders
        )
        yield Line(role.label, who or "Vacant")


def _history(known: KnownArea) -> Part:
    """One paragraph."""
    told = known.history[:MOST_HISTORY]
    words = " ".join(_sentence(entry) for entry in told)
    lines = [Line("", words)] if words else []
    more = len(known.history) - len(told)
    return Part(
        "history",
        "History",
        tuple(lines),
        "Nothing that you may read.",
        more,
        _page("programme:timeline-detail", known),
    )


def _sentence(entry: HistoryEntry) -> str:
    said = f"{_cut(entry.title, TITLE).rstrip('.')} ({entry.when})"
    return f"{said}: {_ended(_cut(entry.effect_today, LONG))}" if entry.effect_today else f"{said}."


def _insights(known: KnownArea, kind: str, title: str) -> Part:
    rows = [_insight(one) for one in known.insights_of(kind)]
    url = f"{_page('profiles:insight-list', known)}?kind={kind}"
    return _part(kind, title, rows, "Nothing that you may read.", MOST_INSIGHTS, url)


def _insight(one: Insight) -> Line:
    """Its words end in a colon where something follows."""
    words = _cut(one.words, LONG)
    return Line(words.rstrip(".") if one.what_to_do else words, _cut(one.what_to_do, SHORT), one.get_absolute_url())


def _assessment(known: KnownArea) -> Part:
    return _part("assessment", "Self-assessment", _standing(known), "None opened yet.")


def _standing(known: KnownArea) -> Iterator[Line]:
    """The latest; and, while it goes on, the one signed last."""
    shown = known.assessments[:1]
    if shown and shown[0].state != State.SIGNED:
        shown += tuple(one for one in known.assessments[1:] if one.state == State.SIGNED)[:1]
    for one in shown:
        about, since = one.about_state, _day(timezone.localtime(one.moved_at or one.opened_at))
        ball = f" The ball is with {about.ball}: {about.next_step.lower()}." if about.ball else ""
        yield Line(one.title, f"{about.label} since {since}.{ball}", one.get_absolute_url())
    if shown:
        yield Line("Levels signed last", levels_in_words(known))


def levels_in_words(known: KnownArea) -> str:
    """ "Level 2: standards 1, 4; level 3: standard 2." """
    by_level: dict[str, list[str]] = {}
    for one in known.standards:
        if one.signed:
            level = one.signed.answer.level
            by_level.setdefault(f"level {level}" if level else one.signed.answer.short.lower(), []).append(
                str(one.standard.number)
            )
    if not by_level:
        return "None yet." if known.levels.whole else f"{HIDDEN}."
    said = "; ".join(
        f"{level}: standard{'s' * (len(of) > 1)} {', '.join(of)}" for level, of in sorted(by_level.items())
    )
    return f"{said[0].upper()}{said[1:]}."


def _packages(known: KnownArea) -> Part:
    rows = [
        Line(
            _cut(one.title, TITLE),
            f"{ABOUT[one.at].label}. With {one.ball}: {one.next_step.lower()}.",
            one.get_absolute_url(),
        )
        for one in known.open_packages
    ]
    nothing = "None open." if known.packages_whole else f"{HIDDEN}."
    return _part("packages", "Open support packages", rows, nothing, MOST_PACKAGES, known.authority.get_absolute_url())


def _asked(known: KnownArea) -> Part:
    asks = known.asked.asks if known.asked else ()
    rows = [Line(one.whom, f"{_cut(one.what, TITLE)}, {one.minutes} minutes") for one in asks]
    total = f": {known.asked.minutes} minutes" if known.asked and asks else ""
    nothing = "Nothing today." if known.asked else f"{HIDDEN}."
    return _part("asked", f"Asked of it now{total}", rows, nothing, MOST_ASKED, _page("programme:asked-detail", known))


def _judgements(known: KnownArea) -> Part:
    rows = [
        Line(
            f"{one.get_scheme_display()}: {one.get_overall_display()}",
            f"inspected {_day(one.inspected_from)}; impact of leaders: {one.get_leaders_display().lower()}",
        )
        for one in known.judgements
    ]
    url = f"{known.authority.get_absolute_url()}#judgements"
    return _part("judgements", "Ofsted judgements", rows, "None recorded in the sources we use.", MOST_JUDGEMENTS, url)


def _told(known: KnownArea, most: int) -> Part:
    """It has no page of its own where the rest would be."""
    rows = [Line("", _cut(one, LONG)) for one in known.told]
    return _part("told", "What not to ask again", rows, "Nothing is written down that you may read.", most)
