"""Where a respondent's link leads, and what was answered so far."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone

from commissioning.profiles.models import ServiceUse

from .. import links, sealing
from ..instruments.definition import Kind, Question
from ..instruments.routing import Course, Router
from ..models import Draft, InstrumentVersion, Invitation, Round, RoundGroup

Answers = dict[str, str | tuple[str, ...]]
Row = TypeVar("Row", bound=Model)
CLOSED = "closed"
NOT_ASKED = (Invitation.Outcome.INELIGIBLE, Invitation.Outcome.REFUSED)  # any more: their links no longer work
SERVICE_ONLINE = {"resources_bank": "online", "community_area": "online"}


_A_TOKEN = re.compile(r"[\w.-]{1,200}", re.ASCII)


@dataclass(frozen=True)
class Way:
    """One respondent's way into one questionnaire: by a link, or (`token` empty) through an interviewer."""

    group: RoundGroup
    invitation: Invitation | None = None
    token: str = ""

    @property
    def key(self) -> str:
        """Stands in addresses, so that two links in one browser do not meet."""
        return links.page_key(self.token)

    @property
    def router(self) -> Router:
        return router_of(self.group.instrument_version_id)

    @property
    def is_sealed(self) -> bool:
        return self.group.is_anonymous or self.invitation is None

    @property
    def draft_filter(self) -> dict[str, Any]:
        return {"key": links.draft_key(self.token)} if self.is_sealed else {"invitation": self.invitation}


@dataclass(frozen=True)
class GuideWay:
    """Through a questionnaire that an interviewer follows outside any round."""

    version_id: int

    @property
    def router(self) -> Router:
        return router_of(self.version_id)


@dataclass(frozen=True)
class Sheet:
    """What is answered so far. `is_finished`: it was sent, and can no longer be seen. `confirmed`: the questions that
    records could answer and the respondent has been through.
    """

    answers: Answers = field(default_factory=dict)
    language: str = ""
    is_finished: bool = False
    is_begun: bool = False
    confirmed: tuple[str, ...] = ()

    def as_body(self) -> dict[str, Any]:
        return {"answers": self.answers, "language": self.language, "confirmed": self.confirmed}


@lru_cache(maxsize=32)
def router_of(version_id: int) -> Router:
    """A version never changes, so its expressions are parsed once in each process."""
    return Router(InstrumentVersion.objects.get(pk=version_id).content)


def way_of(token: str) -> Way | None:
    """None for a link that never was, was replaced, or belongs to somebody who is not asked (any more)."""
    if not _A_TOKEN.fullmatch(token):
        return None
    groups = RoundGroup.objects.select_related("round").filter(instrument_version__isnull=False)
    open_key, dot, _ = token.partition(".")
    if dot:
        group = _the_one(groups.filter(open_key=open_key))
        return Way(group, None, token) if group else None
    invitations = Invitation.objects.select_related("group__round")
    invitation = _the_one(
        invitations.filter(token_hash=links.invitation_hash(token), group__instrument_version__isnull=False)
    )
    if invitation is None or invitation.outcome in NOT_ASKED:
        return None
    return Way(invitation.group, invitation, token)


def _the_one(rows: QuerySet[Row]) -> Row | None:
    """By a unique key, so in no order: the usual one goes by round, and would join and lock the round’s row too."""
    return next(iter(rows.order_by()), None)


def group_behind(open_key: str) -> RoundGroup | None:
    """The group whose open link ends so."""
    if not _A_TOKEN.fullmatch(open_key):
        return None
    return RoundGroup.objects.filter(open_key=open_key, instrument_version__isnull=False).first()


def why_not_now(round_: Round) -> str:
    """Why no answer can be given today; "" when it can."""
    today = timezone.localdate()
    if round_.is_closed or (round_.state == Round.State.OPEN and round_.closes_on < today):
        return CLOSED
    if round_.state == Round.State.DRAFT or round_.opens_on > today:
        return "not open yet"
    return ""


def sheet_of(way: Way, *, lock: bool = False) -> Sheet:
    drafts = Draft.objects.select_for_update() if lock else Draft.objects
    draft = _the_one(drafts.filter(**way.draft_filter))
    if draft is None:
        return Sheet(is_finished=bool(way.invitation and way.invitation.used))
    return read_draft(way, draft)


def read_draft(way: Way, draft: Draft) -> Sheet:
    if draft.finished:
        return Sheet(is_finished=True)
    body = sealing.unseal(draft.body, sealing.draft_keys(way.token)) if way.is_sealed else json.loads(bytes(draft.body))
    answers, confirmed = answers_from(body["answers"]), tuple(body["confirmed"])
    return Sheet(answers, body["language"], is_begun=True, confirmed=confirmed)


def answers_from(stored: Mapping[str, Any]) -> Answers:
    """JSON knows no tuples."""
    return {name: tuple(answer) if isinstance(answer, list) else answer for name, answer in stored.items()}


def course_of(way: Way | GuideWay, answers: Answers) -> Course:
    return way.router.course(answers, today=timezone.localdate())


def seen(answers: Answers, names: Iterable[str]) -> str:
    """A short mark of what these questions' answers were when a page was shown."""
    shown = sorted((name, answers[name]) for name in names if answers.get(name))
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:12]


def from_records(way: Way) -> tuple[str, ...]:
    """The questions whose answers records can give in a confidential round: which services the person has used."""
    if way.is_sealed:
        return ()
    questions = way.router.instrument.questions.values()
    return tuple(one.name for one in questions if one.measure == "reach" and one.kind is Kind.SEVERAL)


def offered(way: Way, sheet: Sheet, names: Iterable[str]) -> Answers:
    """What records say, of these questions, that the respondent has not confirmed or corrected yet. It is shown
    ticked on the page; an answer it becomes when that page is saved.
    """
    wanted = [name for name in from_records(way) if name in set(names).difference(sheet.confirmed)]
    if not wanted or way.invitation is None:
        return {}
    rows = ServiceUse.objects.kept().filter(person_id=way.invitation.person_id, used_on__lte=way.group.round.frame_on)
    used = set(rows.values_list("service", flat=True))
    used |= {SERVICE_ONLINE[service] for service in used if service in SERVICE_ONLINE}
    found = {name: _known(way, way.router.instrument.questions[name], used) for name in wanted}
    return {name: services for name, services in found.items() if services}


def _known(way: Way, question: Question, used: set[str]) -> tuple[str, ...]:
    return tuple(choice.name for choice in way.router.instrument.choices_of(question) if choice.name in used)
