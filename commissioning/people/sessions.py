"""How long a session lasts, and ending those of somebody else's browser.

Twelve hours at the most, and two without use: what was typed meanwhile is kept (`held`). Django's own end of a session
moves with every save of it, so the times stand in the session itself.
"""

import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.utils import timezone

from .models import User

SIGNED_IN, SEEN = "signed-in", "seen"
NOTED_EVERY = 5 * 60  # seconds: not a write for each page


def begin(session: SessionBase) -> None:
    session[SIGNED_IN] = session[SEEN] = int(time.time())


def has_ended(session: SessionBase) -> bool:
    return seconds_left(session) <= 0


def seconds_left(session: SessionBase) -> int:
    """Until it ends, were it not used again."""
    now = time.time()
    longest = session.get(SIGNED_IN, now) + settings.SESSION_COOKIE_AGE
    unused = session.get(SEEN, now) + settings.SESSION_IDLE_AGE
    return int(min(longest, unused) - now)


def note_use(session: SessionBase) -> None:
    if SIGNED_IN not in session:
        begin(session)
    elif time.time() - session.get(SEEN, 0) > NOTED_EVERY:
        session[SEEN] = int(time.time())


def end_others(person: User, *, but: str | None) -> None:
    """Each session of theirs but the one with that key. A session says whose it is only inside, so all are opened."""
    for row in Session.objects.filter(expire_date__gt=timezone.now()).exclude(pk=but or "").iterator():
        if row.get_decoded().get(SESSION_KEY) == str(person.pk):
            row.delete()
