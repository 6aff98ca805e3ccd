"""Pages of a campaign for the programme: how far each area is, whom to remind, and closing it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning import years
from commissioning.access.gate import check_anywhere, find, requires
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond
from commissioning.people import proving

from .. import listings, participation
from ..actions import campaigns as actions
from ..forms.campaigns import CampaignForm, RepublishForm
from ..models import Campaign
from ..queries import campaigns as queries
from ..queries.comparison import asked_of


@requires(Permission.PARTICIPATION_SEE)
@require_safe
def campaign_list(request: HttpRequest) -> HttpResponse:
    rows = queries.campaigns(request.scope)
    return render(
        request,
        "readiness/campaigns/campaign_list.html",
        {
            "overviews": queries.overviews(rows, request.scope),
            "may_run": request.scope.holds(Permission.CAMPAIGN_RUN),
            "next_year": years.year_of(timezone.localdate()),
        },
    )


@requires(Permission.PARTICIPATION_SEE)
@require_safe
def campaign_detail(request: HttpRequest, year: int) -> HttpResponse:
    """Stage by area, days left, and the map of taking part. Never a level."""
    campaign = _campaign(request, year)
    context = {
        "campaign": campaign,
        "overview": queries.overview(campaign, request.scope),
        "map": participation.picture(campaign, queries.stage_by_area(campaign, request.scope)),
        "may_run": request.scope.holds(Permission.CAMPAIGN_RUN),
        "may_export": request.scope.holds(Permission.LEVELS_EXPORT),
        "publications": campaign.publications.all(),
        "asked": asked_of(campaign),
    }
    return render(request, "readiness/campaigns/campaign_detail.html", context)


@requires(Permission.PARTICIPATION_SEE)
@require_safe
def campaign_areas(request: HttpRequest, year: int) -> HttpResponseBase:
    """Every area invited, with its stage and its champion: the chase list when filtered to those not signed."""
    campaign = _campaign(request, year)
    rows = queries.areas_seen(campaign, request.scope)
    context, template = {"campaign": campaign, "noun": "areas"}, "readiness/campaigns/campaign_areas.html"
    return respond(request, listings.CAMPAIGN_AREAS, rows, template, context, about=campaign)


@requires(Permission.CAMPAIGN_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_add(request: HttpRequest) -> HttpResponse:
    year = years.year_of(timezone.localdate())
    form = CampaignForm(posted(request), year=year, initial=_proposal(year))
    if request.method == "POST" and form.is_valid():
        return redirect(actions.create_campaign(year=year, by=request.user, **form.cleaned_data))
    return render(request, "readiness/campaigns/campaign_edit.html", {"form": form, "year_label": years.label(year)})


def _proposal(year: int) -> dict:
    """Everybody, from today to the end of the year."""
    today = timezone.localdate()
    return {"opens_on": today, "closes_on": today.replace(year=year + 1, month=3, day=31), "areas": _everybody()}


def _everybody() -> list[int]:
    return list(CampaignForm(year=0).fields["areas"].queryset.values_list("pk", flat=True))


@requires(Permission.CAMPAIGN_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_edit(request: HttpRequest, year: int) -> HttpResponse:
    campaign = _campaign(request, year)
    initial = {
        "opens_on": campaign.opens_on,
        "closes_on": campaign.closes_on,
        "areas": list(campaign.areas.values_list("pk", flat=True)),
    }
    form = CampaignForm(posted(request), year=campaign.year, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.change_campaign(campaign=campaign, by=request.user, **form.cleaned_data)
        messages.success(request, "The campaign is changed.")
        return redirect(campaign)
    return render(request, "readiness/campaigns/campaign_edit.html", {"form": form, "campaign": campaign})


@requires(Permission.CAMPAIGN_RUN)
@require_POST
def campaign_remind(request: HttpRequest, year: int) -> HttpResponse:
    campaign = _campaign(request, year)
    written, vacant = actions.remind_champions(campaign=campaign, by=request.user)
    more = f" {vacant} areas have no champion to write to." if vacant else ""
    who = "One champion is" if written == 1 else f"{written} champions are"
    messages.success(request, f"{who} reminded by email.{more}")
    return redirect(campaign)


@requires(Permission.CAMPAIGN_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_close(request: HttpRequest, year: int) -> HttpResponse:
    """A POST closes it for good; a GET says what that means."""
    campaign = _campaign(request, year)
    proving.ask(request)
    if request.method == "POST":
        actions.close_campaign(campaign=campaign, by=request.user)
        return redirect(campaign)
    context = {"campaign": campaign, "overview": queries.overview(campaign, request.scope)}
    return render(request, "readiness/campaigns/campaign_close.html", context)


@requires(Permission.CAMPAIGN_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def comparison_republish(request: HttpRequest, year: int) -> HttpResponse:
    campaign = _campaign(request, year)
    proving.ask(request)
    form = RepublishForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.republish_comparison(campaign=campaign, by=request.user, **form.cleaned_data)
        return redirect(campaign)
    return render(request, "readiness/campaigns/comparison_republish.html", {"form": form, "campaign": campaign})


def _campaign(request: HttpRequest, year: int) -> Campaign:
    check_anywhere(request.scope, Permission.PARTICIPATION_SEE)
    return find(queries.campaigns(request.scope), request.scope, year=year)
