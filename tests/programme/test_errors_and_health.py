"""Friendly pages for refusals and breakage, also without a database; health addresses (quality 10, 35)."""

import pytest
from django.db import connection, transaction
from django.test import Client

from commissioning.access.roles import Role
from commissioning.logs.context import RouteNotPath
from commissioning.programme.models import Heartbeat
from tests.support.assessments import opened
from tests.support.people import EALING, area, in_role


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def database_away(own_database):
    """PostgreSQL refuses this database until the test calls `back()`."""
    connection.close()
    connection.settings_dict["NAME"] = "no_such_database"

    class Away:
        @staticmethod
        def back() -> None:
            connection.close()
            connection.settings_dict["NAME"] = own_database

    return Away


def client() -> Client:
    return Client(raise_request_exception=False)


def test_without_the_database_pages_say_so_and_recover_without_a_restart(database_away):
    browser = client()
    browser.cookies["sessionid"] = "a" * 32
    response = browser.get("/")
    assert response.status_code == 503
    assert "the service is not available" in text(response)
    assert response["Retry-After"] == "30"
    database_away.back()
    assert browser.get("/").status_code == 302


def test_what_was_typed_while_the_database_was_away_is_shown_again(database_away):
    browser = client()
    browser.cookies["sessionid"] = "a" * 32
    response = browser.post("/readiness/1/standards/S01/", {"narrative": "A morning’s work", "level": "3"})
    assert response.status_code == 503
    assert "A morning’s work" in text(response)
    assert 'name="csrfmiddlewaretoken"' in text(response)


@pytest.mark.django_db
def test_what_was_typed_for_an_area_one_no_longer_has_a_role_in_is_shown_again(client_as):
    """With another role elsewhere the page is not there for them; without any they are told that they have none."""
    browser, path = client_as(Role.CHAMPION, area(EALING)), opened().get_absolute_url()
    response = browser.post(f"{path}standards/S01/", {"narrative": "A morning’s work", "level": "3"})
    assert response.status_code == 404
    assert "A morning’s work" in text(response)


def test_ready_is_no_without_the_database_and_alive_is_yes(database_away):
    assert client().get("/readyz").status_code == 503
    assert client().get("/healthz").status_code == 200


def test_alive_is_yes_without_the_database_for_somebody_signed_in_too(database_away):
    browser = client()
    browser.cookies["sessionid"] = "a" * 32
    assert browser.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_logs_hold_the_route_and_not_the_secret_in_the_path(client_as, caplog):
    """As the console handler writes it: the handler's filters are applied to what was logged."""
    browser = client_as(Role.CHAMPION)
    browser.post("/accounts/invitation/a-secret-token/")
    browser.get("/accounts/invitation/a-secret-token/and/more/")
    for record in caplog.records:
        RouteNotPath().filter(record)
        assert "a-secret-token" not in record.getMessage()
    assert any("/accounts/invitation/<str:token>/" in record.getMessage() for record in caplog.records)


@pytest.mark.django_db
def test_ready_without_queue_and_worker_is_yes_but_degraded():
    response = client().get("/readyz")
    assert response.status_code == 200
    said = response.json()
    assert {part for part, word in said.items() if word == "degraded"} == {"queue", "worker", "beat"}
    assert set(said.values()) == {"ok", "degraded"}


@pytest.mark.django_db
def test_a_fresh_heartbeat_speaks_for_worker_and_beat():
    from commissioning.programme.tasks import heartbeat

    heartbeat()
    assert Heartbeat.objects.count() == 1
    assert client().get("/readyz").json()["worker"] == "ok"


@pytest.mark.django_db
def test_waiting_migrations_make_it_not_ready(monkeypatch):
    from commissioning.programme import health

    monkeypatch.setattr(health, "_migrations_on_disk", lambda: frozenset({("people", "9999_tomorrow")}))
    assert client().get("/readyz").status_code == 503


@pytest.mark.django_db
def test_not_found_and_too_large_have_pages_of_their_own(client_as, settings):
    browser = client_as(Role.CHAMPION)
    assert "Page not found" in text(browser.get("/nowhere/"))
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    browser = Client(enforce_csrf_checks=True)
    browser.get("/accounts/login/")
    response = browser.post("/accounts/login/", {"login": "x" * 2000})
    assert response.status_code == 413
    assert "too large" in text(response)


@pytest.mark.django_db
def test_a_refusal_says_who_may(client_as):
    response = client_as(Role.CHAMPION).get("/components/")
    assert response.status_code == 403
    assert "This is for people in these roles: administrator." in text(response)


@pytest.mark.django_db
def test_an_unexpected_error_keeps_what_was_typed(client_as, monkeypatch):
    from readiness.views.assessments import actions

    monkeypatch.setattr(actions, "save_standard", lambda **_: 1 / 0)
    from tests.support.assessments import opened, typed

    browser = client_as(Role.CHAMPION)
    browser.raise_request_exception = False
    assessment = opened(browser.person)
    response = browser.post(f"/readiness/{assessment.pk}/standards/S01/", typed(narrative="Not lost, not this time"))
    assert response.status_code == 500
    assert "Not lost, not this time" in text(response)
    assert "ZeroDivisionError" not in text(response)


@pytest.mark.django_db
def test_every_answer_carries_the_safety_headers_and_an_id():
    response = client().get("/cookies/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'nonce-" in policy
    assert "unsafe" not in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in response["Permissions-Policy"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert len(response["X-Request-Id"]) == 12


@pytest.mark.django_db
def test_signed_in_pages_are_never_cached(client_as):
    assert "no-store" in client_as(Role.CHAMPION).get("/")["Cache-Control"]


@pytest.mark.django_db
def test_a_made_up_host_is_refused():
    assert Client(headers={"host": "evil.example"}).get("/cookies/").status_code == 400


@pytest.mark.django_db
def test_the_outbox_exists_only_in_demonstrations(settings):
    assert client().get("/demo/outbox").status_code == 404
    settings.DEMO_MODE = True
    assert client().get("/demo/outbox").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["accessibility", "privacy", "cookies", "who-sees-what"])
def test_the_footers_pages_are_public(path):
    assert client().get(f"/{path}/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_home_answers_every_role(client_as, role):
    page = text(client_as(role).get("/"))
    assert ("Start the self-assessment" in page) == (role is Role.CHAMPION)


@pytest.mark.django_db
def test_home_shows_a_director_what_awaits_their_signature(client_as):
    from tests.support.assessments import submitted

    assessment = submitted()
    browser = client_as(Role.DIRECTOR, assessment.authority)
    assert "awaits your signature" in text(browser.get("/"))


@pytest.mark.django_db
def test_home_is_the_current_page_only_when_it_is(client_as):
    browser = client_as(Role.CHAMPION)
    assert 'aria-current="page"' in text(browser.get("/")) or 'aria-current="true"' in text(browser.get("/"))
    assert "govuk-service-navigation__item--active" not in text(browser.get("/accounts/codes/"))


@pytest.mark.django_db
def test_navigation_shows_only_what_one_may_use(client_as):
    assert "/accounts/people/" not in text(client_as(Role.CONTRIBUTOR).get("/"))
    in_role(Role.CHAMPION)
    assert "/accounts/people/" in text(client_as(Role.PROGRAMME_LEAD).get("/"))


@pytest.mark.django_db
def test_readiness_is_read_and_nothing_is_written_even_for_somebody_signed_in(client_as):
    browser = client_as(Role.CHAMPION)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        answer = browser.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (200, "ok")
