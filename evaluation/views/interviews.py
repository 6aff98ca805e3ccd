"""Interviews, recorded page by page by evaluators; the person interviewed checks them by a link of their own."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from commissioning.access.gate import check_anywhere
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted

from ..actions import answering
from ..actions import interviews as actions
from ..forms.interviews import InterviewForm, PassageForm, UncheckedForm
from ..forms.respond import PageForm
from ..models import Invitation
from ..queries import answering as drafts
from ..queries import interviews as queries
from . import doors


def _to_interview(request: HttpRequest, pk: int) -> Invitation:
    """An invitation of a group that is interviewed, and has something to be asked."""
    invitation = doors.to_run_invitation(request, pk)
    if not invitation.group.interviewed or invitation.group.instrument_version_id is None:
        raise Http404
    return invitation


@require_http_methods(["GET", "HEAD", "POST"])
def interview_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """When it was held, the answers so far, what is left to do."""
    check_anywhere(request.scope, Permission.ROUNDS_RUN)
    invitation = _to_interview(request, pk)
    current = queries.interview_of(invitation)
    form = InterviewForm(posted(request), initial=_initial(current))
    if form.saved(lambda: actions.save(invitation=invitation, held=form.held, version=form.on_top_of, by=request.user)):
        messages.success(request, "Saved.")
        return redirect("evaluation:interview-detail", pk)
    return _page(request, invitation, form=form)


def _initial(interview: Any) -> dict[str, Any]:
    if interview is None:
        return {"version": 0}
    return {name: getattr(interview, name) for name in ("held_on", "present", "consent", "version")}


def _page(request: HttpRequest, invitation: Invitation, status: int = 200, **forms: Any) -> HttpResponse:
    walk = queries.walk_of(invitation)
    missing = {} if walk.sheet.is_finished else answering.problems_of(walk.way, walk.sheet.answers)
    standing = queries.standing_of(invitation, walk, missing)
    context = {
        "invitation": invitation,
        "group": invitation.group,
        "round": invitation.group.round,
        "standing": standing,
        "form": InterviewForm(initial=_initial(standing.interview)),
        "unchecked": UncheckedForm(),
        "passage": PassageForm(questions=queries.spoken(walk)),
    }
    return render(request, "evaluation/interviews/interview_detail.html", context | forms, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def interview_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One page of the questionnaire. What is typed is kept even where something on it is still wrong."""
    check_anywhere(request.scope, Permission.ROUNDS_RUN)
    invitation = _to_interview(request, pk)
    walk = queries.walk_of(invitation)
    here = walk.page(number)
    if queries.interview_of(invitation) is None or here is None or walk.sheet.is_finished:
        return redirect("evaluation:interview-detail", pk)
    offered = drafts.offered(walk.way, walk.sheet, here.names) if request.method != "POST" else {}
    form = PageForm(posted(request), walk=walk, page=here, offered=offered)
    seen, theirs = drafts.seen(walk.sheet.answers, form.names), []
    if request.method == "POST":
        is_right = form.is_valid()
        given = answering.save_page(
            way=walk.way, names=form.names, answers=form.given, seen=request.POST.get("seen", ""), unread=form.unread
        )
        walk = queries.walk_of(invitation)
        if given.conflict:
            seen = drafts.seen(walk.sheet.answers, form.names)
            theirs = [(walk.label(walk.instrument.questions[name]), walk.words(name)) for name in form.names]
        elif is_right:
            after = None if "later" in request.POST else walk.after(number)
            if after is None:
                return redirect("evaluation:interview-detail", pk)
            return redirect("evaluation:interview-page", pk, after.number)
    context = {"invitation": invitation, "group": invitation.group, "walk": walk, "here": here, "form": form}
    context |= {"seen": seen, "theirs": theirs, "title": walk.title(here), "offered": bool(offered)}
    return render(request, "evaluation/interviews/interview_page.html", context)


@require_POST
def interview_send(request: HttpRequest, pk: int) -> HttpResponse:
    check_anywhere(request.scope, Permission.ROUNDS_RUN)
    invitation = _to_interview(request, pk)
    interview = queries.interview_of(invitation)
    if interview is None:
        raise Http404
    actions.send_to_check(interview=interview, by=request.user)
    messages.success(request, f"A link to the notes goes to {invitation.person} by email.")
    return redirect("evaluation:interview-detail", pk)


@require_POST
def interview_count(request: HttpRequest, pk: int) -> HttpResponse:
    check_anywhere(request.scope, Permission.ROUNDS_RUN)
    invitation = _to_interview(request, pk)
    interview, form = queries.interview_of(invitation), UncheckedForm(request.POST)
    if interview is None:
        raise Http404
    if not form.is_valid():
        return _page(request, invitation, unchecked=form)
    given = actions.count_unchecked(interview=interview, because=form.cleaned_data["because"], by=request.user)
    if given.problems:
        messages.error(request, "Some questions still need an answer; they are listed below.")
        return _page(request, invitation, status=422, unchecked=form)
    messages.success(request, "The interview counts.")
    return redirect("evaluation:interview-detail", pk)


@require_POST
def passage_add(request: HttpRequest, pk: int) -> HttpResponse:
    check_anywhere(request.scope, Permission.ROUNDS_RUN)
    invitation = _to_interview(request, pk)
    interview = queries.interview_of(invitation)
    if interview is None:
        raise Http404
    form = PassageForm(request.POST, questions=queries.spoken(queries.walk_of(invitation)))
    if not form.is_valid():
        return _page(request, invitation, passage=form)
    actions.add_passage(interview=interview, by=request.user, **form.cleaned_data)
    messages.success(request, "Kept.")
    return redirect("evaluation:interview-detail", pk)


@require_POST
def passage_remove(request: HttpRequest, pk: int) -> HttpResponse:
    check_anywhere(request.scope, Permission.ROUNDS_RUN)
    passage = get_object_or_404(queries.passages(), pk=pk)
    invitation_id = passage.interview.invitation_id
    actions.remove_passage(passage=passage, by=request.user)
    messages.success(request, "Removed.")
    return redirect("evaluation:interview-detail", invitation_id)
