"""Recording decisions. None is ever changed: a later one takes an earlier one’s place, and both stay."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow

from ..models import Decision, PackageEvent, SupportPackage
from ..queries.reading import check_works
from ..workflow import KEPT, check_in
from .events import note
from .locking import lock


@dataclass(frozen=True)
class Typed:
    text: str
    made_on: date
    made_by: str


@transaction.atomic
def record(*, package: SupportPackage, typed: Typed, by: User, replaces: Decision | None = None) -> Decision:
    """The same one sent twice is one."""
    package = lock(package)
    check_works(scope_of(by), package)
    rows = package.decisions.filter(text=typed.text, made_on=typed.made_on, made_by=typed.made_by, replaces=replaces)
    if twin := rows.first():
        return twin
    check_in(KEPT, package.at, "Decisions are recorded")
    _check(package, typed, replaces)
    decision = Decision.objects.create(
        package=package, text=typed.text, made_on=typed.made_on, made_by=typed.made_by, replaces=replaces, by=by
    )
    note(
        package=package,
        kind=PackageEvent.Kind.DECISION,
        text=f"Decided by {decision.made_by}" + (", in place of an earlier decision" if replaces else ""),
        more=decision.text,
        subject=decision.pk,
        on=decision.made_on,
        by=by,
    )
    audit.record("decision-record", decision, by=by, authority_id=package.authority_id)
    return decision


def _check(package: SupportPackage, typed: Typed, replaces: Decision | None) -> None:
    if typed.made_on > timezone.localdate():
        raise NotNow("A decision is recorded once it has been made. Choose today or a day before.")
    if replaces is None:
        return
    if replaces.package_id != package.pk:
        raise NotNow("That decision belongs to another package.")
    if Decision.objects.filter(replaces=replaces).exists():
        raise NotNow("Another decision has taken its place already. Replace that one instead.")
    if typed.made_on < replaces.made_on:
        raise NotNow("A decision that takes the place of another is made on the same day or later.")
