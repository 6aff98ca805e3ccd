"""The forms of a page, filled in as somebody would who gives the first answer to every question."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from django.utils import timezone
from lxml import html

Data = dict[str, list[str]]
PRESSED = ("submit", "image", "button", "reset")


@dataclass(frozen=True)
class Form:
    """`hidden`: the names of fields that nobody sees."""

    path: str
    data: Data
    hidden: frozenset[str]


def forms_of(body: str, path: str) -> Iterator[Form]:
    """Those that change something."""
    for form in html.fromstring(body).forms:
        if form.method.upper() == "POST":
            yield Form(urljoin(path, form.action or path).partition("?")[0], *_filled(form))


def _filled(form) -> tuple[Data, frozenset[str]]:
    data: Data = {}
    hidden = set()
    for field in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name] | .//button[@name]"):
        name, kind = field.get("name"), field.get("type", "text")
        if field.tag == "button" or kind in PRESSED:
            data.setdefault(name, [field.get("value") or ""])
        elif kind in ("radio", "checkbox"):
            if name not in data or (kind == "radio" and field.get("checked") is not None):
                data[name] = [field.get("value") or "on"]
        elif kind == "hidden":
            data[name] = [field.get("value") or ""]
            hidden.add(name)
        elif kind != "file":
            data[name] = [_value(field, name)]
    data.pop("csrfmiddlewaretoken", None)
    return data, frozenset(hidden)


def _value(field, name: str) -> str:
    if field.tag == "select":
        return next((value for value in [field.value, *field.value_options] if value), "")
    if given := (field.value or "").strip("\n"):
        return given
    today = timezone.localdate()
    if field.get("inputmode") == "numeric" or field.get("type") == "number":
        ends = {"day": today.day, "month": today.month, "year": today.year, "_0": today.day, "_1": today.month}
        ends["_2"] = today.year
        return str(next((value for end, value in ends.items() if name.endswith(end)), 1))
    if "email" in name or field.get("type") == "email":
        return "somebody@example.org"
    return "Plain words"
