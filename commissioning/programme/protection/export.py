"""Everything about one person as a file: an index to read, and a table and a JSON file of each kind of row."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from commissioning.access.gate import check_anywhere
from commissioning.access.permissions import Permission
from commissioning.access.scope import EVERYWHERE, Scope
from commissioning.documents.actions import request_document
from commissioning.documents.kinds import BuiltFile, Kind, Progress, Refused, register
from commissioning.documents.models import UNFINISHED, Document
from commissioning.lists.files import cell
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of

from .schedule import SCHEDULE, SUBJECT_ACCESS
from .subject import Everything, Found, cells, everything

OWN = Permission.PERSONAL_DATA_KEEP


def register_kind() -> None:
    register(Kind(SUBJECT_ACCESS, visible_to=visible_to, may=may, build=build))


def visible_to(scope: Scope) -> Q:
    return EVERYWHERE if scope.holds(OWN) else Q(pk__in=[])


def may(scope: Scope, document: Document) -> bool:
    """Asked by the worker, with the scope of that moment."""
    return scope.holds(OWN)


@transaction.atomic
def request(*, person: User, by: User) -> Document:
    """While one is on its way, that one. The title names nobody: lists of documents and histories repeat it."""
    check_anywhere(scope_of(by), OWN)
    User.objects.select_for_update().get(pk=person.pk)
    known = Document.objects.filter(kind=SUBJECT_ACCESS, params__person=person.pk, state__in=UNFINISHED)
    under_way = known.order_by("pk").first()
    if under_way is not None:
        return under_way
    audit.record("subject-access", person, by=by)
    title = f"Everything about person {person.pk}"
    return request_document(kind=SUBJECT_ACCESS, title=title, authority=None, params={"person": person.pk}, by=by)


def note_look(*, person: User, by: User) -> None:
    """Who they are is personal data; so is that somebody looked."""
    audit.record("subject-look", person, by=by)


def build(document: Document, progress: Progress) -> BuiltFile:
    person = _person(document)
    progress(5, "Looking for what names them")
    found = everything(person)
    name = f"Everything about person {person.pk}.zip"
    return BuiltFile(name, "application/zip", _packed(found, progress), note=_note(found))


def _person(document: Document) -> User:
    number = document.params.get("person") if isinstance(document.params, dict) else None
    person = User.objects.filter(pk=number).first() if isinstance(number, int) else None
    if person is None or person.erased_at or person.merged_into_id:
        raise Refused("The person this is about is not listed any more, or is one with another. Look for them again.")
    return person


def _note(found: Everything) -> str:
    return "Some of it is counted and not shown; its index says where the person sees it." if found.withheld else ""


def _packed(found: Everything, progress: Progress) -> BinaryIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", _index(found))
        for number, kind in enumerate(found.found):
            progress(10 + 85 * number // len(found.found), f"Writing {kind.label}"[:80])
            _write(archive, f"{kind.name}.csv", _table(kind, found))
            _write(archive, f"{kind.name}.json", _listed(kind, found))
    file.seek(0)
    return file


def _index(found: Everything) -> str:
    rule = next(rule for rule in SCHEDULE if rule.key == SUBJECT_ACCESS)
    context = {"found": found, "person": found.people[0], "made_at": timezone.now(), "kept": rule.kept}
    return render_to_string("programme/protection/subject_index.html", context)


def _write(archive: zipfile.ZipFile, name: str, pieces: Iterator[str]) -> None:
    with archive.open(name, "w") as member:
        for piece in pieces:
            member.write(piece.encode("utf-8", "replace"))


def _table(kind: Found, found: Everything) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line)
    yield "\ufeff"
    writer.writerow([column.field.name for column in kind.columns])
    for row in kind.rows().iterator(1000):
        writer.writerow([_in_table(value) for value in cells(kind, found, row).values()])
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def _in_table(value) -> object:
    return cell(json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value)


def _listed(kind: Found, found: Everything) -> Iterator[str]:
    yield "["
    for number, row in enumerate(kind.rows().iterator(1000)):
        yield (",\n" if number else "\n") + json.dumps(cells(kind, found, row), ensure_ascii=False, default=str)
    yield "\n]\n"
