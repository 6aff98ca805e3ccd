"""The page of one search. What was looked for stands in the address and is kept nowhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commissioning.access.gate import signed_in
from commissioning.lists.asked import clean_search

from .finding import find


@signed_in
@never_cache
@require_safe
def search_detail(request: HttpRequest) -> HttpResponse:
    text = clean_search(request.GET.get("q", ""))
    return render(request, "programme/search/search_detail.html", {"text": text, "groups": find(text, request.scope)})
