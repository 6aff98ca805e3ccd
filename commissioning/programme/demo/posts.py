"""Posts that changed hands: a champion and a director before today’s, an area with somebody acting, and one with three
local leads in a year. Only where nobody can sign in, but for the note that was left in County Durham.
"""

from datetime import date, timedelta

from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people import actions as people
from commissioning.people.models import HandoverNote, RoleAppointment, User

from .clock import as_of
from .places import BRISTOL, DURHAM, LEEDS

NOTE = (
    "The short breaks group meets on the first Tuesday; the parents’ forum wants to hear from us before it does."
    " Health has a new lead for children since spring: ask her about the joint budget early."
)


def make(*, this_year: int) -> None:
    """Once; dates are counted from the first year of the demonstration and from today."""
    if RoleAppointment.objects.filter(authority__gss_code=LEEDS).exists():
        return
    start, today = date(this_year - 4, 5, 1), timezone.localdate()
    durham, leeds, bristol = (Authority.objects.get(gss_code=code) for code in (DURHAM, LEEDS, BRISTOL))
    before = held("Elaine Dodds", Role.CHAMPION, durham, start, date(this_year - 2, 9, 2))
    with as_of(date(this_year - 2, 9, 1)):
        HandoverNote.objects.create(authority=durham, role=Role.CHAMPION.value, by=before, text=NOTE)
    held("Peter Whitby", Role.DIRECTOR, leeds, start, today - timedelta(days=70))
    held("Naomi Sandhu", Role.DIRECTOR, leeds, today - timedelta(days=69), None, acting=True)
    held("Carol Venn", Role.CHAMPION, leeds, start, today - timedelta(days=120))  # nobody since
    held("Simon Yeo", Role.CHAMPION, bristol, start, None)
    for number, name in enumerate(("Ada Finch", "Brian Moss", "Chloe Ward")):
        first = today - timedelta(days=330 - 100 * number)
        last = first + timedelta(days=99) if number < 2 else None
        held(name, Role.LOCAL_LEAD, bristol, first, last)


def held(name: str, role: Role, area: Authority, first: date, last: date | None, *, acting: bool = False) -> User:
    """Somebody without an address, who cannot sign in."""
    person = people.add_person(full_name=name, email=None, by=None)
    people.appoint(person=person, role=role, authority=area, starts_on=first, ends_on=last, acting=acting, by=None)
    return person
