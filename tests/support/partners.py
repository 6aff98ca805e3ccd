"""Partners for tests: asked, answering and sending through the real actions and pages."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from unittest.mock import patch
from zoneinfo import ZoneInfo

from django.test import Client
from django.utils import timezone

from commissioning.people.models import OutgoingEmail
from readiness.actions import agreement, giving, partners
from readiness.levels import Answer
from readiness.models import PartnerKind, Scorer, SelfAssessment, Standard
from readiness.queries.giving import giving_of
from tests.support import assessments
from tests.support.assessments import champion_of
from tests.support.remembered import remembered

LONDON = ZoneInfo("Europe/London")
WHY = "You see what we may not"
_numbers = count(1)


@contextmanager
def clock(moment: datetime) -> Iterator[None]:
    """As if it were that moment, for this process."""
    with patch.object(timezone, "now", lambda: moment):
        yield


def london(year: int, month: int, day: int, hour: int = 12, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=LONDON)


@remembered
def asking(assessment: SelfAssessment | None = None, days: int = 20) -> SelfAssessment:
    """With days from today on which partners can give their view."""
    assessment = assessment or assessments.opened()
    today = timezone.localdate()
    return partners.set_window(
        assessment=assessment, opens_on=today, closes_on=today + timedelta(days=days), by=champion_of(assessment)
    )


def invited(
    assessment: SelfAssessment, kind: str = "schools", name: str = "Ann Lee", email: str = "", by=None
) -> Scorer:
    wanted = partners.Wanted(name, email or f"partner{next(_numbers)}@example.org")
    by = by or champion_of(assessment)
    [scorer] = partners.invite(assessment=assessment, kind=PartnerKind(kind), people_wanted=[wanted], why=WHY, by=by)
    return scorer


def group(assessment: SelfAssessment, kind: str = "schools", name: str = "Heads", email: str = "", by=None) -> Scorer:
    convenor = partners.Wanted("Con Venor", email or f"convenor{next(_numbers)}@example.org")
    return partners.invite_group(
        assessment=assessment,
        kind=PartnerKind(kind),
        name=name,
        convenor=convenor,
        why=WHY,
        by=by or champion_of(assessment),
    )


def mails(recipient: str) -> list[OutgoingEmail]:
    """Oldest first."""
    return list(OutgoingEmail.objects.filter(recipient=recipient).order_by("pk"))


def link_to(scorer: Scorer) -> str:
    """The path of the newest link mailed to them."""
    body = mails(scorer.person.email)[-1].body
    return re.findall(r"(/readiness/view/[^/\s]+/)", body)[-1]


def opened(scorer: Scorer, client: Client | None = None) -> Client:
    """A browser that opened their newest link."""
    client = client or Client()
    response = client.get(link_to(scorer))
    assert response["Location"] == "/readiness/view/"
    response = client.post("/readiness/view/")
    assert response["Location"] == own(scorer), response.content.decode()
    return client


def own(scorer: Scorer, *parts: str) -> str:
    return "/".join(["/readiness/views", str(scorer.pk), *parts, ""])


def page_of(assessment: SelfAssessment, *parts: object) -> str:
    return "/".join([f"/readiness/{assessment.pk}/partners", *map(str, parts), ""])


def say(scorer: Scorer, code: str, value: str = "3", line: str = "", *, room: tuple[int, int] | None = None, version=0):
    """One standard, by whoever it is asked of."""
    standard = Standard.objects.get(version=scorer.assessment.version, code=code)
    lowest, highest = room or (None, None)
    said = giving.Said(Answer.parse(value), line, lowest, highest, version)
    return giving.save_view(scorer=scorer, standard=standard, said=said, by=scorer.person or scorer.entered_by)


def answered(scorer: Scorer, value: str = "3", line: str = "") -> Scorer:
    """Every standard asked of them, the same of each."""
    for question in giving_of(scorer).questions:
        say(scorer, question.standard.code, value, line)
    if scorer.kind == Scorer.Kind.GROUP:
        about = giving.Group(scorer.label or "A group", 7, date(2026, 1, 5), scorer.version)
        giving.save_group(scorer=scorer, group=about, by=scorer.person or scorer.entered_by)
    return scorer


def sent(scorer: Scorer, value: str = "3", line: str = "") -> Scorer:
    answered(scorer, value, line)
    giving.send_views(scorer=scorer, by=scorer.person or scorer.entered_by)
    scorer.refresh_from_db()
    return scorer


def agreed(assessment: SelfAssessment, value: str = "3") -> SelfAssessment:
    """The champion's own views sent, and every level agreed alike."""
    assessment = assessments.agreeing(assessment)
    for standard in assessment.version.standards.all():
        level = agreement.Agreed(Answer.parse(value), None, "", "", 0)
        agreement.agree_level(assessment=assessment, standard=standard, agreed=level, by=champion_of(assessment))
    return assessment


def signed(assessment: SelfAssessment, value: str = "3") -> SelfAssessment:
    return assessments.signed(agreed(assessment, value))


def view(value: str = "3", line: str = "", version: int = 0, **more: object) -> dict:
    """A standard's form as a browser sends it."""
    return {"level": value, "line": line, "version": version, **more}
