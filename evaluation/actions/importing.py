"""Taking in answers from files: all of a file or nothing, and the same file once."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from commissioning.authorities.models import Authority
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.reporting.workbooks import BrokenFile
from commissioning.saving import NotNow

from .. import attributes as cuts
from ..models import Edition, Identity, ImportedFile, Round, RoundGroup
from ..queries.answering import router_of
from ..responses_file import OF_A_PERSON, RESPONDENT, Line, Reading, latest_submission, lines
from .rounds import lock
from .storing import Record, Who, store

AT_ONCE = 5_000
MOST_TWICE = 50
LONGEST_RESPONDENT = 100


@dataclass(frozen=True)
class Imported:
    """`respondents`: how many were taken in, or would be; none of a file that was taken in before."""

    respondents: int
    again: bool = False
    dropped: int = 0
    ignored: Sequence[str] = ()


class _DryRun(Exception):
    pass


def import_responses(
    *,
    path: Path,
    group: RoundGroup,
    by: User | None,
    ignore_unknown: bool = False,
    drop_irrelevant: bool = False,
    dry_run: bool = False,
) -> Imported:
    """Raises BrokenFile with what is wrong by row and column, NotNow where the group takes no files."""
    reading = Reading(ignore_unknown, drop_irrelevant, timezone.localdate())
    checksum, found = _checksum(path), 0
    try:
        with transaction.atomic():
            round_ = lock(group.round)
            _check(group, round_)
            if ImportedFile.objects.filter(group=group, checksum=checksum).exists():
                return Imported(0, again=True)
            _check_unpublished(round_)
            _set_day(round_, latest_submission_of(path))
            found = _store(path, group, round_, reading)
            ImportedFile.objects.create(
                group=group, checksum=checksum, name=path.name[-200:], respondents=found, imported_by=by
            )
            audit.record("responses-import", group, by=by)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return Imported(found, dropped=reading.dropped, ignored=reading.ignored)


def _check(group: RoundGroup, round_: Round) -> None:
    if group.instrument_version_id is None:
        raise NotNow(f"“{group}” has no questionnaire yet. Import one first.")
    if round_.state == Round.State.OPEN or group.invitations.filter(token_hash__isnull=False).exists():
        raise NotNow(
            f"“{group}” is being asked online; answers from files would be mixed with theirs. Use another round."
        )


def _check_unpublished(round_: Round) -> None:
    """A later publication less the first would be the answers that came between."""
    if Edition.objects.filter(Q(round=round_) | Q(against=round_), published_at__isnull=False).exists():
        raise NotNow(
            f"Figures of “{round_}” have been published; beside them the answers in this file could be worked out."
            " Import them into a round of their own."
        )


def latest_submission_of(path: Path) -> date | None:
    try:
        return latest_submission(path)
    except UnicodeDecodeError:
        return None  # `lines` says where


def _set_day(round_: Round, latest: date | None) -> None:
    """A round made by import has the day of its latest answer, else that of the import."""
    known = [day for day in (round_.collected_on, latest) if day]
    round_.imported, round_.collected_on = True, max(known, default=timezone.localdate())
    round_.save(update_fields=["imported", "collected_on"])


def _store(path: Path, group: RoundGroup, round_: Round, reading: Reading) -> int:
    takers = _Takers(group, round_, reading)
    records = takers.records(lines(path, router_of(group.instrument_version_id), reading))
    total = 0
    while piece := list(islice(records, AT_ONCE)):
        total += store(group, piece)
    _refuse_twice(path, group, reading)
    return total


def _refuse_twice(path: Path, group: RoundGroup, reading: Reading) -> None:
    """Asked of the database once the answers are in: to remember every respondent takes as much memory as there are
    rows. Which rows they stand in is looked up only then.
    """
    named = Identity.objects.filter(respondent__group=group).exclude(stable_id="").order_by().values("stable_id")
    twice = set(named.annotate(times=Count("pk")).filter(times__gt=1).values_list("stable_id", flat=True)[:MOST_TWICE])
    first: dict[str, int] = {}
    for line in lines(path, router_of(group.instrument_version_id), reading) if twice else ():
        if line.respondent in twice:
            before = first.setdefault(line.respondent, line.number)
            if before != line.number:
                what = f"“{line.respondent[:40]}” is in row {before} already."
                reading.problem(line.number, RESPONDENT, what)
                twice.discard(line.respondent)
    for respondent in sorted(twice):
        what = f"“{respondent[:40]}” is in this round already."
        reading.problem(first[respondent], RESPONDENT, what)
    if reading.problems:
        raise BrokenFile(*reading.problems)


class _Takers:
    """Who the respondents in a file are: their authority by its code."""

    def __init__(self, group: RoundGroup, round_: Round, reading: Reading) -> None:
        self.round, self.reading = round_, reading
        self.codes = dict(Authority.objects.values_list("gss_code", "pk"))
        self.of_place = cuts.of_authorities(round_.date)

    def records(self, found: Iterator[Line]) -> Iterator[Record]:
        for line in found:
            record = self._record(line)
            if self.reading.problems and line.number % AT_ONCE == 0:
                raise BrokenFile(*self.reading.problems)
            yield record
        if self.reading.problems:
            raise BrokenFile(*self.reading.problems)

    def _record(self, line: Line) -> Record:
        authority_id = self._authority(line)
        if len(line.respondent) > LONGEST_RESPONDENT:
            self.reading.problem(line.number, RESPONDENT, f"write no more than {LONGEST_RESPONDENT} characters.")
        attributes = {**self.of_place.get(authority_id or 0, {}), **line.attributes}
        attributes.pop("broad_region", None)
        if self.round.is_anonymous:
            return Record(line.asked, line.answers, attributes)
        who = Who(None, None, line.respondent, authority_id, _aware(line.submitted_at))
        return Record(line.asked, line.answers, attributes, who)

    def _authority(self, line: Line) -> int | None:
        if self.round.is_anonymous:
            self._check_nobody(line)
            return None
        if not line.authority:
            return None
        if line.authority not in self.codes:
            what = f"“{line.authority[:20]}” is no ONS code of a current or former authority."
            self.reading.problem(line.number, "_authority", what)
        return self.codes.get(line.authority)

    def _check_nobody(self, line: Line) -> None:
        told = dict(zip(OF_A_PERSON, (line.respondent, line.authority, line.submitted_at), strict=True))
        for column in (name for name, value in told.items() if value):
            what = "the round is anonymous and keeps neither who answered, nor where, nor when. Take the column out."
            self.reading.problem(line.number, column, what)


def _aware(moment: datetime | None) -> datetime | None:
    return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
