"""Every write about filters that a person keeps by name on the programme’s desk. They are theirs alone."""

from django.db import transaction
from django.http import QueryDict

from commissioning.access.gate import check_anywhere
from commissioning.access.permissions import Permission
from commissioning.lists.declare import Listing
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow

from ..models import SavedFilter

MOST = 30
LONGEST = SavedFilter._meta.get_field("query").max_length


def kept(listing: Listing, data: QueryDict) -> str:
    """Of an address, what the list knows: its search, its filters and its order."""
    query = QueryDict(mutable=True)
    for name in ("q", *(choice.name for choice in listing.filters), "sort"):
        query.setlist(name, [value for value in data.getlist(name) if value])
    return query.urlencode()


@transaction.atomic
def save(*, name: str, query: str, by: User) -> SavedFilter:
    """Under a name that is taken, in place of what was there. The same sent twice is one."""
    check_anywhere(scope_of(by), Permission.PACKAGE_RUN)
    if not query:
        raise NotNow("Choose a filter first: there is nothing to keep yet.")
    if len(query) > LONGEST:
        raise NotNow("That is more than one filter can hold. Choose fewer values.")
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    mine = SavedFilter.objects.filter(person=by)
    if not mine.filter(name=name).exists() and mine.count() >= MOST:
        raise NotNow(f"You keep {MOST} filters already. Delete one that you no longer need.")
    saved, _ = SavedFilter.objects.update_or_create(person=by, name=name, defaults={"query": query})
    audit.record("saved-filter-save", saved, by=by)
    return saved


@transaction.atomic
def delete(*, saved: SavedFilter, by: User) -> None:
    """A person’s own convenience; nothing of anybody else’s goes with it."""
    current = SavedFilter.objects.select_for_update().filter(pk=saved.pk, person=by).first()
    if current is not None:
        audit.record("saved-filter-delete", current, by=by)
        current.delete()
