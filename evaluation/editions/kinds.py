"""The kinds of section, and what each has to be told. Web pages load it."""

from dataclasses import dataclass

from django.db.models import TextChoices


class Kind(TextChoices):
    MEASURE = "measure", "A measure, for each service"
    BREAKDOWN = "breakdown", "One question, broken down"
    CHANGE = "change", "Change between the rounds"
    EXPECTED = "expected", "Expected, then found"
    JOURNEY = "journey", "The change journey"
    REACH = "reach", "Reach, as stated and as measured"
    WHY_NOT = "why_not", "Why services were not used"
    THEMES = "themes", "Themes in people’s own words"
    MATURITY = "maturity", "Levels of maturity, signed and recalled"
    CHURN = "churn", "Champions and directors who changed"
    COMMENTARY = "commentary", "Commentary only"


@dataclass(frozen=True)
class Needs:
    """`hint`: what it shows, in a sentence. `two_rounds`: only where the edition holds one round against another."""

    hint: str
    group: bool = True
    measure: bool = False
    services: bool = False
    question: bool = False
    attribute: bool = False
    two_rounds: bool = False


NEEDS = {
    Kind.MEASURE: Needs("What was said of each service, as chart and table", measure=True, services=True),
    Kind.BREAKDOWN: Needs("By type, region, rurality, size, rating or role", question=True, attribute=True),
    Kind.CHANGE: Needs(
        "Where questions compare, with intervals; tests for headline measures alone",
        measure=True,
        two_rounds=True,
    ),
    Kind.EXPECTED: Needs("What the earlier round forecast, beside what this one found", two_rounds=True),
    Kind.JOURNEY: Needs("From skills to service delivery to outcomes, with efficiencies alongside"),
    Kind.REACH: Needs("Who said they used a service, beside who was recorded as a user"),
    Kind.WHY_NOT: Needs("Reasons given by those who did not use a service", services=True),
    Kind.THEMES: Needs("How many named each theme, and quotes that were approved", question=True),
    Kind.MATURITY: Needs(
        "England’s signed levels and how many areas moved, beside the levels people recalled",
        group=False,
    ),
    Kind.CHURN: Needs(
        "Areas where somebody new, somebody acting or nobody is in post, by type and region",
        group=False,
        two_rounds=True,
    ),
    Kind.COMMENTARY: Needs("Your own words", group=False),
}
JOURNEY = ("skills", "delivery_now", "outcomes_now", "efficiencies_now")
WHY_NOT = "why_not"
