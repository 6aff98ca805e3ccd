"""Every write about an edition: its title and rounds, its sections, its preview, its publication.

Whoever changes anything locks the edition's row first, so that sections keep their order, what is being published is
not changed under way, and an edition is published once.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify

from commissioning.documents.actions import request_document
from commissioning.documents.models import UNFINISHED, Document
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.saving import NotNow, Saved

from ..editions.checksums import FORMAT, checksum
from ..models import Edition, EditionPreview, EditionSection, EditionSnapshot, Round, RoundGroup
from ..queries import editions as queries

if TYPE_CHECKING:  # brings the statistics, which only the worker has
    from ..editions.build import Built


@dataclass(frozen=True)
class Typed:
    """`against`: the earlier round it is held against, or none."""

    title: str
    round: Round
    against: Round | None = None
    correction: str = ""


@dataclass(frozen=True)
class Section:
    heading: str
    commentary: str = ""
    group: str = ""
    measure: str = ""
    services: Sequence[str] = ()
    question: str = ""
    attribute: str = ""


@transaction.atomic
def create(*, typed: Typed, replaces: Edition | None = None, by: User | None) -> Edition:
    """A draft. One that replaces a published edition starts with its sections; asked for twice it is one draft."""
    check_rounds(typed.round, typed.against)
    if replaces is not None:
        return _correction(typed, replaces, by)
    made = Edition.objects.create(**vars(typed), created_by=by, changed_by=by)
    audit.record("edition-create", made, by=by)
    return made


def _correction(typed: Typed, replaces: Edition, by: User | None) -> Edition:
    old = Edition.objects.select_for_update().get(pk=replaces.pk)
    if not old.is_published:
        raise NotNow("A draft is replaced by nothing: change it instead.")
    if made := Edition.objects.filter(replaces=old).first():
        if made.is_published:
            raise NotNow(f"“{old}” is replaced already, by “{made}”.")
        return made
    made = Edition.objects.create(**vars(typed), number=old.number + 1, replaces=old, created_by=by, changed_by=by)
    EditionSection.objects.bulk_create(_copies(old, made, by))
    audit.record("edition-create", made, by=by)
    return made


def _copies(old: Edition, made: Edition, by: User | None) -> list[EditionSection]:
    kept = ("position", "kind", "heading", "commentary", "group", "measure", "services", "question", "attribute")
    rows = old.sections.order_by("position")
    return [EditionSection(edition=made, changed_by=by, **{name: getattr(row, name) for name in kept}) for row in rows]


def check_rounds(round_: Round, against: Round | None) -> None:
    if against is None:
        return
    if against.pk == round_.pk:
        raise NotNow("A round cannot be held against itself. Choose an earlier one.")
    if against.date > round_.date:
        raise NotNow(f"“{against}” is later than “{round_}”. Choose an earlier round to hold it against.")


@transaction.atomic
def change(*, edition: Edition, typed: Typed, version: int, by: User | None) -> Saved[Edition]:
    check_rounds(typed.round, typed.against)
    current = _lock(edition)
    if all(getattr(current, name) == value for name, value in vars(typed).items()):
        return Saved(current)
    if current.version != version:
        return Saved(current, conflict=True)
    for name, value in vars(typed).items():
        setattr(current, name, value)
    current.version += 1
    current.save()
    _changed(current, by)
    audit.record("edition-change", current, by=by)
    return Saved(current)


# --- Sections ---------------------------------------------------------------------------------


@transaction.atomic
def add_section(*, edition: Edition, kind: str, typed: Section, by: User | None) -> EditionSection:
    """At the end; the same sent twice is one section."""
    current = _lock(edition)
    last = current.sections.order_by("position").last()
    if last is not None and last.kind == kind and _is_same(last, typed):
        return last
    position = last.position + 1 if last else 1
    made = EditionSection.objects.create(edition=current, position=position, kind=kind, changed_by=by, **_fields(typed))
    _changed(current, by)
    audit.record("edition-section-add", made, by=by)
    return made


@transaction.atomic
def save_section(*, section: EditionSection, typed: Section, version: int, by: User | None) -> Saved[EditionSection]:
    edition = _lock(section.edition)
    current = _still_there(section)
    if _is_same(current, typed):
        return Saved(current)
    if current.version != version:
        return Saved(current, conflict=True)
    for name, value in _fields(typed).items():
        setattr(current, name, value)
    current.version += 1
    current.changed_by = by
    current.save()
    _changed(edition, by)
    audit.record("edition-section-save", current, by=by)
    return Saved(current)


@transaction.atomic
def move_section(*, section: EditionSection, up: bool, seen: int, by: User | None) -> None:
    """`seen`: where it stood on the page that asked, so that the same click twice moves it once."""
    edition = _lock(section.edition)
    current = _still_there(section)
    others = edition.sections.filter(position__lt=current.position) if up else None
    other = others.last() if others is not None else edition.sections.filter(position__gt=current.position).first()
    if current.position != seen or other is None:
        return
    EditionSection.objects.filter(pk=current.pk).update(position=other.position)
    EditionSection.objects.filter(pk=other.pk).update(position=current.position)
    _changed(edition, by)
    audit.record("edition-section-move", current, by=by)


@transaction.atomic
def remove_section(*, section: EditionSection, by: User | None) -> None:
    edition = _lock(section.edition)
    current = edition.sections.filter(pk=section.pk).first()
    if current is not None:
        audit.record("edition-section-remove", current, by=by)
        current.delete()
        _changed(edition, by)


def _fields(typed: Section) -> dict:
    return {**asdict(typed), "services": list(typed.services)}


def _is_same(row: EditionSection, typed: Section) -> bool:
    return all(getattr(row, name) == value for name, value in _fields(typed).items())


def _still_there(section: EditionSection) -> EditionSection:
    current = EditionSection.objects.select_related("changed_by", "edition").filter(pk=section.pk).first()
    if current is None:
        raise NotNow("Somebody removed this section meanwhile. Copy what you wrote and add it again.")
    return current


def _lock(edition: Edition) -> Edition:
    """Its row, as long as it may be changed."""
    rows = Edition.objects.select_for_update(of=("self",)).select_related("round", "against", "changed_by")
    current = rows.get(pk=edition.pk)
    if current.is_published:
        raise NotNow(f"“{current}” is published, so it can no longer be changed. Make a new edition that replaces it.")
    under_way = queries.newest(queries.PUBLICATION, current)
    if under_way is not None and under_way.state in UNFINISHED:
        raise NotNow(f"“{current}” is being published, so it can no longer be changed.")
    return current


def _changed(edition: Edition, by: User | None) -> None:
    """What was made of it is out of date."""
    Edition.objects.filter(pk=edition.pk).update(revision=F("revision") + 1, changed_by=by, changed_at=timezone.now())


# --- Preview and publication ------------------------------------------------------------------


@transaction.atomic
def request_preview(*, edition: Edition, by: User | None) -> Document:
    """While one is on its way, that one."""
    current = _lock(edition)
    under_way = queries.newest(queries.PREVIEW, current)
    if under_way is not None and under_way.state in UNFINISHED:
        return under_way
    if waiting := queries.still_open(current):
        raise NotNow(" ".join(waiting))
    return request_document(
        kind=queries.PREVIEW,
        title=f"{current}: preview"[:200],
        authority=None,
        params={"edition": current.pk},
        by=by,
    )


def keep_preview(edition: Edition, built: "Built") -> None:
    EditionPreview.objects.update_or_create(
        edition=edition, defaults={"revision": built.revision, "pages": built.pages}
    )


@transaction.atomic
def publish(*, edition: Edition, by: User | None) -> Document:
    """Puts it on the queue; asked for twice, the same document."""
    current = Edition.objects.select_for_update(of=("self",)).select_related("round", "against").get(pk=edition.pk)
    under_way = queries.newest(queries.PUBLICATION, current)
    if under_way is not None and (current.is_published or under_way.state in UNFINISHED):
        return under_way
    if current.is_published:
        raise NotNow(f"“{current}” is published already.")
    if obstacles := queries.obstacles(current):
        raise NotNow(" ".join(obstacles))
    audit.record("edition-publish", current, by=by)
    return request_document(
        kind=queries.PUBLICATION,
        title=f"{current}: publication"[:200],
        authority=None,
        params={"edition": current.pk, "revision": current.revision},
        by=by,
    )


@transaction.atomic
def freeze(edition: Edition, built: "Built", by: User | None) -> EditionSnapshot:
    """One snapshot, whatever becomes of the worker: who comes second finds the first's. Its files go on the queue."""
    current = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    if made := EditionSnapshot.objects.filter(edition=current).first():
        return made
    if current.revision != built.revision:
        raise NotNow("It was changed while it was being published. Look at it again and publish it then.")
    _check_answers(current)
    made = EditionSnapshot.objects.create(
        edition=current,
        format=FORMAT,
        pages=built.pages,
        tables=built.tables,
        patterns=built.patterns,
        checksum=checksum(built.pages, built.tables, built.patterns),
    )
    _give_address(current, by)
    request_files(current)
    audit.record("edition-freeze", current, by=by)
    return made


