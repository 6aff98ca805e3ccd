"""Response rates, live: for evaluators and programme leads. Never who, never what."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..queries import breakdowns, rounds
from .doors import PAGES, to_see, to_see_group


@require_safe
def round_rates(request: HttpRequest, pk: int) -> HttpResponse:
    round_ = to_see(request, pk)
    shown = rounds.shown(round_)
    context = {
        "round": round_,
        "shown": shown,
        "pages": PAGES,
        "people": [(each.group.title, each.people.invited, each.people) for each in shown.groups],
        "authorities": [
            (each.group.title, each.authorities.invited, each.authorities) for each in shown.groups if each.authorities
        ],
    }
    return render(request, "evaluation/rounds/round_rates.html", context)


@require_safe
def group_rates(request: HttpRequest, pk: int) -> HttpResponse:
    """By what the round keeps of people, and those who answered beside all who could have."""
    group = to_see_group(request, pk)
    [rates] = [each for each in rounds.shown(group.round).groups if each.group.pk == group.pk]
    found = breakdowns.breakdowns(group)
    context = {
        "group": group,
        "round": group.round,
        "rates": rates,
        "found": found,
        "rate_tables": [
            (f"rates-{number}", table.label, [(row.label, row.invited, row.outcomes) for row in table.rows])
            for number, table in enumerate(found.rates)
        ],
    }
    return render(request, "evaluation/rounds/group_rates.html", context)
