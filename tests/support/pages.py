"""Reading pages in tests: where those of a self-assessment are, and what an answer says."""

import re

from readiness.models import SelfAssessment


def at(assessment: SelfAssessment, *parts: str) -> str:
    return "/".join(["/readiness", str(assessment.pk), *parts, ""])


def text(response) -> str:
    """Its markup, on one line."""
    return " ".join(response.content.decode().split())


def hidden(page: str, name: str = "version") -> str:
    """The value of a hidden field."""
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1]
