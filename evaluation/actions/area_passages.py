"""Every write about passages of notes taken in an area: under which themes, and what of one may be quoted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from commissioning.people import audit
from commissioning.people.models import User
from commissioning.saving import NotNow, Saved

from .. import passages, telling
from ..models import AreaInterview, AreaPassage, PassageTheme
from ..queries import listening as queries
from .listening import lock
from .quotes import NotSaid


@transaction.atomic
def add(*, interview: AreaInterview, question: str, text: str, by: User) -> AreaPassage:
    """The notes' own words, put under the theme that its question stands under; the same again is one."""
    listening = lock(interview.listening, by)
    note = interview.notes.filter(question=question).first()
    text = passages.tidied(text)
    if problem := "There is no note of this question." if note is None else passages.not_verbatim(text, note.text):
        raise NotSaid(problem)
    passage, made = AreaPassage.objects.get_or_create(interview=interview, question=question, text=text)
    if made:
        if theme := queries.theme_of(interview.guide.content, question):
            PassageTheme.objects.create(passage=passage, theme=theme)
        audit.record("area-passage-add", passage, by=by, authority_id=listening.authority_id)
    return passage


@dataclass(frozen=True)
class Coded:
    """What a passage's page sent. `quote`: what may be printed of it, "" for nothing."""

    themes: frozenset[str]
    quote: str
    seen_on: date | None


@transaction.atomic
def save(*, passage: AreaPassage, coded: Coded, version: int, by: User) -> Saved[AreaPassage]:
    """Another quotation, or another day on which it was shown, has to be approved again."""
    current = _lock(passage, by)
    quote = _verbatim(coded.quote, current) if coded.quote else ""
    themes = {row.theme for row in current.themes.all()}
    if (themes, current.quote, current.seen_on) == (coded.themes, quote, coded.seen_on):
        return Saved(current)
    if version != current.version:
        return Saved(current, conflict=True)
    _check_themes(current, coded.themes)
    current.themes.exclude(theme__in=coded.themes).delete()
    PassageTheme.objects.bulk_create(PassageTheme(passage=current, theme=key) for key in coded.themes - themes)
    if (current.quote, current.seen_on) != (quote, coded.seen_on):
        agreed_to_other_words = quote != current.quote and coded.seen_on == current.seen_on
        current.seen_on = None if agreed_to_other_words else coded.seen_on
        current.quote, current.approved_at, current.approved_by, current.override_reason = quote, None, None, ""
    _saved(current, "area-passage-save", by)
    return Saved(queries.passages().get(pk=current.pk))


@transaction.atomic
def mask(*, passage: AreaPassage, by: User) -> AreaPassage:
    """What has to go is replaced by marks. Sent twice it changes nothing more."""
    current = _lock(passage, by)
    [shown] = queries.shown([current], current.interview.listening.authority)
    quote = telling.masked(current.quote, shown.found)
    if quote != current.quote:
        current.quote = _verbatim(quote, current)
        current.approved_at, current.approved_by, current.override_reason = None, None, ""
        _saved(current, "area-passage-mask", by)
    return current


@transaction.atomic
def approve(*, passage: AreaPassage, override_reason: str, version: int, by: User) -> Saved[AreaPassage]:
    """Checked again as names, notes and consent are now."""
    current = _lock(passage, by)
    if current.approved_at and current.override_reason == override_reason:
        return Saved(current)
    if version != current.version:
        return Saved(current, conflict=True)
    _check_may_stand(current, override_reason)
    current.approved_at, current.approved_by, current.override_reason = timezone.now(), by, override_reason
    _saved(current, "area-passage-override" if override_reason else "area-passage-approve", by)
    return Saved(current)


def _check_may_stand(passage: AreaPassage, reason: str) -> None:
    [shown] = queries.shown([passage], passage.interview.listening.authority)
    if not passage.quote:
        raise NotNow("Say first what of it is to be quoted.")
    if shown.why_not:
        raise NotNow(shown.why_not)
    if shown.to_mask:
        words = ", ".join(f"“{one.words}”" for one in shown.to_mask)
        raise NotNow(f"{words} would tell who speaks. Mask it before the passage is approved.")
    if shown.to_explain and not reason:
        words = ", ".join(f"“{one.words}”" for one in shown.to_explain)
        raise NotNow(f"Mask {words}, or say why it tells nobody apart.")


@transaction.atomic
def withdraw(*, passage: AreaPassage, by: User) -> None:
    """No later report quotes it. One that is out keeps it, and the next supersedes that."""
    current = _lock(passage, by)
    if current.approved_at:
        current.approved_at, current.approved_by, current.override_reason = None, None, ""
        _saved(current, "area-passage-withdraw", by)


@transaction.atomic
def remove(*, passage: AreaPassage, by: User) -> None:
    """The words stay in the notes."""
    current = _lock(passage, by)
    if current.approved_at:
        raise NotNow("This passage is approved as a quotation. Withdraw it first.")
    audit.record("area-passage-remove", current, by=by, authority_id=current.interview.listening.authority_id)
    current.delete()


def _lock(passage: AreaPassage, by: User) -> AreaPassage:
    lock(passage.interview.listening, by)
    return queries.passages().get(pk=passage.pk)


def _saved(row: AreaPassage, verb: str, by: User) -> None:
    row.version += 1
    row.save()
    audit.record(verb, row, by=by, authority_id=row.interview.listening.authority_id)


def _verbatim(quote: str, passage: AreaPassage) -> str:
    """Of the passage, and of the notes as they are now."""
    quote = passages.tidied(quote)
    note = passage.interview.notes.filter(question=passage.question).first()
    for source in (passage.text, note.text if note else ""):
        if problem := passages.not_verbatim(quote, source):
            raise NotSaid(problem)
    return quote


def _check_themes(passage: AreaPassage, themes: Collection[str]) -> None:
    known = {one.key for one in queries.themes_of(passage.interview.listening)}
    if not set(themes) <= known:
        raise NotNow("A theme is not one of the guides’. Choose again.")
