"""What is kept beside its source so that lists and the desk need not look it up, and where the two differ.

Nowhere, unless something wrote past the actions: `check_integrity` asks. The sums are held to the ledger in `ledger`,
the stage to the timeline in `flow`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Max, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import Greatest, Lag, TruncDate

from ..models import ListeningNote, Message, PackageEvent, Session, SupportPackage, TeamMember
from .sessions import STANDING

SAME = timedelta(minutes=1)  # a move is made and written down one after the other


@dataclass(frozen=True)
class Astray:
    """Of one package. `what` is kept as `kept`, and its rows say `source`."""

    package_id: int
    what: str
    kept: object
    source: object


def astray() -> Iterator[Astray]:
    yield from _contacts()
    yield from _leads()
    yield from _moves()


def _contacts() -> Iterator[Astray]:
    heard = ListeningNote.objects.filter(removed_at__isnull=True)
    found = Greatest(  # of those there are
        _newest(Session.objects.filter(STANDING), "held_on"),
        _newest(heard, "heard_on"),
        TruncDate(_newest(Message.objects.all(), "at")),
    )
    yield from _differing("last contact", "last_contact_on", found)


def _newest(rows: QuerySet, column: str) -> Subquery:
    of_package = rows.filter(package=OuterRef("pk")).order_by().values("package")
    return Subquery(of_package.annotate(newest=Max(column)).values("newest"))


def _leads() -> Iterator[Astray]:
    lead = TeamMember.objects.filter(package=OuterRef("pk"), part=TeamMember.Part.LEAD, until__isnull=True)
    yield from _differing("lead", "led_by", Subquery(lead.values("person")))


def _differing(what: str, column: str, source: Greatest | Subquery) -> Iterator[Astray]:
    rows = SupportPackage.objects.annotate(source=source).order_by("pk").values_list("pk", column, "source")
    for pk, kept, found in rows.iterator(chunk_size=2000):
        if kept != found:
            yield Astray(pk, what, _said(kept), _said(found))


def _said(value: date | int | None) -> date | int | str:
    return "nothing" if value is None else value


def _moves() -> Iterator[Astray]:
    """Each move says when the package had come to the stage it leaves: when the move before it was made."""
    before = Window(Lag("at"), partition_by=F("package"), order_by=[F("at").asc(), F("pk").asc()])
    rows = PackageEvent.objects.exclude(move="").annotate(before=before).order_by("package", "at", "pk")
    for package, since, came in rows.values_list("package", "since", "before").iterator(chunk_size=2000):
        if came is not None and (since is None or abs(since - came) > SAME):
            yield Astray(package, "since when it was at a stage it left", _said(since), came)
