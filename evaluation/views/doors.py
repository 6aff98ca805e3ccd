"""How the pages of a round begin: find it, once it is known that the reader may see such a page.

Rounds belong to no area: every evaluator runs every round, and programme leads see how many have answered.
"""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from commissioning.access.gate import check_anywhere
from commissioning.access.permissions import Permission
from commissioning.people import audit

from ..models import Invitation, Round, RoundGroup
from ..queries import rounds as queries

# The pages of one round, in its sub-navigation.
PAGES = (("evaluation:round-detail", "The round"), ("evaluation:round-rates", "Response rates"))


def to_see(request: HttpRequest, pk: int) -> Round:
    """Its days, its groups and how many have answered. An action that is not possible now leads back to it."""
    check_anywhere(request.scope, Permission.RATES_SEE)
    request.about = get_object_or_404(queries.rounds(), pk=pk)
    return request.about


def to_run(request: HttpRequest, pk: int) -> Round:
    check_anywhere(request.scope, Permission.ROUNDS_RUN)
    return to_see(request, pk)


def to_see_group(request: HttpRequest, pk: int) -> RoundGroup:
    check_anywhere(request.scope, Permission.RATES_SEE)
    group = get_object_or_404(queries.groups(), pk=pk)
    request.about = group.round
    return group


def to_run_group(request: HttpRequest, pk: int) -> RoundGroup:
    check_anywhere(request.scope, Permission.ROUNDS_RUN)
    return to_see_group(request, pk)


def to_export_answers(request: HttpRequest, pk: int) -> RoundGroup:
    check_anywhere(request.scope, Permission.RESPONSES_EXPORT)
    return to_see_group(request, pk)


def to_run_invitation(request: HttpRequest, pk: int) -> Invitation:
    check_anywhere(request.scope, Permission.ROUNDS_RUN)
    invitation = get_object_or_404(queries.invitations(), pk=pk)
    request.about = invitation.group.round
    return invitation


def to_read_invitation(request: HttpRequest, pk: int) -> Invitation:
    """By name, which is recorded."""
    invitation = to_run_invitation(request, pk)
    if request.method in ("GET", "HEAD"):
        audit.record("frame-read", invitation.group, by=request.user)
    return invitation
