"""Reads HTML into a tree that can be compared: white space, attribute order and class order do not count."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "node_modules" / "govuk-frontend" / "dist" / "govuk" / "components"
VOID = {"br", "img", "input", "link", "meta", "path"}


@dataclass
class Element:
    tag: str
    attrs: dict
    children: list = field(default_factory=list)

    def all(self):
        """Itself and every element in it."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.all()

    @property
    def text(self) -> str:
        parts = [child.text if isinstance(child, Element) else child for child in self.children]
        return " ".join(" ".join(parts).split())


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag, attrs):
        attrs = {name: value or "" for name, value in attrs}
        if "class" in attrs:
            attrs["class"] = " ".join(sorted(attrs["class"].split()))
        element = Element(tag, attrs)
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
            self.open.pop()

    def handle_data(self, data):
        words = " ".join(data.split())
        if words:
            self.open[-1].children.append(words)


def tree(html: str) -> Element:
    reader = _Reader()
    reader.feed(str(html))
    reader.close()
    assert len(reader.open) == 1, f"<{reader.open[-1].tag}> is never closed"
    return reader.open[0]


def fixtures(component: str) -> dict[str, dict]:
    """The design system's own examples: name → options and expected html."""
    found = json.loads((PACKAGE / component / "fixtures.json").read_text())["fixtures"]
    return {example["name"]: example for example in found}
