"""How many named each theme: “21 of 47 directors”. Every theme is there, those nobody named too, in computed order.

The base is those who wrote an answer to the question; how many were asked it stands beside. Somebody may name several
themes, so counts do not add up to the base.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from commissioning.reporting.suppression import has_base, is_primary

from .. import attributes as cuts
from .. import coding as rules
from ..analysis.kappa import Reliability
from ..analysis.words import Ranked, Said, Unit, ranked
from ..coding import Decided
from ..models import Answer, Coding, CohortValue, RoundGroup, Theme, WrittenAnswer
from .agreement import by_answer, reliability_of
from .coding import codes, codings, progress, wording


@dataclass(frozen=True)
class ThemeCount:
    """`withheld`: too few for a reader who may not see small numbers."""

    theme: Theme
    ranked: Ranked
    withheld: bool

    @property
    def said(self) -> Said:
        return self.ranked.said


@dataclass(frozen=True)
class ThemeCounts:
    """`coded`: the base, those whose answer is coded; `answered`: those who wrote one; `asked`: whom it was put to."""

    question: str
    unit: Unit
    asked: int
    answered: int
    coded: int
    themes: tuple[ThemeCount, ...]
    none_fits: Said
    nothing_said: Said
    unsettled: int
    version: int
    sample_ended_because: str
    reliability: Reliability

    @property
    def is_final(self) -> bool:
        return self.coded == self.answered and not self.unsettled

    @property
    def without_theme(self) -> tuple[Said, Said]:
        return self.none_fits, self.nothing_said

    @property
    def base_words(self) -> str:
        """Whom the counts are of."""
        some = f"{self.unit.counted(self.coded)} who answered the question"
        if self.coded < self.answered:
            some += f" and whose answer is coded so far; {self.answered:,} answered"
        return f"{some}; {self.asked:,} were asked it"


def theme_counts(group: RoundGroup, question: str, *, suppressed: bool = False) -> ThemeCounts | None:
    """None before it is coded, and while somebody still codes the sample without seeing the other's codes.

    `question`: its name. An edition takes counts that are final.
    """
    coding = codings().filter(group=group, question__name=question).first()
    return counts_of(coding, suppressed=suppressed) if coding else None


def counts_of(coding: Coding, *, suppressed: bool = False) -> ThemeCounts | None:
    got = progress(coding)
    if not got.is_open_to_view:
        return None
    found = by_answer(codes(coding))
    themes = list(Theme.objects.filter(frame_version=coding.frame_version_id))
    unit = Unit(coding.group.noun, coding.group.noun_many)
    final = _standing(found)
    base = len(final)
    decisions = Counter(one.decision for one in final.values())
    return ThemeCounts(
        question=wording(coding.group, coding.question),
        unit=unit,
        asked=_asked(coding),
        answered=got.answers,
        coded=base,
        themes=tuple(_in_order(themes, final.values(), base, unit, suppressed=suppressed)),
        none_fits=Said("No theme fits", decisions[rules.NONE_FITS], base, unit),
        nothing_said=Said("Nothing is said", decisions[rules.NOTHING_SAID], base, unit),
        unsettled=sum(map(rules.is_unsettled, found.values())),
        version=coding.frame_version.number,
        sample_ended_because=coding.sample_ended_because,
        reliability=reliability_of(found, [theme.pk for theme in themes]),
    )


def _standing(found: Mapping[int, Mapping[str, Decided]]) -> dict[int, Decided]:
    return {answer: one for answer, turns in found.items() if (one := rules.standing(turns)) is not None}


def _in_order(
    themes: Iterable[Theme], decided: Iterable[Decided], base: int, unit: Unit, *, suppressed: bool
) -> Iterable[ThemeCount]:
    counted = Counter(theme for one in decided for theme in one.themes)
    by_name = {theme.name: theme for theme in themes}
    figures = [Said(name, counted[theme.pk], base, unit) for name, theme in by_name.items()]
    for one in ranked(figures):
        withheld = suppressed and (not has_base(base) or is_primary(one.said.count, base))
        yield ThemeCount(by_name[one.said.label], one, withheld)


def _asked(coding: Coding) -> int:
    rows = Answer.objects.filter(group=coding.group, question=coding.question, code__lte=0)
    return rows.count()


# --- By what is known of respondents ------------------------------------------------------


@dataclass(frozen=True)
class Cut:
    """`values`: with the base of each; `rows`: a theme with its count of each."""

    key: str
    label: str
    values: tuple[tuple[str, int], ...]
    rows: tuple[tuple[Theme, tuple[int, ...]], ...]


def cut_by(coding: Coding, key: str, counts: ThemeCounts) -> Cut:
    """Themes in the order of the whole. Nothing is withheld, so only for those who may see small numbers."""
    final = _standing(by_answer(codes(coding)))
    of_cohort = dict(
        CohortValue.objects.filter(cohort__group=coding.group, attribute=key).values_list("cohort", "value")
    )
    rows = WrittenAnswer.objects.filter(pk__in=final).order_by().values_list("pk", "respondent__cohort")
    value_of = {answer: of_cohort.get(cohort, "") for answer, cohort in rows}
    bases = Counter(value_of.values())
    named: dict[int, Counter[str]] = defaultdict(Counter)
    for answer, one in final.items():
        for theme in one.themes:
            named[theme][value_of[answer]] += 1
    order = sorted(bases, key=lambda value: (not value, cuts.value_label(value)))
    return Cut(
        key,
        cuts.attribute_label(key),
        tuple((cuts.value_label(value), bases[value]) for value in order),
        tuple((one.theme, tuple(named[one.theme.pk][value] for value in order)) for one in counts.themes),
    )
