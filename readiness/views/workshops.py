"""Pages about meeting partners: entering a workshop's view, its printed cards, and who reads beside the champion."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from commissioning.govuk.forms import posted

from ..actions import giving, readers
from ..actions.packs import request_pack
from ..forms.partners import PackForm, ReaderForm, WorkshopForm
from ..queries import partners as queries
from ..queries.packs import packs_of
from .doors import to_convene, to_lead
from .partners import kind_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def workshop_add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A group without a link; whoever adds it goes on to enter what it said."""
    assessment = to_convene(request, pk)
    asked = kind_or_404(kind)
    form = WorkshopForm(posted(request))
    if form.is_valid():
        scorer = giving.add_workshop(assessment=assessment, kind=asked, name=form.cleaned_data["name"], by=request.user)
        return redirect("readiness:view-detail", pk=scorer.pk)
    context = {"assessment": assessment, "kind": asked, "form": form}
    return render(request, "readiness/partners/workshop_add.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def pack_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for printed cards and a tally sheet; shows those made before."""
    assessment = to_convene(request, pk)
    form = PackForm(posted(request), standards=queries.standards_by_kind(assessment))
    if form.is_valid():
        document = request_pack(assessment=assessment, partner_kind=form.partner_kind, by=request.user)
        return redirect(document)
    context = {"assessment": assessment, "form": form, "packs": packs_of(assessment)}
    return render(request, "readiness/partners/pack_request.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reader_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Names somebody to read partners' views beside the champion."""
    assessment = to_lead(request, pk)
    people = queries.people_to_name(assessment)
    form = ReaderForm(posted(request), people=people)
    if form.is_valid():
        person = next(row.person for row in people if row.person_id == form.cleaned_data["person"])
        readers.name_reader(assessment=assessment, person=person, by=request.user)
        messages.success(request, f"{person} is named. They find it under “Views you give”.")
        return redirect("readiness:partner-list", pk=pk)
    context = {"assessment": assessment, "form": form, "people": people}
    return render(request, "readiness/partners/reader_name.html", context)


@require_POST
def reader_end(request: HttpRequest, pk: int, reader_pk: int) -> HttpResponse:
    assessment = to_lead(request, pk)
    reader = get_object_or_404(queries.readers(assessment), pk=reader_pk)
    readers.end_reader(reader=reader, by=request.user)
    messages.success(request, f"{reader.person} no longer reads what partners think.")
    return redirect("readiness:partner-list", pk=pk)
