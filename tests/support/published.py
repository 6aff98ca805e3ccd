"""A published report with a few figures of bespoke support, as a snapshot keeps them: quicker than to publish one."""

from datetime import date

from django.utils import timezone

from commissioning.authorities.models import Authority
from evaluation.actions.rounds import for_files
from evaluation.analysis.levels import COLUMNS
from evaluation.models import Edition, EditionSnapshot, Mode


def row(measure: str, of_type: str, *numbers, service: str = "bespoke", answer: str = "net:positive") -> list:
    """`numbers`: count, base, per cent, why it is withheld, how far the base carries."""
    given = {
        "round": "Year 2", "group": "commissioners", "measure": measure, "service": service,
        "question": f"{service}_{measure}", "breakdown": "type" if of_type else "", "breakdown_value": of_type,
        "basis": "asked", "answer": answer, "label": "Very positive or positive",
    }  # fmt: skip
    given |= dict(zip(("count", "base", "percent", "suppressed", "reliability"), numbers, strict=True))
    return [given[name] for name in COLUMNS]


def published_levels(of_type: str = "7") -> Edition:
    """England’s share of outcomes, and of County Durham’s type a low base; without `of_type` that is withheld."""
    unitary = (7, 12, "58.3", "", "low") if of_type else (None, None, None, "c", "")
    levels = [
        row("outcomes_now", "", 32, 52, "61.5", "", ""),
        row("outcomes_now", Authority.Type.UNITARY.value, *unitary),
        row("outcomes_now", Authority.Type.COUNTY.value, 19, 40, "48.0", "", "caution"),
        row("outcomes_now", "", 11, 52, "21.2", "", "", answer="very_positive"),
        row("outcomes_now", "", 99, 99, "99.9", "", "", service="training"),
    ]
    group = for_files(name="Year 2", slug="commissioners", mode=Mode.CONFIDENTIAL, on=date(2026, 11, 1), by=None)
    edition = Edition.objects.create(
        title="Impact report", slug="impact-report", round=group.round, published_at=timezone.now()
    )
    EditionSnapshot.objects.create(
        edition=edition, format=1, pages={}, tables={"levels": levels}, patterns={}, checksum="0" * 64
    )
    return edition
