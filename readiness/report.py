"""The feedback report of a snapshot: reads what `feedback` needs to say it. Screen and PDF both start here."""

from datetime import datetime

from commissioning.access.roles import ROLES

from . import queries, visibility
from .feedback.content import Circumstances, Earlier, build
from .feedback.shapes import FeedbackReport
from .models import FrameworkVersion, SelfAssessment, Snapshot, Standard
from .models.standards import CYCLE_STAGES
from .workflow import State


def feedback_report(snapshot: Snapshot) -> FeedbackReport:
    """Levels, words and year from the snapshot's frozen data; the standards' texts from the version it names.

    Beside the same area's last annual self-assessment that was signed before this snapshot was made, if any:
    so the report of one snapshot says the same for ever, but for whether a newer one has taken its place.
    """
    version = _version(snapshot)
    before = _earlier(snapshot)
    return build(
        snapshot.data,
        queries.standards_set(version),
        stages=CYCLE_STAGES,
        about=Circumstances(
            checksum=snapshot.checksum,
            sent_at=_sent_at(snapshot),
            superseded_by=_superseded_by(snapshot),
            who_sees=who_sees(),
        ),
        earlier=Earlier(before.data, _comparable(version, before)) if before else None,
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
    signed = Snapshot.objects.filter(
        moment=Snapshot.Moment.SIGNED,
        assessment__occasion=SelfAssessment.Occasion.ANNUAL,
        assessment__authority=snapshot.assessment.authority_id,
        assessment__year__lt=snapshot.data["year"],
        made_at__lt=snapshot.made_at,
    )
    return signed.order_by("-assessment__year", "-made_at", "-id").first()


def _comparable(version: FrameworkVersion, before: Snapshot) -> frozenset[str]:
    """The codes that every version since then says compare with the one before it."""
    then = before.data["framework"]
    if then["code"] != version.framework.code or then["version"] > version.number:
        return frozenset()
    codes = {record["code"] for record in before.data["standards"]}
    since = Standard.objects.filter(version__framework=version.framework_id, compares_with_last=True)
    for number in range(then["version"] + 1, version.number + 1):
        codes &= set(since.filter(version__number=number).values_list("code", flat=True))
    return frozenset(codes)


def _sent_at(snapshot: Snapshot) -> datetime | None:
    """When the same revision was sent."""
    sent = Snapshot.objects.filter(
        assessment=snapshot.assessment_id, revision=snapshot.revision, moment=Snapshot.Moment.SENT
    )
    return sent.order_by("-made_at", "-id").values_list("made_at", flat=True).first()


def _superseded_by(snapshot: Snapshot) -> str:
    """The newest version after this one; only a signed one takes the place of a signed one."""
    newer = Snapshot.objects.filter(assessment=snapshot.assessment_id, made_at__gt=snapshot.made_at)
    if snapshot.moment == Snapshot.Moment.SIGNED:
        newer = newer.filter(moment=Snapshot.Moment.SIGNED)
    found = newer.order_by("-moment", "-made_at", "-id").first()
    return f"revision {found.revision}, {found.get_moment_display().lower()}" if found else ""
