"""The list of areas and an area's page. Register facts are open to everyone who is signed in; panels are not."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from commissioning.access.gate import find, signed_in
from commissioning.access.registry import panels_for
from commissioning.lists.respond import respond

from . import queries
from .area_page import area_page
from .listings import REGISTER


@signed_in
def authority_list(request: HttpRequest) -> HttpResponseBase:
    rows = queries.register().visible_to(request.scope)
    return respond(request, REGISTER, rows, "authorities/authority_list.html", about=None)


@signed_in
def authority_detail(request: HttpRequest, gss_code: str) -> HttpResponseBase:
    authority = find(queries.register(), request.scope, gss_code=gss_code.upper())
    if gss_code != authority.gss_code:
        return redirect(authority, permanent=True)
    panels = panels_for("authority", authority, area=authority, scope=request.scope)
    page = area_page(queries.facts_about(authority), panels)
    return render(request, "authorities/authority_detail.html", {"authority": authority, "page": page})
