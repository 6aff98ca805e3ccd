"""Pages of sessions: those of a package, one to record, to correct or to take back; and an adviser’s own."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access.gate import requires
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond
from commissioning.people.models import User
from commissioning.saving import Saved

from .. import listings
from ..actions import sessions as actions
from ..forms.sessions import CorrectForm, SessionForm, TakeBackForm, days_as_typed
from ..models import Session, SupportPackage
from ..queries import sessions as queries
from ..queries.reading import reading_of
from ..workflow import WORKING
from .doors import page_of, to_read, to_work


@require_safe
def package_sessions(request: HttpRequest, pk: int) -> HttpResponseBase:
    package = to_read(request, pk)
    context = page_of(request, package, "sessions", totals=queries.totals(package), noun="sessions")
    context["working"] = package.at in WORKING
    rows = queries.sessions_of(package)
    return respond(request, listings.SESSIONS, rows, "support/sessions/package_sessions.html", context, about=package)


@requires(Permission.PACKAGE_DELIVER)
@require_safe
def session_list(request: HttpRequest) -> HttpResponseBase:
    """An adviser’s own: what is planned, what is to be recorded, what was held."""
    context = {
        "planned": queries.next_dates(request.scope),
        "to_record": queries.days_to_record(request.scope),
        "packages": queries.to_record_in(request.scope),
        "noun": "sessions",
    }
    rows = queries.own_sessions(request.scope)
    return respond(request, listings.OWN_SESSIONS, rows, "support/sessions/session_list.html", context, about=None)


@require_http_methods(["GET", "HEAD", "POST"])
def session_add(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_work(request, pk)
    form = _session_form(request, package)
    if request.method == "POST" and form.is_valid():
        session = actions.record(
            package=package,
            adviser=form.person,
            typed=form.typed,
            key=form.cleaned_data["key"],
            by=request.user,
            override=form.why_beyond,
        )
        messages.success(request, f"Recorded: the session of {session.held_on.day} {session.held_on:%B %Y}.")
        return redirect("support:package-sessions", pk)
    if request.method != "POST":
        actions.check_recordable(package)
    context = page_of(request, package, "sessions", form=form)
    return render(request, "support/sessions/session_add.html", context)


def _session_form(request: HttpRequest, package: SupportPackage) -> SessionForm:
    """Those who lead the package choose whose session it was; an adviser’s is their own."""
    leads = reading_of(package, request.scope).leads
    members = queries.parts(package) if leads else None
    initial = {"key": uuid4(), "when": "today"}
    if members and any(member.person_id == request.user.pk for member in members):
        initial["adviser"] = request.user.pk
    return SessionForm(posted(request), package=package, me=request.user, members=members, initial=initial)


def _to_correct(request: HttpRequest, pk: int, session: int) -> Session:
    package = to_work(request, pk)
    found = queries.session_in(package, session)
    if found is None:
        raise Http404
    if not queries.may_correct(found, package, request.scope):
        raise PermissionDenied("A session is corrected by whoever held it, or by the lead of the package.")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def session_edit(request: HttpRequest, pk: int, session: int) -> HttpResponse:
    found = _to_correct(request, pk, session)
    form = CorrectForm(posted(request), package=found.package, session=found, initial=_initial(found))
    if form.saved(lambda: _correct(found, form, request.user)):
        messages.success(request, "Corrected.")
        return redirect("support:package-sessions", pk)
    context = page_of(request, found.package, "sessions", form=form, session=found, theirs=form.theirs)
    return render(request, "support/sessions/session_edit.html", context)


def _correct(session: Session, form: CorrectForm, by: User) -> Saved[Session]:
    why, override = form.cleaned_data["why"], form.why_beyond
    return actions.correct(session=session, typed=form.typed, version=form.on_top_of, why=why, override=override, by=by)


def _initial(session: Session) -> dict:
    names = ("held_on", "what", "who", "next", "next_on", "version")
    return {name: getattr(session, name) for name in names} | days_as_typed(session.days)


@require_http_methods(["GET", "HEAD", "POST"])
def session_take_back(request: HttpRequest, pk: int, session: int) -> HttpResponse:
    found = _to_correct(request, pk, session)
    form = TakeBackForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.take_back(session=found, because=form.cleaned_data["because"], by=request.user)
        messages.success(request, "Taken back. Its days are given back.")
        return redirect("support:package-sessions", pk)
    context = page_of(request, found.package, "sessions", form=form, session=found)
    return render(request, "support/sessions/session_take_back.html", context)
