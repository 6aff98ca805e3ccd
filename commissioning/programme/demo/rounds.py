"""Surveys: this year's round, open and confidential, with interviews of champions and directors. What was collected
last year goes before it.
"""

from datetime import date, timedelta

from django.utils import timezone

from commissioning.people.models import User
from evaluation.actions import rounds as actions
from evaluation.models import Mode, Round, RoundGroup

from .answers import shipped
from .clock import as_of

Source = RoundGroup.Source

GROUPS = (
    ("commissioners", "Commissioners", "commissioner", Source.COMMISSIONERS, False),
    ("champions", "Commissioning champions", "commissioning champion", Source.CHAMPIONS, True),
    ("directors", "Directors of children’s services", "director of children’s services", Source.DIRECTORS, True),
)
SINCE, LEFT = timedelta(days=18), timedelta(days=10)


def make(*, this_year: int, evaluator: User) -> None:
    """What is there already is left as it is."""
    _this_years(this_year, evaluator)


def _this_years(this_year: int, evaluator: User) -> None:
    """Opened two weeks and a half ago, with ten days left; never before the year began."""
    name = f"Commissioning survey {this_year}/{(this_year + 1) % 100:02}"
    if Round.objects.filter(name=name).exists():
        return
    today = timezone.localdate()
    opens_on = max(today - SINCE, date(this_year, 4, 1))
    versions = shipped()
    groups = [
        actions.PlannedGroup(slug, title, noun, source, versions[slug], interviewed)
        for slug, title, noun, source, interviewed in GROUPS
    ]
    with as_of(opens_on):
        made = actions.create(
            name=name,
            mode=Mode.CONFIDENTIAL,
            frame_on=opens_on,
            opens_on=opens_on,
            closes_on=today + LEFT,
            groups=groups,
            by=evaluator,
        )
        actions.open_round(round_=made, by=evaluator)
