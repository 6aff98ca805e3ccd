"""One standard’s line, step by step, made of what is known. Pure: it reads nothing, and decides order and words only.

A step the reader may not see whole says "not shared with you" whether there is anything or not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from commissioning.authorities.models import Authority
from commissioning.library.workflow import State
from commissioning.support.models import Rating
from commissioning.support.workflow import ABOUT
from evaluation.queries.published_figures import ENGLAND, Published, PublishedFigure
from readiness.gaps import is_gap
from readiness.models import Standard

from .known import Known, KnownPackage
from .levels import SignedLevel, around

HIDDEN = "Not shared with you"
SEQUENCE = (
    "These stand in their order of time: a sequence, not a cause. That one came after the other does not say that it"
    " came from it; much else happens in an area."
)


@dataclass(frozen=True)
class Entry:
    """Something that happened or is; `on` the day it is about. `url` leads to it."""

    title: str
    text: str = ""
    on: date | None = None
    url: str = ""
    tag: str = ""


@dataclass(frozen=True)
class Step:
    """`whole`: the reader sees all there is. `short`: the step in a cell. `nothing`: why there is nothing."""

    key: str
    title: str
    entries: tuple[Entry, ...]
    whole: bool
    short: str
    nothing: str = "None yet."

    @property
    def hidden(self) -> str:
        """What is said of the rest, or of everything, that the reader may not see."""
        if self.whole:
            return ""
        return "Anything else is not shared with you." if self.entries else f"{HIDDEN}."


@dataclass(frozen=True)
class Line:
    """`figures`: of this type of authority and of England, from a published report."""

    authority: Authority
    standard: Standard
    steps: tuple[Step, ...]
    figures: tuple[PublishedFigure, ...]
    published: Published
    shows_levels: bool

    def step(self, key: str) -> Step:
        return next(one for one in self.steps if one.key == key)


def lines(known: Known) -> list[Line]:
    """Of every standard, in their order."""
    return [line(known, standard) for standard in known.standards]


def line(known: Known, standard: Standard) -> Line:
    code = standard.code
    packages = known.packages_by_code.get(code, [])
    first = min((one.package.agreed_at for one in packages if one.package.agreed_at), default=None)
    levels = known.levels.by_code.get(code, [])
    before, after = around(levels, first)
    steps = (
        _levels("levels", "Signed levels", before, known, "Nothing signed yet."),
        _gap(before, known),
        _actions(known, code),
        _packages(packages, known),
        _criteria(packages, code, known),
        _follow_ups(packages, known),
        _levels("later", "Level after the package was agreed", after, known, _why_not_later(first)),
        _studies(packages, known, code),
    )
    offers = {one.package.offer for one in packages} or {"bespoke"}
    figures = _figures(known.published, offers, known.authority)
    return Line(known.authority, standard, steps, figures, known.published, bool(levels))


def _why_not_later(first: datetime | None) -> str:
    return "Nothing signed since." if first else "No package was agreed, so no level is counted as later."


def _levels(key: str, title: str, levels: Iterable[SignedLevel], known: Known, nothing: str) -> Step:
    found = [Entry(_level_words(one), _aim(one), one.on, one.url, one.words) for one in levels]
    short = _level_short(list(levels)) or _none(known.levels.whole, "–")
    return Step(key, title, tuple(found), known.levels.whole, short, nothing)


def _level_words(one: SignedLevel) -> str:
    return f"Level {one.answer.words}" if one.answer.level else one.answer.words


def _aim(one: SignedLevel) -> str:
    return f"Aiming for level {one.target}." if one.target else ""


def _level_short(levels: list[SignedLevel]) -> str:
    return levels[-1].answer.short if levels else ""


def _none(whole: bool, words: str) -> str:
    return words if whole else HIDDEN


def _gap(before: list[SignedLevel], known: Known) -> Step:
    """Between the last level before the package and the level aimed for."""
    whole = known.levels.whole
    if not before:
        return Step("gap", "Gap", (), whole, _none(whole, "–"), "Nothing signed yet.")
    last = before[-1]
    words = _gap_words(last)
    entry = Entry(words, _aim(last), last.on, last.url)
    return Step("gap", "Gap", (entry,), True, words)


def _gap_words(last: SignedLevel) -> str:
    level = last.answer.level
    if level is None:
        return "No level"
    if not is_gap(last.answer, last.target):
        return "No gap"
    if last.target is None:
        return "A low level, with no aim named"
    short_of = last.target - level
    return f"{short_of} level{'s' * (short_of != 1)} short of the aim"


def _actions(known: Known, code: str) -> Step:
    found = [one for one in known.actions if any(standard.code == code for standard in one.standards.all())]
    entries = tuple(
        Entry(
            one.title, f"Owner: {one.owner}." if one.owner else "", one.due_on, one.get_absolute_url(), one.status_label
        )
        for one in found
    )
    short = str(len(found)) if found else _none(known.actions_whole, "None")
    return Step("actions", "Actions in the plan, by the day they are due", entries, known.actions_whole, short)


def _packages(packages: Iterable[KnownPackage], known: Known) -> Step:
    entries = tuple(
        Entry(
            one.package.title,
            _days(one),
            one.agreed_on,
            one.package.get_absolute_url(),
            f"{one.package.reference or 'Draft'}, {ABOUT[one.package.at].label.lower()}",
        )
        for one in packages
    )
    short = ", ".join(one.package.reference or "Draft" for one in packages) or _none(known.packages_whole, "None")
    return Step("packages", "Support packages, by the day they were agreed", entries, known.packages_whole, short)


def _days(one: KnownPackage) -> str:
    package = one.package
    if package.days is None:
        return "Not agreed yet."
    return f"{package.days.normalize():f} days agreed, {package.days_used.normalize():f} used."


def _criteria(packages: Iterable[KnownPackage], code: str, known: Known) -> Step:
    found = [(one, rated) for one in packages for rated in one.criteria_of(code)]
    entries = tuple(
        Entry(
            rated.criterion.text,
            _measured(rated.criterion.measure, rated.criterion.baseline, rated.criterion.target),
            rated.criterion.due_on,
            reverse("support:package-terms", args=[one.package.pk]),
            rated.outcome_label,
        )
        for one, rated in found
    )
    met = sum(rated.outcome == Rating.MET for _, rated in found)
    short = f"{met} of {len(found)} met" if found else _none(known.packages_whole, "None")
    return Step("criteria", "Success criteria, and how they came out", entries, known.packages_whole, short)


def _measured(measure: str, baseline: str, target: str) -> str:
    parts = (("Measured by", measure), ("From", baseline), ("To", target))
    return " ".join(f"{label}: {text.rstrip('.')}." for label, text in parts if text)


def _follow_ups(packages: Iterable[KnownPackage], known: Known) -> Step:
    rows = [(one, row) for one in packages for row in one.follow_ups]
    entries = tuple(
        Entry(
            f"{row.get_why_display()}, {one.package.reference}",
            "",
            row.due_on,
            one.package.get_absolute_url(),
            "Done" if row.done_at else "Overdue" if row.is_overdue else "To come",
        )
        for one, row in rows
    )
    done = sum(row.done_at is not None for _, row in rows)
    short = f"{done} of {len(rows)} done" if rows else _none(known.packages_whole, "None")
    return Step("follow-ups", "Follow-ups, by the day they are due", entries, known.packages_whole, short)


def _figures(published: Published, offers: Iterable[str], authority: Authority) -> tuple[PublishedFigure, ...]:
    wanted = {ENGLAND, authority.get_type_display()}
    return tuple(one for one in published.figures if one.service in offers and one.of in wanted)


def _studies(packages: Iterable[KnownPackage], known: Known, code: str) -> Step:
    """Those written of its packages first, then others that are useful for the standard."""
    entries = list(_own_studies(packages))
    own = {entry.url for entry in entries}
    for one in known.studies.get(code, []):
        if one.url not in own:
            entries.append(Entry(one.title, one.places, None, one.url, f"From the resource bank: {one.tier.lower()}"))
    written = len(own)
    short = str(len(entries)) if not written else f"{len(entries)}, {written} of a package here"
    return Step("studies", "Case studies", tuple(entries), True, short if entries else "None")


def _own_studies(packages: Iterable[KnownPackage]) -> Iterator[Entry]:
    for one in packages:
        if one.study is not None:
            is_out = one.study.at is State.PUBLISHED
            url = one.study.resource.get_absolute_url() if is_out else one.study.get_absolute_url()
            tag = f"Written of {one.package.reference}{'' if is_out else ', not published'}"
            yield Entry(one.study.title, "", None, url, tag)
