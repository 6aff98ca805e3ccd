"""Reading pages in tests: where those of a self-assessment are, and what an answer says."""

import html
import re

from readiness.models import SelfAssessment


def at(assessment: SelfAssessment, *parts: str) -> str:
    return "/".join(["/readiness", str(assessment.pk), *parts, ""])


def text(response) -> str:
    """Its markup, on one line."""
    return " ".join(response.content.decode().split())


def words(response) -> str:
    """What is read of its main part, on one line."""
    main = re.search(r"<main.*</main>", response.content.decode(), re.S)[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split()).replace(" ,", ",").replace(" :", ":")


def hidden(page: str, name: str = "version") -> str:
    """The value of a hidden field."""
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1]
