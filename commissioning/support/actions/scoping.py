"""Listening first: what was heard, what to beware of and build on, the checklist, the picture both sides agree on."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.profiles.models import Stakeholder
from commissioning.saving import NotNow, Saved

from ..checklists import ALL
from ..models import ChecklistAnswer, ListeningNote, PackageEvent, ScopingPoint, SupportPackage
from ..queries.reading import check_speaks_for_the_area, check_works
from ..workflow import LISTENING, check_in
from .contact import renew_contact
from .events import note
from .locking import lock


def _lock_to_work(package: SupportPackage, by: User) -> SupportPackage:
    current = lock(package)
    check_works(scope_of(by), current)
    check_in(LISTENING, current.at, "Scoping is written")
    return current


@dataclass(frozen=True)
class Heard:
    theme: str
    stakeholder: Stakeholder | None
    heard_on: date
    text: str
    version: int


@transaction.atomic
def add_note(*, package: SupportPackage, heard: Heard, by: User) -> ListeningNote:
    """The same one sent twice is one."""
    current = _lock_to_work(package, by)
    words = _words(heard)
    twin = current.listening_notes.filter(removed_at__isnull=True, **words).first()
    if twin is not None:
        return twin
    made = ListeningNote.objects.create(package=current, by=by, **words)
    text = f"Listening note: {made.get_theme_display()}"
    note(package=current, kind=PackageEvent.Kind.SCOPING, text=text, subject=made.pk, on=heard.heard_on, by=by)
    renew_contact(current)
    audit.record("listening-add", made, by=by, authority_id=current.authority_id)
    return made


def _words(heard: Heard) -> dict:
    return {
        "theme": heard.theme,
        "stakeholder": heard.stakeholder,
        "heard_on": heard.heard_on,
        "text": heard.text,
    }


@transaction.atomic
def save_note(*, row: ListeningNote, heard: Heard, by: User) -> Saved[ListeningNote]:
    package = _lock_to_work(row.package, by)
    current = _standing(ListeningNote, row)
    words = _words(heard)
    if all(getattr(current, name) == value for name, value in words.items()):
        return Saved(current)
    if heard.version != current.version:
        return Saved(current, conflict=True)
    for name, value in words.items():
        setattr(current, name, value)
    current.version += 1
    current.save()
    renew_contact(package)
    audit.record("listening-save", current, by=by, authority_id=package.authority_id)
    return Saved(current)


@transaction.atomic
def add_point(*, package: SupportPackage, kind: str, text: str, by: User) -> ScopingPoint:
    """A pitfall, an opportunity, or the frame of mind."""
    current = _lock_to_work(package, by)
    twin = current.scoping_points.filter(removed_at__isnull=True, kind=kind, text=text).first()
    if twin is not None:
        return twin
    made = ScopingPoint.objects.create(package=current, kind=kind, text=text, by=by)
    said = f"{made.get_kind_display()} noted"
    note(package=current, kind=PackageEvent.Kind.SCOPING, text=said, more=text, subject=made.pk, by=by)
    audit.record("scoping-point-add", made, by=by, authority_id=current.authority_id)
    return made


@transaction.atomic
def save_point(*, row: ScopingPoint, kind: str, text: str, version: int, by: User) -> Saved[ScopingPoint]:
    package = _lock_to_work(row.package, by)
    current = _standing(ScopingPoint, row)
    if (current.kind, current.text) == (kind, text):
        return Saved(current)
    if version != current.version:
        return Saved(current, conflict=True)
    current.kind, current.text, current.version = kind, text, current.version + 1
    current.save()
    audit.record("scoping-point-save", current, by=by, authority_id=package.authority_id)
    return Saved(current)


@transaction.atomic
def remove(*, row: ListeningNote | ScopingPoint, by: User) -> None:
    """Off the page; the row stays."""
    package = _lock_to_work(row.package, by)
    current = _standing(type(row), row)
    current.removed_at, current.removed_by = timezone.now(), by
    current.save(update_fields=["removed_at", "removed_by"])
    renew_contact(package)
    what = "Listening note" if isinstance(current, ListeningNote) else current.get_kind_display()
    note(package=package, kind=PackageEvent.Kind.SCOPING, text=f"{what} removed", subject=current.pk, by=by)
    audit.record("scoping-remove", current, by=by, authority_id=package.authority_id)


def _standing(model, row):
    current = model.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if current.removed_at:
        raise NotNow("Somebody removed this meanwhile.")
    return current


@transaction.atomic
def answer(*, package: SupportPackage, item: str, state: str, words: str, version: int, by: User) -> Saved:
    """One question of the checklist; 0 is the version of one that was not answered yet."""
    current = _lock_to_work(package, by)
    if item not in ALL:
        raise NotNow("This question is no longer on the checklist.")
    row = ChecklistAnswer.objects.filter(package=current, item=item).first()
    stands = row.version if row else 0
    if row and (row.state, row.note) == (state, words):
        return Saved(row)
    if version != stands:
        return Saved(row or ChecklistAnswer(package=current, item=item, version=0), conflict=True)
    row = row or ChecklistAnswer(package=current, item=item, version=0)
    row.state, row.note, row.by, row.version = state, words, by, stands + 1
    row.save()
    audit.record("checklist-answer", row, by=by, authority_id=current.authority_id)
    return Saved(row)


# --- The picture --------------------------------------------------------------------------


@transaction.atomic
def save_picture(*, package: SupportPackage, picture: str, version: int, by: User) -> Saved[SupportPackage]:
    """Whoever agreed had not agreed to these words."""
    current = _lock_to_work(package, by)
    if current.picture == picture:
        return Saved(current)
    if version != current.version:
        return Saved(current, conflict=True)
    current.picture, current.version = picture, current.version + 1
    current.picture_agreed_at = current.picture_agreed_by = None
    current.save()
    note(package=current, kind=PackageEvent.Kind.SCOPING, text="Picture of the need written", by=by)
    audit.record("picture-save", current, by=by, authority_id=current.authority_id)
    return Saved(current)


@transaction.atomic
def agree_picture(*, package: SupportPackage, version: int, by: User) -> SupportPackage:
    """By the champion, as client, or the director while there is none; of the words their page showed."""
    current = lock(package)
    check_speaks_for_the_area(scope_of(by), current)
    check_in(LISTENING, current.at, "The picture of the need is agreed")
    if current.picture_agreed_at:
        return current
    if version != current.version:
        raise NotNow("The picture was changed while you read it. Read it again before you agree.")
    if not current.picture.strip():
        raise NotNow("There is no picture of the need yet. The lead of the package writes it.")
    current.picture_agreed_at, current.picture_agreed_by = timezone.now(), by
    current.save(update_fields=["picture_agreed_at", "picture_agreed_by"])
    note(package=current, kind=PackageEvent.Kind.SCOPING, text="Picture of the need agreed by the area", by=by)
    audit.record("picture-agree", current, by=by, authority_id=current.authority_id)
    return current
