"""Answering a questionnaire: what it promises, page by page, checking, sending; or not taking part."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.govuk.forms import posted

from ...actions import answering as actions
from ...actions import inviting
from ...forms.respond import PageForm, RefuseForm
from ...instruments.routing import Page
from ...queries import answering as queries
from ...queries.answering import Way
from ...queries.pages import Walk, minutes_of
from ...spoken import spoken_in
from .doors import about, answering, own_address, page


@login_not_required
@require_safe
@answering
def survey_start(request: HttpRequest, way: Way) -> HttpResponse:
    """Who asks, why, how long, what is promised; once sent, a thank-you."""
    sheet = queries.sheet_of(way)
    if sheet.is_finished:
        actions.mark_used(way)
        return page(request, "answered", **about(way))
    walk = Walk(way, sheet)
    onward = walk.next_unanswered if sheet.is_begun else walk.after(0)
    return page(request, "start", walk=walk, onward=onward, minutes=minutes_of(way), **about(way))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@answering
def page_answer(request: HttpRequest, way: Way, number: int) -> HttpResponse:
    """Every POST saves what can be saved, then says what is missing."""
    walk = Walk(way, queries.sheet_of(way))
    if walk.sheet.is_finished:
        return _start(way)
    here = walk.page(number)
    if here is None:  # no longer asked, or never was
        return _to(way, walk.after(number))
    offered = queries.offered(way, walk.sheet, here.names) if request.method != "POST" else {}
    form = PageForm(posted(request), walk=walk, page=here, offered=offered)
    seen, theirs = queries.seen(walk.sheet.answers, form.names), None
    if request.method == "POST":
        is_right = form.is_valid()
        given = _save(request, form)
        if given.sheet.is_finished:
            return _start(way)
        walk = Walk(way, given.sheet)
        seen = queries.seen(given.sheet.answers, form.names)
        if given.conflict:
            theirs = [(walk.label(walk.instrument.questions[name]), walk.words(name)) for name in form.names]
        elif is_right:
            return _onward(request, walk, form)
    return page(request, "page", **_shown(request, walk, here, form), seen=seen, theirs=theirs, offered=bool(offered))


def _save(request: HttpRequest, form: PageForm) -> actions.Given:
    chosen = request.POST.get("language", "")
    return actions.save_page(
        way=form.walk.way,
        names=form.names,
        answers=form.given,
        seen=request.POST.get("seen", ""),
        language=chosen if chosen in form.walk.instrument.languages else "",
        unread=form.unread,
    )


def _shown(request: HttpRequest, walk: Walk, here: Page, form: PageForm) -> dict[str, Any]:
    """A page that an answer on it has just made unasked is still shown, with what was typed."""
    place = walk.place_of(here) if walk.page(here.number) else 0
    spoken = spoken_in(walk.language)
    where = spoken.place(place, len(walk.pages)) if place else ""
    more = {"before": walk.before(here.number), "where": where, "spoken": spoken, "is_more": "more" in request.GET}
    return {"walk": walk, "here": here, "form": form, "title": walk.title(here)} | more | about(walk.way)


def _onward(request: HttpRequest, walk: Walk, form: PageForm) -> HttpResponse:
    """To what an answer has added to this very page; else the next page, or where they came from."""
    way, number = walk.way, form.page.number
    here = reverse("respond:page-answer", args=[way.key, number])
    if "later" in request.POST:
        return redirect("respond:answers-saved", key=way.key)
    if "language" in request.POST:
        return redirect(here)
    if walk.page(number) and set(walk.asked_on(form.page)) - set(form.names):
        return redirect(f"{here}?more=1")
    if "review" in request.GET:
        return redirect("respond:answers-check", key=way.key)
    return _to(way, walk.after(number))


def _to(way: Way, found: Page | None) -> HttpResponse:
    if found is None:
        return redirect("respond:answers-check", key=way.key)
    return redirect("respond:page-answer", key=way.key, number=found.number)


def _start(way: Way) -> HttpResponse:
    return redirect("respond:survey-start", key=way.key)


@login_not_required
@require_safe
@answering
def answers_saved(request: HttpRequest, way: Way) -> HttpResponse:
    return page(request, "saved", address=own_address(way), **about(way))


@login_not_required
@require_safe
@answering
def answers_check(request: HttpRequest, way: Way) -> HttpResponse:
    """All answers, what is missing, and the button that sends them."""
    sheet = queries.sheet_of(way)
    return _start(way) if sheet.is_finished else _check_page(request, Walk(way, sheet))


def _check_page(request: HttpRequest, walk: Walk, status: int = 200) -> HttpResponse:
    spoken = spoken_in(walk.language)
    found = actions.problems_of(walk.way, walk.sheet.answers, walk.language)
    problems = {name: spoken.error(problem, walk.language) for name, problem in found.items()}
    sections = walk.sections(problems)
    missing = [said for section in sections for said in section.said if said.problem]
    shown = {"walk": walk, "spoken": spoken, "sections": sections, "missing": missing, "incomplete": status != 200}
    return page(request, "check", status, **shown, **about(walk.way))


@login_not_required
@require_POST
@answering
def answers_send(request: HttpRequest, way: Way) -> HttpResponse:
    """The thank-you page is the answer itself: the copy on it is kept nowhere, so it cannot be fetched again."""
    given = actions.finish(way=way)
    if given.problems:
        return _check_page(request, Walk(way, given.sheet), status=422)
    walk = Walk(way, given.sheet)
    sections = walk.sections({}) if given.sheet.answers else []
    return page(request, "thanks", sections=sections, walk=walk, spoken=spoken_in(walk.language), **about(way))


@login_not_required
@require_POST
@answering
def language_choose(request: HttpRequest, way: Way) -> HttpResponse:
    language = request.POST.get("language", "")
    if language in way.router.instrument.languages:
        actions.choose_language(way=way, language=language)
    return _start(way)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@answering
def survey_refuse(request: HttpRequest, way: Way) -> HttpResponse:
    """Of somebody who was invited; whoever came by the open link simply leaves."""
    if way.invitation is None:
        return _start(way)
    form = RefuseForm(posted(request))
    if not form.is_valid():
        return page(request, "refuse", form=form, **about(way))
    ever = form.cleaned_data["how_long"] == "ever"
    inviting.opt_out(way=way, ever=ever)
    return page(request, "refused", ever=ever, **about(way))
