"""Who commissions where, and what they used of the programme's services: the two areas whose people can sign in,
and a dozen others. Names are made up; the same names come out every time.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from commissioning import years
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.people.models import User
from commissioning.people.queries import holders
from commissioning.profiles import service_use_file
from commissioning.profiles.actions import commissioners as actions
from commissioning.profiles.actions.persons import Named, people_for
from commissioning.profiles.actions.service_use_import import import_at_shell
from commissioning.profiles.commissioner_file import COLUMNS, PersonRow
from commissioning.profiles.commissioners import state_of
from commissioning.profiles.csv_files import written
from commissioning.profiles.models import Commissioner
from commissioning.profiles.posts import Employer, Level
from commissioning.services import Service

from .clock import as_of
from .places import DURHAM, EALING

OTHERS = 12  # areas beside those two
USES = 400
DOMAIN = "demo.example"
FIRST = [
    "Amara",
    "Bernard",
    "Ceri",
    "Dilys",
    "Edwin",
    "Farah",
    "Gwen",
    "Hamid",
    "Imogen",
    "Jonas",
    "Kezia",
    "Lewis",
    "Mina",
    "Noel",
    "Orla",
    "Parveen",
    "Quentin",
    "Rosa",
    "Stefan",
    "Tamsin",
    "Ulla",
    "Vikram",
    "Wanda",
    "Yusuf",
]
LAST = [
    "Ashdown",
    "Birkett",
    "Cawthorne",
    "Dunmore",
    "Eastley",
    "Fairhurst",
    "Garside",
    "Holroyd",
    "Ibbotson",
    "Jessop",
    "Kershaw",
    "Longden",
    "Mistry",
    "Nuttall",
    "Oldroyd",
    "Penhale",
    "Quayle",
    "Redfern",
    "Sugden",
    "Thackray",
]
JOBS = {
    Employer.COUNCIL: ("Commissioning manager", "Head of joint commissioning", "Placements commissioner"),
    Employer.HEALTH: ("Children’s commissioning lead", "Head of maternity and children"),
    Employer.EDUCATION: ("Business manager, special school", "Chair of the schools’ forum"),
    Employer.VOLUNTARY: ("Partnerships manager", "Chief officer"),
    Employer.POLICE: ("Youth justice manager", "Partnership inspector"),
    Employer.OTHER: ("Programme manager", "Housing commissioner"),
}
EMPLOYERS = (*[Employer.COUNCIL] * 5, *[Employer.HEALTH] * 3, *Employer)  # council and health commission most
WHAT = {
    Service.TRAINING: ("Pooled budgets, day one", "Commissioning for outcomes", "Market development"),
    Service.NETWORKING: ("Regional network, spring", "Regional network, autumn", "Champions’ meeting"),
    Service.RESOURCES_BANK: ("Guide to section 75 agreements", "Templates for specifications"),
    Service.COMMUNITY_AREA: ("Discussion on sufficiency", "Discussion on short breaks"),
    Service.BESPOKE: ("Session with the adviser",),
    Service.ENHANCED: ("Peer visit",),
}
OFTEN = (30, 25, 20, 10, 10, 5)  # of a hundred uses, by service


def keep(*, this_year: int) -> None:
    """What is there already is left as it is."""
    if Commissioner.objects.exists():
        return
    chance = random.Random(this_year)
    areas = _areas(chance)
    listed = {area: _people(area, chance) for area in areas}
    with as_of(date(this_year - 1, 5, 12)):
        _list(listed)
    import_at_shell(content=written(_uses(listed, this_year, chance)), name="services-used-demonstration.csv")


def _areas(chance: random.Random) -> list[Authority]:
    current = {area.gss_code: area for area in Authority.objects.current().order_by("gss_code")}
    theirs = [current.pop(DURHAM), current.pop(EALING)]
    return theirs + chance.sample(list(current.values()), OTHERS)


def _people(area: Authority, chance: random.Random) -> list[PersonRow]:
    """Eight to twelve; an area's number in the address tells namesakes apart."""
    names = chance.sample([(first, last) for first in FIRST for last in LAST], chance.randint(8, 12))
    rows = []
    for first, last in names:
        employer = chance.choice(EMPLOYERS)
        address = f"{first}.{last}.{area.gss_code}@{DOMAIN}".lower()
        level = chance.choice((Level.STRATEGIC, Level.OPERATIONAL, Level.OPERATIONAL))
        rows.append(PersonRow(f"{first} {last}", address, chance.choice(JOBS[employer]), employer.value, level.value))
    return rows


def _list(listed: dict[Authority, list[PersonRow]]) -> None:
    """By the champion where there is one, who confirms it; in bulk where nobody can sign in."""
    for area, rows in listed.items():
        held = holders(Permission.COMMISSIONERS_KEEP, area)
        if held:
            content = written([COLUMNS, *((row.name, row.email, *_post(row)) for row in rows)])
            actions.bring_in(authority=area, content=content, by=held[0].person)
            actions.confirm(authority=area, seen=state_of(area), by=held[0].person)
        else:
            people = people_for({row.key: Named(row.name, row.email, row.job_title) for row in rows})
            Commissioner.objects.bulk_create(_row(area, people[row.key], row) for row in rows)


def _row(area: Authority, person: User, row: PersonRow) -> Commissioner:
    post = actions.Post(row.job_title, row.employer, row.level)
    return Commissioner(authority=area, person=person, **post.values)


def _post(row: PersonRow) -> tuple[str, str, str]:
    return row.job_title, row.employer, row.level


def _uses(listed: dict[Authority, list[PersonRow]], this_year: int, chance: random.Random) -> Iterator[tuple]:
    """Over last year and this, up to yesterday; one in ten names nobody."""
    first = date(this_year - 1, years.FIRST_MONTH, 1)
    days = (timezone.localdate() - first).days
    areas = list(listed)
    yield (*service_use_file.NEEDED, *service_use_file.OPTIONAL)
    for _ in range(USES):
        area = chance.choice(areas)
        person = chance.choice(listed[area])
        service = chance.choices(list(Service), OFTEN)[0]
        day = first + timedelta(days=int(chance.random() * days))
        who = (person.email, person.name) if chance.random() < 0.9 else ("", "")
        yield *who, area.gss_code, service.value, day.isoformat(), chance.choice(WHAT[service]), *_post(person)
