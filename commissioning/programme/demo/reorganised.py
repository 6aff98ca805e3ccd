"""The reorganisation of Cumbria in 2023, as it would stand here had it been recorded then.

The register knows it from its files, so it is written down afterwards and nothing of the register is touched. Of people
two: a local lead, who went on in both councils for a year, and a senior leader, whose post ended.
"""

from datetime import date, timedelta

from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people import actions as people
from commissioning.people.models import RoleAppointment, User

from ..models import Reassignment, Reorganisation
from ..reorganisation.preview import preview
from ..reorganisation.rules import Kind, What
from .clock import as_of
from .places import CUMBRIA
from .posts import held

FIRST_DAY = date(2023, 4, 1)
LAST_DAY = FIRST_DAY - timedelta(days=1)
LEFT = date(2024, 3, 31)


def make(*, by: User) -> None:
    """Once."""
    if Reorganisation.objects.exists():
        return
    old = Authority.objects.get(gss_code=CUMBRIA)
    links = list(old.successions.select_related("successor").order_by("successor__short_name"))
    with as_of(FIRST_DAY):
        row = Reorganisation.objects.create(
            kind=Kind.SPLIT, effective_on=FIRST_DAY, legal_order=links[0].legal_order, recorded_by=by
        )
        row.predecessors.add(old)
        for one in (link.successor for link in links):
            names = {"gss_code": one.gss_code, "name": one.name, "short_name": one.short_name}
            row.successors.create(authority=one, **names)
        _people(row, old, [link.successor for link in links], by)
        row.checksum = preview(row).checksum
        row.state, row.settled_at, row.settled_by = Reorganisation.State.APPLIED, timezone.now(), by
        row.save()


def _people(row: Reorganisation, old: Authority, after: list[Authority], by: User) -> None:
    lead = held("Nadia Farrow", Role.LOCAL_LEAD, old, date(2021, 5, 4), LAST_DAY)
    leader = held("Graham Teal", Role.SENIOR_LEADER, old, date(2020, 9, 1), LAST_DAY)
    for council in after:
        people.appoint(person=lead, role=Role.LOCAL_LEAD, authority=council, starts_on=FIRST_DAY, ends_on=LEFT, by=None)
        _wrote(row, What.LOCAL_LEAD, lead, old, council, by)
    _wrote(row, What.OTHER_POST, leader, old, None, by)


def _wrote(
    row: Reorganisation, what: What, person: User, old: Authority, after: Authority | None, by: User
) -> Reassignment:
    post = RoleAppointment.objects.get(person=person, authority=old)
    return row.reassignments.create(what=what, object_id=post.pk, before=old, after=after, by=by)
