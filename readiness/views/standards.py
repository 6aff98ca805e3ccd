"""Pages about sets of standards: reading what is published, and for administrators bringing in the next version."""

import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import find, requires
from commissioning.access.permissions import Permission
from commissioning.access.registry import panels_for
from commissioning.govuk.forms import posted
from commissioning.people import audit, proving
from commissioning.saving import NotNow

from .. import exports
from ..actions import standards as actions
from ..forms.assessments import StandardForm
from ..forms.standards import ComparabilityForm, StandardsImportForm
from ..models import FrameworkVersion, StandardsDraft
from ..queries import standards as queries
from ..queries.standards_changes import Changes, changes
from ..standards_sample import SAMPLE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# --- Published ----------------------------------------------------------------------------


@requires(Permission.STANDARDS_SEE)
@require_safe
def standard_list(request: HttpRequest) -> HttpResponse:
    """The programme's own standards as they are now, and every set and version below them."""
    may_publish = request.scope.holds(Permission.STANDARDS_PUBLISH)
    context = {"sets": queries.every_set(), "may_publish": may_publish}
    if may_publish:
        context["drafts"] = queries.latest_drafts()
    return _version_page(request, queries.current_standards(), "readiness/standards/standard_list.html", context)


@requires(Permission.STANDARDS_SEE)
@require_safe
def standard_detail(request: HttpRequest, code: str) -> HttpResponse:
    return _standard_page(request, queries.current_standards(), code)


@requires(Permission.STANDARDS_SEE)
@require_safe
def version_detail(request: HttpRequest, set_code: str, number: int) -> HttpResponse:
    version = _version(request, set_code, number)
    newest = queries.current_standards(set_code)
    return _version_page(request, version, "readiness/standards/version_detail.html", {"newest": newest})


@requires(Permission.STANDARDS_SEE)
@require_safe
def version_standard(request: HttpRequest, set_code: str, number: int, code: str) -> HttpResponse:
    return _standard_page(request, _version(request, set_code, number), code)


@requires(Permission.STANDARDS_SEE)
@require_safe
def version_download(request: HttpRequest, set_code: str, number: int) -> HttpResponse:
    """The spreadsheet a version came from, or would come from: what it holds can be brought in again elsewhere."""
    version = _version(request, set_code, number)
    audit.record("standards-export", version, by=request.user)
    file = io.BytesIO()
    exports.write_standards(version, file)
    return _workbook(file, f"{version.framework.code}-v{version.number}")


def _workbook(file: io.BytesIO, name: str) -> HttpResponse:
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _version(request: HttpRequest, set_code: str, number: int) -> FrameworkVersion:
    return find(queries.versions(), request.scope, framework__code=set_code, number=number)


def _version_page(request: HttpRequest, version: FrameworkVersion, template: str, context: dict) -> HttpResponse:
    sections = queries.by_section(queries.standards_set(version))
    return render(request, template, {**context, "version": version, "sections": sections})


def _standard_page(request: HttpRequest, version: FrameworkVersion, code: str) -> HttpResponse:
    standard = queries.shown_standard(queries.standards_set(version), code)
    is_ours = version.framework.code == queries.PROGRAMME_SET
    context = {
        "version": version,
        "standard": standard,
        "panels": panels_for("standard-page", standard, area=None, scope=request.scope) if is_ours else [],
    }
    return render(request, "readiness/standards/standard_detail.html", context)


# --- The next version ---------------------------------------------------------------------


@requires(Permission.STANDARDS_PUBLISH)
@require_safe
def standards_sample(request: HttpRequest) -> HttpResponse:
    file = io.BytesIO()
    exports.write_set(SAMPLE, file)
    return _workbook(file, "standards-sample")


