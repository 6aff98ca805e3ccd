"""Listening to an area for the permission matrix: one that nobody but the local lead carries out, with an interview, a
passage of it, a report that was released, and a playback.
"""

from typing import Any

from django.utils import timezone

from commissioning.access.permissions import Permission as P
from commissioning.authorities.models import Authority
from commissioning.people import tokens
from commissioning.people.models import User
from commissioning.people.queries import holders
from commissioning.profiles.models import Stakeholder
from evaluation.models import (
    AreaInterview,
    AreaNote,
    AreaPassage,
    AreaReport,
    Heard,
    Listening,
    ListeningMember,
    Playback,
)
from evaluation.queries.area_reports import record
from evaluation.queries.listening import guides
from readiness.snapshots import checksum

from .demo.coding import second_coder
from .example import Example


def _listening(gss_code: str) -> Listening:
    """One is open in an area at a time, so the demonstration's ends."""
    authority, now = Authority.objects.get(gss_code=gss_code), timezone.now()
    lead = holders(P.LISTENING_RUN, authority)[0].person
    Listening.objects.filter(authority=authority, ended_at__isnull=True).update(ended_at=now, ended_by=lead)
    made = Listening.objects.create(authority=authority, purpose="What helps, and what gets in the way", begun_by=lead)
    made.guides.set(guides())
    return made


def _detail(gss_code: str, user: User | None) -> dict[str, Any]:
    return {"pk": _listening(gss_code).pk}


def _member(gss_code: str, user: User | None) -> dict[str, Any]:
    listening = _listening(gss_code)
    evaluator = second_coder()  # who asks nothing here
    row = ListeningMember.objects.create(listening=listening, person=evaluator, named_by=listening.begun_by)
    return {"pk": listening.pk, "member": row.pk}


def _theme(gss_code: str, user: User | None) -> dict[str, Any]:
    return _detail(gss_code, user) | {"theme": "leadership"}


def _interview(gss_code: str) -> AreaInterview:
    listening = _listening(gss_code)
    guide = guides().get(instrument__slug="listening-themes")
    stakeholder = Stakeholder.objects.filter(authority=listening.authority).earliest("pk")
    made = AreaInterview.objects.create(
        listening=listening,
        guide=guide,
        kind="single",
        interviewer=listening.begun_by,
        held_on=timezone.localdate(),
        consent="yes",
    )
    Heard.objects.create(interview=made, stakeholder=stakeholder)
    AreaNote.objects.create(interview=made, question="leadership_who", text="Two people drive it.")
    return made


def _held(gss_code: str, user: User | None) -> dict[str, Any]:
    return {"pk": _interview(gss_code).pk}


def _notes(gss_code: str, user: User | None) -> dict[str, Any]:
    return _held(gss_code, user) | {"number": 3}


def _passage(gss_code: str, user: User | None) -> dict[str, Any]:
    interview = _interview(gss_code)
    words = {"question": "leadership_who", "text": "Two people drive it.", "quote": "Two people drive it."}
    return {"pk": AreaPassage.objects.create(interview=interview, **words).pk}


def _report(gss_code: str, user: User | None) -> dict[str, Any]:
    listening, today = _listening(gss_code), timezone.localdate().isoformat()
    data, now = record(listening) | {"first_on": today, "last_on": today}, timezone.now()
    made = {"data": data, "checksum": checksum(data), "made_at": now, "made_by": listening.begun_by}
    released = {"released_at": now, "released_by": listening.begun_by}
    report = AreaReport.objects.create(listening=listening, number=1, **made, **released)
    return {"pk": listening.pk, "number": report.number}


def _playback(gss_code: str, user: User | None) -> dict[str, Any]:
    pk = _report(gss_code, user)["pk"]
    report = AreaReport.objects.get(listening=pk)
    told = {"held_on": timezone.localdate(), "came": "champion", "number": 1, "recorded_by": report.made_by}
    return {"pk": pk, "playback": Playback.objects.create(listening_id=pk, report=report, **told).pk}


def _link(gss_code: str, user: User | None) -> dict[str, Any]:
    """A real secret."""
    token = tokens.new()
    Heard.objects.filter(interview=_interview(gss_code)).update(token_hash=tokens.digest(token), sent_at=timezone.now())
    return {"token": token}


_SEE = (P.LISTENING_SEE,)
_RUN = (P.LISTENING_RUN,)
_AREA = Example(lambda gss_code, user: {"gss_code": gss_code}, tuple(P))
_DETAIL, _INTERVIEW, _PASSAGE = Example(_detail, _SEE), Example(_held, _RUN), Example(_passage, _RUN)
_REPORT = Example(_report, _SEE)

LISTENING_EXAMPLES: dict[str, Example] = {
    "evaluation:listening-begin": _AREA,
    "evaluation:listening-leave": Example(_member, _SEE),
    "evaluation:theme-summarise": Example(_theme, _SEE),
    "evaluation:area-interview-notes": Example(_notes, _RUN),
    "evaluation:playback-edit": Example(_playback, _SEE),
    "respond:notes-open": Example(_link),
    **dict.fromkeys(
        (
            "evaluation:listening-detail",
            "evaluation:listening-name",
            "evaluation:listening-end",
            "evaluation:listening-themes",
            "evaluation:area-interview-add",
            "evaluation:area-report-make",
            "evaluation:playback-add",
        ),
        _DETAIL,
    ),
    **{f"evaluation:area-interview-{page}": _INTERVIEW for page in ("detail", "edit", "send", "count")},
    "evaluation:area-passage-add": _INTERVIEW,
    **{f"evaluation:area-passage-{page}": _PASSAGE for page in ("detail", "mask", "approve", "withdraw", "remove")},
    **{f"evaluation:area-report-{page}": _REPORT for page in ("detail", "release", "request")},
}
