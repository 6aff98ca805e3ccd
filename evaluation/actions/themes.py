"""Every write about the themes of a question. Only a draft changes; answers are coded by frozen versions."""

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from commissioning.people import audit
from commissioning.people.models import User
from commissioning.saving import NotNow, Saved

from ..models import FrameVersion, Instrument, Theme, ThemeFrame, ThemeOrigin

FROZEN = "This version is frozen: answers are coded by it. Draw a new version, and change that."


@transaction.atomic
def start(*, instrument: Instrument, question_name: str, by: User) -> FrameVersion:
    """The draft of a question that has no themes yet; the newest version where it has."""
    frame, is_new = ThemeFrame.objects.get_or_create(instrument=instrument, question_name=question_name)
    if not is_new and (newest := frame.versions.first()):
        return newest
    version = FrameVersion.objects.create(frame=frame, number=1, created_by=by)
    audit.record("themes-start", version, by=by)
    return version


@transaction.atomic
def draw(*, frame: ThemeFrame, by: User) -> FrameVersion:
    """The next version, with the themes of the last; where one is being drafted already, that one."""
    ThemeFrame.objects.select_for_update().get(pk=frame.pk)
    last = frame.versions.latest("number")
    if not last.is_frozen:
        return last
    version = FrameVersion.objects.create(frame=frame, number=last.number + 1, created_by=by)
    for theme in last.themes.all():
        copy = Theme.objects.create(
            frame_version=version, name=theme.name, definition=theme.definition, order=theme.order
        )
        ThemeOrigin.objects.create(theme=copy, origin=theme)
    audit.record("themes-draw", version, by=by)
    return version


@transaction.atomic
def add(*, version: FrameVersion, name: str, definition: str, by: User) -> Theme:
    """The same sent twice is one theme."""
    version = _lock_draft(version)
    twin = version.themes.filter(name=name, definition=definition).first()
    if twin is not None:
        return twin
    theme = _create(version, name, definition, _last(version) + 1)
    audit.record("theme-add", version, by=by)
    return theme


@transaction.atomic
def save(*, theme: Theme, name: str, definition: str, version: int, by: User) -> Saved[Theme]:
    draft = _lock_draft(theme.frame_version)
    current = _current(draft, theme)
    if (current.name, current.definition) == (name, definition):
        return Saved(current)
    if current.version != version:
        return Saved(current, conflict=True)
    current.name, current.definition, current.version = name, definition, current.version + 1
    _once(current)
    audit.record("theme-save", draft, by=by)
    return Saved(current)


@transaction.atomic
def move(*, theme: Theme, place: int, by: User) -> None:
    """To that place in the list, the first being 1: pressed twice it moves once."""
    draft = _lock_draft(theme.frame_version)
    others = [one for one in draft.themes.all() if one.pk != theme.pk]
    current = draft.themes.filter(pk=theme.pk).exclude(order=place).first()
    if current is None or not 1 <= place <= len(others) + 1:
        return
    _number([*others[: place - 1], current, *others[place - 1 :]])
    audit.record("theme-move", draft, by=by)


@transaction.atomic
def remove(*, theme: Theme, by: User) -> None:
    """Out of the draft. Versions before keep theirs, and answers coded with it come back to be looked at."""
    draft = _lock_draft(theme.frame_version)
    if draft.themes.filter(pk=theme.pk).delete()[0]:
        audit.record("theme-remove", draft, by=by)


@transaction.atomic
def merge(*, version: FrameVersion, themes: Sequence[Theme], name: str, definition: str, by: User) -> Theme:
    """Several become one, in the place of the first. What was coded with any of them is then coded with this one."""
    draft = _lock_draft(version)
    parts = list(draft.themes.filter(pk__in=[theme.pk for theme in themes]))
    if len(parts) < 2 or len(parts) != len(themes):
        raise NotNow("One of these themes is no longer in the draft. Look at it again, and merge what is there.")
    origins = _origins(parts)
    draft.themes.filter(pk__in=[part.pk for part in parts]).delete()
    merged = _create(draft, name, definition, parts[0].order, origins)
    audit.record("theme-merge", draft, by=by)
    return merged


@transaction.atomic
def split(*, theme: Theme, parts: Sequence[tuple[str, str]], by: User) -> list[Theme]:
    """One becomes several, each a name and a definition. Answers coded with it come back to be looked at."""
    draft = _lock_draft(theme.frame_version)
    current = _current(draft, theme)
    origins, order = _origins([current]), current.order
    current.delete()
    later = list(draft.themes.filter(order__gt=order))
    made = [_create(draft, name, definition, order, origins) for name, definition in parts]
    _number([*draft.themes.filter(order__lt=order), *made, *later])
    audit.record("theme-split", draft, by=by)
    return made


def freeze(version: FrameVersion, by: User) -> FrameVersion:
    """When the first answers are to be coded by it. Called inside the transaction that begins it."""
    locked = FrameVersion.objects.select_for_update().get(pk=version.pk)
    if not locked.themes.exists():
        raise NotNow("There is no theme yet. Add some before answers are coded.")
    if not locked.is_frozen:
        locked.frozen_at = timezone.now()
        locked.save(update_fields=["frozen_at"])
        audit.record("themes-freeze", locked, by=by)
    return locked


def _lock_draft(version: FrameVersion) -> FrameVersion:
    locked = FrameVersion.objects.select_for_update().get(pk=version.pk)
    if locked.is_frozen:
        raise NotNow(FROZEN)
    return locked


def _current(draft: FrameVersion, theme: Theme) -> Theme:
    current = draft.themes.filter(pk=theme.pk).first()
    if current is None:
        raise NotNow("Somebody else has merged, split or removed this theme. Look at the themes again.")
    return current


def _create(draft: FrameVersion, name: str, definition: str, order: int, origins: Iterable[int] = ()) -> Theme:
    theme = Theme(frame_version=draft, name=name, definition=definition, order=order)
    _once(theme)
    ThemeOrigin.objects.bulk_create(ThemeOrigin(theme=theme, origin_id=origin) for origin in origins)
    return theme


def _once(theme: Theme) -> None:
    try:
        with transaction.atomic():
            theme.save()
    except IntegrityError:
        raise NotNow(f"There is a theme called “{theme.name}” already. Give this one another name.") from None


def _origins(themes: Iterable[Theme]) -> list[int]:
    rows = ThemeOrigin.objects.filter(theme__in=list(themes)).order_by("origin")
    return list(rows.values_list("origin_id", flat=True).distinct())


def _last(version: FrameVersion) -> int:
    return version.themes.aggregate(last=Max("order"))["last"] or 0


def _number(themes: Sequence[Theme]) -> None:
    for order, theme in enumerate(themes, 1):
        theme.order = order
    Theme.objects.bulk_update(themes, ["order"])
