"""docs/configuration.md is what the settings say of themselves, whatever they are set to on this machine."""

import os
import subprocess
import sys

from commissioning.config import env
from commissioning.programme.configuration import page

from .shape import ROOT, text

BARE = {
    "SITE_ADDRESS": "https://support.example.org",
    "SECRET_KEY": "signs nothing",
    "DATABASE_URL": "postgres://nobody:none@none/none",
    "REDIS_URL": "redis://none",
    "SUPPORT_EMAIL": "somebody@example.org",
    "FROM_EMAIL": "somebody.else@example.org",
    "LOG_LEVEL": "ERROR",
}


def test_the_page_of_settings_is_current():
    """If not: script/manage configuration_table -o docs/configuration.md"""
    command = [sys.executable, "-W", "ignore", "manage.py", "configuration_table"]
    done = subprocess.run(
        command, cwd=ROOT, env={"PATH": os.environ["PATH"], **BARE}, capture_output=True, text=True, check=True
    )
    assert done.stdout == text("docs/configuration.md")
    assert not any(value in done.stdout for name, value in BARE.items() if name.endswith(("KEY", "URL", "EMAIL")))


def test_each_setting_is_in_it_once_and_what_must_be_set_says_so():
    lines = page().splitlines()
    for name, variable in env.DECLARED.items():
        [line] = [one for one in lines if one.startswith(f"| `{name}` |")]
        assert line.endswith("| **must be set** |") == variable.is_required
        assert str(ROOT) not in line
