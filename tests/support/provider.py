"""A provider of single sign-on, as a process of its own, and somebody's browser that goes there and comes back."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import requests
from machine.redis import free_port

PROGRAM = Path(__file__).with_name("oidc_provider.mjs")
NODE = Path(sys.executable).with_name("node")
CLIENT, SECRET, NAME = "the-site", "a secret between the two", "Durham Council"


class Provider:
    """Speaks for addresses at example.org. At `localhost`, so that to a browser it is another site than ours."""

    def __init__(self, site_address: str) -> None:
        self.site_address = site_address
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self.people: dict[str, dict] = {}
        self._process: subprocess.Popen | None = None

    def settings(self) -> dict[str, str]:
        """What the site is told of it."""
        return {
            "OIDC_SERVER": self.address,
            "OIDC_NAME": NAME,
            "OIDC_CLIENT_ID": CLIENT,
            "OIDC_CLIENT_SECRET": SECRET,
            "OIDC_DOMAINS": "example.org",
        }

    def start(self) -> None:
        back = f"{self.site_address}/accounts/sso/return/"
        about = {"port": self.port, "client": CLIENT, "secret": SECRET, "back": back}
        self._process = subprocess.Popen(
            [NODE, PROGRAM, json.dumps(about)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it warns of what a provider for tests may do
            text=True,
        )
        while (line := self._process.stdout.readline()) != "ready\n":
            assert line, "The provider did not start"

    def stop(self) -> None:
        """Also ends when this process does: its input closes."""
        process, self._process = self._process, None
        if process is not None:
            process.stdin.close()
            process.wait(timeout=30)
            process.stdout.close()

    def knows(self, number: str, email: str | None, proved: object = True, ways: tuple[str, ...] = ("pwd",)) -> str:
        """Somebody, by the provider's own number for them; `proved` None: it does not say whether the address is."""
        about = {"email": email, "email_verified": proved, "ways": [*ways]}
        self.people[number] = {name: value for name, value in about.items() if value is not None}
        self._tell(people=self.people)
        return number

    def do_wrong(self, **mischief) -> None:
        """From now on, as `oidc_provider.mjs` says; nothing: it behaves again."""
        self._tell(mischief=mischief)

    def _tell(self, **what) -> None:
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "heard\n"


class ElsewhereBrowser:
    """What somebody's browser does while it is at the provider, until it is sent back; `asked`: how often it had to
    show who sits at it.
    """

    def __init__(self, provider: Provider) -> None:
        self.provider, self.asked = provider, 0
        self._session = requests.Session()

    def through(self, to: str, number: str = "", **form: str) -> str:
        """The address on our site that it comes back to."""
        while not to.startswith(self.provider.site_address):
            answer = self._session.get(to, allow_redirects=False)
            if answer.status_code == 200:
                self.asked += 1
                answer = self._session.post(to, data={"who": number, **form}, allow_redirects=False)
            assert answer.is_redirect, answer.text
            to = urljoin(to, answer.headers["Location"])
        return to


@contextmanager
def running(site_address: str) -> Iterator[Provider]:
    provider = Provider(site_address)
    provider.start()
    try:
        yield provider
    finally:
        provider.stop()
