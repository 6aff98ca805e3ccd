"""What `script/` does to a machine: PostgreSQL, Redis and their secrets, in folders of the test's own."""

import os
import shutil
import stat
import subprocess
import sys

import psycopg2
import pytest
from machine import environment, packages, place, postgres, services
from machine.redis import Queue

from tests.support.site import ROOT


@pytest.fixture
def cluster(tmp_path):
    made = postgres.Cluster(postgres.home_for(tmp_path, f"postgres-machine-{os.getpid()}"), "secret", careless=True)
    made.start()
    yield made
    made.stop()
    shutil.rmtree(made.home)


def superuser(cluster, database: str = "postgres"):
    return psycopg2.connect(cluster.url("postgres", "secret", database))


@pytest.mark.slow
def test_a_checkout_made_anew_in_the_same_place_opens_the_data_that_are_there(cluster):
    """Under root they lie outside of it; its own passwords are others then."""
    anew = postgres.Cluster(cluster.home, "another", careless=True)
    anew.start()
    psycopg2.connect(anew.url("postgres", anew.password, "postgres")).close()


@pytest.mark.slow
def test_a_cluster_starts_stops_and_keeps_its_data(cluster):
    with superuser(cluster) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 1 AS value")
    connection.close()
    cluster.start()  # running already: nothing happens
    cluster.stop()
    assert not cluster.is_running()
    cluster.start()
    with superuser(cluster) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT value FROM kept")
        assert cursor.fetchone() == (1,)
    connection.close()


@pytest.mark.slow
def test_a_pid_file_of_a_dead_server_or_of_somebody_else_does_not_matter(cluster):
    cluster.stop()
    file = cluster.data / "postmaster.pid"
    for pid in ("999999", str(os.getpid())):
        file.write_text(f"{pid}\n{cluster.data}\n")
        file.chmod(0o666)
        cluster.start()
        assert cluster.is_running()
        cluster.stop()


@pytest.mark.slow
def test_the_cluster_listens_on_its_socket_only_and_wants_a_password(cluster):
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(cluster.url("postgres", "wrong", "postgres"))
    with superuser(cluster) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW listen_addresses")
        assert cursor.fetchone() == ("",)
        cursor.execute("SHOW server_version_num")
        assert int(cursor.fetchone()[0]) >= 180000
    connection.close()
    assert stat.S_IMODE(cluster.socket.stat().st_mode) == 0o700


@pytest.mark.slow
def test_the_sites_role_owns_nothing(cluster, monkeypatch, tmp_path):
    monkeypatch.setattr(services, "DATA", tmp_path)
    services.make_database(cluster.url("postgres", "secret", "postgres"), "council")
    with superuser(cluster, "council") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolcreaterole FROM pg_roles WHERE rolname LIKE 'commissioning%'")
        assert set(cursor.fetchall()) == {(services.OWNER, False, False), (services.APPLICATION, False, False)}
    connection.close()


@pytest.mark.slow
def test_a_role_that_can_make_no_other_is_told_what_to_set(cluster, monkeypatch, tmp_path):
    monkeypatch.setattr(services, "DATA", tmp_path)
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    made = services.make_database(cluster.url("postgres", "secret", "postgres"), "council")
    with pytest.raises(SystemExit, match="DATABASE_OWNER_URL"):
        services.own_server(made["DATABASE_URL"])


def test_redis_keeps_its_queue_through_a_restart(tmp_path):
    import redis

    queue = Queue(tmp_path / "redis")
    queue.start()
    try:
        client = redis.Redis.from_url(queue.url)
        client.rpush("documents", "a task")
        client.close()
        queue.stop()
        assert not queue.is_running()
        queue.start()
        client = redis.Redis.from_url(queue.url)
        assert client.lrange("documents", 0, -1) == [b"a task"]
        assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
        client.close()
    finally:
        queue.stop()


def test_secrets_are_made_once_and_for_their_owner_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(services, "DATA", tmp_path)
    first = services.remembered("secret_key")
    assert services.remembered("secret_key") == first
    assert services.remembered("another") != first
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_missing_packages_are_named_in_one_line_for_who_may_not_install(monkeypatch):
    monkeypatch.setattr(packages, "_as_root", lambda: None)
    with pytest.raises(SystemExit) as stopped:
        packages.ensure({"the job queue": (lambda: False, "redis-server", "redis")})
    assert "sudo apt-get install -y --no-install-recommends redis-server" in str(stopped.value)


def test_debian_is_asked_to_start_nothing_while_packages_are_installed(tmp_path, monkeypatch):
    policy = tmp_path / "policy-rc.d"
    monkeypatch.setattr(packages, "POLICY", str(policy))
    with packages._starting_nothing([], []):
        assert subprocess.run([str(policy), "redis-server", "start"]).returncode == 101
    assert not policy.exists()
    policy.write_text("somebody’s own")
    with packages._starting_nothing([], []):
        pass
    assert policy.read_text() == "somebody’s own"


def test_another_python_is_refused_with_a_reason(monkeypatch):
    monkeypatch.setattr(environment, "KNOWN_GOOD", ((3, 99),))
    with pytest.raises(SystemExit, match=r"needs Python"):
        environment._python()


def test_a_fingerprint_changes_with_any_file(tmp_path, monkeypatch):
    monkeypatch.setattr(place, "ROOT", tmp_path)
    (tmp_path / "a").write_text("1")
    before = place.digest_of(tmp_path)
    (tmp_path / "a").write_text("2")
    assert place.digest_of(tmp_path) != before


def test_a_mistyped_option_explains_the_command():
    done = subprocess.run([sys.executable, "script/server", "--sutep"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "--setup-only" in done.stdout
