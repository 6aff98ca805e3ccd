"""Pages of drafts: the list, its title and rounds, the draft itself, its preview, its publication."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access.gate import check_anywhere, requires
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.people import proving

from ...actions import editions as actions
from ...forms.editions import EditionForm, initial_of
from ...models import Edition
from ...queries import editions as queries


def to_edit(request: HttpRequest, pk: int) -> Edition:
    """Whoever runs rounds writes about them. What is published is found here too: actions refuse it with the reason."""
    check_anywhere(request.scope, Permission.ROUNDS_RUN)
    request.about = get_object_or_404(queries.editions(), pk=pk)
    return request.about


@requires(Permission.ROUNDS_RUN)
@require_safe
def draft_list(request: HttpRequest) -> HttpResponse:
    context = {"drafts": queries.drafts(), "published": queries.published_editions()}
    return render(request, "evaluation/editions/draft_list.html", context)


@requires(Permission.ROUNDS_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def edition_add(request: HttpRequest) -> HttpResponse:
    form = EditionForm(posted(request), initial={"version": 0})
    if form.is_valid():
        return redirect(actions.create(typed=form.typed, by=request.user))
    return render(request, "evaluation/editions/edition_edit.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def edition_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """A new edition in place of a published one, with its sections to start from."""
    replaces = to_edit(request, pk)
    form = EditionForm(posted(request), replaces=replaces, initial=initial_of(replaces) | {"correction": ""})
    if form.is_valid():
        return redirect(actions.create(typed=form.typed, replaces=replaces, by=request.user))
    return render(request, "evaluation/editions/edition_edit.html", {"form": form, "replaces": replaces})


@require_http_methods(["GET", "HEAD", "POST"])
def edition_edit(request: HttpRequest, pk: int) -> HttpResponse:
    edition = to_edit(request, pk)
    form = EditionForm(posted(request), replaces=edition.replaces, initial=initial_of(edition))
    if form.saved(lambda: actions.change(edition=edition, typed=form.typed, version=form.on_top_of, by=request.user)):
        messages.success(request, "Saved.")
        return redirect(edition)
    return render(request, "evaluation/editions/edition_edit.html", {"form": form, "edition": edition})


@require_safe
def draft_detail(request: HttpRequest, pk: int) -> HttpResponse:
    edition = to_edit(request, pk)
    if edition.is_published:
        return redirect(edition)
    context = {"shown": queries.shown_draft(edition), "edition": edition}
    return render(request, "evaluation/editions/draft_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def draft_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """A POST has it made; a GET shows the last one."""
    edition = to_edit(request, pk)
    if request.method == "POST":
        actions.request_preview(edition=edition, by=request.user)
        messages.success(request, "The preview is being made. This page shows how far it is.")
        return redirect("evaluation:draft-detail", edition.pk)
    preview = queries.preview_of(edition)
    if preview is None:
        return redirect(edition)
    context = {"edition": edition, "preview": preview, "pages": preview.pages}
    return render(request, "evaluation/editions/draft_preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def draft_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """A POST publishes it for good; a GET says what that means."""
    edition = to_edit(request, pk)
    proving.ask(request)
    if request.method == "POST":
        actions.publish(edition=edition, by=request.user)
        messages.success(request, "It is being published. This page shows how far it is.")
        return redirect(edition)
    if edition.is_published:
        return redirect(edition)
    context = {"edition": edition, "shown": queries.shown_draft(edition)}
    return render(request, "evaluation/editions/draft_publish.html", context)
