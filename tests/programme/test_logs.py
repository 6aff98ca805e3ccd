"""What stands in the logs: which request, which page, how long; never a secret, a value, or what somebody wrote."""

import json
import logging
import re
import signal
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from machine.redis import free_port

from commissioning.authorities.models import Authority
from commissioning.logs import context, reports, server, statements
from commissioning.logs.context import RouteNotPath
from commissioning.logs.lines import Json, Line
from commissioning.people.models import User
from commissioning.programme import tasks
from tests.support.people import in_role
from tests.support.site import LOGGER, ROOT, until

SECRET = "one-use-secret"


def written(record: logging.LogRecord, how: logging.Formatter) -> str:
    """As the console handler writes it."""
    context.Belongs().filter(record)
    RouteNotPath().filter(record)
    return how.format(record)


def record(message: str = "A line", error=None, **more) -> logging.LogRecord:
    made = logging.LogRecord("a.logger", logging.ERROR, __file__, 1, message, (), error)
    made.__dict__.update(more)
    return made


def caught(work) -> tuple:
    try:
        work()
    except Exception:
        return sys.exc_info()
    raise AssertionError("Nothing was raised")


# --- Lines --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_refused_address_with_letters_beyond_ascii_is_not_logged_either(caplog):
    """Mail programs put a closing quotation mark to a link; Django writes that letter another way."""
    Client().get(f"/accounts/invitation/{SECRET}/”")
    Client().get(f"/respond/{SECRET}/é/")
    lines = [written(one, Line()) for one in caplog.records]
    assert any("/accounts/…" in line for line in lines)
    assert any("/respond/…" in line for line in lines)
    assert SECRET not in "".join(lines)


@pytest.mark.django_db
def test_json_lines_say_which_request_and_which_page(caplog):
    answer = Client().post(f"/accounts/invitation/{SECRET}/")
    [line] = [one for one in caplog.records if one.name == "django.request"]
    said = json.loads(written(line, Json()))
    assert said["request_id"] == answer["X-Request-Id"]
    assert said["route"] == "/accounts/invitation/<str:token>/"
    assert (said["level"], said["logger"]) == ("WARNING", "django.request")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", said["at"])
    assert SECRET not in json.dumps(said)


def test_a_json_line_is_one_line_whatever_it_says():
    line = Json().format(record("Two\nlines and a “quotation”", caught(lambda: 1 / 0)))
    assert "\n" not in line
    said = json.loads(line)
    assert said["message"] == "Two\nlines and a “quotation”"
    assert "ZeroDivisionError" in said["traceback"]


@pytest.mark.parametrize("how", [Line(), Json()], ids=["line", "json"])
@pytest.mark.django_db
def test_what_the_database_says_of_a_row_it_refuses_is_left_out(how):
    address = "twin" + "@example.org"  # in two parts: a traceback quotes the lines of the program

    def twice():
        with transaction.atomic():
            User.objects.bulk_create([User(email=address, full_name="A Twin") for _ in range(2)])

    error = caught(twice)
    assert error[0] is IntegrityError
    assert address in str(error[1])
    line = how.format(record(error=error))
    assert "duplicate key" in line
    assert address not in line


# --- gunicorn's own -----------------------------------------------------------------------

SLOW = """
import time

def application(environ, start):
    time.sleep(60 if "slow" in environ["PATH_INFO"] else 0)
    start("200 OK", [])
    return [b"ok"]
"""


@pytest.fixture
def gunicorn(tmp_path):
    """(its port, what it has logged): a real one with a page that takes too long; its worker is given a second."""
    (tmp_path / "pages.py").write_text(SLOW)
    port, file = free_port(), tmp_path / "log"
    command = [str(Path(sys.executable).with_name("gunicorn")), "pages:application", "--bind", f"127.0.0.1:{port}"]
    options = ["--timeout", "1", "--no-control-socket", "--log-level", "debug", "--access-logfile", "-", *LOGGER]
    with file.open("wb") as log:
        process = subprocess.Popen(
            [*command, *options, "--pythonpath", f"{tmp_path},{ROOT}"], cwd=tmp_path, stdout=log, stderr=log
        )
        try:
            until(lambda: "Booting worker" in file.read_text(), "gunicorn to start", lambda: _ended(process, file))
            yield port, file
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def _ended(process: subprocess.Popen, file: Path) -> str:
    return "" if process.poll() is None else file.read_text()


