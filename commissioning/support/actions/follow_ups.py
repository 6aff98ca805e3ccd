"""Looking again after the close: planned when a package closes, done with words, dropped when it is reopened."""

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone

from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow

from ..models import FollowUp, PackageEvent, Rating, SupportPackage
from ..queries.ratings import standing_ratings
from ..queries.reading import check_works
from .events import note

MONTHS = {FollowUp.Why.SIX: 6, FollowUp.Why.TWELVE: 12}


def plan(package: SupportPackage) -> None:
    """Six and twelve months from today, and the day each criterion that was too early to tell is looked at again."""
    today = timezone.localdate()
    for why, months in MONTHS.items():
        FollowUp.objects.create(package=package, why=why, due_on=today + relativedelta(months=months))
    for criterion, ratings in standing_ratings(package).items():
        days = [one.look_again_on for one in ratings.values() if one.rating == Rating.TOO_EARLY]
        if days:
            FollowUp.objects.create(package=package, criterion=criterion, why=FollowUp.Why.TOO_EARLY, due_on=min(days))


def drop(package: SupportPackage) -> None:
    """What was planned for a close that is taken back; those already done stay."""
    package.follow_ups.filter(done_at__isnull=True).update(dropped_at=timezone.now())


@transaction.atomic
def finish(*, follow_up: FollowUp, words: str, by: User) -> FollowUp:
    """Once. A criterion that was too early has to be rated first, and may be too early again: that plans the next."""
    current = (
        FollowUp.objects.select_for_update(of=("self",))
        .select_related("package__authority__region")
        .get(pk=follow_up.pk)
    )
    check_works(scope_of(by), current.package)
    if current.done_at or current.dropped_at:
        raise NotNow("This follow-up has been done, or is no longer needed.")
    if not words.strip():
        raise NotNow("Say what was found.")
    current.words, current.done_at, current.done_by = words, timezone.now(), by
    current.save(update_fields=["words", "done_at", "done_by"])
    note(
        package=current.package,
        kind=PackageEvent.Kind.FOLLOW_UP,
        text=f"Follow-up done: {current.get_why_display().lower()}",
        more=words,
        subject=current.pk,
        by=by,
    )
    audit.record("follow-up-finish", current, by=by, authority_id=current.package.authority_id)
    return current
