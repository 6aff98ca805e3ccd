"""Every write about quotes. A passage is the answer's own words; names of people and places never get past approval."""

from django.db import transaction
from django.utils import timezone

from commissioning.people import audit
from commissioning.people.models import User
from commissioning.saving import NotNow, Saved

from .. import passages, telling
from ..models import Passage, Quote, WrittenAnswer
from ..queries import quotes as queries

State = Quote.State


class NotSaid(ValueError):
    """The passage is not the answer's own words; the message says what to do."""


@transaction.atomic
def add(*, source: WrittenAnswer | Passage, passage: str, consent: str, by: User) -> Quote:
    """The same passage of the same answer, or of the same note of an interview, is one quote."""
    locked = type(source).objects.select_for_update(of=("self",)).get(pk=source.pk)
    passage = _verbatim(passage, locked)
    of = _of(locked)
    twin = Quote.objects.filter(**of, passage=passage).exclude(state=State.WITHDRAWN).first()
    if twin is not None:
        return twin
    quote = Quote.objects.create(**of, passage=passage, consent=consent, changed_at=timezone.now(), changed_by=by)
    audit.record("quote-add", quote, by=by)
    return quote


@transaction.atomic
def save(*, quote: Quote, passage: str, consent: str, version: int, by: User) -> Saved[Quote]:
    current = _lock_draft(quote)
    passage = _verbatim(passage, current.source)
    if (current.passage, current.consent) == (passage, consent):
        return Saved(current)
    if current.version != version:
        return Saved(current, conflict=True)
    _change(current, passage, consent, by)
    audit.record("quote-save", current, by=by)
    return Saved(current)


@transaction.atomic
def mask(*, quote: Quote, by: User) -> Saved[Quote]:
    """What has to go is replaced by marks. Sent twice it changes nothing more."""
    current = _lock_draft(quote)
    passage = telling.masked(current.passage, queries.findings(current.passage))
    if passage != current.passage:
        _verbatim(passage, current.source)
        _change(current, passage, current.consent, by)
        audit.record("quote-mask", current, by=by)
    return Saved(current)


@transaction.atomic
def approve(*, quote: Quote, override_reason: str, version: int, by: User) -> Saved[Quote]:
    """Checked again as the names are today. What was found and may stand is kept with the reason."""
    current = _lock(quote)
    if current.state == State.APPROVED and current.override_reason == override_reason:
        return Saved(current)
    _check_draft(current)
    if current.version != version:
        return Saved(current, conflict=True)
    shown = queries.shown(current)
    _check_may_stand(shown, override_reason)
    current.state, current.attribution = State.APPROVED, shown.attribution
    current.override_reason = override_reason if shown.to_explain else ""
    current.checked = [f"{one.why}: {one.words}" for one in (*shown.to_explain, *shown.to_look_at)]
    current.approved_at, current.approved_by = timezone.now(), by
    current.version += 1
    current.save()
    audit.record("quote-override" if shown.to_explain else "quote-approve", current, by=by)
    return Saved(current)


def _check_may_stand(shown: queries.QuoteShown, reason: str) -> None:
    if shown.to_mask:
        words = ", ".join(f"“{one.words}”" for one in shown.to_mask)
        raise NotNow(f"{words} would tell who speaks. Mask it before the passage is approved.")
    if shown.lacks_consent:
        raise NotNow("This was said in an interview. It is approved only with consent to quote.")
    if shown.to_explain and not reason:
        words = ", ".join(f"“{one.words}”" for one in shown.to_explain)
        raise NotNow(f"Mask {words}, or say why it names nobody.")


@transaction.atomic
def withdraw(*, quote: Quote, because: str, by: User) -> Quote:
    """It stays, with the reason, and is quoted no more. Sent twice it is withdrawn once, for the first reason."""
    current = _lock(quote)
    if current.state != State.WITHDRAWN:
        current.state, current.withdrawn_because = State.WITHDRAWN, because
        current.withdrawn_at, current.withdrawn_by = timezone.now(), by
        current.version += 1
        current.save()
        audit.record("quote-withdraw", current, by=by)
    return current


def _of(source: WrittenAnswer | Passage) -> dict[str, WrittenAnswer | Passage]:
    return {"noted" if isinstance(source, Passage) else "answer": source}


def _verbatim(passage: str, source: WrittenAnswer | Passage) -> str:
    passage = passages.tidied(passage)
    if problem := passages.not_verbatim(passage, source.text):
        raise NotSaid(problem)
    return passage


def _change(quote: Quote, passage: str, consent: str, by: User) -> None:
    twins = Quote.objects.filter(**_of(quote.source), passage=passage).exclude(state=State.WITHDRAWN)
    if twins.exclude(pk=quote.pk).exists():
        raise NotNow("This passage is in the bank already. Withdraw one of the two.")
    quote.passage, quote.consent = passage, consent
    quote.changed_at, quote.changed_by = timezone.now(), by
    quote.version += 1
    quote.save()


def _lock(quote: Quote) -> Quote:
    return queries.quotes().select_for_update(of=("self",)).get(pk=quote.pk)


def _lock_draft(quote: Quote) -> Quote:
    current = _lock(quote)
    _check_draft(current)
    return current


def _check_draft(quote: Quote) -> None:
    if quote.state == State.APPROVED:
        raise NotNow("This quote is approved and no longer changes. Withdraw it, and make another.")
    if quote.state == State.WITHDRAWN:
        raise NotNow("This quote was withdrawn and no longer changes. Make another.")
