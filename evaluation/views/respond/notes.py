"""The notes of a conversation, before somebody who was heard in it. Looking at the link uses nothing up.

The token leaves the address at once, and the session keeps its hash alone: see `links`.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.govuk.forms import posted
from commissioning.people.tokens import digest
from commissioning.saving import NotNow

from ...actions import area_interviews as actions
from ...forms.listening import CheckForm, ConsentForm, in_words
from ...queries import listening as queries

_LINK = "notes-link"


@login_not_required
@require_safe
@never_cache
def notes_open(request: HttpRequest, token: str) -> HttpResponse:
    request.session[_LINK] = digest(token)
    response = redirect("respond:notes-check")
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def notes_check(request: HttpRequest) -> HttpResponse:
    mark = request.session.get(_LINK, "")
    row = queries.link_of(mark)
    if row is None:
        return _consent(request, mark)
    form, changed = CheckForm(posted(request), initial={"version": row.interview.notes_version}), ""
    if form.is_bound and form.is_valid():
        try:
            done = actions.check(digest=mark, checked=form.checked, notes_version=form.cleaned_data["version"])
        except NotNow as reason:
            changed = str(reason)
            form.data = form.data.copy() | {"version": str(row.interview.notes_version)}
        else:
            request.session.pop(_LINK, None)
            return render(request, "evaluation/respond/notes_thanks.html", {"heard": done})
    parts = queries.parts_of(queries.walk_of(row.interview))
    context = {"heard": row, "interview": row.interview, "parts": parts, "form": form, "changed": changed}
    return render(request, "evaluation/respond/notes_check.html", context, status=409 if changed else 200)


def _consent(request: HttpRequest, mark: str) -> HttpResponse:
    """Once they have answered: whether they may be quoted, and nothing of the notes."""
    row = queries.used_link_of(mark)
    if row is None:
        return render(request, "evaluation/respond/notes_unusable.html", status=410)
    choices = queries.consents_open(row)
    form = ConsentForm(posted(request), choices=choices, initial={"consent": row.consent})
    context = {"heard": row, "form": form, "may_change": len(choices) > 1, "says": in_words(row.consent)}
    if form.is_bound and form.is_valid():
        try:
            done = actions.change_consent(digest=mark, consent=form.cleaned_data["consent"])
        except NotNow as reason:
            form.add_error("consent", str(reason))
            return render(request, "evaluation/respond/notes_consent.html", context, status=409)
        request.session.pop(_LINK, None)
        if done is None:
            return render(request, "evaluation/respond/notes_unusable.html", status=410)
        return render(request, "evaluation/respond/notes_consent_thanks.html", {"says": in_words(done.consent)})
    return render(request, "evaluation/respond/notes_consent.html", context)
