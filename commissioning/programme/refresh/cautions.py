"""What to know before files are applied, and what forbids it: each in a sentence that says what to do."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Max
from django.urls import reverse

from commissioning.authorities.loading import Difference, Plan
from commissioning.authorities.models import Authority, Judgement, StatisticalNeighbour, Succession
from commissioning.authorities.register_files import Files, Kind

from ..reorganisation.models import Reorganisation, SuccessorCouncil
from . import sources
from .hanging import open_work
from .lines import in_words
from .models import RegisterFile, RegisterRefresh

NAMED = 10  # councils named in one sentence; of more it says how many


@dataclass(frozen=True)
class Caution:
    """`refuses`: nothing is applied while this holds. `url` leads to where it can be settled."""

    text: str
    refuses: bool = False
    url: str = ""
    link: str = ""


def cautions_of(refresh: RegisterRefresh, files: Files, planned: Plan) -> Iterator[Caution]:
    by_kind = {difference.kind: difference for difference in planned.differences}
    if Kind.FORMER in by_kind:
        yield from _ending(by_kind[Kind.FORMER])
    if Kind.CURRENT in by_kind:
        yield from _beginning(by_kind[Kind.CURRENT])
        yield from _left_out(files, by_kind.get(Kind.FORMER))
        yield from _moved(by_kind[Kind.CURRENT], planned)
        yield from _older_figures(by_kind[Kind.CURRENT])
    if Kind.LINKS in by_kind:
        yield from _more_there(by_kind[Kind.LINKS], Succession.objects.count(), "link", "links")
    if Kind.NEIGHBOURS in by_kind:
        yield from _older_model(files)
        yield from _without_ten(files)
    if Kind.JUDGEMENTS in by_kind:
        yield from _more_there(by_kind[Kind.JUDGEMENTS], Judgement.objects.count(), "judgement", "judgements")
        yield from _newer_judgements(files)
    yield from _seen_before(refresh)


def _to_reorganisations(text: str, *, refuses: bool) -> Caution:
    return Caution(text, refuses, reverse("programme:reorganisation-list"), "Reorganisations")


# --- Councils -----------------------------------------------------------------------------


def _ending(difference: Difference) -> Iterator[Caution]:
    ending = [before for before, after in difference.changed if before.ended_on is None]
    work = open_work(ending)
    for area in ending:
        if area.pk in work:
            yield _to_reorganisations(
                f"{area} would end, and has {_listed(work[area.pk])}. Record a reorganisation first: it says what"
                " becomes of each.",
                refuses=True,
            )


def _beginning(difference: Difference) -> Iterator[Caution]:
    codes = {row.gss_code for row in difference.new}
    planned = SuccessorCouncil.objects.filter(
        is_new=True, gss_code__in=codes, reorganisation__state=Reorganisation.State.PLANNED
    ).order_by("gss_code")
    expected = {one.gss_code: one for one in planned}
    for one in expected.values():
        yield _to_reorganisations(
            f"{one.gss_code} is given to {one} by a reorganisation that is planned. Apply that first; these files then"
            " bring the council up to date.",
            refuses=True,
        )
    new = [row for row in difference.new if row.gss_code not in expected]
    if new:
        yield _to_reorganisations(
            f"{_named(new)} would be new, with nobody in role. Where one takes the place of a council of the register,"
            " record that as a reorganisation instead: it hands work and people on.",
            refuses=False,
        )


def _left_out(files: Files, former: Difference | None) -> Iterator[Caution]:
    """Councils of the register that the file of current ones does not name, and former ones that it does."""
    named = {row.cells["gss_code"] for row in files.current}
    ending = {before.gss_code for before, _ in former.changed} if former else set()
    missing = list(Authority.objects.current().exclude(gss_code__in=named | ending))
    work = open_work(missing)
    for area in missing[:NAMED]:
        has = f" and has {_listed(work[area.pk])}" if area.pk in work else ""
        yield _to_reorganisations(
            f"{area} ({area.gss_code}) is not in the file{has}. It stays as it is: no council is removed by a file. If"
            " it has ended, record a reorganisation.",
            refuses=False,
        )
    if len(missing) > NAMED:
        yield Caution(f"{len(missing) - NAMED} more councils are not in the file. They stay as they are, too.")
    ended = list(Authority.objects.exclude(ended_on=None).filter(gss_code__in=named))
    if ended:
        yield Caution(f"{_named(ended)} ended before, and stays ended although the file names it as current.")


def _moved(difference: Difference, planned: Plan) -> Iterator[Caution]:
    for before, after in difference.changed:
        if before.region_id != after.region_id:
            yield Caution(
                f"{before} moves from {planned.regions[before.region_id]} to {planned.regions[after.region_id]}."
                " Regional leads of the one no longer see it, those of the other do, from that moment; comparisons"
                " published before stay as they are."
            )
    turned = [before for before, after in difference.changed if before.type != after.type]
    if turned:
        yield Caution(f"{_named(turned)}: another type of council, and so compared with other councils from now on.")


def _older_figures(difference: Difference) -> Iterator[Caution]:
    back = [
        before
        for before, after in difference.changed
        if (after.population_0_17_year or 0) < (before.population_0_17_year or 0)
        or (after.population_year or 0) < (before.population_year or 0)
    ]
    if back:
        yield Caution(
            f"{_named(back)} would get figures of an earlier year than the register has. Is the file the newest?"
        )


# --- Links, neighbours, judgements --------------------------------------------------------


def _more_there(difference: Difference, there: int, one: str, many: str) -> Iterator[Caution]:
    left = there - difference.same - len(difference.changed)
    if left == 1:
        yield Caution(f"1 {one} of the register is not in the file, and stays as it is.")
    elif left > 1:
        yield Caution(f"{left:,} {many} of the register are not in the file, and stay as they are.")


def _older_model(files: Files) -> Iterator[Caution]:
    newest = StatisticalNeighbour.objects.aggregate(newest=Max("model_year"))["newest"] or 0
    if max(files.neighbours) < newest:
        yield Caution(f"The register has the model of {newest}, which is newer. Pages go on showing that one.")


def _without_ten(files: Files) -> Iterator[Caution]:
    codes = {row.cells["gss_code"] for row in files.neighbours[max(files.neighbours)]}
    without = list(Authority.objects.current().exclude(gss_code__in=codes))
    if without:
        yield Caution(f"{_named(without)} would have no neighbours in the model of {max(files.neighbours)}.")


def _newer_judgements(files: Files) -> Iterator[Caution]:
    newest = Judgement.objects.aggregate(newest=Max("published_on"))["newest"]
    in_file = max((row.cells["published"] for row in files.judgements), default="")
    if newest and in_file and in_file < newest.isoformat():
        yield Caution(
            f"The register has judgements published up to {in_words(newest)}; the file ends before. Is it the newest?"
        )


def _seen_before(refresh: RegisterRefresh) -> Iterator[Caution]:
    """The same file was applied earlier, and another of its kind since."""
    if refresh.source == RegisterRefresh.Source.SHIPPED:
        return
    shipped = sources.checksums()
    for file in refresh.files.all():
        applied = RegisterFile.objects.filter(kind=file.kind, model_year=file.model_year)
        applied = applied.filter(refresh__state=RegisterRefresh.State.APPLIED).order_by("-refresh__settled_at", "-pk")
        checksums = list(applied.values_list("checksum", "refresh__settled_at"))
        again = next((at for checksum, at in checksums[1:] if checksum == file.checksum), None)
        if checksums and checksums[0][0] != file.checksum:
            day = f"was applied on {in_words(again.date())}" if again else ""
            came = "came with the site" if file.checksum in shipped.values() else ""
            if day or came:
                yield Caution(f"{file.label}: this file {day or came}, and another one was applied since.")


def _named(areas: list[Authority]) -> str:
    names = [str(area) for area in areas]
    if len(names) > NAMED:
        return f"{len(names)} councils"
    return _listed(names)


def _listed(words: list[str]) -> str:
    *before, last = words
    return f"{', '.join(before)} and {last}" if before else last
