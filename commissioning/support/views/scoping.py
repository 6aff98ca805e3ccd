"""Pages of scoping: what is known, what was heard, the checklist, and the picture both sides agree on."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import find
from commissioning.govuk.forms import posted
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.saving import Saved

from ..actions import scoping as actions
from ..checklists import ALL
from ..forms.scoping import AgreeForm, AnswerForm, NoteForm, PictureForm, PointForm
from ..models import SupportPackage
from ..queries import scoping as queries
from ..queries.reading import check_speaks_for_the_area, check_works, reading_of
from .doors import page_of, to_read, to_work

METHODS = ["GET", "HEAD", "POST"]


@require_safe
def package_scoping(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_read(request, pk)
    audit.record("scoping-read", package, by=request.user, authority_id=package.authority_id)
    context = page_of(request, package, "scoping")
    context["scoping"] = queries.scoping(package, request.scope, context["reading"])
    context["agree"] = AgreeForm(initial={"version": package.version})
    return render(request, "support/scoping/package_scoping.html", context)


@require_http_methods(METHODS)
def note_add(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_work(request, pk)
    form = NoteForm(posted(request), people=_people(request, package), initial={"version": 0})
    if request.method == "POST" and form.is_valid():
        actions.add_note(package=package, heard=form.heard, by=request.user)
        return _saved(request, package)
    return _edit(request, package, form, "Add a listening note")


@require_http_methods(METHODS)
def note_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _to_change(request, queries.of_note(), pk)
    initial = {"theme": row.theme, "person": row.stakeholder_id, "heard_on": row.heard_on, "text": row.text}
    form = NoteForm(posted(request), people=_people(request, row.package), initial={**initial, "version": row.version})
    if form.saved(lambda: actions.save_note(row=row, heard=form.heard, by=request.user)):
        return _saved(request, row.package)
    more = {"row": row, "remove": "support:note-remove", "theirs": form.theirs}
    return _edit(request, row.package, form, "Change a listening note", **more)


@require_http_methods(METHODS)
def point_add(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_work(request, pk)
    form = PointForm(posted(request), initial={"version": 0, "kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.add_point(package=package, kind=data["kind"], text=data["text"], by=request.user)
        return _saved(request, package)
    return _edit(request, package, form, "Add a pitfall, an opportunity or the mindset")


@require_http_methods(METHODS)
def point_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _to_change(request, queries.of_point(), pk)
    initial = {"kind": row.kind, "text": row.text, "version": row.version}
    form = PointForm(posted(request), initial=initial)
    if form.saved(lambda: actions.save_point(row=row, by=request.user, **form.cleaned_data)):
        return _saved(request, row.package)
    more = {"row": row, "remove": "support:point-remove", "theirs": form.theirs}
    return _edit(request, row.package, form, "Change it", **more)


@require_POST
def note_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = _to_change(request, queries.of_note(), pk)
    actions.remove(row=row, by=request.user)
    return _saved(request, row.package, "Removed.")


@require_POST
def point_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = _to_change(request, queries.of_point(), pk)
    actions.remove(row=row, by=request.user)
    return _saved(request, row.package, "Removed.")


@require_http_methods(METHODS)
def checklist_answer(request: HttpRequest, pk: int, item: str) -> HttpResponse:
    package = to_work(request, pk)
    if item not in ALL:
        raise Http404
    answer = next((one.answer for one in queries.checklist(package) if one.question.key == item), None)
    initial = {"state": answer.state, "note": answer.note, "version": answer.version} if answer else {"version": 0}
    form = AnswerForm(posted(request), initial=initial)
    if form.saved(lambda: _answer(package, item, form, request.user)):
        return _saved(request, package)
    return _edit(request, package, form, ALL[item].text, theirs=form.theirs)


def _answer(package: SupportPackage, item: str, form: AnswerForm, by: User) -> Saved:
    state, words = form.cleaned_data["state"], form.cleaned_data["note"]
    return actions.answer(package=package, item=item, state=state, words=words, version=form.on_top_of, by=by)


@require_http_methods(METHODS)
def picture_edit(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_work(request, pk)
    form = PictureForm(posted(request), initial={"picture": package.picture, "version": package.version})
    if form.saved(lambda: actions.save_picture(package=package, by=request.user, **form.cleaned_data)):
        return _saved(request, package)
    return _edit(request, package, form, "The picture of the need", theirs=form.theirs)


@require_POST
def picture_agree(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_read(request, pk)
    check_speaks_for_the_area(request.scope, package)
    form = AgreeForm(request.POST)
    if not form.is_valid():
        return redirect("support:package-scoping", package.pk)
    actions.agree_picture(package=package, version=form.cleaned_data["version"], by=request.user)
    return _saved(request, package, "You agreed the picture of the need.")


def _people(request: HttpRequest, package: SupportPackage) -> list:
    return queries.people(package, request.scope, reading_of(package, request.scope))


# --- Shared -------------------------------------------------------------------------------


def _to_change(request: HttpRequest, rows, pk: int):
    row = find(rows, request.scope, pk=pk)
    request.about = row.package
    check_works(request.scope, row.package)
    return row


def _edit(request: HttpRequest, package: SupportPackage, form, heading: str, **more) -> HttpResponse:
    context = page_of(request, package, "scoping", form=form, heading=heading, **more)
    return render(request, "support/scoping/scoping_edit.html", context)


def _saved(request: HttpRequest, package: SupportPackage, said: str = "Saved.") -> HttpResponse:
    messages.success(request, said)
    return redirect("support:package-scoping", package.pk)
