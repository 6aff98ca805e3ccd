"""A group's figures, for those who run rounds. Everyone else reads published editions.

What is withheld can be looked at by those who may, and every such look is recorded.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commissioning.access.gate import check_anywhere
from commissioning.access.permissions import Permission
from commissioning.people import audit, proving

from ..actions import tabulating as actions
from ..forms.results import ResultsForm
from ..models import RoundGroup
from ..queries import results as queries
from . import doors


@require_safe
def group_results(request: HttpRequest, pk: int) -> HttpResponse:
    """Every measure as a whole, or by one attribute; while the worker makes the tables the page says so."""
    group = doors.to_run_group(request, pk)
    if not queries.is_over(group):
        return render(request, "evaluation/results/not_yet.html", {"group": group})
    measures, breakdowns = queries.measures(group), queries.breakdowns(group)
    form = ResultsForm(request.GET, measures=measures, breakdowns=breakdowns)
    if not form.is_valid():
        raise Http404
    breakdown, suppressed = _asked(request, group)
    found = queries.results(group, breakdown, suppressed=suppressed, measure=form.cleaned_data["measure"])
    if not found.is_made:
        actions.ask(group=group, breakdown=breakdown, suppressed=suppressed)
    context = {"results": found, "group": group, "form": form, "others": queries.earlier_groups(group)}
    return render(request, "evaluation/results/results.html", context)


@require_safe
def group_change(request: HttpRequest, pk: int, earlier: int) -> HttpResponse:
    """Against the same group in another round: changes with their intervals, what was expected and then found."""
    group = doors.to_run_group(request, pk)
    before = next((one for one in queries.earlier_groups(group) if one.pk == earlier), None)
    if before is None or not queries.is_over(group):
        raise Http404
    found = queries.compared(group, before)
    if not found.is_made:
        actions.ask(group=group, against=before)
    return render(request, "evaluation/results/change.html", {"compared": found, "group": group})


@require_safe
def figure_detail(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """What a figure rests on: wording, who was asked, base, every row."""
    group = doors.to_run_group(request, pk)
    breakdown, suppressed = _asked(request, group)
    figure = queries.figure(group, name, breakdown, suppressed=suppressed)
    if figure is None:
        raise Http404
    context = {"figure": figure, "group": group, "breakdown": breakdown, "suppressed": suppressed}
    return render(request, "evaluation/results/figure.html", context)


def _asked(request: HttpRequest, group: RoundGroup) -> tuple[str, bool]:
    """By what, and whether what is withheld stays so."""
    breakdown = request.GET.get("by", "")
    if breakdown and breakdown not in dict(queries.breakdowns(group)):
        raise Http404
    if request.GET.get("withheld") != "shown":
        return breakdown, True
    check_anywhere(request.scope, Permission.SEE_UNSUPPRESSED)
    proving.ask(request)
    audit.record("unsuppressed-read", group, by=request.user)
    return breakdown, False
