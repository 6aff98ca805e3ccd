"""Pages of coding, for evaluators. They show what people wrote and never who: whoever opens one is recorded."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import check_anywhere, requires
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.people import audit
from commissioning.saving import NotNow

from .. import attributes as cuts
from ..actions import coding as actions
from ..actions import themes as theme_actions
from ..coding import AGREED, FIRST, SECOND
from ..forms.coding import CodeForm, EndSampleForm, SettleForm, initial_of
from ..models import Coding, Question, RoundGroup, WrittenAnswer
from ..queries import agreement, theme_counts
from ..queries import coding as queries
from ..queries.counts import attributes_of

TURNS = {FIRST: "Code answers", SECOND: "Code the sample a second time"}


def _question(request: HttpRequest, pk: int, question: int) -> tuple[RoundGroup, Question]:
    check_anywhere(request.scope, Permission.ROUNDS_RUN)
    group = get_object_or_404(queries.groups_to_code(), pk=pk)
    return group, get_object_or_404(queries.questions_of(group), pk=question)


def _coding(request: HttpRequest, pk: int) -> Coding:
    check_anywhere(request.scope, Permission.ROUNDS_RUN)
    request.about = get_object_or_404(queries.codings(), pk=pk)
    return request.about


def _open_coding(request: HttpRequest, pk: int) -> Coding:
    """Whose codes may be read, counted too: nobody still codes the sample without them."""
    coding = _coding(request, pk)
    if not queries.progress(coding).is_open_to_view:
        raise NotNow("What was chosen can be seen once the whole sample has been coded twice, so that it stays blind.")
    return coding


def _answer(coding: Coding, turn: str, answer: int) -> WrittenAnswer:
    if turn not in TURNS:
        raise Http404
    return get_object_or_404(queries.turn_answers(coding, turn), pk=answer)


def _record_reading(request: HttpRequest, coding: Coding) -> None:
    if request.method in ("GET", "HEAD"):
        audit.record("answers-read", coding.group, by=request.user)


@requires(Permission.ROUNDS_RUN)
@require_safe
def coding_list(request: HttpRequest) -> HttpResponse:
    context = {"groups": queries.groups_to_code()}
    return render(request, "evaluation/coding/coding_list.html", context)


@requires(Permission.ROUNDS_RUN)
@require_safe
def coding_group(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(queries.groups_to_code(), pk=pk)
    context = {"group": group, "questions": queries.questions_to_code(group), "is_over": queries.may_be_coded(group)}
    return render(request, "evaluation/coding/coding_group.html", context)


@require_safe
def coding_detail(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    group, asked = _question(request, pk, question)
    coding = queries.codings().filter(group=group, question=asked).first()
    context = {
        "group": group,
        "question": asked,
        "wording": queries.wording(group, asked),
        "newest": queries.frame_of(group, asked),
        "coding": coding,
        "progress": queries.progress(coding) if coding else None,
        "answers": queries.answers_to(group, asked).count(),
        "is_over": queries.may_be_coded(group),
        "mine_first": queries.to_code(coding, FIRST, request.user).count() if coding else 0,
        "mine_second": queries.to_code(coding, SECOND, request.user).count() if coding else 0,
    }
    return render(request, "evaluation/coding/coding_detail.html", context)


@require_POST
def themes_start(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    group, asked = _question(request, pk, question)
    instrument = group.instrument_version.instrument
    return redirect(theme_actions.start(instrument=instrument, question_name=asked.name, by=request.user))


@require_POST
def coding_begin(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    group, asked = _question(request, pk, question)
    coding = actions.begin(group=group, question=asked, by=request.user)
    messages.success(request, "The themes are frozen and the sample is drawn. You can begin to code.")
    return redirect(coding)


@require_POST
def coding_adopt(request: HttpRequest, pk: int) -> HttpResponse:
    coding = _coding(request, pk)
    newest = queries.frame_of(coding.group, coding.question)
    carried = actions.adopt(coding=coding, version=newest, by=request.user)
    messages.success(request, f"Version {newest.number} is in use. {carried} decisions were carried over.")
    return redirect(coding)


@require_POST
def coding_sample(request: HttpRequest, pk: int) -> HttpResponse:
    coding = _coding(request, pk)
    drawn = actions.draw_more(coding=coding, by=request.user)
    messages.success(request, f"{drawn} more answers are coded twice." if drawn else "The sample is large enough.")
    return redirect(coding)


@require_http_methods(["GET", "HEAD", "POST"])
def coding_end(request: HttpRequest, pk: int) -> HttpResponse:
    coding = _coding(request, pk)
    form = EndSampleForm(posted(request))
    if form.is_valid():
        actions.end_sample(coding=coding, **form.cleaned_data, by=request.user)
        messages.success(request, "The second coding is ended. Your reason stands beside the figures.")
        return redirect(coding)
    context = {"form": form, "coding": coding, "progress": queries.progress(coding)}
    return render(request, "evaluation/coding/coding_end.html", context)


@require_safe
def answer_next(request: HttpRequest, pk: int, turn: str) -> HttpResponse:
    """The next that is left for this person; with none left, back to where it stands."""
    coding = _coding(request, pk)
    if turn not in TURNS:
        raise Http404
    answer = queries.to_code(coding, turn, request.user).first()
    return redirect("evaluation:answer-code", pk, turn, answer.pk) if answer else redirect(coding)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_code(request: HttpRequest, pk: int, turn: str, answer: int) -> HttpResponse:
    """One answer, and the themes to choose from. Saved, the next one that is left follows."""
    coding = _coding(request, pk)
    row = _answer(coding, turn, answer)
    _record_reading(request, coding)
    shown = queries.answer_shown(coding, row, turn, request.user)
    decided = queries.decided(shown.mine) if shown.mine else None
    initial = initial_of(shown.mine, decided, coding.frame_version_id, shown.proposed)
    form, theirs = CodeForm(posted(request), themes=shown.themes, initial=initial), None
    if form.is_valid():
        saved = actions.save(coding=coding, answer=row, turn=turn, chosen=form.chosen, by=request.user)
        if not saved.conflict:
            messages.success(request, "Saved.")
            return redirect("evaluation:answer-next", pk, turn)
        theirs = saved.row
        form.put_on_top_of(seen=theirs.version)
    context = {
        "coding": coding,
        "turn": turn,
        "heading": TURNS[turn],
        "wording": queries.wording(coding.group, coding.question),
        "shown": shown,
        "form": form,
        "theirs": _words_of(theirs, shown.themes) if theirs else None,
        "saved": theirs,
    }
    return render(request, "evaluation/coding/answer_code.html", context)


def _words_of(code, themes) -> list[str]:
    """What somebody chose, in words."""
    chosen = queries.decided(code).themes
    return [theme.name for theme in themes if theme.pk in chosen] or [code.get_decision_display()]


@require_safe
def agreement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    coding = _open_coding(request, pk)
    _record_reading(request, coding)
    shown = agreement.shown(coding)
    context = {
        "coding": coding,
        "progress": queries.progress(coding),
        "wording": queries.wording(coding.group, coding.question),
        "shown": shown,
        "rows": [
            (one, _words(one.first, shown), _words(one.second, shown), _words(one.agreed, shown))
            for one in shown.differences
        ],
    }
    return render(request, "evaluation/coding/agreement_detail.html", context)


def _words(code, shown: agreement.AgreementShown) -> str:
    if code is None:
        return ""
    chosen = queries.decided(code).themes
    return "; ".join(name for theme, name in shown.names.items() if theme in chosen) or code.get_decision_display()


@require_http_methods(["GET", "HEAD", "POST"])
def answer_settle(request: HttpRequest, pk: int, answer: int) -> HttpResponse:
    coding = _open_coding(request, pk)
    row = get_object_or_404(queries.turn_answers(coding, SECOND), pk=answer)
    difference = agreement.difference(coding, row)
    if difference is None:
        raise Http404
    _record_reading(request, coding)
    themes = tuple(coding.frame_version.themes.all())
    agreed = difference.agreed
    initial = initial_of(agreed, queries.decided(agreed) if agreed else None, coding.frame_version_id)
    form, theirs = SettleForm(posted(request), themes=themes, initial=initial), None
    if form.is_valid():
        saved = actions.save(coding=coding, answer=row, turn=AGREED, chosen=form.chosen, by=request.user)
        if not saved.conflict:
            messages.success(request, "Settled.")
            return redirect("evaluation:agreement-detail", pk)
        theirs = saved.row
        form.put_on_top_of(seen=theirs.version)
    context = {
        "coding": coding,
        "wording": queries.wording(coding.group, coding.question),
        "answer": row,
        "first": _words_of(difference.first, themes),
        "second": _words_of(difference.second, themes),
        "form": form,
        "theirs": _words_of(theirs, themes) if theirs else None,
        "saved": theirs,
    }
    return render(request, "evaluation/coding/answer_settle.html", context)


@require_safe
def counts_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How many named each theme; by an attribute for those who may see small numbers, which is recorded."""
    coding = _open_coding(request, pk)
    unsuppressed = request.scope.holds(Permission.SEE_UNSUPPRESSED)
    counts = theme_counts.counts_of(coding, suppressed=not unsuppressed)
    keys = attributes_of(coding.group) if unsuppressed else []
    by = request.GET.get("by", "")
    if by and by not in keys:
        raise BadRequest("These counts cannot be cut by that.")
    cut = theme_counts.cut_by(coding, by, counts) if by else None
    if cut:
        audit.record("unsuppressed-read", coding.group, by=request.user)
    context = {
        "coding": coding,
        "counts": counts,
        "cut": cut,
        "keys": [(key, cuts.attribute_label(key)) for key in keys],
        "unsuppressed": unsuppressed,
    }
    return render(request, "evaluation/coding/counts_detail.html", context)
