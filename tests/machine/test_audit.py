"""script/audit: what is found is said and is an error; what cannot be looked at says so, and names no host."""

import json
import os
import subprocess

import pytest
from machine import audit
from machine.place import BIN, ROOT
from machine.redis import free_port

OUT_OF_REACH = "the service that keeps the advisories cannot be reached"

FLAW = {"id": "PYSEC-2026-1", "fix_versions": ["2.0", "1.9.4"], "aliases": ["CVE-2026-1"], "description": "Long"}
PACKAGES = [
    {"name": "sound", "version": "1.0", "vulns": []},
    {"name": "weak", "version": "1.9", "vulns": [FLAW, {**FLAW, "id": "PYSEC-2026-2", "fix_versions": []}]},
]
VIA = {"url": "https://advisories.example/GHSA-1", "severity": "high", "title": "Long"}
NODE = {
    "vulnerabilities": {
        "weak": {"name": "weak", "range": "<2", "via": [VIA], "fixAvailable": True},
        "above": {"name": "above", "range": "*", "via": ["weak"], "fixAvailable": True},
        "old": {"name": "old", "range": "*", "via": [VIA], "fixAvailable": {"name": "top", "version": "3.0.0"}},
        "lost": {"name": "lost", "range": "*", "via": [VIA], "fixAvailable": False},
    }
}


def test_each_weakness_of_a_python_package_is_a_line():
    found = audit.read_pip_audit(json.dumps({"dependencies": PACKAGES, "fixes": []}), "")
    assert [str(one) for one in found] == [
        "weak 1.9: PYSEC-2026-1, mended in 2.0, 1.9.4",
        "weak 1.9: PYSEC-2026-2, no version is known to be mended",
    ]


def test_each_weakness_of_a_node_package_is_a_line_where_it_is():
    assert [str(one) for one in audit.read_npm(json.dumps(NODE))] == [
        "weak <2: GHSA-1 (high), mended in a newer one",
        "old *: GHSA-1 (high), mended in top 3.0.0",
        "lost *: GHSA-1 (high), no version is known to be mended",
    ]


@pytest.mark.parametrize(
    ("said", "aside", "because"),
    [
        ("", "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='a.host')", OUT_OF_REACH),
        ("", "ERROR:pip_audit._cli:Could not connect to the vulnerability feed", OUT_OF_REACH),
        ('{"dependencies": [{"name": "a", "skip_reason": "not found"}]}', "", OUT_OF_REACH),
        ("", "pip_audit: error: requirements.txt: no hash", "pip_audit: error: requirements.txt: no hash"),
        ("", "", "it gave no reason"),
    ],
)
def test_what_pip_audit_could_not_look_at_is_skipped_with_the_reason(said, aside, because):
    with pytest.raises(audit.Skipped) as why:
        audit.read_pip_audit(said, aside)
    assert str(why.value) == because


def test_npm_without_its_service_is_skipped():
    """npm itself, at a port where nobody listens."""
    command = ["npm", "audit", "--json", "--package-lock-only", "--fetch-retries=0"]
    away = f"--registry=http://127.0.0.1:{free_port()}/"
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run([*command, away], cwd=ROOT, env={**os.environ, "PATH": path}, capture_output=True, text=True)
    assert "error" in json.loads(done.stdout)
    with pytest.raises(audit.Skipped, match=OUT_OF_REACH):
        audit.read_npm(done.stdout)


@pytest.mark.parametrize(("findings", "code"), [([], 0), ([audit.Finding("weak", "1", "A-1", "2")], 1)])
def test_findings_make_it_end_with_an_error_and_skipped_parts_do_not(monkeypatch, capsys, findings, code):
    def skipped():
        raise audit.Skipped(OUT_OF_REACH)

    monkeypatch.setattr(audit, "of_python", lambda: findings)
    monkeypatch.setattr(audit, "of_node", skipped)
    assert audit.main() == code
    said = capsys.readouterr().out
    assert f"Node packages: skipped, because {OUT_OF_REACH}" in said
    assert ("A-1" in said) == bool(code)


def test_what_is_installed_for_it_is_pinned_and_all_lock_files_are_read():
    wanted = [line for line in audit.WANTED.read_text().splitlines() if not line.startswith("#")]
    assert all("==" in line for line in wanted)
    assert set(audit.PYTHON_LOCKS) == {path.name for path in ROOT.glob("requirements*.txt")}
