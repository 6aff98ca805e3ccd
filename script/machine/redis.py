"""A redis-server of our own on a private port, keeping its queue on disk."""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import redis

CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir "{home}"
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
daemonize yes
pidfile "{home}/redis.pid"
logfile "{home}/redis.log"
"""


@dataclass
class Queue:
    home: Path

    def start(self) -> None:
        """Returns when it answers. Does nothing when it is running already."""
        if self.is_running():
            return
        self.home.mkdir(parents=True, exist_ok=True)
        if not self._settings.exists() or not _is_free(self._port):
            self._choose()
        program = shutil.which("redis-server")
        subprocess.run([program, str(self._settings)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        give_up = time.monotonic() + 20
        while not self.is_running():
            if time.monotonic() > give_up:
                sys.exit(f"Redis did not start; {self.home}/redis.log says why.")
            time.sleep(0.02)

    def is_running(self) -> bool:
        if not self._settings.exists():
            return False
        try:
            return redis.Redis.from_url(self.url, socket_connect_timeout=1, socket_timeout=2).ping()
        except redis.RedisError:
            return False

    def stop(self) -> None:
        client = redis.Redis.from_url(self.url)
        with contextlib.suppress(redis.RedisError):  # it closes the connection instead of answering
            client.shutdown()

    @property
    def url(self) -> str:
        return f"redis://:{self._read('requirepass')}@127.0.0.1:{self._port}/0"

    @property
    def _settings(self) -> Path:
        return self.home / "redis.conf"

    @property
    def _port(self) -> int:
        return int(self._read("port"))

    def _read(self, key: str) -> str:
        lines = self._settings.read_text().splitlines()
        return next(line.split(" ", 1)[1] for line in lines if line.startswith(f"{key} "))

    def _choose(self) -> None:
        text = CONFIGURATION.format(port=free_port(), password=secrets.token_hex(16), home=self.home)
        with open(os.open(self._settings, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
