"""What everybody sees of one self-assessment, now and once it is signed: worked out by the rules, not written down."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.text import slugify

from commissioning.access.permissions import Permission
from commissioning.access.roles import ROLES

from .. import visibility
from ..models import SelfAssessment, Share, Snapshot
from ..visibility import Reader, Reading, Standing
from ..workflow import State
from .frozen import as_it_stands
from .reading import shares_in_force, signed_snapshot, standing_of


@dataclass(frozen=True)
class Row:
    """One kind of reader: what they see in words, and what they may read once it is signed, with the shares in force
    with them.
    """

    who: str
    now: tuple[str, ...]
    once_signed: tuple[str, ...]
    reading: Reading
    shares: tuple[Share, ...]

    @property
    def key(self) -> str:
        return slugify(self.who)


def audiences_of(assessment: SelfAssessment) -> list[Row]:
    standing = standing_of(assessment)
    shares = list(assessment.shares.filter(shares_in_force()))
    return [_row(who, reader, standing, shares) for who, reader in readers()]


def audience_of(assessment: SelfAssessment, key: str) -> Row | None:
    return next((row for row in audiences_of(assessment) if row.key == key), None)


def _row(who: str, reader: Reader, standing: Standing, shares: Iterable[Share]) -> Row:
    signed = standing.once_signed()
    return Row(
        who=who,
        now=tuple(visibility.in_words(reader, standing)),
        once_signed=tuple(visibility.in_words(reader, signed)),
        reading=visibility.reading(reader, signed),
        shares=tuple(share for share in shares if share.audience in visibility.audiences(reader.held)),
    )


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


def as_signed(assessment: SelfAssessment) -> Snapshot:
    """What was signed; until this revision is, what would be if it were signed as it stands now."""
    signed = signed_snapshot(assessment) if assessment.state == State.SIGNED else None
    return signed or as_it_stands(assessment, Snapshot.Moment.SENT)
