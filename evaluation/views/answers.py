"""A group's answers one by one, for those who may hand them to a statistician."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from commissioning.govuk.forms import posted
from commissioning.people import proving

from ..actions import exporting
from ..exports import responses
from ..forms.answers import AnswersForm
from ..queries.counts import attributes_of
from . import doors


@require_http_methods(["GET", "HEAD", "POST"])
def answers_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks the worker for the file; where a round's promise stands against it the page says what to leave out."""
    group = doors.to_export_answers(request, pk)
    proving.ask(request)
    form = AnswersForm(posted(request), attributes=attributes_of(group))
    if form.is_valid():
        leave_out = form.cleaned_data.get("leave_out", [])
        if reason := responses.why_not(group, leave_out):
            form.add_error("leave_out" if "leave_out" in form.fields else None, reason)
        else:
            return redirect(
                exporting.request_answers(
                    group=group, kind=form.cleaned_data["kind"], leave_out=leave_out, by=request.user
                )
            )
    return render(request, "evaluation/results/answers_export.html", {"form": form, "group": group})
