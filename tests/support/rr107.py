"""The rounds of RR107 in the database, from the files in tests/data/rr107, and what it prints of them."""

from datetime import date

from evaluation.actions.importing import import_responses
from evaluation.actions.instruments import import_version
from evaluation.actions.rounds import for_files, set_instrument
from evaluation.impact import Impact
from evaluation.models import Mode, Round, RoundGroup
from tests.data.rr107.make import HERE

from .responses import DATA

POSITIVE, NEGATIVE = "net:positive", "net:negative"
ASKED, VIEW = "asked", "with_a_view"

# Whole percentages of those who used the service and answered, as RR107 prints them: question, basis, answer → percent.
PRINTED = {
    ("training_skills", ASKED, POSITIVE): 78,
    ("networking_effectiveness_now", ASKED, POSITIVE): 55,
    ("resources_bank_effectiveness_now", ASKED, POSITIVE): 52,
    ("training_outcomes_now", ASKED, POSITIVE): 41,
    ("online_outcomes_now", ASKED, POSITIVE): 35,
    ("bespoke_outcomes_now", ASKED, POSITIVE): 33,
    ("networking_outcomes_now", ASKED, NEGATIVE): 20,
    ("bespoke_outcomes_now", ASKED, NEGATIVE): 17,
    ("online_outcomes_now", ASKED, NEGATIVE): 15,
    ("training_outcomes_12m", ASKED, POSITIVE): 57,
    ("bespoke_outcomes_12m", ASKED, POSITIVE): 54,
    ("bespoke_outcomes_12m", ASKED, "undecided"): 19,
    ("bespoke_outcomes_12m", ASKED, "too_early"): 14,
    ("training_delivery_12m", ASKED, POSITIVE): 63,
    ("bespoke_delivery_12m", ASKED, POSITIVE): 57,
    # Whether these two are of users or of all is not printed: here, of users.
    ("training_effectiveness_12m", ASKED, POSITIVE): 67,
    ("bespoke_effectiveness_12m", ASKED, POSITIVE): 56,
    ("enhanced_effectiveness_12m", ASKED, POSITIVE): 56,
    ("bespoke_processes", ASKED, POSITIVE): 63,
    ("bespoke_partnerships", ASKED, POSITIVE): 50,
    ("training_efficiencies", VIEW, POSITIVE): 59,
    ("bespoke_efficiencies", VIEW, POSITIVE): 81,
    ("services_used", ASKED, "training"): 63,
    ("services_used", ASKED, "online"): 63,
}
# Champions who agree, or had not enough evidence to.
COUNTED = {
    ("bespoke_efficiencies", POSITIVE): 36,
    ("bespoke_effectiveness_now", POSITIVE): 35,
    ("sustainability", POSITIVE): 33,
    ("sustainability", "too_early"): 11,
    ("maturity_start", "level_1"): 14,
    ("maturity_start", "level_2"): 17,
    ("maturity_now", "level_3"): 23,
    ("maturity_now", "level_4"): 11,
}


def load(*files: str) -> None:
    """Files by their names without ending, as "commissioners-year2"; each becomes the group of a round."""
    for name in files:
        slug, _, year = name.partition("-year")
        group = a_group(slug, f"Year {year}")
        import_responses(path=HERE / f"{name}.csv", group=group, by=None)


def a_group(slug: str, round_name: str) -> RoundGroup:
    file = DATA / f"{slug}-v1.xlsx"
    version, _ = import_version(content=file.read_bytes(), file_name=file.name, slug=slug, by=None)
    group = for_files(name=round_name, slug=slug, mode=Mode.CONFIDENTIAL, on=date(2011, 3, 1), by=None)
    set_instrument(group=group, version=version, by=None)
    return RoundGroup.objects.select_related("round").get(pk=group.pk)


def year(number: int) -> Round:
    return Round.objects.get(name=f"Year {number}")


def figures(tables: Impact, group: str, *, breakdown: str = "", value: str = ""):
    """The rows of levels of one group and place, by question, basis and answer."""
    return {
        (row.question, row.basis, row.answer): row
        for row in tables.levels
        if (row.group, row.breakdown, row.breakdown_value) == (group, breakdown, value)
    }
