"""Work about surveys that was set aside because it failed again and again."""

from collections.abc import Callable
from dataclasses import dataclass

from ..models import Round, RoundGroup, Setback, Tabulation
from ..models.setbacks import MOST_ATTEMPTS

Work = Setback.Work


@dataclass(frozen=True)
class SetAside:
    """`what`: "Making tables of Year 2: Champions"."""

    what: str
    reason: str


def set_aside() -> list[SetAside]:
    found = Setback.objects.filter(attempts__gte=MOST_ATTEMPTS)[:50]
    return [SetAside(f"{one.get_work_display()} {_named(one)}", one.reason) for one in found]


def how_many_set_aside() -> int:
    return Setback.objects.filter(attempts__gte=MOST_ATTEMPTS).count()


def is_set_aside(**which) -> bool:
    """Of the tabulation with these fields."""
    tabulations = Tabulation.objects.filter(**which).values("pk")
    return Setback.objects.filter(work=Work.TABULATE, subject__in=tabulations, attempts__gte=MOST_ATTEMPTS).exists()


def _named(setback: Setback) -> str:
    return str(_OF[setback.work](setback.subject) or f"number {setback.subject}, which is gone")


def _group(pk: int) -> RoundGroup | None:
    return RoundGroup.objects.select_related("round").filter(pk=pk).first()


def _round(pk: int) -> Round | None:
    return Round.objects.filter(pk=pk).first()


def _group_of_tabulation(pk: int) -> RoundGroup | None:
    return RoundGroup.objects.select_related("round").filter(tabulations=pk).first()


_OF: dict[str, Callable[[int], Round | RoundGroup | None]] = {
    Work.STORE: _group,
    Work.CLOSE: _round,
    Work.WITHHOLD: _group,
    Work.TABULATE: _group_of_tabulation,
}
