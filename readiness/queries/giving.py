"""Reads for whoever gives a view: what is asked of them and what they have said. Nobody else's, ever."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.people import tokens

from ..levels import NO_LEVEL, Answer
from ..models import Scorer, ScorerLink, Snapshot, Standard, View
from ..window import Window
from .partners import standards_asked, window_of, workshops_open

MINUTES = 20  # what is promised for all of one partner's standards


# --- The way in ---------------------------------------------------------------------------


def digest_of(token: str) -> str:
    return tokens.digest(token)


def usable_link(digest: str, *, lock: bool = False) -> ScorerLink | None:
    rows = ScorerLink.objects.select_for_update(of=("self",)) if lock else ScorerLink.objects
    rows = rows.filter(
        token_hash=digest,
        opened_at__isnull=True,
        replaced_at__isnull=True,
        expires_at__gt=timezone.now(),
        scorer__withdrawn_at__isnull=True,
    )
    return rows.select_related("scorer__person", "scorer__assessment__authority").first()


def opened_link(digest: str, link_ids: Iterable[int]) -> ScorerLink | None:
    """A link that this very session used up before."""
    return ScorerLink.objects.filter(token_hash=digest, pk__in=list(link_ids)).first()


def partners() -> QuerySet[Scorer]:
    """The rows of those who are asked, with what their pages need."""
    return Scorer.objects.partners().select_related(
        "assessment__authority__region", "assessment__version__framework", "person", "entered_by"
    )


def opened_by(link_ids: Iterable[int]) -> Q:
    """The rows whose newest opened link is among these: opening a newer one ends the session of the older."""
    newer = ScorerLink.objects.filter(scorer=OuterRef("scorer"), opened_at__gt=OuterRef("opened_at"))
    links = ScorerLink.objects.filter(pk__in=list(link_ids), opened_at__isnull=False)
    return Q(pk__in=links.filter(~Exists(newer)).values("scorer"))


def own(scope: Scope, link_ids: Iterable[int]) -> Q:
    """Asked of this very person: by the account they are signed in with, or else by a link this session opened. Who
    signs in on a computer where somebody had opened a link does not become that person.
    """
    return Q(person=scope.person_id) if scope.person_id else opened_by(link_ids)


def answerable(pk: int, scope: Scope, link_ids: Iterable[int]) -> Scorer | None:
    """The row this visitor answers for; None for anybody else's and for none at all, at the same cost."""
    of_area = scope.within([Permission.STAGE_SEE], "assessment__authority")
    entered_for_others = Q(kind=Scorer.Kind.GROUP, person__isnull=True) & of_area
    scorer = partners().filter(own(scope, link_ids) | entered_for_others, pk=pk).first()
    if scorer is None or scorer.person_id or may_enter(scorer, scope):
        return scorer
    return None


def may_enter(scorer: Scorer, scope: Scope) -> bool:
    return scorer in workshops_open(scorer.assessment, [scorer], scope)


# --- What is asked and what they said -------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """One standard as it is asked of one partner, and what they have said of it."""

    standard: Standard
    view: View

    @property
    def answer(self) -> Answer:
        return self.view.answer

    @property
    def words(self) -> str:
        return words_of(self.view.answer, of_group=self.view.scorer.kind == Scorer.Kind.GROUP)

    @property
    def range(self) -> str:
        """ "2 to 4": the lowest and the highest view in the room."""
        if self.view.lowest is None:
            return ""
        return f"{self.view.lowest} to {self.view.highest}"


@dataclass(frozen=True)
class Giving:
    """Everything one partner's pages show."""

    scorer: Scorer
    questions: tuple[Question, ...]
    window: Window

    @property
    def is_group(self) -> bool:
        return self.scorer.kind == Scorer.Kind.GROUP

    @property
    def is_ahead(self) -> bool:
        return not self.window.has_moved_on and self.window.is_ahead(timezone.localdate())

    @property
    def closed(self) -> str:
        return why_closed(self.scorer)

    @property
    def about_missing(self) -> bool:
        """Whether it is not yet said who the group was."""
        scorer = self.scorer
        return self.is_group and not (scorer.label and scorer.present and scorer.held_on)

    @property
    def missing(self) -> list[Question]:
        return [question for question in self.questions if not question.answer.is_given]

    @property
    def is_complete(self) -> bool:
        return not self.missing and not self.about_missing

    @property
    def answered(self) -> int:
        return len(self.questions) - len(self.missing)

    def after(self, standard: Standard) -> Question | None:
        """The next one without an answer, going round from this."""
        later = [question for question in self.questions if question.standard.order > standard.order]
        around = [*later, *self.questions]
        return next((q for q in around if q in self.missing and q.standard != standard), None)


def why_closed(scorer: Scorer) -> str:
    """Why nothing more can be said; empty while it can."""
    if scorer.sent_at:
        return "Your views are sent, so they stay as they are."
    return window_of(scorer.assessment).why_closed(timezone.localdate())


def giving_of(scorer: Scorer) -> Giving:
    views = {view.standard_id: view for view in scorer.views.all()}
    standards = standards_asked(scorer.assessment, scorer.partner_kind)
    return Giving(
        scorer,
        tuple(_question(scorer, standard, views.get(standard.pk)) for standard in standards),
        window_of(scorer.assessment),
    )


def question_of(scorer: Scorer, code: str) -> Question | None:
    """None for a standard that is not asked of their kind of partner."""
    standard = standards_asked(scorer.assessment, scorer.partner_kind).filter(code=code).first()
    if standard is None:
        return None
    return _question(scorer, standard, scorer.views.filter(standard=standard).first())


def _question(scorer: Scorer, standard: Standard, view: View | None) -> Question:
    view = view or View(scorer=scorer, standard=standard)
    view.scorer = scorer
    return Question(standard, view)


def no_level_words(*, of_group: bool) -> dict[str, str]:
    """One person does not know; a group and an area do not know together."""
    return NO_LEVEL if of_group else NO_LEVEL | {"dont_know": "I don’t know"}


def words_of(answer: Answer, *, of_group: bool) -> str:
    return no_level_words(of_group=of_group).get(answer.no_level) or answer.words


# --- Lists ----------------------------------------------------------------------------------


def asked_of(scope: Scope, link_ids: Iterable[int] = ()) -> QuerySet[Scorer]:
    """Everything this visitor is or was asked, newest first; what they were withdrawn from is no longer theirs."""
    rows = partners().filter(own(scope, link_ids)).taking_part()
    return rows.order_by("-assessment__year", "assessment__authority__short_name", "pk")


def waiting_for(scope: Scope) -> list[Scorer]:
    """What the signed-in person can answer today and has not sent."""
    return [row for row in asked_of(scope).filter(sent_at__isnull=True) if is_open(row)]


def is_open(scorer: Scorer) -> bool:
    return not why_closed(scorer)


def signed_snapshot(scorer: Scorer) -> Snapshot | None:
    """The newest signed one that their view went into; none before that."""
    if scorer.sent_at is None:
        return None
    signed = scorer.assessment.snapshots.filter(moment=Snapshot.Moment.SIGNED, made_at__gte=scorer.sent_at)
    return signed.order_by("-made_at", "-id").first()
