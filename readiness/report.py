"""The feedback report of a snapshot: reads what `feedback` needs to say it. Screen, PDF and workbook all start here."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import localdate

from commissioning.access.roles import ROLES

from . import comparison, visibility
from .feedback.content import Circumstances, Earlier, build
from .feedback.others import ENGLAND_LABEL, Published
from .feedback.shapes import FeedbackReport, Labels
from .feedback.words import on_day
from .models import (
    Action,
    ComparisonPublication,
    EvidenceUse,
    FrameworkVersion,
    PartnerKind,
    SelfAssessment,
    Snapshot,
)
from .models.standards import CYCLE_STAGES
from .queries.reports import same_council, superseded_by
from .queries.standards import comparable_codes, standards_set
from .workflow import State


def feedback_report(snapshot: Snapshot, *, compared: bool = False) -> FeedbackReport:
    """Levels, words and year from the snapshot's frozen data; the standards' texts from the version it names.

    `compared`: with the chapter beside other areas, for whoever `queries.comparing` allows it. Nobody else's copy has
    it, whatever they may read.

    Beside what the same council had signed the last time when this snapshot was made, if anything: so the report of
    one snapshot says the same for ever, but for whether a newer one has taken its place and for the comparison of its
    year, once that is published.
    """
    version = _version(snapshot)
    before = _earlier(snapshot)
    return build(
        snapshot.data,
        standards_set(version),
        labels=labels(),
        about=Circumstances(
            checksum=snapshot.checksum,
            sent_at=_sent_at(snapshot),
            superseded_by=superseded_by(snapshot, _versions(snapshot)),
            replaces=_replaces(snapshot),
            who_sees=who_sees(),
            earlier=Earlier(before.data, _comparable(version, before)) if before else None,
            published=_published(snapshot) if compared else None,
        ),
    )


def labels() -> Labels:
    return Labels(
        stages=CYCLE_STAGES,
        partner_kinds=dict(PartnerKind.choices),
        strengths=dict(EvidenceUse.Strength.choices),
        statuses=dict(Action.Status.choices),
    )


def who_sees() -> tuple[str, ...]:
    """The roles, in words, that may read an area's levels once they were sent to its director."""
    opening = {permission for permission, states in visibility.LEVELS_OPEN.items() if State.WITH_DIRECTOR in states}
    return tuple(definition.label for definition in ROLES.values() if definition.permissions & opening)


def _version(snapshot: Snapshot) -> FrameworkVersion:
    frozen = snapshot.data["framework"]
    versions = FrameworkVersion.objects.select_related("framework")
    return versions.get(framework__code=frozen["code"], number=frozen["version"])


def _earlier(snapshot: Snapshot) -> Snapshot | None:
    """Of the occasion before, whichever kind it was; a council that only got a new code is the same council."""
    assessment = snapshot.assessment
    signed = Snapshot.objects.filter(
        moment=Snapshot.Moment.SIGNED,
        assessment__authority__in=same_council(assessment.authority_id),
        assessment__framework=assessment.framework_id,
        assessment__opened_at__lt=assessment.opened_at,
        made_at__lt=snapshot.made_at,
    )
    return signed.order_by("-assessment__opened_at", "-made_at", "-id").first()


def _comparable(version: FrameworkVersion, before: Snapshot) -> frozenset[str]:
    then = before.data["framework"]
    versions = FrameworkVersion.objects.filter(framework__code=then["code"], number=then["version"])
    earlier = versions.first()
    return comparable_codes(earlier, version) if earlier else frozenset()


def _sent_at(snapshot: Snapshot) -> datetime | None:
    """When the same revision was sent."""
    sent = Snapshot.objects.filter(
        assessment=snapshot.assessment_id, revision=snapshot.revision, moment=Snapshot.Moment.SENT
    )
    return sent.order_by("-made_at", "-id").values_list("made_at", flat=True).first()


def _versions(snapshot: Snapshot) -> QuerySet[Snapshot]:
    return Snapshot.objects.filter(assessment=snapshot.assessment_id).defer("data")


def _replaces(snapshot: Snapshot) -> str:
    earlier = Snapshot.objects.filter(
        assessment=snapshot.assessment_id, moment=Snapshot.Moment.SIGNED, revision__lt=snapshot.revision
    )
    found = earlier.order_by("-revision", "-made_at").first()
    return f"revision {found.revision}, signed on {on_day(localdate(found.made_at))}" if found else ""


def _published(snapshot: Snapshot) -> Published | None:
    """The newest publication of its year's campaign, where the campaign is closed and this area is counted in it."""
    assessment = snapshot.assessment
    if snapshot.moment != Snapshot.Moment.SIGNED or assessment.occasion != SelfAssessment.Occasion.ANNUAL:
        return None
    of_its_year = ComparisonPublication.objects.filter(
        campaign__framework=assessment.framework_id, campaign__year=assessment.year, campaign__closed_at__isnull=False
    )
    publication = of_its_year.order_by("-number").first()
    if publication is None or not comparison.has_signed(publication.data, assessment.authority_id):
        return None
    authority = snapshot.data["authority"]
    return Published(
        seen=comparison.read(publication.data, assessment.authority_id),
        number=publication.number,
        made_on=localdate(publication.made_at),
        labels=(ENGLAND_LABEL, authority["type"], authority["region"]),
    )
