"""The page of settings for whoever installs the site, made of what `env.py` was told of each variable."""

from django.conf import settings

from commissioning.config import env

INTRODUCTION = """\
# Settings

Made by `script/manage configuration_table -o docs/configuration.md`; a test fails while it is out of date. With compose
they stand in `.env` (`.env.example` has those to fill in, `docker-compose.yml` sets the others), by packages in
`/etc/commissioning/site.env`. A missing or malformed one stops the start with a sentence that names it. All are read
when a process starts.

| variable | what it is | when empty |
|---|---|---|
"""
FURTHER = """
Read by others than the site: `WEB_CONCURRENCY` (gunicorn: web processes, one a core), `INTERACTIVE_WORKERS` and
`DOCUMENT_WORKERS` (processes of the two workers), `DEMO_PASSWORD` and `PORT` (`script/server`).
"""


def page() -> str:
    return INTRODUCTION + "".join(_row(variable) for variable in env.DECLARED.values()) + FURTHER


def _row(variable: env.Variable) -> str:
    about = variable.about[0].upper() + variable.about[1:]
    return f"| `{variable.name}` | {about.replace('|', '/')} | {_when_empty(variable)} |\n"


def _when_empty(variable: env.Variable) -> str:
    """Places within the checkout without the checkout's own place."""
    if variable.is_required:
        return "**must be set**"
    shown = variable.default.removeprefix(f"{settings.BASE_DIR}/")
    return f"`{shown}`" if shown else "–"