@requires(Permission.STANDARDS_PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def standards_import(request: HttpRequest) -> HttpResponse:
    """A spreadsheet becomes a draft; what is wrong with it is said by sheet, row and column, and nothing is kept."""
    form = StandardsImportForm(posted(request), request.FILES if request.method == "POST" else None)
    if form.is_valid() and form.content:
        try:
            draft = actions.bring_in(content=form.content, file_name=form.cleaned_data["file"].name, by=request.user)
        except actions.Published as reason:
            form.add_error("file", str(reason))
        else:
            return redirect(draft)
    return render(request, "readiness/standards/standards_import.html", {"form": form})


@requires(Permission.STANDARDS_PUBLISH)
@require_safe
def draft_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _draft_page(request, _draft(pk))


@requires(Permission.STANDARDS_PUBLISH)
@require_safe
def draft_standard(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One standard of a draft as champions will see it."""
    draft = _draft(pk)
    standard = queries.shown_standard(queries.content_of(draft), code)
    context = {"draft": draft, "standard": standard, "question": StandardForm(standard=standard)["level"]}
    return render(request, "readiness/standards/draft_standard.html", context)


@requires(Permission.STANDARDS_PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def draft_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """The wording side by side, and standard by standard whether levels compare."""
    draft = _draft(pk)
    before, changed = _changes(draft)
    if before is None or changed is None:
        return _draft_page(request, draft, refused="This is the first version of its set: nothing to compare with.")
    form = ComparabilityForm(posted(request), changes=changed, version=before.number, initial={"seen": draft.checksum})
    overtaken = None
    if form.is_valid():
        try:
            saved = actions.declare_comparability(
                draft=draft, declared=form.declared, seen=form.cleaned_data["seen"], by=request.user
            )
        except NotNow as reason:
            return _draft_page(request, _draft(pk), refused=str(reason), status=409)
        if isinstance(saved, StandardsDraft):
            messages.success(request, "Saved: which standards compare with the last version.")
            return redirect(draft)
        overtaken = form.differing(saved.declared)
        form.put_on_top_of(seen=_draft(pk).checksum)
    context = {"draft": draft, "before": before, "changes": changed, "form": form, "overtaken": overtaken}
    return render(request, "readiness/standards/draft_compare.html", context)


@requires(Permission.STANDARDS_PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def draft_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Says what publishing does, then does it."""
    draft = _draft(pk)
    proving.ask(request)
    if request.method == "POST":
        return _publish(request, draft)
    if not draft.is_open:
        return redirect(draft)
    content = queries.content_of(draft)
    before, changed = _changes(draft)
    context = {
        "draft": draft,
        "content": content,
        "before": before,
        "changes": changed,
        "open_assessments": queries.open_assessments_of_set(content.code),
        "reason_against": queries.why_not_publish(content),
    }
    return render(request, "readiness/standards/draft_publish.html", context)


@requires(Permission.STANDARDS_PUBLISH)
@require_POST
def draft_discard(request: HttpRequest, pk: int) -> HttpResponse:
    draft = _draft(pk)
    try:
        actions.discard_draft(draft=draft, by=request.user)
    except NotNow as reason:
        return _draft_page(request, _draft(pk), refused=str(reason), status=409)
    messages.success(request, f"The draft from {draft.file_name} is discarded. Nothing was published.")
    return redirect("readiness:standard-list")


def _publish(request: HttpRequest, draft: StandardsDraft) -> HttpResponse:
    try:
        version, is_new = actions.publish_draft(draft=draft, seen=request.POST.get("seen", ""), by=request.user)
    except (NotNow, actions.Published) as reason:
        return _draft_page(request, _draft(draft.pk), refused=str(reason), status=409)
    if is_new:
        messages.success(request, f"{version} is published.")
    else:
        messages.info(request, f"{version} had been published already. Nothing was changed.")
    return redirect(version)


def _draft(pk: int) -> StandardsDraft:
    """Drafts belong to no area: whoever may publish standards may see them all, and each view asks that first."""
    return get_object_or_404(queries.drafts(), pk=pk)


def _changes(draft: StandardsDraft) -> tuple[FrameworkVersion | None, Changes | None]:
    """The version that it follows, and what it changes of it."""
    content = queries.content_of(draft)
    before = queries.version_before(content)
    return before, changes(queries.standards_set(before), content) if before else None


def _draft_page(request: HttpRequest, draft: StandardsDraft, *, refused: str = "", status: int = 200) -> HttpResponse:
    content = queries.content_of(draft)
    before, changed = _changes(draft)
    context = {
        "draft": draft,
        "content": content,
        "sections": queries.by_section(content),
        "before": before,
        "changes": changed,
        "refused": refused,
    }
    return render(request, "readiness/standards/draft_detail.html", context, status=status)
