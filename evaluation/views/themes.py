"""Pages of a question's themes, for evaluators: each version, and what changes a draft."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import check_anywhere
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.saving import NotNow

from ..actions import themes as actions
from ..forms.coding import MergeForm, NewThemeForm, SplitForm, ThemeForm
from ..models import FrameVersion, Theme
from ..queries import themes as queries


def _version(request: HttpRequest, pk: int) -> FrameVersion:
    check_anywhere(request.scope, Permission.ROUNDS_RUN)
    request.about = get_object_or_404(queries.versions(), pk=pk)
    return request.about


def _draft(request: HttpRequest, pk: int) -> FrameVersion:
    version = _version(request, pk)
    if version.is_frozen:
        raise NotNow(actions.FROZEN)
    return version


def _theme(request: HttpRequest, pk: int) -> Theme:
    check_anywhere(request.scope, Permission.ROUNDS_RUN)
    theme = get_object_or_404(queries.themes(), pk=pk)
    request.about = theme.frame_version
    if theme.frame_version.is_frozen:
        raise NotNow(actions.FROZEN)
    return theme


@require_safe
def themes_detail(request: HttpRequest, pk: int) -> HttpResponse:
    version = _version(request, pk)
    return render(
        request, "evaluation/coding/themes_detail.html", {"shown": queries.shown(version), "version": version}
    )


@require_POST
def themes_draw(request: HttpRequest, pk: int) -> HttpResponse:
    version = actions.draw(frame=_version(request, pk).frame, by=request.user)
    messages.success(request, f"Version {version.number} is a draft. Answers stay coded as they are until you use it.")
    return redirect(version)


@require_http_methods(["GET", "HEAD", "POST"])
def theme_add(request: HttpRequest, pk: int) -> HttpResponse:
    version = _draft(request, pk)
    form = NewThemeForm(posted(request))
    if form.is_valid():
        try:
            theme = actions.add(version=version, **form.cleaned_data, by=request.user)
        except NotNow as reason:
            form.add_error("name", str(reason))
        else:
            messages.success(request, f"“{theme}” is added.")
            return redirect(version)
    return _form(request, "theme_add", version, form)


@require_http_methods(["GET", "HEAD", "POST"])
def theme_edit(request: HttpRequest, pk: int) -> HttpResponse:
    theme = _theme(request, pk)
    initial = {"name": theme.name, "definition": theme.definition, "version": theme.version}
    form = ThemeForm(posted(request), initial=initial)
    try:
        if form.saved(lambda: actions.save(theme=theme, **form.cleaned_data, by=request.user)):
            messages.success(request, "Saved.")
            return redirect(theme.frame_version)
    except NotNow as reason:
        form.add_error("name", str(reason))
    return _form(request, "theme_edit", theme.frame_version, form, theme=theme)


@require_POST
def theme_move(request: HttpRequest, pk: int) -> HttpResponse:
    theme = _theme(request, pk)
    place = request.POST.get("place", "")
    if place.isascii() and place.isdigit() and len(place) < 6:
        actions.move(theme=theme, place=int(place), by=request.user)
    return redirect(theme.frame_version)


@require_http_methods(["GET", "HEAD", "POST"])
def theme_remove(request: HttpRequest, pk: int) -> HttpResponse:
    theme = _theme(request, pk)
    if request.method == "POST":
        actions.remove(theme=theme, by=request.user)
        messages.success(request, f"“{theme}” is out of this draft.")
        return redirect(theme.frame_version)
    context = {"theme": theme, "version": theme.frame_version, "was": theme.origins.exists()}
    return render(request, "evaluation/coding/theme_remove.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def theme_merge(request: HttpRequest, pk: int) -> HttpResponse:
    version = _draft(request, pk)
    form = MergeForm(posted(request), themes=version.themes.all())
    if form.is_valid():
        try:
            theme = actions.merge(version=version, **form.cleaned_data, by=request.user)
        except NotNow as reason:
            form.add_error("name", str(reason))
        else:
            messages.success(request, f"They are one theme now: “{theme}”.")
            return redirect(version)
    return _form(request, "theme_merge", version, form)


@require_http_methods(["GET", "HEAD", "POST"])
def theme_split(request: HttpRequest, pk: int) -> HttpResponse:
    theme = _theme(request, pk)
    form = SplitForm(posted(request), initial={"name_1": theme.name, "definition_1": theme.definition})
    if form.is_valid():
        try:
            actions.split(theme=theme, parts=form.parts, by=request.user)
        except NotNow as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"“{theme}” is split. Answers coded with it come back when you use this version.")
            return redirect(theme.frame_version)
    return _form(request, "theme_split", theme.frame_version, form, theme=theme)


def _form(request: HttpRequest, name: str, version: FrameVersion, form, **more) -> HttpResponse:
    context = {"form": form, "version": version, "question": queries.wording(version), **more}
    return render(request, f"evaluation/coding/{name}.html", context)
