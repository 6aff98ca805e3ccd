"""How the pages of listening to an area begin. What was said is for those alone who carry it out: to everybody else its
pages are not there.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest

from commissioning.access.gate import check, check_anywhere, find
from commissioning.access.permissions import Permission
from commissioning.people import audit

from ...models import AreaInterview, AreaPassage, Listening
from ...queries import listening as queries


def to_list(request: HttpRequest) -> QuerySet[Listening]:
    """For those who may see any: who see plans by their role, or may be named to help."""
    if not request.scope.holds(Permission.LISTENING_SEE):
        check_anywhere(request.scope, Permission.LISTENING_JOIN)
    return queries.listed_for(request.scope)


def to_see(request: HttpRequest, pk: int) -> Listening:
    """The plan, and the reports that were released. What is not possible now leads back to it."""
    request.about = find(queries.listenings(), request.scope, pk=pk)
    return request.about


def to_run(request: HttpRequest, pk: int) -> Listening:
    listening = to_see(request, pk)
    if not queries.can_run(listening, request.scope):
        raise PermissionDenied("This is for those who listen to this area.")
    return listening


def to_lead(request: HttpRequest, pk: int) -> Listening:
    listening = to_run(request, pk)
    check(request.scope, Permission.LISTENING_RUN, listening.authority)
    return listening


def to_interview(request: HttpRequest, pk: int) -> AreaInterview:
    interview = find(queries.interviews(), request.scope, pk=pk)
    request.about = interview
    _note_reading(request, interview)
    return interview


def to_passage(request: HttpRequest, pk: int) -> AreaPassage:
    passage = find(queries.passages(), request.scope, pk=pk)
    request.about = passage.interview
    _note_reading(request, passage.interview)
    return passage


def _note_reading(request: HttpRequest, interview: AreaInterview) -> None:
    if request.method in ("GET", "HEAD"):
        authority_id = interview.listening.authority_id
        audit.record("area-notes-read", interview, by=request.user, authority_id=authority_id)
