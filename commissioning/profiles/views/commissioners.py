"""Pages of those who commission in an area. They name people, so whoever opens one is recorded."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import find, requires
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond
from commissioning.people import audit
from commissioning.reporting.workbooks import BrokenFile

from .. import commissioner_file, commissioners, listings, words
from ..actions import commissioners as actions
from ..actions import keeping
from ..csv_files import written
from ..forms.commissioners import CommissionerForm, ConfirmForm, LeaveForm, PostForm, initial_of
from ..forms.files import CsvFileForm
from ..models import Commissioner
from ..pages import pages
from .doors import to_do
from .keeping import edit_page, remove_page
from .service_use_files import csv_sample

KEEP, SEE = Permission.COMMISSIONERS_KEEP, Permission.COMMISSIONERS_SEE


def _to_keep_list(request: HttpRequest, gss_code: str) -> Authority:
    authority = to_do(request, gss_code, KEEP)
    keeping.check_current(authority)
    return authority


def _to_keep_commissioner(request: HttpRequest, gss_code: str, pk: int) -> Commissioner:
    authority = to_do(request, gss_code, KEEP)
    request.about = find(commissioners.ever_listed(authority), request.scope, pk=pk)
    keeping.check_current(authority)
    audit.record("commissioner-read", request.about, by=request.user, authority_id=authority.pk)
    return request.about


@require_safe
def commissioner_list(request: HttpRequest, gss_code: str) -> HttpResponseBase:
    authority = to_do(request, gss_code, SEE)
    context = {
        "authority": authority,
        "keeps": authority.is_current and request.scope.may(KEEP, authority),
        "pages": pages(authority, request.scope, "commissioners"),
        "standing": commissioners.standing(authority),
        "seen": commissioners.state_of(authority),
        "noun": "on this list",
    }
    rows = commissioners.ever_listed(authority)
    listing = listings.commissioners(authority, timezone.localdate())
    return respond(request, listing, rows, "profiles/commissioners/commissioner_list.html", context, about=authority)


@require_http_methods(["GET", "HEAD", "POST"])
def commissioner_add(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = _to_keep_list(request, gss_code)
    form = CommissionerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        who = form.cleaned_data
        added = actions.add(authority=authority, name=who["name"], email=who["email"], post=form.typed, by=request.user)
        kept = " The name is that of their account, which stays as it is." if added.renamed else ""
        messages.success(request, f"{added.row} is on the list.{kept}")
        return redirect(added.row)
    context = {"form": form, "authority": authority}
    return render(request, "profiles/commissioners/commissioner_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def commissioner_edit(request: HttpRequest, gss_code: str, pk: int) -> HttpResponse:
    row = _to_keep_commissioner(request, gss_code, pk)
    return edit_page(
        request=request,
        row=row,
        form=PostForm(posted(request), initial=initial_of(row)),
        save=lambda typed, version: actions.save(commissioner=row, post=typed, version=version, by=request.user),
        words=words.of_commissioner,
        template="profiles/commissioners/commissioner_edit.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def commissioner_leave(request: HttpRequest, gss_code: str, pk: int) -> HttpResponse:
    row = _to_keep_commissioner(request, gss_code, pk)
    form = LeaveForm(posted(request), commissioner=row, initial={"version": row.version})
    return edit_page(
        request=request,
        row=row,
        form=form,
        save=lambda typed, version: actions.leave(commissioner=row, left_on=typed, version=version, by=request.user),
        words=words.of_commissioner,
        template="profiles/commissioners/commissioner_leave.html",
        said=lambda saved: f"{saved} is no longer asked.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def commissioner_remove(request: HttpRequest, gss_code: str, pk: int) -> HttpResponse:
    row = _to_keep_commissioner(request, gss_code, pk)
    return remove_page(
        request=request,
        row=row,
        remove=partial(actions.remove, commissioner=row, by=request.user),
        words=words.of_commissioner,
        template="profiles/commissioners/commissioner_remove.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def commissioner_import(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = _to_keep_list(request, gss_code)
    form = CsvFileForm(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.bring_in(authority=authority, content=form.content, by=request.user)
        except BrokenFile as error:
            form.refuse(error)
        else:
            for line in _what_was_brought_in(done):
                messages.success(request, line)
            return redirect("profiles:commissioner-list", authority.gss_code)
    context = {"form": form, "authority": authority, "most": commissioner_file.MOST_ROWS}
    return render(request, "profiles/commissioners/commissioner_import.html", context)


def _what_was_brought_in(done: actions.BroughtIn) -> list[str]:
    lines = [f"{done.added} added, {done.there_already} on the list already and left as they were."]
    if done.renamed:
        lines.append(f"Listed under the name of their account, which stays as it is: {_some(done.renamed)}.")
    if done.left_out:
        lines.append(f"Removed from the list before, and not put back by a file: {_some(done.left_out)}.")
    return lines


def _some(names: list[str], most: int = 20) -> str:
    more = f", and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


@requires(KEEP)
@require_safe
def commissioner_sample(request: HttpRequest) -> HttpResponse:
    return csv_sample(written(commissioner_file.SAMPLE), "commissioners-sample")


@require_POST
def commissioner_confirm(request: HttpRequest, gss_code: str) -> HttpResponse:
    """The list as the page showed it."""
    authority = _to_keep_list(request, gss_code)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        raise BadRequest("This page had lost its place. Look at the list again, then confirm it.")
    confirmed = actions.confirm(authority=authority, seen=form.cleaned_data["seen"], by=request.user)
    messages.success(request, f"Confirmed as complete today: {confirmed.people} on the list.")
    return redirect("profiles:commissioner-list", authority.gss_code)
