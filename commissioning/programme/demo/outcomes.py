"""Two outcomes that the first area of the demonstration builds: one nearly ready for a package, one just begun."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from commissioning import years
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.people.queries import holders
from commissioning.reporting.curve import Point
from commissioning.support.actions import outcomes
from commissioning.support.models import Outcome
from commissioning.support.outcome_examples import OF_KEY
from commissioning.support.point_lines import written
from readiness.queries.standards import current_standards, standards_of

from .clock import as_of
from .places import DURHAM

STABLE = {"text": "Children in care in the county stay with the same carers", "standard": "S04"}
ONCE = {"text": "Parents of disabled children tell their story once, to somebody who writes it down", "standard": "S08"}
STAYED = (66, 64, 61, 60)  # per cent, on 31 March of four years
PARTS = (
    {
        "method": "pace",
        "own_forecast": "",
        "forecast_why": "Two children’s homes nearby have closed, and no new carers came in their place.",
    },
    {"target": 68},
)


def build() -> None:
    """Nothing where the area has some."""
    area = Authority.objects.get(gss_code=DURHAM)
    if Outcome.objects.filter(authority=area).exists():
        return
    champion = holders(Permission.SUPPORT_REQUEST, area)[0].person
    standards = {one.code: one for one in standards_of(current_standards())}
    today = timezone.localdate()
    year = years.year_of(today)
    with as_of(today - timedelta(days=16)):
        words = {**STABLE, "standard": standards[STABLE["standard"]], "why": "Each move costs a child a school."}
        stable = outcomes.begin(authority=area, words=words, example=OF_KEY["stable-placements"], by=champion)
        for number, part in enumerate(PARTS, 1):
            days = {"target_on": date(year + 2, 3, 31)} if "target" in part else {"history": _stayed(year)}
            outcomes.save(outcome=stable, words=part | days, version=number, by=champion)
    with as_of(today - timedelta(days=2)):
        words = {**ONCE, "standard": standards[ONCE["standard"]], "why": ""}
        outcomes.begin(authority=area, words=words, example=OF_KEY["ask-once"], by=champion)


def _stayed(year: int) -> str:
    first = year + 1 - len(STAYED)
    return written(Point(date(first + number, 3, 31), Decimal(share)) for number, share in enumerate(STAYED))
