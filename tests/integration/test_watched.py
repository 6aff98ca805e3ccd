"""What real processes write and tell while they work: one number from the request to the worker's lines, an error that
is reported without a value, slow statements; and never a secret that stood in an address (quality 15, 25).
"""

import json
import os
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from commissioning.programme.alarms.models import Alarm
from tests.support import database
from tests.support.site import Site, running, until
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("processes_only")]

SECRET = "a-one-use-secret"


@pytest.fixture(scope="module")
def reports():
    """(the hook's address, what it was sent)."""
    taken = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self):
            taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args):
            pass

    listening = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{listening.server_port}/", taken
    listening.shutdown()
    listening.server_close()


@pytest.fixture(scope="module")
def site(tmp_path_factory, worker_id, reports):
    """Logging as JSON, and every statement of a millisecond."""
    about = {"LOG_FORMAT": "json", "SLOW_QUERY_MS": "1", "ERROR_HOOK": reports[0]}
    with running(tmp_path_factory.mktemp("site"), f"test_watched_{worker_id}_{os.getpid()}", **about) as made:
        made.start_worker()
        made.start_web()
        yield made


def lines(site: Site, part: str) -> list[dict]:
    """Celery's greeting is no line of the log; everything else is an object. The last may be half written."""
    whole = site.log(part).rpartition("\n")[0]
    return [json.loads(line) for line in whole.splitlines() if line.startswith("{")]


def test_a_request_s_number_is_in_the_lines_of_the_work_it_asked_for(site):
    number = number_of_post(site.address + "/accounts/password/reset/", {"email": "nobody@example.org"})

    def caused() -> list[dict]:
        return [one for one in lines(site, "worker") if one["request_id"] == number]

    until(lambda: any("succeeded" in one["message"] for one in caused()), "the worker's lines")
    assert {one["route"] for one in caused()} == {"people.send_mail"}
    assert "nobody@example.org" not in site.log("worker") + site.log("web")


class Stay(urllib.request.HTTPRedirectHandler):
    """Where it would lead is another request, with another number."""

    def redirect_request(self, *about):
        return None


def number_of_post(address: str, fields: dict[str, str]) -> str:
    opened = urllib.request.build_opener(Stay, urllib.request.HTTPCookieProcessor()).open
    with opened(address, timeout=60) as page:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())[1]
    data = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
    with pytest.raises(urllib.error.HTTPError) as sent_on:
        opened(urllib.request.Request(address, data=data), timeout=60)
    with sent_on.value as answer:
        assert answer.code == 302
        return answer.headers["X-Request-Id"]


def test_15_an_error_is_reported_without_value_and_logged_without_the_secret(site, reports):
    _, taken = reports
    database.statement("ALTER TABLE evaluation_invitation RENAME TO elsewhere", site.database)
    try:
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{site.address}/respond/{SECRET}/", timeout=60)
    finally:
        database.statement("ALTER TABLE elsewhere RENAME TO evaluation_invitation", site.database)
    with refused.value as answer:
        assert answer.code == 500
        number = answer.headers["X-Request-Id"]
    until(lambda: taken, "the report")
    [report] = taken
    assert report["request_id"] == number
    assert report["route"] == "/respond/<str:token>/"
    assert report["exception"] == "django.db.utils.ProgrammingError"
    assert report["where"].startswith("evaluation/")
    assert set(report) == {"at", "site", "exception", "where", "route", "request_id", "logger"}
    [error] = [one for one in lines(site, "web") if one["level"] == "ERROR"]
    assert (error["request_id"], error["route"]) == (number, report["route"])
    assert SECRET not in site.log("web") + site.log("worker") + json.dumps(taken)


def test_slow_statements_are_logged_with_the_page_and_without_values(site):
    visitor = Visitor(site.address)
    typed = {"login": "somebody@example.org", "password": "not this one either"} | visitor.token_on("/accounts/login/")
    with database.statements(site.database) as execute:
        execute("BEGIN; LOCK TABLE people_user IN ACCESS EXCLUSIVE MODE")
        freed = threading.Timer(0.5, execute, ["COMMIT"])
        freed.start()
        visitor.send("/accounts/login/", typed)
        freed.join()
    slow = [one for one in lines(site, "web") if one["logger"] == "commissioning.logs.statements"]
    assert any("in /accounts/login/: SELECT" in one["message"] and "%s" in one["message"] for one in slow)
    assert "somebody@example.org" not in site.log("web")


def test_the_watch_runs_in_the_worker_and_sees_its_queues(site):
    from celery import current_app

    with current_app.connection_for_write(site.queue.url) as connection:
        current_app.send_task("programme.watch", connection=connection)

    def of_watch() -> list[dict]:
        return [one for one in lines(site, "worker") if one["route"] == "programme.watch"]

    until(lambda: any("succeeded" in one["message"] for one in of_watch()), "the watch")
    done = of_watch()
    assert all(len(one["request_id"]) == 12 for one in done), "what no request asked for has a number of its own"
    with site.data():
        assert not Alarm.objects.filter(key__in=["queue", "jobs", "scanner"]).exists()
