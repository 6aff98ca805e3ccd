"""“Why not ask together?”: whoever oversees a region writes to the champions of several of its areas.

Nothing is asked for by it: the champion who takes the lead writes the request, and the others join it.
"""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from commissioning.access.gate import check
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import holders, scope_of
from commissioning.saving import NotNow

from ..models import JointProposal

FEWEST = 2
MOST_TOLD = JointProposal._meta.get_field("told").max_length


@transaction.atomic
def propose(*, kind: str, areas: Iterable[Authority], words: str, key: UUID, by: User) -> JointProposal:
    """`key`: the page’s own, so that one page sent twice is one proposal."""
    areas, scope = sorted(areas, key=str), scope_of(by)
    if len(areas) < FEWEST:
        raise NotNow("Select two areas or more.")
    for area in areas:
        check(scope, Permission.REGION_NEEDS_SEE, area)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if twin := JointProposal.objects.filter(key=key, by=by).first():
        return twin
    champions = {area: [held.person for held in holders(Permission.SUPPORT_REQUEST, area)] for area in areas}
    told = _in_words(champions)
    proposal = JointProposal.objects.create(kind=kind, words=words, key=key, told=told[:MOST_TOLD], by=by)
    proposal.areas.set(areas)
    for area, people in champions.items():
        audit.record("joint-propose", proposal, by=by, authority_id=area.pk)
        for person in people:
            _tell(person, proposal, areas)
    return proposal


def _in_words(champions: dict[Authority, list[User]]) -> str:
    told = [f"{person} ({area})" for area, people in champions.items() for person in people if person.email]
    silent = [str(area) for area, people in champions.items() if not any(person.email for person in people)]
    said = f"Told by e-mail: {', '.join(told)}." if told else "Nobody was told by e-mail."
    return f"{said} Nobody to tell today in: {', '.join(silent)}." if silent else said


def _tell(person: User, proposal: JointProposal, areas: list[Authority]) -> None:
    """Of the note its address alone: mail lies open on many desks."""
    if not person.email:
        return
    context = {
        "person": person,
        "proposal": proposal,
        "areas": areas,
        "address": settings.SITE_ADDRESS + proposal.get_absolute_url(),
        "programme": settings.PROGRAMME_NAME,
    }
    body = render_to_string("support/email/proposal.txt", context)
    send_mail(
        subject="Support together with other areas?", message=body, from_email=None, recipient_list=[person.email]
    )
