"""Pages of an area's pitfalls, opportunities and mindset."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access.gate import find
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond

from .. import listings, queries, words
from ..actions import insights as actions
from ..actions import keeping
from ..forms.insights import InsightForm, initial_of
from ..models import Insight
from ..pages import pages
from ..sensitivity import readable
from .doors import to_do, to_see
from .keeping import edit_page, remove_page


def _to_keep_insight(request: HttpRequest, gss_code: str, pk: int) -> Insight:
    authority = to_do(request, gss_code, Permission.PROFILE_KEEP)
    request.about = find(queries.insights(authority), request.scope, pk=pk)
    keeping.check_current(authority)
    return request.about


@require_safe
def insight_list(request: HttpRequest, gss_code: str) -> HttpResponseBase:
    authority = to_see(request, gss_code)
    keeps = queries.may_keep(authority, request.scope)
    context = {
        "authority": authority,
        "keeps": keeps,
        "pages": pages(authority, request.scope, "insights"),
        "noun": "on this list",
    }
    rows = queries.insights(authority).visible_to(request.scope)
    listing = listings.insights(authority, keeps)
    return respond(request, listing, rows, "profiles/insights/insight_list.html", context, about=authority)


@require_http_methods(["GET", "HEAD", "POST"])
def insight_add(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = to_do(request, gss_code, Permission.PROFILE_KEEP)
    keeping.check_current(authority)
    form = InsightForm(posted(request), readable=readable(request.scope, authority), initial={"version": 0})
    if request.method == "POST" and form.is_valid():
        added = actions.add(authority=authority, typed=form.typed, by=request.user)
        messages.success(request, f"{added.get_kind_display()} added.")
        return redirect(added)
    return render(request, "profiles/insights/insight_edit.html", {"form": form, "authority": authority})


@require_http_methods(["GET", "HEAD", "POST"])
def insight_edit(request: HttpRequest, gss_code: str, pk: int) -> HttpResponse:
    insight = _to_keep_insight(request, gss_code, pk)
    may_read = readable(request.scope, insight.authority)
    return edit_page(
        request=request,
        row=insight,
        form=InsightForm(posted(request), readable=may_read, initial=initial_of(insight)),
        save=partial(actions.save, insight=insight, by=request.user),
        words=words.of_insight,
        template="profiles/insights/insight_edit.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def insight_remove(request: HttpRequest, gss_code: str, pk: int) -> HttpResponse:
    insight = _to_keep_insight(request, gss_code, pk)
    return remove_page(
        request=request,
        row=insight,
        remove=partial(actions.remove, insight=insight, by=request.user),
        words=words.of_insight,
        template="profiles/insights/insight_remove.html",
    )
