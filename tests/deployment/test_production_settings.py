"""Django's own deployment checks, with the environment that docker-compose.yml gives."""

import os
import subprocess
import sys

import pytest

from .shape import ROOT, environment_of


@pytest.mark.parametrize("service", ["web", "prepare"])
def test_djangos_deployment_checks_are_silent(service, tmp_path):
    env = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**env, **environment_of(service)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def check_with(**more: str) -> subprocess.CompletedProcess:
    env = {"PATH": os.environ["PATH"], **environment_of("web"), **more}
    return subprocess.run([sys.executable, "manage.py", "check"], cwd=ROOT, env=env, capture_output=True, text=True)


def test_demonstration_mode_refuses_an_address_that_others_can_reach():
    done = check_with(DEMO_MODE="1", SITE_ADDRESS="https://support.example.org")
    assert done.returncode != 0
    assert "DEMO_MODE" in done.stderr


def test_cookies_are_taken_from_this_host_alone_where_it_is_served_over_https():
    """The prefix asks for a path of / and no domain, which are Django's own."""
    asked = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)"
    env = {
        "PATH": os.environ["PATH"],
        **environment_of("web"),
        "DJANGO_SETTINGS_MODULE": "commissioning.config.settings",
    }
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.stdout.split() == ["__Host-session", "__Host-csrf"], done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "SITE_ADDRESS", "DATABASE_URL", "REDIS_URL"])
def test_a_missing_variable_stops_the_site_and_says_what_to_set(name):
    done = check_with(**{name: ""})
    assert done.returncode != 0
    assert f"Set the environment variable {name}" in done.stderr


SINGLE_SIGN_ON = {
    "OIDC_SERVER": "https://login.example.org",
    "OIDC_NAME": "Example Council",
    "OIDC_CLIENT_ID": "the-site",
    "OIDC_CLIENT_SECRET": "a secret",
    "OIDC_DOMAINS": "example.org",
}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, ""),
        *(({name: ""}, name) for name in SINGLE_SIGN_ON if name != "OIDC_SERVER"),
        ({"OIDC_SERVER": "http://login.example.org"}, "begins with https://"),
        ({"OIDC_SERVER": "login.example.org"}, "begins with https://"),
        ({"OIDC_SERVER": f"https://login.example.org/{'x' * 200}"}, "200 characters"),
        ({"OIDC_LEADS_THROUGH": "https://sts.example.org/adfs"}, "the host alone"),
        ({"OIDC_LEADS_THROUGH": "*"}, "the host alone"),
        ({"OIDC_SECOND_FACTOR": "perhaps"}, "write 1 or 0"),
    ],
)
def test_single_sign_on_that_is_half_set_stops_the_site_and_says_what_to_set(wrong, said):
    done = check_with(**(SINGLE_SIGN_ON | wrong))
    assert (done.returncode == 0) == (said == ""), done.stderr
    assert said in done.stderr


def test_a_mistyped_flag_is_explained():
    assert "write 1 or 0" in check_with(DEBUG="perhaps").stderr
