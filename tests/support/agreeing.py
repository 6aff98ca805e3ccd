"""Partners' views for tests of what is agreed from them: rows as giving them leaves them, whole sets at once."""

from django.utils import timezone

from readiness.levels import Answer
from readiness.models import PartnerKind, Scorer, SelfAssessment, View


def said(
    assessment: SelfAssessment,
    kind: str = PartnerKind.HEALTH,
    value: str = "3",
    line: str = "",
    *,
    only: dict[str, str] | None = None,
    room: tuple[int, int, int] | None = None,
    sent: bool = True,
) -> Scorer:
    """One partner, or a group (present, lowest, highest), saying the same of every standard but those in `only`."""
    present, lowest, highest = room or (None, None, None)
    scorer = Scorer.objects.create(
        assessment=assessment,
        kind="group" if room else "alone",
        partner_kind=kind,
        label="A partner with a name",
        present=present,
        sent_at=timezone.now() if sent else None,
    )
    views = []
    for standard in assessment.version.standards.all():
        view = View(scorer=scorer, standard=standard, line=line, lowest=lowest, highest=highest)
        view.answer = Answer.parse((only or {}).get(standard.code, value))
        views.append(view)
    View.objects.bulk_create(views)
    return scorer


def agreed(value: str = "3", version: int = 1, **more: str) -> dict:
    """The agreeing form as a browser sends it."""
    return {"level": value, "target": "", "rationale": "", "dissent": "", "version": version, **more}
