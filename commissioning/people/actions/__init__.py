"""Every write about people. Keyword-only, `by=` the actor (None is the shell), one transaction each."""

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
    "appoint",
    "appoint_by_email",
    "end_now",
    "end_on",
    "invite",
    "merge_people",
    "usable_invitation",
    "write_note",
]
