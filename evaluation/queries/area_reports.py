"""What an area would be told now, what stands in the way of it, and the reports there are."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from commissioning.access.scope import Scope
from commissioning.documents.models import Document
from commissioning.documents.queries import newest_of
from commissioning.profiles.models import Stakeholder
from readiness.snapshots import checksum

from .. import area_report, telling
from ..area_report import AreaFeedback
from ..attributing import LEAST, Voice, attributions
from ..models import AreaInterview, AreaReport, Listening, Playback
from ..telling import Weight
from . import listening as queries
from .listening import PassageShown, UnderTheme

AREA_REPORT = "area-report"


def reports() -> QuerySet[AreaReport]:
    return AreaReport.objects.select_related("listening__authority__region", "made_by", "released_by")


def reports_of(listening: Listening, scope: Scope) -> QuerySet[AreaReport]:
    """Newest first."""
    return reports().visible_to(scope).filter(listening=listening).defer("data")


def told_back(areas: Collection[int], scope: Scope) -> QuerySet[AreaReport]:
    """What those areas were given, without its words."""
    rows = reports().visible_to(scope).filter(listening__authority__in=areas, released_at__isnull=False)
    return rows.defer("data")


def played_back(areas: Collection[int], scope: Scope) -> QuerySet[Playback]:
    heard = Listening.objects.visible_to(scope).filter(authority__in=areas)
    return Playback.objects.filter(listening__in=heard.order_by()).select_related("listening")


def newest(listening: Listening) -> AreaReport | None:
    return listening.reports.order_by("-number").first()


def feedback_of(report: AreaReport) -> AreaFeedback:
    return area_report.read(report.data, report.number, timezone.localdate(report.made_at), report.checksum)


def is_whole(report: AreaReport) -> bool:
    return checksum(report.data) == report.checksum


def superseded_by(report: AreaReport) -> AreaReport | None:
    """The newest that the area has been given after it."""
    rows = AreaReport.objects.filter(listening=report.listening_id, number__gt=report.number, released_at__isnull=False)
    return rows.order_by("-number").first()


def newest_document(report: AreaReport) -> Document | None:
    return newest_of(AREA_REPORT, report=report.pk)


def playbacks(listening: Listening) -> QuerySet[Playback]:
    return listening.playbacks.select_related("report", "recorded_by")


# --- What would be frozen now -------------------------------------------------------------


def record(listening: Listening) -> dict[str, Any]:
    """Only of interviews that count. Each quotation is checked again, and its author described as they are now."""
    held = queries.interviews_of(listening)
    counted = [one for one in held if one.counts]
    heard = [row.stakeholder for one in counted for row in one.heard.all()]
    sides = {person.side for person in heard}
    who = attributions(map(_voice, counted))
    days = [one.held_on for one in counted]
    return {
        "area": str(listening.authority),
        "gss_code": listening.authority.gss_code,
        "purpose": listening.purpose,
        "people": len({person.pk for person in heard}),
        "interviews": len(counted),
        "waiting": len(held) - len(counted),
        "sides": [label for key, label in Stakeholder.Side.choices if key in sides],
        "first_on": min(days).isoformat() if days else None,
        "last_on": max(days).isoformat() if days else None,
        "guides": [str(one) for one in listening.guides.select_related("instrument").order_by("-instrument__slug")],
        "themes": [_theme(one, who) for one in queries.by_theme(listening)],
        "playbacks": [_playback(one) for one in playbacks(listening)],
    }


def _voice(interview: AreaInterview) -> Voice:
    people = [row.stakeholder for row in interview.heard.all()]
    return Voice(interview.pk, frozenset(one.pk for one in people), frozenset(one.side for one in people))


def _theme(one: UnderTheme, who: dict[int, str]) -> dict[str, Any]:
    """Quotations in the order of their words, which says nothing of who was heard when."""
    summary = one.summary
    quoted = sorted((p.passage.quote, who[p.passage.interview_id]) for p in one.passages if _is_quoted(p, who))
    return {
        "title": one.theme.title,
        "interviews": one.interviews,
        "strengths": summary.strengths if summary else "",
        "difficulties": summary.difficulties if summary else "",
        "differed": summary.differed if summary else "",
        "quotes": [list(pair) for pair in quoted],
    }


def _is_quoted(one: PassageShown, who: dict[int, str]) -> bool:
    return one.stands and one.passage.interview_id in who


def _playback(row: Playback) -> dict[str, Any]:
    plain = ("came", "number", "disputed", "changed")
    return {"held_on": row.held_on.isoformat(), **{name: getattr(row, name) for name in plain}}


def problems(listening: Listening, data: dict[str, Any]) -> list[str]:
    """What has to be put right before it is made: too few heard, nothing written, somebody named."""
    found = []
    if data["people"] < LEAST:
        found.append("Fewer than three people were heard whose notes count: a report would tell who said what.")
    written = [(theme["title"], _words(theme, "strengths", "difficulties", "differed")) for theme in data["themes"]]
    written += [("Playback", _words(one, "came", "disputed", "changed")) for one in data["playbacks"]]
    written.append(("What it is to find out", data["purpose"]))
    if not any(words for _, words in written[:-1]) and not any(theme["quotes"] for theme in data["themes"]):
        found.append("Nothing is written under any theme yet.")
    known = queries.known_here(listening.authority, "\n".join(words for _, words in written))
    for where, words in written:
        people = [one.words for one in telling.findings(words, known) if _names_somebody(one)]
        found += [f"“{name}” is named under “{where}”. Take it out: the report names nobody." for name in people]
    return found


def _words(of: dict[str, Any], *names: str) -> str:
    return "\n".join(of[name] for name in names if of[name])


def _names_somebody(one: telling.Finding) -> bool:
    return one.weight is Weight.MASK and one.mask in ("[name]", "[contact]")
