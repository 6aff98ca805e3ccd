"""Sensitive acts ask who somebody is once more: a session left open, or stolen, is not enough for them.

A view calls `ask` after its gate, so that whoever may not do it hears that first. The middleware then leads to the
password or code, and back; what was typed is held for that person meanwhile. `ACTS` lists them all.
"""

import time

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

from . import sessions, single_sign_on

# Address → what it does. Changing one's own password or second factor asks too, through django-allauth (`adapter`).
ACTS = {
    "account_set_password": "adds a way to sign in",
    "people:appointment-add": "gives somebody a role",
    "people:appointment-end": "takes somebody's role away",
    "people:invitation-send": "sends a link that opens an account",
    "people:second-factor-remove": "leaves an account with a password alone",
    "people:person-merge": "makes two people one",
    "people:person-correct": "changes the address somebody signs in with",
    "readiness:standards-draft-publish": "changes the standards for everybody",
    "readiness:campaign-close": "closes a year for every area",
    "readiness:comparison-republish": "puts other figures before every area",
    "readiness:campaign-reports": "takes every area's levels out",
    "evaluation:round-close": "closes a survey for good",
    "evaluation:answers-export": "takes answers out one by one",
    "evaluation:group-results": "where withheld figures are asked for",
    "evaluation:figure-detail": "where withheld figures are asked for",
    "evaluation:draft-publish": "publishes a report for good",
    "programme:reorganisation-apply": "changes who sees what in whole areas",
    "programme:refresh-apply": "changes what the register says of every council",
    "programme:subject-copy": "copies everything about a person",
    "programme:person-erase": "erases a person",
}


class NotProved(Exception):
    """They have not shown lately who they are."""


def ask(request: HttpRequest) -> None:
    """Raises NotProved unless they signed in, or proved themselves again, within a quarter of an hour."""
    if request.resolver_match.view_name not in ACTS:
        raise LookupError(f"{request.resolver_match.view_name} is not listed in proving.ACTS")
    if not proved_lately(request):
        raise NotProved


def proved_lately(request: HttpRequest) -> bool:
    """A provider signs people in without asking them anything, so of it counts when it last did ask."""
    records = get_authentication_records(request, request.user)
    times = [record.get("proved", record["at"]) for record in records]
    if not single_sign_on.was_used(request):
        times.append(request.session.get(sessions.SIGNED_IN, 0))
    return time.time() - max(times) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
