"""Writing a reorganisation into the register: a new council, the last day of an old one, and who followed whom.

Beside `loading`, the only module that writes the register. What is recorded here stays when older files are loaded
again: they say nothing of the end of a council they call current. Judgements and neighbours are not made up; a new
council has none until the register's files name it.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from commissioning.saving import NotNow

from .models import Authority, Region, Succession


@dataclass(frozen=True)
class Facts:
    """What the register says of a council."""

    gss_code: str
    name: str
    short_name: str
    type: str
    region: Region
    rural_urban: str
    population_0_17: int
    population_0_17_year: int
    dfe_code: str = ""


@transaction.atomic
def add_council(*, facts: Facts, starts_on: date) -> Authority:
    if Authority.objects.filter(gss_code=facts.gss_code).exists():
        raise NotNow(f"The code {facts.gss_code} is in the register already.")
    return Authority.objects.create(**vars(facts), started_on=starts_on)


@transaction.atomic
def end_council(*, authority: Authority, last_day: date) -> Authority:
    """`last_day` is the last on which it had its duties."""
    current = Authority.objects.select_for_update(of=("self",)).get(pk=authority.pk)
    if current.ended_on is not None:
        raise NotNow(f"{current} has ended already.")
    current.ended_on = last_day
    current.save(update_fields=["ended_on"])
    return current


@transaction.atomic
def link(*, before: Authority, after: Authority, kind: str, effective_on: date, legal_order: str) -> Succession:
    """The same pair once: what the register says of it already is left as it is."""
    known = {"effective_on": effective_on, "kind": kind, "legal_order": legal_order}
    made, _ = Succession.objects.get_or_create(predecessor=before, successor=after, defaults=known)
    return made
