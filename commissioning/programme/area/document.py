"""The brief before a visit and the area’s profile on paper, each made for one reader of what they see that day."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.documents.actions import request_once
from commissioning.documents.kinds import BuiltFile, Kind, Progress, register
from commissioning.documents.models import Document
from commissioning.people.models import User
from commissioning.people.queries import scope_of

from .. import copies
from .brief import brief
from .known import KnownArea, areas, known
from .profile import profile


@dataclass(frozen=True)
class Paper:
    key: str
    title: str
    template: str


BRIEF = Paper("area-brief", "Brief before a visit", "programme/area/brief_pdf.html")
PROFILE = Paper("area-profile", "Area profile", "programme/area/profile_pdf.html")


def register_kinds() -> None:
    for paper, build in ((BRIEF, _build_brief), (PROFILE, _build_profile)):
        register(Kind(paper.key, visible_to=copies.visible_to, may=may, build=build))


def may(scope: Scope, document: Document) -> bool:
    """Asked by the worker, with the scope of that moment."""
    area = areas(scope).filter(pk=document.authority_id).first()
    return area is not None and scope.may(Permission.PROFILE_SEE_PROGRAMME, area) and copies.is_theirs(scope, document)


def newest(paper: Paper, authority: Authority, scope: Scope) -> Document | None:
    return copies.newest(scope, kind=paper.key, authority=authority)


def request(*, paper: Paper, known: KnownArea, scope: Scope, by: User) -> Document:
    """A new copy; while one is on its way, that one."""
    return request_once(
        kind=paper.key,
        title=f"{paper.title}, {known.authority}",
        authority=known.authority,
        params=copies.params(scope, _rests_on(known)),
        by=by,
        own=True,
    )


def _rests_on(found: KnownArea) -> copies.Rests:
    return copies.rests_on(
        found.levels,
        found.packages,
        packages_whole=found.packages_whole,
        **{name: getattr(found, name) for name in copies.ENTRIES},
    )


# --- Making them --------------------------------------------------------------------------


def _build_brief(document: Document, progress: Progress) -> BuiltFile:
    progress(10, "Reading")
    found = known(document.authority, scope_of(document.requested_by))
    return _built(BRIEF, document, progress, found, {"parts": brief(found)})


def _build_profile(document: Document, progress: Progress) -> BuiltFile:
    progress(10, "Reading")
    whole = profile(document.authority, scope_of(document.requested_by))
    return _built(PROFILE, document, progress, whole.known, {"profile": whole})


def _built(paper: Paper, document: Document, progress: Progress, found: KnownArea, context: dict) -> BuiltFile:
    copies.refuse_more_than_asked(document, _rests_on(found))
    progress(40, "Laying out the PDF")
    about = {"known": found, "reader": document.requested_by, "programme_name": settings.PROGRAMME_NAME}
    content = copies.laid_out(render_to_string(paper.template, context | about))
    progress(95, "Keeping the file")
    return BuiltFile(f"{paper.title} {document.authority.short_name}.pdf", copies.PDF, content)
