"""The people a list names by their email address: found, or added without an account. Called inside a transaction.

Whoever is there already is neither doubled nor renamed: a list says who was where, the account says who somebody is.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models.functions import Lower

from commissioning.people.models import User

BATCH = 2_000


@dataclass(frozen=True)
class Named:
    """Somebody as a list names them."""

    name: str
    email: str
    job_title: str = ""


def listed_already(keys: Collection[str]) -> dict[str, User]:
    """By address in small letters."""
    rows = User.objects.alias(address=Lower("email")).filter(address__in=set(keys))
    return {row.email.lower(): row for row in rows}


def people_for(wanted: Mapping[str, Named]) -> dict[str, User]:
    """Everybody wanted, by address in small letters, in at most three queries for any number up to a batch."""
    found = listed_already(wanted)
    missing = [key for key in wanted if key not in found]
    if missing:
        rows = [_new(wanted[key]) for key in missing]
        User.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)  # somebody else may add them now too
        found |= listed_already(missing)
    return found


def _new(named: Named) -> User:
    email = User.objects.normalize_email(named.email)
    person = User(full_name=named.name, email=email, job_title=named.job_title)
    person.set_unusable_password()
    return person


def same_name(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
