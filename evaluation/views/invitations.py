"""Pages of those a group asks: the list, one invitation, reminders and new links.

Of an anonymous round they say who was invited and nothing of what became of it.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond

from .. import listings
from ..actions import inviting
from ..actions import rounds as actions
from ..forms.rounds import NOTHING, OutcomeForm
from ..models import Invitation
from ..queries import rounds as queries
from .doors import to_read_invitation, to_run_group, to_run_invitation


@require_safe
def invitation_list(request: HttpRequest, pk: int) -> HttpResponseBase:
    group = to_run_group(request, pk)
    values = {} if group.is_anonymous else queries.values_asked(group)
    context = {
        "noun": "people",
        "group": group,
        "round": group.round,
        "chase": "interview" if group.interviewed else "silent",
    }
    listing = listings.people_asked(group, values)
    rows = queries.people_asked(group)
    return respond(request, listing, rows, "evaluation/rounds/invitation_list.html", context, about=group)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What staff learnt of it."""
    invitation = to_read_invitation(request, pk)
    form = OutcomeForm(posted(request), group=invitation.group, initial={"outcome": _outcome(invitation)})
    if form.is_valid():
        inviting.set_outcome(invitation=invitation, by=request.user, **form.cleaned_data)
        messages.success(request, "Noted.")
        return redirect("evaluation:invitation-list", invitation.group_id)
    context = {"form": form, "invitation": invitation, "group": invitation.group, "round": invitation.group.round}
    context |= {"standing": queries.standing_of(invitation)}
    return render(request, "evaluation/rounds/invitation_detail.html", context)


def _outcome(invitation: Invitation) -> str:
    """Of an anonymous round a refusal looks like nothing: it would say that they have not answered."""
    is_secret = invitation.group.is_anonymous and invitation.outcome == Invitation.Outcome.REFUSED
    return NOTHING if is_secret else invitation.outcome or NOTHING


@require_POST
def invitation_link(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = to_run_invitation(request, pk)
    actions.send_link_again(invitation=invitation, by=request.user)
    messages.success(
        request, f"A new link goes to {invitation.person} by email if they were invited and have not answered."
    )
    return redirect("evaluation:invitation-list", invitation.group_id)


@require_POST
def group_remind(request: HttpRequest, pk: int) -> HttpResponse:
    group = to_run_group(request, pk)
    if inviting.ask_for_reminder(group=group, by=request.user):
        messages.success(request, f"{group.title}: those who have not answered are reminded by email, a few a minute.")
    else:
        messages.info(request, f"{group.title}: a reminder was asked for today already. Nobody is reminded twice.")
    return redirect(group.round)
