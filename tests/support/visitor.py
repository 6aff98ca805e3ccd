"""A visitor without a browser: cookies, forms, redirects, over real HTTP. For tests about processes, not pages."""

import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar


class Visitor:
    def __init__(self, address: str) -> None:
        self.address = address
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar())).open

    def get(self, path: str) -> tuple[int, str]:
        return self._ask(path, None)

    def post(self, path: str, fields: dict | None = None, form_on: str = "") -> tuple[int, str]:
        """Fills in the form as the page gave it: its token comes from `form_on`, or from the address itself."""
        _, page = self.get(form_on or path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        return self._ask(path, {**(fields or {}), "csrfmiddlewaretoken": token})

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
