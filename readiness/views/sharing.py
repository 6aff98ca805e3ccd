"""What an area shows to others, who looked, and how the report was played back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond
from commissioning.people import audit
from commissioning.people.held import typed_fields
from commissioning.saving import NotNow

from ..actions import sharing as actions
from ..forms.sharing import PlaybackForm, ShareForm
from ..models import Playback, SelfAssessment, Share
from ..queries import looks
from ..queries import sharing as queries
from ..queries.detail import pages
from ..queries.reading import shares_open_to, signed_snapshot
from .doors import to_do, to_lead, to_see


@require_safe
def share_list(request: HttpRequest, pk: int) -> HttpResponse:
    """With whom, what for and until when; the champion begins and ends shares from here."""
    assessment = to_do(request, pk, Permission.LOOKS_SEE)
    context = {
        "assessment": assessment,
        "pages": pages(assessment, request.scope, "sharing"),
        "sharing": queries.sharing_of(assessment, request.scope),
        "may_share": request.scope.may(Permission.ASSESSMENT_LEAD, assessment.authority),
    }
    return render(request, "readiness/sharing/share_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def share_add(request: HttpRequest, pk: int, audience: str) -> HttpResponse:
    """Asks, shows exactly what that audience would see, and shares once that is confirmed."""
    assessment = to_lead(request, pk)
    if audience not in Share.Audience.values:
        raise Http404
    snapshot = signed_snapshot(assessment)
    if snapshot is None:
        raise NotNow("Only signed levels can be shared, and this self-assessment has not been signed yet.")
    form = ShareForm(posted(request), today=timezone.localdate())
    context = {"assessment": assessment, "audience": Share.Audience(audience).label, "form": form, "snapshot": snapshot}
    if "change" in request.POST or not form.is_valid():
        return render(request, "readiness/sharing/share_add.html", context)
    wanted = form.wanted(audience)
    if "share" not in request.POST:
        context |= {"levels": queries.levels_of(snapshot), "held": typed_fields(request)}
        context["shares"] = [{**vars(wanted), "shared_by": request.user}]
        return render(request, "readiness/sharing/share_preview.html", context)
    actions.share(assessment=assessment, wanted=wanted, by=request.user)
    messages.success(request, "Shared. They can see it from now on.")
    return redirect("readiness:share-list", pk=pk)


@require_POST
def share_end(request: HttpRequest, pk: int, share: int) -> HttpResponse:
    assessment = to_lead(request, pk)
    found = get_object_or_404(assessment.shares.all(), pk=share)
    if actions.end_share(share=found, by=request.user):
        messages.success(request, "Ended. They can no longer see it.")
    return redirect("readiness:share-list", pk=pk)


@require_safe
def share_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What one audience gets: purpose, last day, the levels, and the way to the report where all of it is shared."""
    assessment = to_see(request, pk)
    shares = shares_open_to(assessment, request.scope)
    if not shares:
        raise PermissionDenied("The area shares nothing of this self-assessment with you today.")
    audit.record("share-read", assessment, by=request.user, authority_id=assessment.authority_id)
    snapshot = signed_snapshot(assessment)
    context = {
        "assessment": assessment,
        "pages": pages(assessment, request.scope, "shared"),
        "shares": shares,
        "snapshot": snapshot,
        "levels": queries.levels_of(snapshot),
    }
    return render(request, "readiness/sharing/share_detail.html", context)


@require_safe
def look_list(request: HttpRequest, pk: int) -> HttpResponseBase:
    assessment = to_do(request, pk, Permission.LOOKS_SEE)
    context = {"assessment": assessment, "pages": pages(assessment, request.scope, "looks"), "noun": "reads"}
    rows = looks.looks_at(assessment)
    return respond(request, looks.LISTING, rows, "readiness/sharing/look_list.html", context, about=assessment)


@require_http_methods(["GET", "HEAD", "POST"])
def playback_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The champion writes it; those it was played back to read it."""
    assessment = to_see(request, pk)
    if not request.scope.may(Permission.ASSESSMENT_LEAD, assessment.authority):
        return _playback_to_read(request, assessment)
    if not queries.was_sent(assessment):
        raise NotNow("There is something to play back once it is with the director.")
    playback = queries.playback_of(assessment)
    form = _playback_form(request, assessment, playback)
    if form.saved(lambda: actions.save_playback(assessment=assessment, told=form.told, by=request.user)):
        messages.success(request, "Saved.")
        return redirect("readiness:playback-edit", pk=pk)
    context = {
        "assessment": assessment,
        "pages": pages(assessment, request.scope, "playback"),
        "playback": playback,
        "form": form,
        "conflict": form.theirs,
    }
    return render(request, "readiness/sharing/playback_edit.html", context)


def _playback_form(request: HttpRequest, assessment: SelfAssessment, playback: Playback | None) -> PlaybackForm:
    return PlaybackForm(
        posted(request),
        opened=timezone.localdate(assessment.opened_at),
        today=timezone.localdate(),
        initial=queries.playback_words(playback),
    )


def _playback_to_read(request: HttpRequest, assessment: SelfAssessment) -> HttpResponse:
    if request.method == "POST" or not queries.may_read_playback(assessment, request.scope):
        raise PermissionDenied(
            "The champion writes this; the director, the local lead and contributors who took part read it."
        )
    context = {
        "assessment": assessment,
        "pages": pages(assessment, request.scope, "playback"),
        "playback": queries.playback_of(assessment),
    }
    return render(request, "readiness/sharing/playback_detail.html", context)
