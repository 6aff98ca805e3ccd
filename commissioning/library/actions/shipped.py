"""The case studies the programme ships: read from `data/`, published, and published anew when a text has changed."""

import hashlib
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from commissioning.authorities.models import Authority, Region
from commissioning.people import audit

from ..kinds import ResourceKind
from ..models import Resource, ResourceVersion
from ..workflow import State
from . import moves, writing
from .writing import Sum, Typed

DATA = Path(__file__).parents[1] / "data"


@transaction.atomic
def load_shipped(folder: Path = DATA) -> int:
    """How many there are. A file that was loaded as it stands is left alone; so is what the programme withdrew."""
    files = sorted(folder.glob("*.toml"))
    for path in files:
        _load(path)
    return len(files)


def _load(path: Path) -> None:
    text = path.read_bytes()
    checksum = hashlib.sha256(text).hexdigest()
    resource, _ = Resource.objects.get_or_create(code=path.stem, defaults={"kind": ResourceKind.CASE_STUDY})
    if resource.versions.filter(checksum=checksum).exists():
        return
    if _is_the_programmes(resource):
        return
    typed, figures = read(tomllib.loads(text.decode()))
    made = writing.add_version(resource=resource, typed=typed, by=None, figures=figures, checksum=checksum)
    ResourceVersion.objects.filter(pk=made.pk).update(state=State.SUBMITTED)
    made.refresh_from_db()
    moves.publish_at_shell(made)
    audit.record("resource-ship", made, by=audit.SHELL)


def _is_the_programmes(resource: Resource) -> bool:
    """Whether people have taken it over: corrected, are correcting or have withdrawn it."""
    newest = resource.versions.exclude(state=State.DROPPED).order_by("-number").first()
    return newest is not None and (newest.checksum == "" or newest.at is State.WITHDRAWN)


def read(data: dict[str, Any]) -> tuple[Typed, list[Sum]]:
    """Raises where a file names a place that the register does not have, or a heading that there is not."""
    figures = [_sum(one) for one in data.pop("figures", ())]
    places = {
        "areas": tuple(Authority.objects.get(gss_code=code) for code in data.pop("areas", ())),
        "regions": tuple(Region.objects.get(slug=slug) for slug in data.pop("regions", ())),
    }
    words = {name: _text(value) for name, value in data.items()}
    return Typed(**words, **places), figures


def _sum(one: dict[str, Any]) -> Sum:
    money = {name: Decimal(str(one.pop(name))) for name in ("pounds", "up_to") if name in one}
    return Sum(**{name: _text(value) for name, value in one.items()}, **money)


def _text(value: Any) -> Any:
    """Lines of a paragraph are one line; a blank one parts paragraphs, and a dash begins a point."""
    if isinstance(value, list):
        return tuple(value)
    if not isinstance(value, str):
        return value
    return "\n\n".join(_paragraph(part) for part in value.strip().split("\n\n"))


def _paragraph(text: str) -> str:
    joined: list[str] = []
    for line in map(str.strip, text.strip().splitlines()):
        if joined and not line.startswith("– "):
            joined[-1] += f" {line}"
        else:
            joined.append(line)
    return "\n".join(joined)
