"""What joins a package to the area’s self-assessment: actions of its plan, and the occasion at its close."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from commissioning import years
from commissioning.access.permissions import Permission
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow
from readiness.actions.assessments import open_assessment
from readiness.models import SelfAssessment

from ..models import PackageAction, PackageEvent, SupportPackage
from ..queries.links import linkable_actions
from ..queries.reading import check_may
from ..workflow import LOOKING_BACK, OPEN, Stage, check_in
from .events import note
from .locking import lock


@transaction.atomic
def set_actions(*, package: SupportPackage, chosen: Iterable[int], by: User) -> list[PackageAction]:
    """The actions of the lead area’s plan that the package helps with, by id; by the champion, whose plan it is."""
    current = lock(package)
    check_may(scope_of(by), Permission.SUPPORT_REQUEST, current)
    check_in(OPEN | {Stage.DRAFT, Stage.CLOSED}, current.at, "Actions are linked")
    wanted = {action.pk: action for action in linkable_actions(current) if action.pk in set(chosen)}
    before = set(current.package_actions.values_list("action", flat=True))
    if before == set(wanted):
        return list(current.package_actions.all())
    current.package_actions.exclude(action__in=wanted).delete()
    for pk in set(wanted) - before:
        PackageAction.objects.create(package=current, action=wanted[pk], added_by=by)
    said = f"{len(wanted)} action{'s' * (len(wanted) != 1)} of the area’s plan linked"
    note(package=current, kind=PackageEvent.Kind.PLAN, text=said, by=by)
    audit.record("package-actions", current, by=by, authority_id=current.authority_id)
    return list(current.package_actions.all())


@transaction.atomic
def open_closing_assessment(*, package: SupportPackage, by: User) -> SelfAssessment:
    """The area’s self-assessment at the close of this package; there is one, however often it is asked for."""
    current = lock(package)
    check_may(scope_of(by), Permission.ASSESSMENT_LEAD, current)
    check_in(LOOKING_BACK, current.at, "A self-assessment at the close begins")
    if current.closing_assessment is not None:
        return current.closing_assessment
    if not current.authority.is_current:
        raise NotNow(f"{current.authority} is a former council, and opens no new self-assessment.")
    current.closing_assessment = open_assessment(
        authority=current.authority,
        year=years.year_of(timezone.localdate()),
        by=by,
        occasion=SelfAssessment.Occasion.CLOSE,
        about_package=f"{current.reference}: {current.title}"[:200],
    )
    current.save(update_fields=["closing_assessment"])
    note(package=current, kind=PackageEvent.Kind.RATING, text="Self-assessment at the close begun", by=by)
    audit.record("package-closing-assessment", current, by=by, authority_id=current.authority_id)
    return current.closing_assessment
