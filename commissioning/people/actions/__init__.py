"""Every write about people. Keyword-only, `by=` the actor (None is the shell), one transaction each."""

from .accounts import (
    add_second_factor,
    counter_of,
    new_password,
    remove_second_factor,
    reseal_second_factors,
    take_code,
    take_off_second_factor,
)
from .appointing import (
    accept_invitation,
    add_person,
    appoint,
    appoint_by_email,
    end_now,
    end_on,
    invite,
    usable_invitation,
)
from .handover import write_note
from .merging import merge_people

__all__ = [
    "accept_invitation",
    "add_person",
    "add_second_factor",
    "appoint",
    "appoint_by_email",
    "counter_of",
    "end_now",
    "end_on",
    "invite",
    "merge_people",
    "new_password",
    "remove_second_factor",
    "reseal_second_factors",
    "take_code",
    "take_off_second_factor",
    "usable_invitation",
    "write_note",
]
