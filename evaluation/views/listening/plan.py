"""Listening to an area: begun, whom to hear and who has been, who carries it out, what was heard under each theme."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import check, find
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond
from commissioning.people import audit
from commissioning.profiles import queries as profiles

from ...actions import listening as actions
from ...forms.listening import BeginForm, MemberForm, SummaryForm
from ...listings import LISTENINGS
from ...models import Listening
from ...queries import area_reports
from ...queries import listening as queries
from .doors import to_lead, to_list, to_run, to_see


@require_safe
def listening_list(request: HttpRequest) -> HttpResponseBase:
    rows = to_list(request)
    context = {"noun": "listenings"}
    return respond(request, LISTENINGS, rows, "evaluation/listening/listening_list.html", context, about=None)


@require_http_methods(["GET", "HEAD", "POST"])
def listening_begin(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = find(profiles.areas(request.scope), request.scope, gss_code=gss_code.upper())
    check(request.scope, Permission.LISTENING_RUN, authority)
    request.about = authority
    packages = queries.packages_of(authority, request.scope)
    form = BeginForm(posted(request), guides=queries.guides(), packages=packages)
    if form.is_bound and form.is_valid():
        given = {"package": None} | form.cleaned_data
        return redirect(actions.begin(authority=authority, by=request.user, **given))
    return render(request, "evaluation/listening/begin.html", {"form": form, "authority": authority})


@require_safe
def listening_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Names people, so it is recorded that it was read."""
    listening = to_see(request, pk)
    audit.record("listening-read", listening, by=request.user, authority_id=listening.authority_id)
    return _page(request, listening)


def _page(request: HttpRequest, listening: Listening, status: int = 200, **forms) -> HttpResponse:
    runs, leads = queries.can_run(listening, request.scope), queries.can_lead(listening, request.scope)
    context = {
        "listening": listening,
        "plan": queries.plan_of(listening),
        "sees_package": queries.sees_package(listening, request.scope),
        "runs": runs and listening.is_open,
        "reads": runs,
        "leads": leads and listening.is_open,
        "members": queries.members(listening),
        "interviews": queries.interviews_of(listening) if runs else [],
        "reports": area_reports.reports_of(listening, request.scope),
        "playbacks": area_reports.playbacks(listening),
        "guides": listening.guides.select_related("instrument"),
    }
    if leads and listening.is_open:
        context["member_form"] = MemberForm(people=queries.could_join(listening))
    return render(request, "evaluation/listening/listening_detail.html", context | forms, status=status)


@require_POST
def listening_name(request: HttpRequest, pk: int) -> HttpResponse:
    listening = to_lead(request, pk)
    form = MemberForm(request.POST, people=queries.could_join(listening))
    if not form.is_valid():
        return _page(request, listening, member_form=form)
    member = actions.name(listening=listening, person=form.cleaned_data["person"], by=request.user)
    messages.success(request, f"{member.person} carries it out too.")
    return redirect(listening)


@require_POST
def listening_leave(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    listening = to_lead(request, pk)
    row = get_object_or_404(queries.members(listening), pk=member)
    actions.leave(member=row, by=request.user)
    messages.success(request, f"{row.person} no longer reads what was said.")
    return redirect(listening)


@require_POST
def listening_end(request: HttpRequest, pk: int) -> HttpResponse:
    listening = to_lead(request, pk)
    actions.end(listening=listening, by=request.user)
    messages.success(request, "It has ended.")
    return redirect(listening)


# --- Themes -------------------------------------------------------------------------------


@require_safe
def theme_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said, under each theme."""
    listening = to_run(request, pk)
    audit.record("area-notes-read", listening, by=request.user, authority_id=listening.authority_id)
    context = {"listening": listening, "themes": queries.by_theme(listening), "runs": listening.is_open}
    return render(request, "evaluation/listening/theme_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def theme_summarise(request: HttpRequest, pk: int, theme: str) -> HttpResponse:
    listening = to_run(request, pk)
    under = _theme_of(listening, theme)
    row = under.summary
    initial = {name: getattr(row, name) for name in ("strengths", "difficulties", "differed", "version")} if row else {}
    form = SummaryForm(posted(request), initial={"version": 0} | initial)
    if form.saved(
        lambda: actions.summarise(
            listening=listening, theme=theme, said=form.said, version=form.on_top_of, by=request.user
        )
    ):
        messages.success(request, "Saved.")
        return redirect("evaluation:listening-themes", pk)
    context = {"listening": listening, "under": under, "form": form}
    return render(request, "evaluation/listening/theme_edit.html", context)


def _theme_of(listening: Listening, key: str) -> queries.UnderTheme:
    found = next((one for one in queries.by_theme(listening) if one.theme.key == key), None)
    if found is None:
        raise Http404
    return found