def sent(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        return connection.recv(1000)


def test_a_request_that_takes_too_long_is_logged_without_its_path(gunicorn):
    port, file = gunicorn
    sent(port, f"GET /respond/{SECRET}/slow?token={SECRET} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
    until(lambda: "Error handling request GET /respond/…" in file.read_text(), "the line")
    sent(port, f"GET /respond/{SECRET}/ HTTP/1.1\r\nHost: here\r\n\r\n".encode())
    assert "Traceback" in file.read_text()
    assert SECRET not in file.read_text()


@pytest.mark.parametrize(
    "line", [f"GET /respond/{SECRET}/ NONSENSE", f"GET{SECRET}", f"GET /{SECRET}/ HTTP/1.1\r\n{SECRET}"]
)
def test_a_request_that_cannot_be_read_is_logged_without_path_or_address(gunicorn, line):
    port, file = gunicorn
    assert sent(port, f"{line}\r\n\r\n".encode()).startswith(b"HTTP/1.1 400")
    until(lambda: "Invalid request: Invalid" in file.read_text(), "the line")
    assert SECRET not in file.read_text()
    assert "127.0.0.1" not in next(one for one in file.read_text().splitlines() if "Invalid request" in one)


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("Error handling request GET /respond/abc/", "Error handling request GET /respond/…"),
        ("Error handling request GET /healthz", "Error handling request GET /healthz"),
        ("Error handling request GET /healthz?key=abc", "Error handling request GET /healthz/…"),
        ("Error handling request GET http://here/respond/abc", "Error handling request GET /respond/…"),
        ("Error handling request GET //respond/abc", "Error handling request GET //…"),
        ("Listening at: http://127.0.0.1:8000 (12)", "Listening at: http://127.0.0.1:8000 (12)"),
    ],
)
def test_a_path_keeps_its_beginning_alone(said, logged):
    line = record(said)
    server.NoPath().filter(line)
    assert line.getMessage() == logged


# --- Slow statements ----------------------------------------------------------------------


@pytest.fixture
def every_statement():
    """Each takes longer than nothing."""
    timed = statements.Timed(0)
    with connection.execute_wrapper(timed):
        yield


@pytest.mark.django_db
def test_a_slow_statement_is_logged_with_placeholders(every_statement, caplog):
    context.begin("0123456789ab", "/authorities/<str:gss_code>/")
    list(Authority.objects.filter(short_name="Somebody wrote this")[:3])
    [line] = [one.getMessage() for one in caplog.records if one.name == statements.__name__]
    assert re.match(r"Slow statement, \d+ ms, in /authorities/<str:gss_code>/: SELECT ", line)
    assert '"short_name" = %s' in line
    assert "Somebody" not in line


@pytest.mark.django_db
def test_values_within_a_statement_and_of_one_that_fails_are_left_out(every_statement, caplog):
    with pytest.raises(Exception, match="no_such_table"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 'it''s secret', name FROM no_such_table WHERE name = %s", ["a value"])
    line = next(one.getMessage() for one in caplog.records if "no_such_table" in one.getMessage())
    assert "SELECT '…', name FROM no_such_table WHERE name = %s" in line
    assert "secret" not in line
    assert "a value" not in line


@pytest.mark.django_db
def test_what_is_quick_is_not_logged_and_a_connection_is_watched_once(caplog, settings):
    before = [*connection.execute_wrappers]
    assert sum(isinstance(one, statements.Timed) for one in before) == 1
    statements.watch(connection, settings.SLOW_QUERY_MS)
    assert connection.execute_wrappers == before
    Authority.objects.exists()
    assert not [one for one in caplog.records if one.name == statements.__name__]


# --- Reports of errors --------------------------------------------------------------------


@pytest.fixture
def hook():
    """(its address, what it was sent, the answers it still gives before 200)."""
    taken, answers = [], []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self):
            taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(answers.pop() if answers else 200)
            self.end_headers()

        def log_message(self, *args):
            pass

    listening = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{listening.server_port}/errors", taken, answers
    listening.shutdown()
    listening.server_close()


def test_a_report_says_what_kind_and_where_and_no_value():
    context.begin("0123456789ab", "/readiness/<int:pk>/")
    error = caught(lambda: in_role("somebody@example.org"))
    said = reports.report(record("Somebody wrote this", error), error[1])
    assert said["exception"] == f"builtins.{error[0].__name__}"
    assert re.fullmatch(r"tests/support/people\.py:\d+", said["where"])
    assert (said["route"], said["request_id"]) == ("/readiness/<int:pk>/", "0123456789ab")
    assert "omebody" not in json.dumps(said)


def test_the_worker_hands_a_report_on(hook, settings):
    settings.ERROR_HOOK, taken, _ = hook
    tasks.report_error({"exception": "builtins.ZeroDivisionError", "route": "/", "request_id": "0123456789ab"})
    [said] = taken
    assert said["exception"] == "builtins.ZeroDivisionError"
    assert said["site"] == settings.SITE_ADDRESS


def test_a_hook_that_is_away_or_refuses_costs_nothing(hook, settings, caplog):
    settings.ERROR_HOOK, _, answers = hook
    answers.append(500)
    tasks.report_error({"route": "/"})
    settings.ERROR_HOOK = f"http://127.0.0.1:{free_port()}/"
    tasks.report_error({"route": "/"})
    lines = [one.getMessage() for one in caplog.records]
    assert lines == [
        "The report of an error was not taken: HTTPError",
        "The report of an error was not taken: URLError",
    ]


def test_without_a_hook_nothing_is_sent(settings):
    assert settings.ERROR_HOOK == ""
    assert settings.LOGGING["root"]["handlers"] == ["console"]
    tasks.report_error({"route": "/"})


def test_a_flood_of_errors_is_cut_off_and_refusals_are_no_errors():
    reporter = reports.Reporter()
    assert [reporter._is_full() for _ in range(reports.MOST + 5)] == [False] * reports.MOST + [True] * 5
    made = record(error=caught(lambda: 1 / 0), name="django.security.DisallowedHost")
    reporter = reports.Reporter()
    reporter.emit(made)
    assert not reporter._sent
