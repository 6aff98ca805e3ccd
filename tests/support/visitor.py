"""A visitor without a browser: cookies, forms, redirects, over real HTTP. For tests about processes, not pages."""

import html
import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import Cookie, CookieJar

from django.conf import settings


class Visitor:
    def __init__(self, address: str) -> None:
        self.address = address
        self._jar = CookieJar()
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar)).open

    def carry(self, session: str) -> None:
        """A session that somebody began elsewhere."""
        host, name = urllib.parse.urlsplit(self.address).hostname, settings.SESSION_COOKIE_NAME
        unsaid = {"version": 0, "port": None, "port_specified": False, "domain_specified": False, "rest": {}}
        plain = {"domain_initial_dot": False, "path": "/", "path_specified": True, "secure": False}
        brief = {"expires": None, "discard": True, "comment": None, "comment_url": None}
        self._jar.set_cookie(Cookie(name=name, value=session, domain=host, **unsaid, **plain, **brief))

    def at(self, address: str) -> "Visitor":
        """The same person’s browser, sent to another of the site’s machines."""
        other = Visitor(address)
        for cookie in self._jar:
            other._jar.set_cookie(cookie)
        return other

    def get(self, path: str) -> tuple[int, str]:
        return self._ask(path, None)

    def post(self, path: str, fields: dict | None = None, form_on: str = "") -> tuple[int, str]:
        """Fills in the form as the page gave it: its token comes from `form_on`, or from the address itself."""
        return self.send(path, {**(fields or {}), **self.token_on(form_on or path)})

    def token_on(self, path: str) -> dict[str, str]:
        """The field that every form there has."""
        _, page = self.get(path)
        return {"csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]}

    def send(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        return self._ask(path, fields)

    def send_again(self, page: str) -> tuple[int, str]:
        """Presses "Send it again" on a page that says what went wrong."""
        form = re.search(r'<form method="post" action="([^"]*)" novalidate>(.*?)</form>', page, re.S)
        hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form[2])
        shown = re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>\n(.*?)</textarea>', form[2], re.S)
        return self.send(form[1], {name: html.unescape(value) for name, value in hidden + shown})

    def sign_in(self, email: str, password: str) -> None:
        status, page = self.post("/accounts/login/", {"login": email, "password": password})
        assert status == 200, page
        assert "Sign out" in page, page

    def _ask(self, path: str, fields: dict | None) -> tuple[int, str]:
        data = urllib.parse.urlencode(fields).encode() if fields is not None else None
        try:
            with self._open(self.address + path, data=data, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()
