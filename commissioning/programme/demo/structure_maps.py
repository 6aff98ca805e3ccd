"""The two areas’ structures and what binds them, with what changed within the last year. All of it made up."""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from commissioning.authorities.models import Authority
from commissioning.people.models import User
from commissioning.profiles.actions import relations, relationships, structures
from commissioning.profiles.dates import Known, Precision
from commissioning.profiles.models import Relation, Structure

from .places import DURHAM, EALING

Office, Does = Structure.Kind, Relation.Kind


@dataclass(frozen=True)
class Map:
    """`new` began and `over` ended half a year ago, whichever day the demonstration is made."""

    structures: tuple[tuple[Office, str, str, int | None], ...]
    relations: tuple[tuple[str, Does, str], ...]
    new: frozenset[str] = frozenset()
    over: tuple[tuple[str, Does, str], ...] = ()
    note: tuple[str, str, str] | None = None


BOARD, POOL, TEAM = "Children’s partnership board", "Pooled budget board", "Joint commissioning team"
DIRECTOR, CHAMPION, FORUM = "Director of children’s services", "Commissioning champion", "Parent carer forum"
MEMBER, HEALTH, COUNCIL = "Lead member for children", "Integrated care board", "County council"
TRUST, THURSDAYS, FIVE = "Children’s trust board", "Leadership Thursdays", "Five boroughs’ commissioners"
NEW_BOARD, OFFICER = "Children and families board", "Director of children and education"

MAPS = {
    DURHAM: Map(
        structures=(
            (Office.BOARD, BOARD, "Meets every two months; decides on joint money.", 2014),
            (Office.GROUP, POOL, "Both finance directors, the champion, a parent.", None),
            (Office.UNIT, TEAM, "Six officers of the council, two of health.", 2022),
            (Office.PARTNER, FORUM, "Forty members; paid for its time.", 2019),
            (Office.LEADER, MEMBER, "Chairs the partnership board.", None),
            (Office.LEADER, DIRECTOR, "", None),
            (Office.CHAMPION, CHAMPION, "Half a day a week for it.", 2023),
            (Office.PARTNER, HEALTH, "", 2022),
            (Office.PARTNER, COUNCIL, "", 2009),
            (Office.BOARD, "Children’s scrutiny committee", "Nine members of the council.", None),
        ),
        relations=(
            (MEMBER, Does.CHAIRS, BOARD),
            (DIRECTOR, Does.MEMBER, BOARD),
            (FORUM, Does.MEMBER, BOARD),
            (HEALTH, Does.MEMBER, BOARD),
            (POOL, Does.REPORTS, BOARD),
            (TEAM, Does.REPORTS, POOL),
            (CHAMPION, Does.MEMBER, POOL),
            (COUNCIL, Does.POOLS, HEALTH),
            (COUNCIL, Does.FUNDS, TEAM),
            (HEALTH, Does.FUNDS, TEAM),
            ("Children’s scrutiny committee", Does.SCRUTINISES, BOARD),
        ),
        new=frozenset({POOL}),
        over=((TEAM, Does.REPORTS, DIRECTOR),),
        note=(COUNCIL, HEALTH, "Careful since the first pool; warmer since the two finance teams share one ledger."),
    ),
    EALING: Map(
        structures=(
            (Office.BOARD, TRUST, "Met every quarter; replaced.", 2011),
            (Office.BOARD, NEW_BOARD, "Smaller, and decides.", None),
            (Office.GROUP, THURSDAYS, "The three assistant directors, every second week.", None),
            (Office.PARTNER, FIVE, "Compares prices of placements.", 2021),
            (Office.UNIT, "Commissioning and brokerage", "", 2020),
            (Office.LEADER, OFFICER, "", None),
        ),
        relations=(
            (OFFICER, Does.CHAIRS, NEW_BOARD),
            (THURSDAYS, Does.REPORTS, NEW_BOARD),
            ("Commissioning and brokerage", Does.REPORTS, OFFICER),
            ("Commissioning and brokerage", Does.MEMBER, FIVE),
        ),
        new=frozenset({NEW_BOARD, THURSDAYS}),
        over=((OFFICER, Does.MEMBER, TRUST),),
    ),
}
GONE = {EALING: TRUST}


def keep(area: Authority, champion: User) -> dict[str, int]:
    """The ids of its structures, by name."""
    told, since = MAPS[area.gss_code], _months_ago(6)
    before = Known(since.first - relativedelta(days=1), Precision.DAY)
    made = {}
    for kind, name, about, year in told.structures:
        starts = since if name in told.new else _year(year)
        ends = before if name == GONE.get(area.gss_code) else None
        typed = structures.Typed(kind, name, about, starts, ends)
        made[name] = structures.add(authority=area, typed=typed, by=champion).pk
    for ties, ends in ((told.relations, None), (told.over, before)):
        for source, does, target in ties:
            typed = relations.Typed(does, made[source], made[target], None, ends)
            relations.add(authority=area, typed=typed, by=champion)
    if told.note:
        one, other, words = told.note
        note = relationships.Typed(made[one], made[other], words)
        relationships.add(authority=area, typed=note, by=champion)
    return made


def _year(year: int | None) -> Known | None:
    return Known.around(date(year, 1, 1), Precision.YEAR) if year else None


def _months_ago(months: int) -> Known:
    return Known.around(timezone.localdate() - relativedelta(months=months), Precision.MONTH)
