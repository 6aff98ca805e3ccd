"""Redis empty or full, PostgreSQL stopped, full or read-only, a mail server that hangs (quality 34, 35, 37)."""

import contextlib
import socket
import time

import psycopg2
import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from commissioning.people import sessions
from tests.profiles.rows import entry_posted
from tests.support.living import HISTORY, Living
from tests.support.mail_server import mail_server
from tests.support.site import until

pytestmark = pytest.mark.slow

AWAY = "the service is not available"


# --- Redis -----------------------------------------------------------------------------------
def test_34_redis_restarted_empty_has_forgotten_the_job_and_it_is_made_all_the_same(whole):
    whole.site.stop_worker()
    whole.parts.remove("worker")
    document = whole.ask_for_report()  # on the queue, which nobody reads
    whole.kill("redis")
    whole.site.forget_queue()
    whole.start()
    whole.until_all_is_done()
    assert whole.state(document) == "done"


def test_34_with_redis_full_a_request_waits_for_nobody_and_the_job_is_done_when_there_is_room(whole):
    whole.site.set_redis(maxmemory=1)
    try:
        document = whole.ask_for_report()
        assert "Waiting" in whole.champion.get(whole.report)[1]
        status, page = whole.add_entry("With Redis full")
        assert (status, "Added to the history" in page) == (200, True)
        assert whole.state(document) == "queued"
    finally:
        whole.site.set_redis(maxmemory=0)
    whole.until_all_is_done()
    assert whole.state(document) == "done"


# --- PostgreSQL ------------------------------------------------------------------------------
@pytest.mark.parametrize("how", ["stopped", "killed"])
def test_35_postgresql_gone_amid_a_request_and_a_job_loses_nothing_that_was_typed(whole, how):
    title = f"Typed as PostgreSQL was {how}"
    document = whole.ask_for_report()
    whole.until_begun(document)
    with whole.held_up(title) as asking:
        whole.cluster.kill() if how == "killed" else whole.cluster.stop()
        whole.parts.remove("postgresql")
        asking.join()
    status, page = asking.answer
    assert (status, AWAY in page, title in page) == (503, True, True)
    whole.start()
    assert whole.entries(title) == []
    status, page = whole.champion.send_again(page)
    assert (status, "Added to the history" in page) == (200, True)
    assert whole.entries(title) == [title]
    whole.until_all_is_done()
    assert whole.state(document) == "done"


def test_35_with_every_connection_taken_people_are_told_and_nothing_typed_is_lost(whole):
    title, add = "With every connection taken", f"{HISTORY}add/"
    token = whole.champion.token_on(add)
    with contextlib.ExitStack() as taken:
        take_all(whole, taken)
        status, page = whole.champion.send(add, entry_posted(title=title) | token)
        assert (status, AWAY in page, title in page) == (503, True, True)
        assert whole.champion.get("/readyz")[0] == 503
        assert whole.champion.get("/healthz") == (200, "ok")
    until(lambda: whole.champion.get("/readyz")[0] == 200, "a connection to be had again")
    assert whole.champion.send_again(page)[0] == 200
    assert whole.entries(title) == [title]


def take_all(whole: Living, taken: contextlib.ExitStack) -> None:
    """Those that PostgreSQL keeps for nobody in particular; the site's own are ended until it can get none back."""
    address = whole.site.environment()["DATABASE_URL"]
    mine = "application_name = 'commissioning' AND datname = current_database()"
    ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {mine}"
    quiet = 0  # times in a row that there was nothing to end: one that is ended takes a moment to be gone
    superuser = taken.enter_context(contextlib.closing(whole.connect()))  # its own is one of them
    with superuser.cursor() as cursor:
        while quiet < 5:
            with contextlib.suppress(psycopg2.OperationalError):
                while True:
                    taken.callback(psycopg2.connect(address).close)
            cursor.execute(ended)
            quiet = 0 if cursor.rowcount else quiet + 1
            time.sleep(0.1)


def test_35_a_database_that_may_only_be_read_shows_pages_and_keeps_what_is_typed(whole):
    title = "While it may only be read"
    not_seen_for_a_while(whole)
    whole.as_superuser("ALTER SYSTEM SET default_transaction_read_only = on")
    whole.as_superuser("SELECT pg_reload_conf()")
    try:
        until(lambda: whole.as_superuser("SHOW transaction_read_only") == [("on",)], "PostgreSQL to refuse writing")
        assert whole.champion.get(HISTORY)[0] == 200, "though the session would be written to"
        status, page = whole.add_entry(title)
        assert (status, AWAY in page, title in page) == (503, True, True)
    finally:
        whole.as_superuser("ALTER SYSTEM RESET default_transaction_read_only")
        whole.as_superuser("SELECT pg_reload_conf()")
    until(lambda: whole.as_superuser("SHOW transaction_read_only") == [("off",)], "PostgreSQL to take it again")
    assert whole.champion.send_again(page)[0] == 200
    assert whole.entries(title) == [title]


def not_seen_for_a_while(whole: Living) -> None:
    """So that their next page is noted in their session."""
    with whole.site.data():
        for key in Session.objects.values_list("session_key", flat=True):
            session = SessionStore(key)
            if sessions.SEEN in session:
                session[sessions.SEEN] -= 2 * sessions.NOTED_EVERY
                session.save()


# --- Mail ------------------------------------------------------------------------------------
@pytest.fixture
def mail_to(whole):
    """`mail_to(port)`: from now on the worker sends mail there, and not to a demonstration's outbox."""

    def begin(port: int, demo: str = "0") -> None:
        if "worker" in whole.parts:
            whole.kill("worker")
        whole.site.settings |= {"DEMO_MODE": demo, "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port)}
        whole.start("worker")

    yield begin
    begin(25, demo="1")


def test_33_37_killed_while_the_mail_server_hangs_the_attempt_is_known_and_the_email_goes_later(whole, mail_to):
    with socket.create_server(("127.0.0.1", 0)) as hanging:  # takes calls and never says a word
        mail_to(hanging.getsockname()[1])
        email = whole.write_email()
        until(lambda: whole.email(email) == ("waiting", 1), "the email to be claimed")
        assert not whole.as_superuser(IN_TRANSACTION), "no transaction waits for the mail server"
        whole.kill("worker")
    assert whole.email(email) == ("waiting", 1)
    with mail_server() as listening:
        mail_to(listening.server_address[1])
        whole.until_all_is_done()
        assert whole.email(email) == ("sent", 2)
        assert [to for to, _ in listening.received] == ["reader@example.org"]


IN_TRANSACTION = (
    "SELECT 1 FROM pg_stat_activity WHERE application_name = 'commissioning' AND state LIKE 'idle in trans%'"
)
