"""What the page of one self-assessment shows this reader, and which of its pages they may open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.people.queries import holders

from ..models import AgreedLevel, SelfAssessment
from ..workflow import EDITABLE, State
from . import agreement, evidence
from .assessments import Task, progress, signed_before
from .partners import may_convene
from .reading import Reading, readable_snapshot, reading_of
from .sharing import has_playback
from .todo import todos

# Why something went back may speak of levels, so the history gives reasons to these alone.
_READS_REASONS = (Permission.ASSESSMENT_LEAD, Permission.ASSESSMENT_SIGN, Permission.CHALLENGE_GIVE)
# Who reads what is typed now; `visibility.TABLE` is the whole of it.
READ_BY: dict[State, str] = {
    State.OPEN: "Until you send your views, only you see this.",
    State.AGREEING: "You and the people you name see this. Your local lead reads it once you send it for challenge, "
    "your director once it is sent to them.",
    State.RESPONSE: "You, the people you name and your local lead see this. Your director reads it once it is sent to "
    "them.",
}


@dataclass(frozen=True)
class Asking:
    """Who asks for the pages of which self-assessment."""

    assessment: SelfAssessment
    scope: Scope
    reading: Reading

    def may(self, permission: Permission) -> bool:
        return self.scope.may(permission, self.assessment.authority)

    @property
    def challenges(self) -> bool:
        return self.may(Permission.CHALLENGE_GIVE) and self.reading.live and self.assessment.challenge_round > 0

    @property
    def responds(self) -> bool:
        return self.reading.leads and self.assessment.challenge_given is not None

    @property
    def signs(self) -> bool:
        return self.may(Permission.ASSESSMENT_SIGN) and self.assessment.state == State.WITH_DIRECTOR

    @property
    def reads_report(self) -> bool:
        return readable_snapshot(self.assessment, self.scope) is not None


@dataclass(frozen=True)
class Page:
    """One entry of the sub-navigation, and whom it is for."""

    key: str
    label: str
    url_name: str
    open_to: Callable[[Asking], bool]
    of_area: bool = False  # its address names the area, not the self-assessment

    def address(self, assessment: SelfAssessment) -> str:
        return reverse(
            f"readiness:{self.url_name}", args=[assessment.authority.gss_code if self.of_area else assessment.pk]
        )


PAGES = (
    Page("standards", "Standards", "assessment-detail", lambda asking: True),
    Page("partners", "Partners", "partner-list", lambda asking: may_convene(asking.assessment, asking.scope)),
    Page("agreeing", "Agreeing", "agreement-detail", lambda asking: asking.reading.views),
    Page("challenge", "Challenge", "challenge-detail", lambda asking: asking.challenges),
    Page("response", "Challenge", "response-detail", lambda asking: asking.responds),
    Page("sign", "Sign", "signature-add", lambda asking: asking.signs),
    Page("evidence", "Evidence", "evidence-list", lambda asking: asking.reading.report),
    Page("report", "Report", "report-detail", lambda asking: asking.reads_report),
    Page("plan", "Action plan", "plan-detail", lambda asking: asking.may(Permission.PLAN_SEE), of_area=True),
    Page("sharing", "Sharing", "share-list", lambda asking: asking.may(Permission.LOOKS_SEE)),
    Page("looks", "Who looked", "look-list", lambda asking: asking.may(Permission.LOOKS_SEE)),
    Page("shared", "Shared with you", "share-detail", lambda asking: bool(asking.reading.shared)),
    Page("playback", "Playback", "playback-edit", lambda asking: has_playback(asking.assessment, asking.scope)),
)


def pages(
    assessment: SelfAssessment, scope: Scope, active: str, reading: Reading | None = None
) -> list[dict[str, Any]]:
    """For `sub_navigation.html`: only what this reader may open."""
    asking = Asking(assessment, scope, reading or reading_of(assessment, scope))
    return [
        {
            "label": page.label,
            "url": page.address(assessment),
            "active": page.key == active,
        }
        for page in PAGES
        if page.open_to(asking)
    ]


def detail(assessment: SelfAssessment, scope: Scope) -> dict[str, Any]:
    """The task list for who leads it; for others what waits for them, and how far it is."""
    reading = reading_of(assessment, scope)
    works = reading.leads and State(assessment.state) in EDITABLE
    mine = todos(scope, only=assessment)
    return {
        "assessment": assessment,
        "reading": reading,
        "pages": pages(assessment, scope, "standards", reading),
        "todo": mine[0] if mine else None,
        "progress": progress(assessment) if works else None,
        "may_read_report": readable_snapshot(assessment, scope) is not None,
        "vacancy": vacancy(assessment) if reading.leads else "",
        "comments": _comments(assessment) if reading.leads else None,
        "moves": assessment.moves.select_related("by"),
        "reads_reasons": any(scope.may(permission, assessment.authority) for permission in _READS_REASONS),
    }


def vacancy(assessment: SelfAssessment) -> str:
    """What the area can do where nobody is there to take the next step; empty where somebody is."""
    if assessment.state == State.WITH_DIRECTOR and not holders(Permission.ASSESSMENT_SIGN, assessment.authority):
        return (
            "The post of director of children’s services is vacant. An administrator of the programme can appoint an "
            "acting director, who can then sign."
        )
    if assessment.state == State.CHALLENGE and not agreement.challengers(assessment):
        return (
            "No local lead can challenge it now: the post is vacant, or whoever holds it led this self-assessment. "
            "You can send it to your director without a challenge, or wait for a new local lead."
        )
    return ""


@dataclass(frozen=True)
class GoingOn:
    """Where it may be sent from here, and why to the director without a (further) challenge."""

    to_challenge: bool
    to_director: bool
    why: str


def going_on(assessment: SelfAssessment) -> GoingOn:
    if assessment.state == State.RESPONSE:
        return GoingOn(to_challenge=False, to_director=True, why="")
    why = agreement.may_skip_challenge(assessment)
    return GoingOn(to_challenge=bool(agreement.challengers(assessment)), to_director=bool(why), why=why)


def _comments(assessment: SelfAssessment):
    """The director's, while they wait to be taken up."""
    return assessment.moves.select_related("by").first() if assessment.state == State.RETURNED else None


def beside(assessment: SelfAssessment, task: Task) -> dict[str, Any]:
    """What stands beside the form of one standard: who reads it, what was signed last time, what is agreed now."""
    before = signed_before(assessment)
    return {
        "read_by": READ_BY[State(assessment.state)],
        "before": before.answers.get(task.standard.code) if before else None,
        "before_title": before.title if before else "",
        "agreed": AgreedLevel.objects.filter(assessment=assessment, standard=task.standard).first(),
        "pieces": evidence.pieces_for(assessment, task.standard),
    }
