"""Pages of whoever gives a view: what is asked of them, one standard, who a group was, checking and sending.

They need no account: a one-use link opens them too (`views.links`), so each asks whom the visitor answers for, and none
asks for sign-in.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.govuk.forms import posted
from commissioning.people.models import User
from commissioning.saving import NotNow, Saved

from ..actions import giving as actions
from ..forms.giving import GroupForm, ViewForm, view_form
from ..models import Scorer, View
from ..queries import giving as queries
from ..queries.partners import convened_by
from .doors import answering, links_opened


def _actor(request: HttpRequest, scorer: Scorer) -> User:
    """Whoever the scorer is; a workshop has nobody, and is entered by who is signed in."""
    return scorer.person or request.user


@login_not_required
@require_safe
def view_list(request: HttpRequest) -> HttpResponse:
    """Everything this visitor is or was asked, and what they may convene."""
    scorers = list(queries.asked_of(request.scope, links_opened(request.session)))
    if not scorers and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    context = {
        "scorers": [(scorer, queries.is_open(scorer)) for scorer in scorers],
        "convened": convened_by(request.scope) if request.scope.grants else [],
    }
    return render(request, "readiness/giving/view_list.html", context)


@require_safe
@answering
def view_detail(request: HttpRequest, scorer: Scorer) -> HttpResponse:
    """Their standards with how far each is; once sent, the confirmation with what they said."""
    context = {"giving": queries.giving_of(scorer), "signed": queries.signed_snapshot(scorer)}
    return render(request, "readiness/giving/view_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def view_edit(request: HttpRequest, scorer: Scorer, code: str) -> HttpResponse:
    """One standard. Every POST saves what can be saved, then says what is missing."""
    question = queries.question_of(scorer, code)
    if question is None:
        raise Http404
    _check_open(scorer)
    form = view_form(question, posted(request))
    conflict = None
    if request.method == "POST" and form.may_be_saved():
        saved = _save(request, scorer, form)
        if saved.conflict:
            conflict = queries.Question(question.standard, saved.row)
        elif form.is_valid():
            return _onward(request, scorer, question)
    context = {"scorer": scorer, "question": question, "form": form, "conflict": conflict}
    return render(request, "readiness/giving/view_edit.html", context)


def _check_open(scorer: Scorer) -> None:
    closed = queries.why_closed(scorer)
    if closed:
        raise NotNow(closed)


def _save(request: HttpRequest, scorer: Scorer, form: ViewForm) -> Saved[View]:
    saved = actions.save_view(scorer=scorer, standard=form.standard, said=form.said, by=_actor(request, scorer))
    saved.row.scorer = scorer
    form.put_on_top_of(version=saved.row.version)
    return saved


def _onward(request: HttpRequest, scorer: Scorer, question: queries.Question) -> HttpResponse:
    if "later" in request.POST:
        messages.success(request, "Saved. You can come back to it until the last day.")
        return redirect("readiness:view-detail", pk=scorer.pk)
    following = queries.giving_of(scorer).after(question.standard)
    if following is None:
        return redirect("readiness:view-check", pk=scorer.pk)
    return redirect("readiness:view-edit", pk=scorer.pk, code=following.standard.code)


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def view_group(request: HttpRequest, scorer: Scorer) -> HttpResponse:
    """Who a group was: its name, how many were present, on which day."""
    if scorer.kind != Scorer.Kind.GROUP:
        raise Http404
    _check_open(scorer)
    initial = {"name": scorer.label, "present": scorer.present, "held_on": scorer.held_on, "version": scorer.version}
    form = GroupForm(posted(request), today=timezone.localdate(), initial=initial)
    if form.saved(lambda: actions.save_group(scorer=scorer, group=form.group, by=_actor(request, scorer))):
        return redirect("readiness:view-detail", pk=scorer.pk)
    context = {"scorer": scorer, "form": form, "conflict": form.theirs}
    return render(request, "readiness/giving/view_group.html", context)


@require_safe
@answering
def view_check(request: HttpRequest, scorer: Scorer) -> HttpResponse:
    """All answers with what is missing, and the button that sends them."""
    giving = queries.giving_of(scorer)
    if giving.closed:
        return redirect("readiness:view-detail", pk=scorer.pk)
    return render(request, "readiness/giving/view_check.html", {"giving": giving})


@require_POST
@answering
def view_send(request: HttpRequest, scorer: Scorer) -> HttpResponse:
    """Sends and freezes them. With something missing the check page says what, and nothing is sent."""
    giving = queries.giving_of(scorer)
    if not giving.closed and not giving.is_complete:
        return render(request, "readiness/giving/view_check.html", {"giving": giving, "incomplete": True}, status=422)
    actions.send_views(scorer=scorer, by=_actor(request, scorer))
    return redirect("readiness:view-detail", pk=scorer.pk)
