"""Writing a message between the area and the team. It is kept; the other side is told that there is one."""

from uuid import UUID

from django.db import transaction

from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow

from ..models import Message, PackageEvent, SupportPackage
from ..queries.messages import other_side
from ..queries.reading import check_inside
from ..workflow import Stage
from . import notices
from .contact import renew_contact
from .events import note
from .locking import lock

MOST_TOLD = Message._meta.get_field("told").max_length


@transaction.atomic
def write(*, package: SupportPackage, body: str, key: UUID, by: User) -> Message:
    """`key`: the page’s own, so that one page sent twice is one message."""
    package = lock(package)
    scope = scope_of(by)
    check_inside(scope, package)
    if twin := Message.objects.filter(key=key).first():
        return _same(twin, package, body, by)
    if package.at is Stage.DRAFT:
        raise NotNow("Nobody has the request yet. Send it first; then somebody can answer.")
    if not body.strip():
        raise NotNow("Write your message.")
    told = other_side(package, by, scope)
    message = Message.objects.create(package=package, body=body, key=key, told=told.in_words[:MOST_TOLD], by=by)
    renew_contact(package)
    note(package=package, kind=PackageEvent.Kind.MESSAGE, text=f"Message to {told.side}", subject=message.pk, by=by)
    audit.record("message-write", message, by=by, authority_id=package.authority_id)
    for person in told.people:
        notices.tell(person, "message", f"{package.reference}: a message about your support package", package, by=by)
    return message


def _same(twin: Message, package: SupportPackage, body: str, by: User) -> Message:
    if (twin.package_id, twin.by_id, twin.body) == (package.pk, by.pk, body):
        return twin
    raise NotNow("This page has sent a message before, in other words. Open the messages again and send this one anew.")
