"""The pages that change a row or take it off, whichever noun it is: a conflict shows what stands now, and saves
nothing. Each view has asked before it comes here.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from commissioning.govuk.forms import posted
from commissioning.govuk.versioned import VersionedForm
from commissioning.saving import Saved

from ..actions import keeping
from ..actions.keeping import Unfit
from ..forms.removing import RemoveForm
from ..models.kept import Kept
from ..words import Line

Words = Callable[[Any], Iterable[Line]]


def edit_page(
    *,
    request: HttpRequest,
    row: Kept,
    form: VersionedForm,
    save: Callable[..., Saved],
    words: Words,
    template: str,
    said: Callable[[Any], str] = lambda saved: "Saved.",
) -> HttpResponse:
    """`save` takes what was typed and the version it was typed on top of."""
    context: dict[str, Any] = {"form": form, "row": row, "authority": row.authority}
    if request.method == "POST" and form.is_valid():
        try:
            saved = save(typed=form.typed, version=form.cleaned_data["version"])
        except Unfit as reason:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
            return render(request, template, context)
        if not saved.conflict:
            messages.success(request, said(saved.row))
            return redirect(saved.row)
        form.put_on_top_of(version=saved.row.version)
        context |= {"theirs": saved.row, "lines": words(saved.row)}
    keeping.check_kept(row)
    return render(request, template, context)


def remove_page(
    *, request: HttpRequest, row: Kept, remove: Callable[..., Saved], words: Words, template: str
) -> HttpResponse:
    """`remove` takes the reason and the version that was looked at."""
    form = RemoveForm(posted(request), initial={"version": row.version})
    theirs = None
    if request.method == "POST" and form.is_valid():
        saved = remove(because=form.cleaned_data["because"], version=form.cleaned_data["version"])
        if not saved.conflict:
            messages.success(request, "Removed. Your reason is kept.")
            return redirect(saved.row.get_absolute_url().partition("#")[0])
        row = theirs = saved.row
        form.put_on_top_of(version=row.version)
    keeping.check_kept(row)
    context = {"form": form, "row": row, "authority": row.authority, "theirs": theirs, "lines": words(row)}
    return render(request, template, context)
