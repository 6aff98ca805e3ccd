"""Every write of an offer of contact: making those there is a reason for, and what people do with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string

from commissioning.people import audit
from commissioning.people.models import User
from commissioning.support.models import Session, SupportPackage

from . import finding
from .models import ContactMail, OfferEvent, OfferOfContact
from .rules import OPENED, RULES, Move, Reason, Rule, State, after, is_due_again

PASSED = "The reason has passed."


@dataclass(frozen=True)
class Renewed:
    made: int
    ended: int


@transaction.atomic
def renew(*, today: date) -> Renewed:
    """Ends what has run out or has lost its reason, and offers what there is a reason for. Twice a day is as once."""
    found = finding.reasons(today)
    ended = _end(found, today)
    return Renewed(len(_offer(found, today)), ended)


def _end(found: Iterable[Reason], today: date) -> int:
    """Nobody’s own work is taken out of their hands: what was acknowledged waits for its last day."""
    keys = {reason.key for reason in found}
    ended = 0
    for offer in OfferOfContact.objects.live().select_for_update(of=("self",)):
        has_passed = RULES[Rule(offer.rule)].passes and (offer.authority_id, offer.rule, offer.about) not in keys
        if offer.expires_on < today:
            _move(offer, Move.EXPIRE, "", by=None)
        elif has_passed and offer.state == State.OPEN and not offer.answer:
            _move(offer, Move.EXPIRE, PASSED, by=None)
        else:
            continue
        ended += 1
    return ended


def _offer(found: Iterable[Reason], today: date) -> list[OfferOfContact]:
    live = set(OfferOfContact.objects.live().values_list("authority", "rule", "about"))
    every = OfferOfContact.objects.order_by().values_list("authority", "rule", "about")
    last = {(area, rule, about): day for area, rule, about, day in every.annotate(Max("opened_on"))}
    due = [one for one in found if one.key not in live and is_due_again(one.rule, last.get(one.key), today)]
    return [_make(reason, today) for reason in due]


def _make(reason: Reason, today: date) -> OfferOfContact:
    offer = OfferOfContact.objects.create(
        authority_id=reason.authority_id,
        rule=reason.rule.value,
        about=reason.about,
        words=reason.words,
        since=reason.since,
        opened_on=today,
        expires_on=today + timedelta(days=RULES[reason.rule].lasts),
        share_id=reason.share_id,
    )
    OfferEvent.objects.create(offer=offer, move=OPENED, text=reason.words, by=None)
    audit.record("contact-offer", offer, by=None, authority_id=offer.authority_id)
    return offer


# --- What people do with it ---------------------------------------------------------------


@transaction.atomic
def acknowledge(*, offer: OfferOfContact, by: User) -> OfferOfContact:
    """“I have it.” Twice is once."""
    offer = _locked(offer)
    if offer.state == State.ACKNOWLEDGED:
        return offer
    return _move(offer, Move.ACKNOWLEDGE, "", by=by)


@transaction.atomic
def act(
    *, offer: OfferOfContact, what: str, package: SupportPackage | None, by: User, session: Session | None = None
) -> OfferOfContact:
    """`session`: one of that package, or of its own where no package is said."""
    offer = _locked(offer)
    if _was_done(offer, Move.ACT, what, by):
        return offer
    offer.package, offer.session = session.package if session else package, session
    return _move(offer, Move.ACT, what, by=by)


@transaction.atomic
def dismiss(*, offer: OfferOfContact, reason: str, by: User) -> OfferOfContact:
    offer = _locked(offer)
    return offer if _was_done(offer, Move.DISMISS, reason, by) else _move(offer, Move.DISMISS, reason, by=by)


@transaction.atomic
def answer(*, offer: OfferOfContact, said: str, line: str, by: User) -> OfferOfContact:
    """By the area. “Not now” ends it; “yes please” stands beside it, for whoever acts on it."""
    move = Move.WELCOME if said == OfferOfContact.Answer.YES else Move.DECLINE
    offer = _locked(offer)
    if _was_done(offer, move, line, by):
        return offer
    offer.answer = said
    return _move(offer, move, line, by=by)


@transaction.atomic
def run_out(*, offer: OfferOfContact, because: str, by: User) -> OfferOfContact:
    """Before its last day, because its council is no more. One that is over already stays as it is."""
    offer = _locked(offer)
    return _move(offer, Move.EXPIRE, because, by=by) if offer.is_live else offer


def _locked(offer: OfferOfContact) -> OfferOfContact:
    return OfferOfContact.objects.select_for_update(of=("self",)).select_related("authority").get(pk=offer.pk)


def _was_done(offer: OfferOfContact, move: Move, text: str, by: User) -> bool:
    """The same sent twice."""
    last = offer.events.first()
    return last is not None and (last.move, last.text, last.by_id) == (move.value, text, by.pk)


def _move(offer: OfferOfContact, move: Move, text: str, *, by: User | None) -> OfferOfContact:
    offer.state = after(State(offer.state), move).value
    offer.save(update_fields=["state", "answer", "package", "session"])
    OfferEvent.objects.create(offer=offer, move=move.value, text=text, by=by)
    audit.record(f"contact-{move.value}", offer, by=by, authority_id=offer.authority_id)
    return offer


# --- Mail ---------------------------------------------------------------------------------


@transaction.atomic
def tell(*, person: User, offers: list[OfferOfContact], today: date) -> bool:
    """The day’s one mail. False where they have had it, or there is nothing to say."""
    if not offers:
        return False
    sent, is_mine = ContactMail.objects.get_or_create(person=person, on=today)
    if not is_mine:
        return False
    context = {"person": person, "offers": offers, "site": settings.SITE_ADDRESS, "programme": settings.PROGRAMME_NAME}
    send_mail(
        subject="Offers of contact",
        message=render_to_string("programme/contact/email.txt", context),
        from_email=None,
        recipient_list=[person.email],
    )
    audit.record("contact-mail", sent, by=None)
    return True
