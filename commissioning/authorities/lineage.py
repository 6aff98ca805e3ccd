"""Who came before whom. Old data stay under the code they were given; these reads follow the thread.

Lineage is short and there is little of it (24 links for the whole country), so one query fetches all of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Func, QuerySet

from .models import Authority, Succession

Kind = Succession.Kind

# Said on the earlier authority's page of the later one, and the other way round.
WHAT_BECAME_OF_US = {
    Kind.REPLACED: "Replaced this council",
    Kind.MERGED: "This council was merged into it",
    Kind.SPLIT: "Took over part of this council’s area when it was split",
    Kind.PART: "Took in a part of this council’s area",
    Kind.RECODED: "Same council, new code",
}
WHERE_WE_CAME_FROM = {
    Kind.REPLACED: "Replaced by this council",
    Kind.MERGED: "Merged into this council",
    Kind.SPLIT: "Split; this council took over part of its area",
    Kind.PART: "A part of its area joined this council",
    Kind.RECODED: "Same council, old code",
}


@dataclass(frozen=True)
class Relative:
    """The authority at the other end of a link, what happened to it or to us, in words, and when."""

    authority: Authority
    what_happened: str
    effective_on: date
    legal_order: str
    kind: Kind


@dataclass(frozen=True)
class Lineage:
    predecessors: tuple[Relative, ...]
    successors: tuple[Relative, ...]

    @property
    def only_the_code_changed(self) -> bool:
        """Whether the council lives on under a new code."""
        return any(relative.kind is Kind.RECODED for relative in self.successors)


def lineage_of(authority: Authority) -> Lineage:
    """The direct links of one authority in both directions, latest first."""
    links = (
        (Succession.objects.filter(predecessor=authority) | Succession.objects.filter(successor=authority))
        .select_related("predecessor", "successor")
        .order_by("-effective_on", "predecessor__short_name", "successor__short_name", "pk")
    )
    before, after = [], []
    for link in links:
        kind = Kind(link.kind)
        about = (link.effective_on, link.legal_order, kind)
        if link.successor_id == authority.pk:
            before.append(Relative(link.predecessor, WHERE_WE_CAME_FROM[kind], *about))
        else:
            after.append(Relative(link.successor, WHAT_BECAME_OF_US[kind], *about))
    return Lineage(tuple(before), tuple(after))


def lineage_ids(authority: Authority) -> frozenset[int]:
    """The authority's own id and those of all it descends from, however far back."""
    return lineages([authority.pk])[authority.pk]


def lineages(authority_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """`lineage_ids` for many authorities in one query.

    A council that gave up only a part of its area lives on elsewhere, so its history is not counted as the
    receiving council's own: Dorset County's belongs to Dorset, not to Bournemouth, Christchurch and Poole.
    """
    return following(_whole().values_list("successor_id", "predecessor_id"), authority_ids)


def _whole() -> QuerySet[Succession]:
    return Succession.objects.exclude(kind=Kind.PART).order_by()


class _Pair(Func):
    """ARRAY[a, b]"""

    template = "ARRAY[%(expressions)s]"
    output_field = ArrayField(BigIntegerField())


def links() -> ArraySubquery:
    """All links by which history is followed, as one value for whoever reads other rows anyway: see `following`."""
    return ArraySubquery(_whole().values(link=_Pair("successor_id", "predecessor_id")))


def following(pairs: Iterable[Sequence[int]], authority_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """`lineages`, of what `links` gave: (later, earlier)."""
    parents = defaultdict(set)
    for child, parent in pairs:
        parents[child].add(parent)
    return {pk: _with_ancestors(pk, parents) for pk in authority_ids}


def _with_ancestors(pk: int, parents: dict[int, set[int]]) -> frozenset[int]:
    reached: set[int] = set()
    waiting = {pk}
    while waiting:
        reached |= waiting
        waiting = set().union(*(parents.get(child, ()) for child in waiting)) - reached
    return frozenset(reached)
