"""People for tests, made through the real actions."""

from itertools import count

from commissioning.access.roles import ROLES, Place, Role
from commissioning.authorities.models import Authority
from commissioning.people import actions
from commissioning.people.models import User

PASSWORD = "a long enough pass phrase"
DURHAM, EALING = "E06000047", "E09000009"
_numbers = count(10_001)  # all as long, so that no name is the beginning of another


def area(gss_code: str = DURHAM) -> Authority:
    return Authority.objects.select_related("region").get(gss_code=gss_code)


def person(name: str = "") -> User:
    number = next(_numbers)
    made = actions.add_person(full_name=name or f"Person {number}", email=f"person{number}@example.org", by=None)
    made.set_password(PASSWORD)
    made.save(update_fields=["password"])
    return made


def in_role(role: Role, authority: Authority | None = None, region=None, **appointment) -> User:
    """A new person in that role; in County Durham or its region where the role wants a place and none is given."""
    place = ROLES[role].place
    if place is Place.AUTHORITY:
        authority = authority or area()
    elif place is Place.REGION:
        region, authority = region or (authority or area()).region, None
    else:
        authority = None
    made = person()
    actions.appoint(person=made, role=role, authority=authority, region=region, by=None, **appointment)
    return made


_FIND_NO_AREA = {Role.ADVISER, Role.EVALUATOR}


def refused(*may: Role) -> list[tuple[Role, int]]:
    """What all other roles are answered by a page of their area that is for these alone."""
    return [(role, 404 if role in _FIND_NO_AREA else 403) for role in Role if role not in may]


def answered(*may: Role) -> list[tuple[Role, int]]:
    return [*((role, 200) for role in may), *refused(*may)]