def _check_answers(edition: Edition) -> None:
    """Nothing is published of a round that grew meanwhile; and from now on it cannot, see `importing`."""
    rounds = [edition.round_id, *([edition.against_id] if edition.against_id else [])]
    list(Round.objects.select_for_update().filter(pk__in=rounds).order_by("pk"))
    for group in RoundGroup.objects.filter(round__in=rounds, respondents__isnull=False).distinct():
        decided = group.withholdings.first()
        if decided is None or decided.respondents != group.respondents.count():
            raise NotNow("Answers were added while it was being published. Make a preview, read it and publish then.")


def _give_address(edition: Edition, by: User | None) -> None:
    base = slugify(str(edition).replace("/", "-"))[:100].strip("-") or "edition"
    for number in range(1, 100):
        edition.slug = base if number == 1 else f"{base}-{number}"
        edition.published_at, edition.published_by = timezone.now(), by
        try:
            with transaction.atomic():
                edition.save(update_fields=["slug", "published_at", "published_by"])
        except IntegrityError:
            continue
        return
    raise NotNow("A hundred editions are called that. Give it another title.")


def request_files(edition: Edition) -> None:
    """Asked for by nobody in particular: whoever may read it may have them."""
    for kind, label in queries.FILES.items():
        request_document(
            kind=kind, title=f"{edition} ({label})"[:200], authority=None, params={"edition": edition.pk}, by=None
        )
