"""Conversations held in an area: when and with whom, their notes by the guide's questions, and the check of them."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.govuk.forms import posted

from ...actions import area_interviews as actions
from ...actions import area_passages as passages
from ...actions.quotes import NotSaid
from ...forms.listening import HeldForm, PassageForm, UncheckedForm, initial_of
from ...forms.respond import PageForm
from ...models import AreaInterview, Listening
from ...queries import answering as reading
from ...queries import listening as queries
from .doors import to_interview, to_run


def _people(listening: Listening, interview: AreaInterview | None = None):
    """Those agreed, and whoever was heard and is on the list no longer."""
    heard = [row.stakeholder_id for row in interview.heard.all()] if interview else []
    return queries.agreed(listening) | queries.listed(listening).filter(pk__in=heard)


def _held_form(request: HttpRequest, listening: Listening, interview: AreaInterview | None = None) -> HeldForm:
    guides = listening.guides.select_related("instrument")
    initial = initial_of(interview) if interview else {"version": 0}
    return HeldForm(posted(request), guides=guides, people=_people(listening, interview), initial=initial)


@require_http_methods(["GET", "HEAD", "POST"])
def interview_add(request: HttpRequest, pk: int) -> HttpResponse:
    listening = to_run(request, pk)
    form = _held_form(request, listening)
    if form.is_bound and form.is_valid():
        return redirect(actions.add(listening=listening, held=form.held, by=request.user))
    context = {"form": form, "listening": listening}
    return render(request, "evaluation/listening/interview_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def interview_edit(request: HttpRequest, pk: int) -> HttpResponse:
    interview = to_interview(request, pk)
    form = _held_form(request, interview.listening, interview)
    save = partial(actions.save, interview=interview, by=request.user)
    if form.saved(lambda: save(held=form.held, version=form.on_top_of)):
        messages.success(request, "Saved.")
        return redirect(interview)
    context = {"form": form, "listening": interview.listening, "interview": interview}
    return render(request, "evaluation/listening/interview_edit.html", context)


@require_safe
def interview_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, to_interview(request, pk))


def _page(request: HttpRequest, interview: AreaInterview, **forms) -> HttpResponse:
    walk = queries.walk_of(interview)
    context = {
        "interview": interview,
        "listening": interview.listening,
        "parts": queries.parts_of(walk),
        "has_notes": bool(walk.sheet.answers),
        "passages": queries.shown(queries.passages().filter(interview=interview), interview.listening.authority),
        "unchecked": UncheckedForm(),
        "passage": PassageForm(questions=queries.spoken(walk)),
    }
    return render(request, "evaluation/listening/interview_detail.html", context | forms)


@require_http_methods(["GET", "HEAD", "POST"])
def interview_notes(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One page of the guide. What cannot be saved is shown again."""
    interview = to_interview(request, pk)
    walk = queries.walk_of(interview)
    here = walk.page(number)
    if here is None or interview.counts or not interview.listening.is_open:
        return redirect(interview)
    form = PageForm(posted(request), walk=walk, page=here, offered={})
    seen, theirs = reading.seen(walk.sheet.answers, form.names), []
    if request.method == "POST" and form.is_valid():
        said = {"names": form.names, "answers": form.given, "seen": request.POST.get("seen", "")}
        if actions.save_notes(interview=interview, by=request.user, **said):
            after = None if "later" in request.POST else walk.after(number)
            path = ("evaluation:area-interview-notes", pk, after.number) if after else (interview,)
            return redirect(*path)
        walk = queries.walk_of(interview)
        seen = reading.seen(walk.sheet.answers, form.names)
        theirs = [(walk.label(walk.instrument.questions[name]), walk.words(name)) for name in form.names]
    context = {"interview": interview, "walk": walk, "here": here, "form": form, "seen": seen, "theirs": theirs}
    return render(request, "evaluation/listening/interview_notes.html", context | {"title": walk.title(here)})


@require_POST
def interview_send(request: HttpRequest, pk: int) -> HttpResponse:
    interview = to_interview(request, pk)
    sent = actions.send(interview=interview, by=request.user)
    names = ", ".join(row.stakeholder.name for row in sent)
    messages.success(request, f"A link to the notes goes to {names} by email.")
    return redirect(interview)


@require_POST
def interview_count(request: HttpRequest, pk: int) -> HttpResponse:
    interview, form = to_interview(request, pk), UncheckedForm(request.POST)
    if not form.is_valid():
        return _page(request, interview, unchecked=form)
    actions.count_unchecked(interview=interview, because=form.cleaned_data["because"], by=request.user)
    messages.success(request, "The notes count.")
    return redirect(interview)


@require_POST
def passage_add(request: HttpRequest, pk: int) -> HttpResponse:
    interview = to_interview(request, pk)
    form = PassageForm(request.POST, questions=queries.spoken(queries.walk_of(interview)))
    if form.is_valid():
        try:
            passages.add(interview=interview, by=request.user, **form.cleaned_data)
        except NotSaid as problem:
            form.add_error("text", str(problem))
        else:
            messages.success(request, "Kept, under the theme of its question.")
            return redirect(interview)
    return _page(request, interview, passage=form)
