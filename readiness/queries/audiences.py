"""What everybody sees of one self-assessment, now and once it is signed: worked out by the rules, not written down."""

from collections.abc import Iterator
from dataclasses import dataclass

from commissioning.access.permissions import Permission
from commissioning.access.roles import ROLES

from .. import visibility
from ..models import SelfAssessment, Share
from ..visibility import Reader
from .reading import shares_in_force, standing_of


@dataclass(frozen=True)
class Row:
    """One kind of reader, in words; the shares are those in force with them."""

    who: str
    now: tuple[str, ...]
    once_signed: tuple[str, ...]
    shares: tuple[Share, ...]


def audiences_of(assessment: SelfAssessment) -> list[Row]:
    standing = standing_of(assessment)
    shares = list(assessment.shares.filter(shares_in_force()))
    return [
        Row(
            who=who,
            now=tuple(visibility.in_words(reader, standing)),
            once_signed=tuple(visibility.in_words(reader, standing.once_signed())),
            shares=tuple(share for share in shares if share.audience in visibility.audiences(reader.held)),
        )
        for who, reader in readers()
    ]


def readers() -> Iterator[tuple[str, Reader]]:
    """Every kind of reader there is: the roles, who took part, whom the champion names, and everybody else."""
    for definition in ROLES.values():
        if visibility.SIGNED_OPEN_IF_TOOK_PART in definition.permissions:
            yield f"{definition.label} who took part", Reader(definition.permissions, took_part=True)
            yield f"{definition.label} who did not take part", Reader(definition.permissions)
        else:
            yield definition.label, Reader(definition.permissions)
    yield "Somebody you name, in a role here", Reader(frozenset({Permission.STAGE_SEE}), named=True)
    yield "Everybody in other areas", Reader(frozenset())
