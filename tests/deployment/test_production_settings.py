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
