"""That an area used a resource, whether it helped, and what it used so far."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import check_anywhere
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond
from commissioning.people import audit

from .. import listings
from ..actions import uses as actions
from ..forms.uses import HelpedForm, UseForm
from ..queries import resources, uses
from .doors import to_see_resource, to_see_uses, to_tell

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
def use_add(request: HttpRequest, code: str) -> HttpResponse:
    resource = to_see_resource(request, code)
    check_anywhere(request.scope, Permission.LIBRARY_USE)
    areas = list(uses.areas_that_use(request.scope))
    form = UseForm(posted(request), areas=areas, initial={"used_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        told = {"used_on": data["used_on"], "how": data["how"]}
        made = actions.record(resource=resource, authority=form.authority, by=request.user, **told)
        messages.success(request, "Recorded. Come back and say whether it helped.")
        return redirect(made)
    context = {"form": form, "resource": resource, "row": resources.current_of(resource)}
    return render(request, "library/use_add.html", context)


@require_http_methods(METHODS)
def use_helped(request: HttpRequest, pk: int) -> HttpResponse:
    use = to_tell(request, pk)
    initial = {"helped": use.helped, "helped_words": use.helped_words, "version": use.version}
    form = HelpedForm(posted(request), initial=initial)

    def save():
        told = {"helped": form.cleaned_data["helped"], "words": form.cleaned_data["helped_words"]}
        return actions.say_helped(use=use, version=form.on_top_of, by=request.user, **told)

    if form.saved(save):
        messages.success(request, "Thank you. Others see how many it helped, and never who.")
        return redirect(use)
    context = {"form": form, "use": use, "row": resources.current_of(use.resource), "theirs": form.theirs}
    return render(request, "library/use_helped.html", context)


@require_POST
def use_remove(request: HttpRequest, pk: int) -> HttpResponse:
    use = to_tell(request, pk)
    actions.take_back(use=use, by=request.user)
    messages.success(request, "Taken back. It no longer counts.")
    return redirect(use)


@require_safe
def use_list(request: HttpRequest, gss_code: str) -> HttpResponseBase:
    """What one area used, with its signed levels before and after; the area sees who looked."""
    authority = to_see_uses(request, gss_code)
    context = {"authority": authority, "noun": "resources", "levels": uses.Levels(authority, request.scope)}
    rows = uses.uses_of(authority)
    answer = respond(request, listings.USES, rows, "library/use_list.html", context, about=authority)
    is_page = request.GET.get("format") != "csv"
    if is_page and uses.may_read_levels(authority, request.scope) and uses.is_from_outside(authority, request.scope):
        audit.record("resource-levels-read", authority, by=request.user, authority_id=authority.pk)
    return answer
