"""What looks across all apps for one reader: home."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.registry import BuiltPanel
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.documents import queries as documents
from commissioning.people.models import RoleAppointment
from commissioning.people.queries.handover import newly_held
from commissioning.support.queries import todo as support_todo
from readiness.models import Scorer
from readiness.queries import giving, plan, todo
from readiness.queries.partners import convened_by
from readiness.window import written
from readiness.workflow import State

from .contact import queries as contact
from .contact.models import OfferOfContact
from .contact.rules import State as OfferState
from .home.panels import panels
from .welcome.queries import Guide, guide


@dataclass(frozen=True)
class Step:
    """One thing that needs the reader now, with a button for it. `minutes`: about how long, where it is known and the
    text does not say.
    """

    area: str
    title: str
    text: str
    url: str
    button: str
    minutes: int = 0


@dataclass(frozen=True)
class Home:
    """What needs me now, most urgent first; empty with a kind word when nothing does. `panels`: what each role I hold
    looks at first.
    """

    steps: tuple[Step, ...]
    panels: tuple[BuiltPanel, ...]
    has_documents: bool
    gives_views: bool
    guide: Guide


def home(scope: Scope) -> Home:
    waiting = [_waiting(row) for row in todo.todos(scope)]
    unopened = [_to_start(area) for area in todo.to_start(scope)]
    late = [_overdue(authority, number) for authority, number in plan.overdue_by_area(scope)]
    asked = [_asked(scorer) for scorer in giving.waiting_for(scope)]
    welcome = [_welcome(offer) for offer in _welcomed(scope)]
    support = [_of_support(row) for row in support_todo.todos(scope)]
    taken_on = [_taken_on(row) for row in newly_held(scope, timezone.localdate())]
    return Home(
        tuple(waiting + asked + welcome + support + unopened + late + taken_on),
        tuple(panels(scope)),
        documents.documents(scope).exists(),
        giving.asked_of(scope).exists() or convened_by(scope).exists(),
        guide(scope),
    )


def _asked(scorer: Scorer) -> Step:
    last_day = written(scorer.assessment.views_close_on)
    return Step(
        area=str(scorer.assessment.authority),
        title=f"Give {f'the view of {scorer.label}' if scorer.kind == Scorer.Kind.GROUP else 'your view'}",
        text=f"It takes about {giving.MINUTES} minutes, in as many sittings as you like. The last day is {last_day}.",
        url=reverse("readiness:view-detail", args=[scorer.pk]),
        button="Give your view",
    )


def _welcomed(scope: Scope) -> list[OfferOfContact]:
    """Offers that an area said yes to, until somebody has them."""
    if not scope.holds(Permission.CONTACT_MAKE):
        return []
    rows = contact.offers(scope).filter(scope.within([Permission.CONTACT_MAKE]))
    return list(rows.filter(state=OfferState.OPEN, answer=OfferOfContact.Answer.YES))


def _welcome(offer: OfferOfContact) -> Step:
    return Step(
        area=str(offer.authority),
        title=f"“Yes please” to an offer of contact: {offer.get_rule_display().lower()}",
        text="Nobody has said yet that they have it.",
        url=offer.get_absolute_url(),
        button="See what they said",
    )


def _waiting(row: todo.Todo) -> Step:
    minutes = 0 if row.assessment.state == State.OPEN else row.minutes
    area = str(row.assessment.authority)
    return Step(area, title=row.title, text=row.text, url=row.url, button=row.button, minutes=minutes)


def _of_support(row: support_todo.Todo) -> Step:
    return Step(row.area, title=row.title, text=row.text, url=row.url, button=row.button, minutes=row.minutes)


def _to_start(area: todo.ToStart) -> Step:
    return Step(
        area=str(area.authority),
        title=f"Start the self-assessment for {area.year_label}",
        text="It takes about two and a half hours, in as many sittings as you like.",
        url=reverse("readiness:assessment-start", args=[area.authority.gss_code]),
        button="Start",
    )


def _taken_on(held: RoleAppointment) -> Step:
    return Step(
        area=str(held.authority),
        title="See what was left for you",
        text=f"You are new as {held.role_label.lower()}: what waits, what is open, what was noted, and whom to ask.",
        url=reverse("programme:handover-detail", args=[held.authority.gss_code]),
        button="Read the handover",
    )


def _overdue(authority: Authority, number: int) -> Step:
    return Step(
        area=str(authority),
        title=f"{number} action{'s are' if number != 1 else ' is'} overdue",
        text="Say how it goes, choose another day, or stop what no longer makes sense.",
        url=f"{reverse('readiness:plan-detail', args=[authority.gss_code])}?due_by=overdue",
        button="See what is overdue",
    )
