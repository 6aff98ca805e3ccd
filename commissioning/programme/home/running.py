"""Parts of home for those who keep the programme running: advisers, evaluators, programme leads, administrators."""

from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.documents.models import Document
from commissioning.people.models import OutgoingEmail
from commissioning.people.queries.directory import directory, often_changed
from commissioning.support.queries.sessions import next_dates
from evaluation.queries import rounds as evaluation
from evaluation.queries.setbacks import set_aside

from ..alarms import queries as alarm_queries

FEW = 5
POSTS = {
    "champion": "commissioning champion",
    "director": "director of children’s services",
    "local_lead": "local lead",
}


def sessions(scope: Scope) -> dict[str, Any]:
    """Every day that is planned, each with its brief; what is to be recorded is among the steps."""
    return {"sessions": next_dates(scope)}


def rounds(scope: Scope) -> dict[str, Any] | None:
    found = evaluation.current()
    return {"rounds": found} if found else None


def changed(scope: Scope) -> dict[str, Any] | None:
    """Our own failing, so it stands where we see it first."""
    areas = Authority.objects.current().filter(scope.within([Permission.CONTINUITY_SEE], ""))
    found = often_changed(areas, timezone.localdate())
    return {"changed": found} if found else None


def alarms(scope: Scope) -> dict[str, Any] | None:
    found = alarm_queries.standing()
    return {"alarms": found} if found else None


def failed(scope: Scope) -> dict[str, Any] | None:
    documents = Document.objects.filter(state=Document.State.FAILED).select_related("authority")[: FEW + 1]
    mail = OutgoingEmail.objects.filter(state=OutgoingEmail.State.FAILED)[: FEW + 1]
    aside = set_aside()
    if not documents and not mail and not aside:
        return None
    more = any(len(found) > FEW for found in (documents, mail, aside))
    return {"documents": documents[:FEW], "mail": mail[:FEW], "set_aside": aside[:FEW], "more": more}


def vacancies(scope: Scope) -> dict[str, Any]:
    """How many areas have nobody in a role today; the list says where, and since when."""
    today = timezone.localdate()
    rows = directory(scope, today).order_by()
    counts = {f"{role}_vacant": Count("pk", filter=Q(**{f"{role}__isnull": True})) for role in POSTS}
    found = rows.aggregate(areas=Count("pk"), **counts)
    vacant = [(role, label, found[f"{role}_vacant"]) for role, label in POSTS.items()]
    return {"vacancies": vacant, "areas": found["areas"], "day": today}
