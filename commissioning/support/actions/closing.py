"""How a package came out: ratings by both sides, the adviser’s facts, and the words of its close."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from commissioning.access.gate import check
from commissioning.access.permissions import Permission
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow, Saved

from ..models import Closing, Criterion, CriterionRating, FollowUp, PackageEvent, Rating, SupportPackage
from ..queries.ratings import side_of
from ..queries.reading import check_may_one_of, check_works, reading_of
from ..workflow import Stage, check_in
from .events import note
from .locking import lock

CLOSING = frozenset({Stage.DELIVERY, Stage.REVIEW})
RATED = CLOSING | {Stage.CLOSED}  # a follow-up rates what was too early
LED_BY = frozenset({Permission.PACKAGE_LEAD, Permission.PACKAGE_RUN})


@dataclass(frozen=True)
class Judged:
    rating: str
    words: str
    look_again_on: date | None


@dataclass(frozen=True)
class Facts:
    text: str
    version: int


@transaction.atomic
def rate(*, criterion: Criterion, judged: Judged, by: User) -> CriterionRating:
    """For the side the person is on. Nothing said before is changed; the same once more is one rating."""
    package = lock(criterion.package)
    side = side_of(criterion, scope_of(by))
    if side is None:
        check(scope_of(by), Permission.PACKAGE_LEAD, package.authority)
    check_in(RATED, package.at, "Criteria are rated")
    if criterion.dropped_at:
        raise NotNow("This criterion is no longer part of the terms.")
    _check(judged)
    last = criterion.ratings.filter(side=side).first()
    if last and (last.rating, last.words, last.look_again_on) == (judged.rating, judged.words, judged.look_again_on):
        return last
    made = CriterionRating.objects.create(criterion=criterion, side=side, by=by, **vars(judged))
    text = f"Rated by {made.get_side_display().lower()}: {made.get_rating_display().lower()}"
    more = "\n\n".join(filter(None, [criterion.text, judged.words]))
    note(package=package, kind=PackageEvent.Kind.RATING, text=text, more=more, subject=made.pk, by=by)
    audit.record("criterion-rate", made, by=by, authority_id=package.authority_id)
    if package.at is Stage.CLOSED:
        _look_again(package, criterion, made)
    return made


def _check(judged: Judged) -> None:
    if judged.rating == Rating.TOO_EARLY:
        if judged.look_again_on is None or judged.look_again_on <= timezone.localdate():
            raise NotNow("Say on which day after today it will be looked at again.")
    elif judged.look_again_on is not None:
        raise NotNow("A day to look again belongs to “too early to tell” alone.")


def _look_again(package: SupportPackage, criterion: Criterion, made: CriterionRating) -> None:
    """Too early once more, after the close: another day stands beside those that are due."""
    if made.rating == Rating.TOO_EARLY:
        FollowUp.objects.get_or_create(
            package=package,
            criterion=criterion,
            why=FollowUp.Why.TOO_EARLY,
            due_on=made.look_again_on,
            done_at=None,
            dropped_at=None,
        )


@transaction.atomic
def state_facts(*, criterion: Criterion, facts: Facts, by: User) -> Saved[Criterion]:
    """What can be shown of it, by whoever works on the package; the rating is others’."""
    package = lock(criterion.package)
    check_works(scope_of(by), package)
    check_in(RATED, package.at, "Facts are stated")
    current = Criterion.objects.select_for_update(of=("self",)).get(pk=criterion.pk)
    if current.facts == facts.text:
        return Saved(current)
    if facts.version != current.version:
        return Saved(current, conflict=True)
    current.facts, current.facts_by, current.facts_at = facts.text, by, timezone.now()
    current.version += 1
    current.save()
    text = f"Facts stated: {current.text}"
    note(package=package, kind=PackageEvent.Kind.RATING, text=text, more=facts.text, subject=current.pk, by=by)
    audit.record("criterion-facts", current, by=by, authority_id=package.authority_id)
    return Saved(current)


WORDS = (
    "else_happening",
    "part",
    "credible",
    "capacity",
    "connected",
    "tests_words",
    "helped",
    "hindered",
    "lessons",
    "no_figures_yet",
    "days_complete",
    "offered_as_case_study",
)


@dataclass(frozen=True)
class Typed:
    """What the page of the close sent; any of it may wait until the package is closed."""

    else_happening: str
    part: str
    credible: str
    capacity: str
    connected: str
    tests_words: str
    helped: str
    hindered: str
    lessons: str
    no_figures_yet: bool
    days_complete: bool
    offered_as_case_study: bool
    version: int


@transaction.atomic
def save_words(*, package: SupportPackage, typed: Typed, by: User) -> Saved[Closing]:
    current = lock(package)
    scope = scope_of(by)
    if not reading_of(current, scope).asks:
        check_may_one_of(scope, LED_BY, current)
    check_in(CLOSING, current.at, "The words of a close are written")
    row = Closing.objects.filter(package=current).first() or Closing(package=current, version=0)
    if row.pk and all(getattr(row, name) == getattr(typed, name) for name in WORDS):
        return Saved(row)
    if typed.version != row.version:
        return Saved(row, conflict=True)
    for name in WORDS:
        setattr(row, name, getattr(typed, name))
    row.version, row.saved_by = row.version + 1, by
    row.save()
    note(package=current, kind=PackageEvent.Kind.RATING, text="Words of the close written", by=by)
    audit.record("closing-save", row, by=by, authority_id=current.authority_id)
    return Saved(row)
