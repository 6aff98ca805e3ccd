"""Pages of a draft's sections: choosing a kind, saying of what, moving and removing."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import check_anywhere
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted

from ...actions import editions as actions
from ...editions.kinds import NEEDS, Kind
from ...forms.editions import SectionForm, section_initial
from ...models import EditionSection, RoundGroup
from ...queries import editions as queries
from .drafts import to_edit


def _to_edit_section(request: HttpRequest, pk: int) -> EditionSection:
    check_anywhere(request.scope, Permission.ROUNDS_RUN)
    section = get_object_or_404(queries.sections(), pk=pk)
    request.about = section.edition
    return section


@require_safe
def section_choose(request: HttpRequest, pk: int) -> HttpResponse:
    edition = to_edit(request, pk)
    context = {"edition": edition, "offers": queries.offers(edition)}
    return render(request, "evaluation/editions/section_choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def section_add(request: HttpRequest, pk: int, kind: str, group: str) -> HttpResponse:
    """`group`: its slug, or “none” for a kind that is of no group."""
    edition = to_edit(request, pk)
    if kind not in Kind.values:
        raise Http404
    of = get_object_or_404(queries.groups_of(edition), slug=group) if NEEDS[Kind(kind)].group else None
    form = SectionForm(posted(request), kind=kind, group=of, initial={"version": 0, "heading": _heading(kind)})
    if form.is_valid():
        actions.add_section(edition=edition, kind=kind, typed=form.typed, by=request.user)
        messages.success(request, "Added at the end.")
        return redirect(edition)
    context = {"form": form, "edition": edition, "kind": Kind(kind), "group": of}
    return render(request, "evaluation/editions/section_edit.html", context)


def _heading(kind: str) -> str:
    return "" if kind in (Kind.MEASURE, Kind.BREAKDOWN, Kind.COMMENTARY) else str(Kind(kind).label)


@require_http_methods(["GET", "HEAD", "POST"])
def section_edit(request: HttpRequest, pk: int) -> HttpResponse:
    section = _to_edit_section(request, pk)
    of = _group(section)
    form = SectionForm(posted(request), kind=section.kind, group=of, initial=section_initial(section))
    if form.saved(
        lambda: actions.save_section(section=section, typed=form.typed, version=form.on_top_of, by=request.user)
    ):
        messages.success(request, "Saved.")
        return redirect(section.edition)
    known = queries.known_by_section(queries.preview_of(section.edition)).get(section.pk)
    context = {
        "form": form,
        "edition": section.edition,
        "section": section,
        "kind": Kind(section.kind),
        "group": of,
        "known": known,
    }
    return render(request, "evaluation/editions/section_edit.html", context)


def _group(section: EditionSection) -> RoundGroup | None:
    """None also where the edition now reports on a round without such a group."""
    return queries.groups_of(section.edition).filter(slug=section.group).first() if section.group else None


@require_POST
def section_move(request: HttpRequest, pk: int) -> HttpResponse:
    section = _to_edit_section(request, pk)
    seen = request.POST.get("seen", "")
    where = request.POST.get("where")
    if where in ("up", "down") and seen.isascii() and seen.isdigit() and len(seen) < 6:
        actions.move_section(section=section, up=where == "up", seen=int(seen), by=request.user)
    return redirect(section.edition)


@require_http_methods(["GET", "HEAD", "POST"])
def section_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """A POST removes it; a GET asks."""
    section = _to_edit_section(request, pk)
    if request.method == "POST":
        actions.remove_section(section=section, by=request.user)
        messages.success(request, f"“{section}” is removed.")
        return redirect(section.edition)
    return render(request, "evaluation/editions/section_remove.html", {"section": section, "edition": section.edition})
