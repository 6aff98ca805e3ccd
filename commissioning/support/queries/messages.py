"""Messages of a package, and who is told of one: the other side, as far as it is in role today."""

from dataclasses import dataclass

from django.db.models import QuerySet

from commissioning.access.permissions import Permission as P
from commissioning.access.scope import Scope
from commissioning.people.models import User
from commissioning.people.queries import holders, holders_anywhere, scope_of

from ..models import Message, PackageArea, SupportPackage, TeamMember
from .detail import members
from .facts import lead_of, may_lead
from .reading import is_of_the_area, parts_of

NOBODY_OF = {
    "the area": "nobody in it is in role as champion or director today. An administrator appoints one; until then"
    " call the council.",
    "the team": "nobody of it is in role today. Ask the programme to name who leads the package.",
}


def messages_of(package: SupportPackage) -> QuerySet[Message]:
    return package.messages.select_related("by")


@dataclass(frozen=True)
class OtherSide:
    """Who gets the notice of a message; and who is in role but has no e-mail address."""

    side: str
    people: tuple[User, ...]
    without_address: tuple[User, ...]

    @property
    def in_words(self) -> str:
        """What the writer reads, before and after: who is told, who cannot be, and what to do about it."""
        if not self.people and not self.without_address:
            return f"Nobody of {self.side} can be told: {NOBODY_OF[self.side]}"
        said = f"Told by e-mail: {_listed(self.people)}." if self.people else "Nobody is told by e-mail."
        if self.without_address:
            said += f" Tell them yourself, for they have no e-mail address here: {_listed(self.without_address)}."
        return said


def _listed(people: tuple[User, ...]) -> str:
    return ", ".join(str(person) for person in people)


def other_side(package: SupportPackage, writer: User, scope: Scope) -> OtherSide:
    """Of the area: its champions, directors and named sponsors. Of the team: the lead and the advisers; the programme
    only where nobody leads. Those who have left are not among them.
    """
    of_the_area = is_of_the_area(package, scope)
    found = _team(package) if of_the_area else _area(package)
    people = [person for person in dict.fromkeys(found) if person.is_active and person != writer]
    return OtherSide(
        side="the team" if of_the_area else "the area",
        people=tuple(person for person in people if person.email),
        without_address=tuple(person for person in people if not person.email),
    )


def _area(package: SupportPackage) -> list[User]:
    return [person for part in parts_of(package) for person in _of_part(part)]


def _of_part(part: PackageArea) -> list[User]:
    held = [*holders(P.SUPPORT_REQUEST, part.authority), *holders(P.PACKAGE_SPONSOR, part.authority)]
    people = [one.person for one in held]
    sponsor = part.sponsor
    if sponsor is not None and scope_of(sponsor).may(P.PACKAGE_SPONSOR_IF_NAMED, part.authority):
        people.append(sponsor)
    return people


def _team(package: SupportPackage) -> list[User]:
    lead = lead_of(package)
    leads = [lead.person] if lead is not None and may_lead(lead.person, package) else []
    advisers = [member.person for member in members(package, TeamMember.Part.ADVISER)]
    in_role = [person for person in advisers if scope_of(person).holds(P.PACKAGE_DELIVER)]
    if not leads:
        leads = [held.person for held in holders_anywhere(P.PACKAGE_RUN)]
    return [*leads, *in_role]
