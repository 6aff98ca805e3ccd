"""Two people who move one package at the same moment: one moves it, the other is told, nothing happens twice."""

import pytest

from commissioning.access.roles import Role
from commissioning.people.models import OutgoingEmail
from commissioning.saving import NotNow
from commissioning.support.actions.moves import Told, advance
from commissioning.support.models import PackageEvent, SupportPackage
from commissioning.support.workflow import Move, Stage
from tests.support.packages import a_package, people_for
from tests.support.people import in_role
from tests.support.together import together


def moves_of(package: SupportPackage) -> int:
    return package.events.filter(kind=PackageEvent.Kind.MOVE).count()


@pytest.mark.parametrize("other", [Move.REVIEW, Move.PAUSE])
def test_30_two_leads_move_it_once(own_database, other):
    package = a_package(Stage.DELIVERY)
    before, mails = moves_of(package), set(OutgoingEmail.objects.values_list("pk", flat=True))

    def move(which, by):
        told = Told(stage="delivery", reason="Until the elections are over")
        return lambda: advance(package=package, move=which, told=told, by=by)

    found = together(move(Move.REVIEW, people_for(package).local_lead), move(other, in_role(Role.PROGRAMME_LEAD)))
    assert sorted(isinstance(one, NotNow) for one in found) == [False, True], found
    moved = next(one for one in found if isinstance(one, SupportPackage))
    package.refresh_from_db()
    assert package.at is moved.at
    assert moves_of(package) == before + 1
    told = list(OutgoingEmail.objects.exclude(pk__in=mails).values_list("recipient", flat=True))
    assert len(set(told)) == len(told) > 0, "everybody is told, once"
