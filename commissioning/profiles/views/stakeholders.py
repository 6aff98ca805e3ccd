"""Pages of the people who matter in an area. They name people, so whoever opens one is recorded."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import find
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond
from commissioning.people import audit

from .. import listings, queries, words
from ..actions import keeping
from ..actions import stakeholders as actions
from ..forms.stakeholders import AgreeForm, StakeholderForm, initial_of
from ..models import Stakeholder
from ..pages import pages
from .doors import to_do
from .keeping import edit_page, remove_page


def _to_keep_stakeholder(request: HttpRequest, gss_code: str, pk: int) -> Stakeholder:
    authority = to_do(request, gss_code, Permission.PROFILE_KEEP)
    request.about = find(queries.listed_stakeholders(authority), request.scope, pk=pk)
    keeping.check_current(authority)
    audit.record("stakeholder-read", request.about, by=request.user, authority_id=authority.pk)
    return request.about


@require_safe
def stakeholder_list(request: HttpRequest, gss_code: str) -> HttpResponseBase:
    authority = to_do(request, gss_code, Permission.PROFILE_SEE_LEAD)
    keeps = queries.may_keep(authority, request.scope)
    context = {
        "authority": authority,
        "keeps": keeps,
        "pages": pages(authority, request.scope, "stakeholders"),
        "coverage": queries.coverage(authority),
        "may_agree": authority.is_current and request.scope.may(Permission.SUPPORT_REQUEST, authority),
        "noun": "on this list",
    }
    rows = queries.listed_stakeholders(authority)
    listing = listings.stakeholders(authority, keeps)
    return respond(request, listing, rows, "profiles/stakeholders/stakeholder_list.html", context, about=authority)


@require_http_methods(["GET", "HEAD", "POST"])
def stakeholder_add(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = to_do(request, gss_code, Permission.PROFILE_KEEP)
    keeping.check_current(authority)
    form = StakeholderForm(posted(request), structures=_structures(authority), initial={"version": 0})
    if request.method == "POST" and form.is_valid():
        added = actions.add(authority=authority, typed=form.typed, by=request.user)
        messages.success(request, f"{added} is on the list.")
        return redirect("profiles:stakeholder-list", authority.gss_code)
    return render(request, "profiles/stakeholders/stakeholder_edit.html", {"form": form, "authority": authority})


def _structures(authority: Authority):
    return queries.structures(authority).kept()


@require_http_methods(["GET", "HEAD", "POST"])
def stakeholder_edit(request: HttpRequest, gss_code: str, pk: int) -> HttpResponse:
    stakeholder = _to_keep_stakeholder(request, gss_code, pk)

    def said(saved: Stakeholder) -> str:
        if stakeholder.agreed_at and not saved.agreed_at:
            return f"Saved. {saved} has to be agreed again, because the name, job or organisation is another."
        return "Saved."

    return edit_page(
        request=request,
        row=stakeholder,
        form=StakeholderForm(
            posted(request), structures=_structures(stakeholder.authority), initial=initial_of(stakeholder)
        ),
        save=partial(actions.save, stakeholder=stakeholder, by=request.user),
        words=words.of_stakeholder,
        template="profiles/stakeholders/stakeholder_edit.html",
        said=said,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def stakeholder_remove(request: HttpRequest, gss_code: str, pk: int) -> HttpResponse:
    stakeholder = _to_keep_stakeholder(request, gss_code, pk)
    return remove_page(
        request=request,
        row=stakeholder,
        remove=partial(actions.remove, stakeholder=stakeholder, by=request.user),
        words=words.of_stakeholder,
        template="profiles/stakeholders/stakeholder_remove.html",
    )


@require_POST
def stakeholder_agree(request: HttpRequest, gss_code: str) -> HttpResponse:
    """What the page showed, by id and version: a row changed meanwhile is not agreed unseen."""
    authority = to_do(request, gss_code, Permission.SUPPORT_REQUEST)
    form = AgreeForm(request.POST)
    if not form.is_valid():
        raise BadRequest(form.errors["shown"][0])
    done = actions.agree(authority=authority, shown=form.cleaned_data["shown"], by=request.user)
    messages.add_message(request, messages.WARNING if done.changed else messages.SUCCESS, _what_was_agreed(done))
    return redirect("profiles:stakeholder-list", authority.gss_code)


def _what_was_agreed(done: actions.Agreement) -> str:
    agreed = f"{done.agreed} agreed." if done.agreed else "Nothing new to agree."
    if not done.changed:
        return agreed
    were = "was" if done.changed == 1 else "were"
    return f"{agreed} {done.changed} {were} changed or removed after you opened the list: look again before you agree."
