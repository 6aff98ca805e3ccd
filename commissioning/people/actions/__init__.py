"""Every write about people. Keyword-only, `by=` the actor (None is the shell), one transaction each."""

from .accounts import (
    add_second_factor,
    counter_of,
    new_password,
    remove_second_factor,
    renew_recovery_codes,
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
from .correcting import correct_person
from .handover import write_note
from .merging import merge_people
from .single_sign_on import known_by, person_of, unlink

__all__ = [
    "accept_invitation",
    "add_person",
    "add_second_factor",
    "appoint",
    "appoint_by_email",
    "correct_person",
    "counter_of",
    "end_now",
    "end_on",
    "invite",
    "known_by",
    "merge_people",
    "new_password",
    "person_of",
    "remove_second_factor",
    "renew_recovery_codes",
    "reseal_second_factors",
    "take_code",
    "take_off_second_factor",
    "unlink",
    "usable_invitation",
    "write_note",
]
