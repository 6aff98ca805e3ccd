"""Home, the programme page, the pages in the footer, health, and the demonstration outbox."""

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access.gate import find, requires, signed_in
from commissioning.access.permissions import Permission
from commissioning.access.registry import BuiltPanel
from commissioning.access.roles import ROLES
from commissioning.govuk import gallery
from commissioning.govuk.forms import posted
from commissioning.library import visibility as library_visibility
from commissioning.people import actions as people
from commissioning.people import letters
from commissioning.people.forms.handover import HandoverForm
from commissioning.profiles import sensitivity
from commissioning.support import visibility as package_visibility
from readiness import visibility

from . import asked, handover, health, queries
from . import overview as overviews
from .protection import notice


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "programme/home.html", {"home": queries.home(request.scope)})


@requires(Permission.PARTICIPATION_SEE)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    return render(request, "programme/overview.html", {"overview": overviews.overview(request.scope)})


@requires(Permission.COMPONENTS_SEE)
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    panel = BuiltPanel("sample-panel", "A panel", "_components/inset_text.html", {"text": "From another part."})
    return render(request, "programme/components.html", {**gallery.context(), "panels": [panel]})


@login_not_required
@require_safe
def who_sees_what(request: HttpRequest) -> HttpResponse:
    """The one table in code that decides it, for everyone to read."""
    context = {
        "lines": visibility.TABLE,
        "packages": package_visibility.TABLE,
        "resources": library_visibility.TABLE,
        "history": [(one.label, sensitivity.WHO[one]) for one in sensitivity.Sensitivity],
        "roles": ROLES.values(),
    }
    return render(request, "programme/who_sees_what.html", context)


@require_safe
def asked_detail(request: HttpRequest, gss_code: str) -> HttpResponse:
    """Everything the programme is asking of one area, with minutes."""
    authority = find(asked.areas(request.scope), request.scope, gss_code=gss_code.upper())
    context = {"authority": authority, "asked": asked.asked_of(authority)}
    return render(request, "programme/asked_detail.html", context)


@require_safe
def handover_detail(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = find(handover.areas(request.scope), request.scope, gss_code=gss_code.upper())
    context = {"authority": authority, "handover": handover.handover(authority, request.scope)}
    return render(request, "programme/handover_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def handover_note(request: HttpRequest, gss_code: str, role: str) -> HttpResponse:
    """For whoever holds the role there, and nobody else."""
    authority = find(handover.areas(request.scope), request.scope, gss_code=gss_code.upper())
    found = handover.own(role, authority, request.scope)
    if found is None:
        raise PermissionDenied("A handover note is written by whoever holds the role in the area.")
    form = HandoverForm(posted(request), initial={"text": found.own.text if found.own else ""})
    if form.is_valid():
        people.write_note(authority=authority, role=role, text=form.cleaned_data["text"], by=request.user)
        messages.success(request, "Your handover note is saved.")
        return redirect("programme:handover-detail", authority.gss_code)
    context = {"authority": authority, "form": form, "handed": found}
    return render(request, "programme/handover_note.html", context)


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "programme/accessibility.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "programme/privacy.html", {"sections": notice.sections()})


@login_not_required
@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    names = {"session_cookie": settings.SESSION_COOKIE_NAME, "form_cookie": settings.CSRF_COOKIE_NAME}
    return render(request, "programme/cookies.html", names)


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers; nothing more is asked."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    ready, parts = health.readiness()
    return JsonResponse(parts, status=200 if ready else 503)


@login_not_required
@never_cache
@require_safe
def demo_outbox(request: HttpRequest) -> HttpResponse:
    """What would have been mailed; only where nothing is (DEMO_MODE, loopback)."""
    if not settings.DEMO_MODE:
        raise Http404
    return render(request, "programme/demo_outbox.html", {"mail": overviews.latest_mail()[:50]})


@login_not_required
@never_cache
@require_safe
@csp_replace({"default-src": [NONE], "style-src": [UNSAFE_INLINE], "base-uri": [NONE], "frame-ancestors": [NONE]})
def demo_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them as HTML, as a mail program shows it: its styles stand in it, and it can fetch nothing."""
    if not settings.DEMO_MODE:
        raise Http404
    mail = get_object_or_404(overviews.latest_mail(), pk=pk)
    return HttpResponse(letters.as_html(mail.subject, mail.body))
