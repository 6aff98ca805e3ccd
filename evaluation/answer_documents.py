"""Answers one by one as documents: a survey may hold a million rows, and they are for few eyes.

Whether they may be handed out is asked again when the file is made: a round may have been given more answers since.
"""

import tempfile
from typing import BinaryIO

from django.db.models import Q

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.documents.kinds import BuiltFile, Kind, Progress, Refused, register
from commissioning.documents.models import Document

from .models import RoundGroup
from .queries.results import ANSWERS_CSV, ANSWERS_SAV

SECONDS = 900


def register_kinds() -> None:
    for kind in (ANSWERS_CSV, ANSWERS_SAV):
        register(Kind(kind, visible_to=_own, may=_may, build=build, seconds=SECONDS))


def _own(scope: Scope) -> Q:
    return Q(requested_by=scope.person_id) if scope.holds(Permission.RESPONSES_EXPORT) else Q(pk__in=[])


def _may(scope: Scope, document: Document) -> bool:
    return scope.holds(Permission.RESPONSES_EXPORT)


def build(document: Document, progress: Progress) -> BuiltFile:
    from .actions import exporting
    from .exports import responses

    group = _group(document)
    leave_out = document.params.get("leave_out", [])
    progress(10, "Reading the answers")
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the documents app closes it once it is kept
    try:
        with exporting.recorded_responses(group=group, by=document.requested_by):
            ending, content_type = _write(document.kind, group, out, leave_out)
    except responses.CannotExport as reason:
        out.close()
        raise Refused(str(reason)) from reason
    except BaseException:
        out.close()
        raise
    return BuiltFile(f"answers-{group.round_id}-{group.slug}.{ending}", content_type, out)


def _write(kind: str, group: RoundGroup, out: BinaryIO, leave_out: list[str]) -> tuple[str, str]:
    if kind == ANSWERS_CSV:
        from .exports import responses

        responses.write_csv(group, out, leave_out=leave_out)
        return "csv", "text/csv"
    from .exports import responses_sav

    out.write(responses_sav.as_sav(group, leave_out=leave_out))
    return "sav", "application/x-spss-sav"


def _group(document: Document) -> RoundGroup:
    groups = RoundGroup.objects.select_related("round", "instrument_version")
    group = groups.filter(pk=document.params.get("group")).first()
    if group is None:
        raise Refused("The group this request names does not exist. Ask for the answers again from its round’s page.")
    return group
