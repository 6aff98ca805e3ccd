"""The production shape as the tests read it: the compose file, the image's recipe, the proxy's configuration."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]

# What a technician would write into .env. Nothing here is a secret of anybody's.
FILLED_IN = {
    "SITE_HOST": "support.example.org",
    "SUPPORT_EMAIL": "help@example.org",
    "SMTP_HOST": "smtp.example.org",
    "TLS_CERTIFICATE_FILE": "/etc/ssl/fullchain.pem",
    "TLS_KEY_FILE": "/etc/ssl/privkey.pem",
    "SECRET_KEY": "0123456789abcdef" * 4,
    "POSTGRES_PASSWORD": "superusers",
    "DATABASE_OWNER_PASSWORD": "owners",
    "DATABASE_APP_PASSWORD": "applications",
    "REDIS_PASSWORD": "queues",
    "BACKUP_DIR": "/var/backups/commissioning",
    "BACKUP_PASSPHRASE": "four words and a number 7",
}

# ${NAME}, ${NAME:-default}, ${NAME:?what to set}
VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)(?::([-?])([^}]*))?\}")


@cache
def text(path: str) -> str:
    return (ROOT / path).read_text()


@cache
def compose(file: str = "docker-compose.yml") -> dict[str, Any]:
    """With its anchors resolved and its variables as they stand."""
    return yaml.safe_load(text(file))


def services() -> dict[str, dict[str, Any]]:
    return compose()["services"]


OWN = [name for name, service in yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"].items()
       if "build" in service]  # fmt: skip


def environment_of(service: str) -> dict[str, str]:
    """What the service runs with, once .env is filled in."""
    return {name: filled_in(str(value)) for name, value in services()[service].get("environment", {}).items()}


def filled_in(value: str) -> str:
    def one(match: re.Match) -> str:
        name, kind, rest = match.groups()
        return FILLED_IN.get(name) or (rest if kind == "-" else FILLED_IN[name])

    return VARIABLE.sub(one, value).replace("$$", "$")


def recipe() -> list[tuple[str, str]]:
    """The Dockerfile as (instruction, rest), comments dropped and continued lines joined."""
    lines = [line for line in text("Dockerfile").splitlines() if not line.lstrip().startswith("#")]
    whole = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [tuple(line.split(None, 1)) for line in whole.splitlines() if line]


def gunicorn() -> list[str]:
    return json.loads(next(rest for word, rest in recipe() if word == "CMD"))


Directive = tuple[list[str], list]
_TOKEN = re.compile(r"#[^\n]*|'[^']*'|\"[^\"]*\"|[{};](?<!\$\{)|(?:\$\{\w+\}|[^\s;{}'\"#])+")


def nginx(path: str = "deploy/nginx.conf.template") -> list[Directive]:
    """A configuration of nginx as nested (words, block)."""
    tokens = (token for token in _TOKEN.findall(text(path)) if not token.startswith("#"))

    def block() -> list[Directive]:
        found, words = [], []
        for token in tokens:
            if token == "}":
                break
            if token in "{;":
                found.append((words, block() if token == "{" else []))
                words = []
            else:
                words.append(token)
        return found

    return block()


def every(name: str, within: list[Directive]) -> list[Directive]:
    """Each directive of that name, however deep."""
    here = [directive for directive in within if directive[0][0] == name]
    return here + [deeper for _, inner in within for deeper in every(name, inner)]
