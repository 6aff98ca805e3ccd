"""Offers of contact on screen: the list, one of them with what became of it, and what people do with it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import check, find, requires
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond

from . import actions, queries
from .forms import ActForm, AnswerForm, DismissForm
from .listing import OFFERS
from .models import OfferOfContact
from .rules import Move


@requires(Permission.CONTACT_SEE)
@require_safe
def contact_list(request: HttpRequest) -> HttpResponseBase:
    context = {"noun": "offers of contact"}
    rows = queries.offers(request.scope)
    return respond(request, OFFERS, rows, "programme/contact/contact_list.html", context, about=None)


def _found(request: HttpRequest, pk: int, permission: Permission) -> OfferOfContact:
    offer = find(queries.offers(request.scope), request.scope, pk=pk)
    check(request.scope, permission, offer.authority)
    return offer


@require_safe
def contact_detail(request: HttpRequest, pk: int) -> HttpResponse:
    offer = _found(request, pk, Permission.CONTACT_SEE)
    moves = {move.value for move in offer.moves_of(request.scope)}
    context = {
        "offer": offer,
        "events": offer.events.select_related("by"),
        "answers": Move.WELCOME in moves,
        "acknowledges": Move.ACKNOWLEDGE in moves,
        "acts": Move.ACT in moves,
        "session": queries.session_shown(offer, request.scope),
    }
    return render(request, "programme/contact/contact_detail.html", context)


@require_POST
def contact_acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    offer = _found(request, pk, Permission.CONTACT_MAKE)
    actions.acknowledge(offer=offer, by=request.user)
    messages.success(request, "Acknowledged. The area sees that somebody has it.")
    return redirect(offer)


@require_http_methods(["GET", "HEAD", "POST"])
def contact_act(request: HttpRequest, pk: int) -> HttpResponse:
    offer = _found(request, pk, Permission.CONTACT_MAKE)
    packages = queries.packages_for(offer, request.scope)
    sessions = queries.sessions_for(offer, request.scope, timezone.localdate())
    form = ActForm(posted(request), packages=packages, sessions=sessions)
    if form.is_valid():
        actions.act(offer=offer, by=request.user, **form.cleaned_data)
        messages.success(request, "Recorded. The area reads the same words.")
        return redirect(offer)
    return render(request, "programme/contact/contact_act.html", {"offer": offer, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def contact_dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    offer = _found(request, pk, Permission.CONTACT_MAKE)
    form = DismissForm(posted(request))
    if form.is_valid():
        actions.dismiss(offer=offer, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "Set aside. The area reads the same words.")
        return redirect(offer)
    return render(request, "programme/contact/contact_dismiss.html", {"offer": offer, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def contact_answer(request: HttpRequest, pk: int) -> HttpResponse:
    offer = _found(request, pk, Permission.CONTACT_ANSWER)
    form = AnswerForm(posted(request), initial={"said": offer.answer})
    if form.is_valid():
        actions.answer(offer=offer, by=request.user, **form.cleaned_data)
        messages.success(request, "Thank you. Your leads can see what you said.")
        return redirect(offer)
    return render(request, "programme/contact/contact_answer.html", {"offer": offer, "form": form})
