"""Pages of who works on a package and which areas are in it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access.gate import check, find
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted

from ..actions import areas
from ..actions import team as actions
from ..forms.team import AnswerForm, AreasForm, EndForm, HeirForm, LeadForm, PersonForm, SharesForm, SponsorForm
from ..models import SupportPackage, TeamMember
from ..queries import reading
from ..queries import team as queries
from ..queries.reading import check_may, check_may_one_of
from .doors import page_of, to_run, to_see


@require_safe
def package_team(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_see(request, pk)
    answers = {part.pk for part in queries.to_answer(request.scope).filter(package=package)}
    context = page_of(request, package, "team", team=queries.team(package), answers=answers)
    return render(request, "support/team/package_team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def lead_name(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_run(request, pk)
    before = queries.team(package).lead
    people = queries.possible_leads(package)
    form = LeadForm(posted(request), people=people, before=before.person if before else None)
    if request.method == "POST" and form.is_valid():
        actions.name_lead(package=package, person=form.chosen, handover=form.note, by=request.user)
        messages.success(request, f"{form.chosen} leads the package.")
        return redirect("support:package-team", package.pk)
    context = page_of(request, package, "team", form=form, heading="Who leads it", people=people)
    return render(request, "support/team/person_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def adviser_add(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_run(request, pk)
    people = queries.possible_advisers(package)
    form = PersonForm(posted(request), people=people)
    if request.method == "POST" and form.is_valid():
        actions.add_adviser(package=package, person=form.chosen, by=request.user)
        messages.success(request, f"{form.chosen} is on the team.")
        return redirect("support:package-team", package.pk)
    context = page_of(request, package, "team", form=form, heading="Add an adviser", people=people)
    return render(request, "support/team/person_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def member_end(request: HttpRequest, pk: int) -> HttpResponse:
    member = _to_end(request, pk)
    form = EndForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.end_part(member=member, handover=form.cleaned_data["handover"], by=request.user)
        messages.success(request, f"{member.person} has handed over.")
        return redirect("support:package-team", member.package_id)
    context = page_of(request, member.package, "team", form=form, heading=f"{member.person} hands over", people=True)
    return render(request, "support/team/person_edit.html", context)


def _to_end(request: HttpRequest, pk: int) -> TeamMember:
    member = find(queries.of_member(), request.scope, pk=pk)
    request.about = member.package
    check_may(request.scope, Permission.PACKAGE_RUN, member.package)
    return member


@require_http_methods(["GET", "HEAD", "POST"])
def package_areas(request: HttpRequest, pk: int) -> HttpResponse:
    """Which areas are in it; then, of several, each one’s share."""
    package = _to_form(request, pk)
    parts = list(reading.parts_of(package))
    sharing = "shares" in request.GET and len(parts) > 1
    form = _shares(request, parts) if sharing else _areas(request, package, parts)
    if request.method == "POST" and form.is_valid():
        actions.set_areas(package=package, shares=form.shares, by=request.user)
        messages.success(request, "The areas and their shares are saved.")
        return redirect("support:package-team", package.pk)
    context = page_of(request, package, "team", form=form, sharing=sharing, parts=parts)
    return render(request, "support/team/package_areas.html", context)


def _to_form(request: HttpRequest, pk: int) -> SupportPackage:
    package = to_see(request, pk)
    check_may_one_of(request.scope, actions.FORMED_BY, package)
    return package


def _shares(request: HttpRequest, parts: list) -> SharesForm:
    return SharesForm(posted(request), parts=parts)


def _areas(request: HttpRequest, package: SupportPackage, parts: list) -> AreasForm:
    chosen = [part.authority.gss_code for part in parts if part.authority_id != package.authority_id]
    others = queries.other_areas(package)
    return AreasForm(posted(request), lead=package.authority, others=others, initial={"areas": chosen})


@require_http_methods(["GET", "HEAD", "POST"])
def part_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether an area that somebody else’s request names takes part; its champion says."""
    part = find(queries.of_area_named(), request.scope, pk=pk)
    request.about = None if part.left_on else part.package  # which it does not see any more
    check(request.scope, Permission.SUPPORT_REQUEST, part.authority)
    form = AnswerForm(posted(request), initial={"answer": "yes"} if part.confirmed_at else None)
    if request.method == "POST" and form.is_valid():
        if form.takes_part:
            areas.take_part(part=part, by=request.user)
            messages.success(request, f"{part.authority} takes part.")
            return redirect(part.package)
        areas.stay_out(part=part, because=form.cleaned_data["because"], by=request.user)
        messages.success(request, f"{part.authority} is no longer in it. {part.package.authority} is told.")
        return redirect("support:package-list")
    areas.check_asked(part)
    return render(request, "support/team/part_answer.html", {"form": form, "part": part, "package": part.package})


@require_http_methods(["GET", "HEAD", "POST"])
def part_pass_on(request: HttpRequest, pk: int) -> HttpResponse:
    """From a council that is no more to one that took over from it."""
    part = find(queries.of_part(), request.scope, pk=pk)
    request.about = part.package
    check_may(request.scope, Permission.PACKAGE_RUN, part.package)
    heirs = queries.successors_of(part.authority)
    form = HeirForm(posted(request), heirs=heirs)
    if request.method == "POST" and form.is_valid():
        actions.pass_on(part=part, to=form.chosen, by=request.user)
        messages.success(request, f"{form.chosen} takes over from {part.authority}.")
        return redirect("support:package-team", part.package_id)
    heading = f"Who takes over from {part.authority}?"
    context = page_of(request, part.package, "team", form=form, heading=heading, people=heirs)
    return render(request, "support/team/person_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sponsor_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever signs in the director’s place; the champion names them."""
    part = find(queries.of_part(), request.scope, pk=pk)
    request.about = part.package
    check(request.scope, Permission.SUPPORT_REQUEST, part.authority)
    form = SponsorForm(posted(request), people=queries.possible_sponsors(part), initial={"person": part.sponsor_id})
    if request.method == "POST" and form.is_valid():
        actions.name_sponsor(part=part, person=form.chosen, by=request.user)
        messages.success(request, f"{form.chosen or 'The director'} signs for {part.authority}.")
        return redirect("support:package-team", part.package_id)
    context = page_of(request, part.package, "team", form=form, heading=f"Who signs for {part.authority}", people=True)
    return render(request, "support/team/person_edit.html", context)
