"""Reads about quotes: the bank, what the check of a passage finds, and how its author is described."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Count, F, Func, QuerySet, TextField, Value
from django.db.models.functions import Coalesce

from commissioning.authorities.models import Authority, Region
from commissioning.people.models import User

from .. import attributes as cuts
from .. import passages, telling
from ..instruments.definition import Kind
from ..models import Cohort, CohortValue, Interview, Passage, Quote, Respondent, WrittenAnswer
from ..place_names import place_names
from ..telling import Finding, Known, Weight

_OF_ANSWER, _OF_NOTE = "answer__respondent", "noted__interview__invitation__identity__respondent"


def quotes() -> QuerySet[Quote]:
    """Each with `round_id`, `round_name`, `group_title` and `question_name` of what is quoted."""
    rows = Quote.objects.select_related(
        f"{_OF_ANSWER}__group__round", f"{_OF_NOTE}__group__round", "changed_by", "approved_by", "withdrawn_by"
    )
    return rows.annotate(
        round_id=_either("group__round", output_field=BigIntegerField()),
        round_name=_either("group__round__name"),
        group_title=_either("group__title"),
        question_name=Coalesce("answer__question__name", "noted__question"),
    )


def _either(what: str, **more) -> Coalesce:
    return Coalesce(f"{_OF_ANSWER}__{what}", f"{_OF_NOTE}__{what}", **more)


def noted() -> QuerySet[Passage]:
    """Passages noted in interviews that count."""
    rows = Passage.objects.filter(interview__invitation__identity__isnull=False)
    return rows.select_related("interview__invitation__identity__respondent__group__round")


def waiting() -> QuerySet[Passage]:
    """Of them, those that are not in the bank."""
    return noted().filter(quotes__isnull=True)


def rounds_quoted() -> list[tuple[str, str]]:
    """Id and name of every round that something is quoted of, the newest first."""
    rows = quotes().order_by("-round_id").values_list("round_id", "round_name").distinct()
    return [(str(pk), name) for pk, name in rows]


def answers() -> QuerySet[WrittenAnswer]:
    """Answers in words of one's own, with whose round they are of."""
    return WrittenAnswer.objects.filter(question__kind=Kind.TEXT).select_related("question", "respondent__group__round")


# --- The check of a passage ---------------------------------------------------------------


def known_in(passage: str) -> Known:
    """The names that could stand in it: all of places, and of people those of whom some part does."""
    words = list(dict.fromkeys(telling.words_of(passage)))
    parts = Func(
        Func(Func(F("full_name"), function="unaccent"), function="lower"),
        Value(r"[^[:alnum:]]+"),
        function="regexp_split_to_array",
        output_field=ArrayField(TextField()),
    )
    people = User.objects.alias(parts=parts).filter(parts__overlap=words).values_list("full_name", flat=True)
    return Known(tuple(sorted(set(people))), tuple(sorted(_places())), tuple(_regions()))


def _places() -> Iterable[str]:
    rows = Authority.objects.values_list("name", "short_name", "alternative_names")
    return place_names(part for name, short, others in rows for part in (name, short, *others.split(", ")) if part)


def _regions() -> Iterable[str]:
    return Region.objects.values_list("name", flat=True)


def findings(passage: str) -> list[Finding]:
    return telling.findings(passage, known_in(passage))


# --- Who said it --------------------------------------------------------------------------


def attribution_of(respondent: Respondent) -> str:
    """Such as “Commissioning champion, county, rural”, as exact as those who answered alike allow."""
    group = respondent.group
    people = dict(Cohort.objects.filter(group=group).annotate(people=Count("respondents")).values_list("pk", "people"))
    about: dict[int, dict[str, str]] = {cohort: {} for cohort in people}
    wanted = ("role", *passages.ATTRIBUTES)
    values = CohortValue.objects.filter(cohort__group=group, attribute__in=wanted)
    for cohort, attribute, value in values.values_list("cohort", "attribute", "value"):
        about[cohort][attribute] = value
    others = [(about[cohort], number) for cohort, number in people.items()]
    return passages.attribution(about[respondent.cohort_id], others, cuts.value_label, group.noun)


def consent_of(respondent: Respondent) -> str | None:
    """What they said in the interview to being quoted; None where each passage has to be asked about, or no interview
    is recorded.
    """
    said = (
        Interview.objects.filter(invitation__identity__respondent=respondent).values_list("consent", flat=True).first()
    )
    known = {Interview.Consent.YES: Quote.Consent.GIVEN, Interview.Consent.NO: Quote.Consent.REFUSED}
    return known.get(said)


@dataclass(frozen=True)
class QuoteShown:
    """`findings`: as the check finds them today. `needs_consent`: it was said in an interview."""

    quote: Quote
    findings: tuple[Finding, ...]
    attribution: str
    needs_consent: bool
    consent: str

    @property
    def to_mask(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.weight is Weight.MASK)

    @property
    def to_explain(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.weight is Weight.REASON)

    @property
    def to_look_at(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.weight is Weight.LOOK)

    @property
    def lacks_consent(self) -> bool:
        return self.needs_consent and self.consent != Quote.Consent.GIVEN

    @property
    def consent_words(self) -> str:
        return Quote.Consent(self.consent).label.lower()

    @property
    def may_be_approved(self) -> bool:
        return not self.to_mask and not self.lacks_consent


def shown(quote: Quote) -> QuoteShown:
    """As the check finds it today; of one that is approved or withdrawn what it was called then."""
    respondent = quote.respondent
    is_draft = quote.state == Quote.State.DRAFT
    return QuoteShown(
        quote,
        tuple(findings(quote.passage)),
        attribution_of(respondent) if is_draft else quote.attribution,
        respondent.group.interviewed,
        consent_of(respondent) or quote.consent,
    )
