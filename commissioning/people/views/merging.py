"""Two rows of one human made one: what would happen, then that it does."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from commissioning.access.gate import requires
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted

from .. import proving
from ..actions import merging
from ..forms.accounts import MergeForm


@requires(Permission.PEOPLE_APPOINT)
@require_http_methods(["GET", "HEAD", "POST"])
def person_merge(request: HttpRequest) -> HttpResponse:
    """The first press shows what would move; the second, beside what is shown, does it."""
    proving.ask(request)
    form = MergeForm(posted(request))
    context = {"form": form}
    if form.is_valid():
        asked = form.cleaned_data
        try:
            shown = f"{asked['second'].pk}-{asked['into'].pk}"
            if request.POST.get("merge") == shown:
                merging.merge_people(**asked, by=request.user)
                messages.success(request, f"{asked['second']} is one person with {asked['into']} from now on.")
                return redirect("people:appointment-list")
            preview = merging.preview(second=asked["second"], into=asked["into"])
            context |= {"preview": preview, "second": asked["second"], "into": asked["into"], "shown": shown}
        except ValidationError as error:
            form.add_error(None, error)
    return render(request, "people/person_merge.html", context)
