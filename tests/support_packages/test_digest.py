"""The weekly digest: to whom, what it says and what it never says, once a week however many run it."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people.models import OutgoingEmail, RoleAppointment
from commissioning.support import tasks
from commissioning.support.actions import digests, risks
from commissioning.support.models import DigestSent, SupportPackage
from commissioning.support.queries import digests as queries
from commissioning.support.workflow import Stage
from tests.support.packages import a_package, people_for
from tests.support.partners import clock
from tests.support.people import EALING, area, in_role
from tests.support.together import together

SUBJECT = "Support packages: your week"


def mails(person=None) -> list[str]:
    rows = OutgoingEmail.objects.filter(subject=SUBJECT).order_by("pk")
    return [row.body for row in (rows.filter(recipient=person.email) if person else rows)]


def stalled(authority=None, **words) -> SupportPackage:
    package = a_package(Stage.SCOPING, authority, **words)
    SupportPackage.objects.filter(pk=package.pk).update(stage_since=timezone.now() - timedelta(days=60))
    return package


@pytest.mark.django_db
def test_the_week_begins_on_monday():
    assert queries.monday(date(2026, 11, 22)) == date(2026, 11, 16)
    assert queries.monday(date(2026, 11, 23)) == date(2026, 11, 23)
    entry = settings.CELERY_BEAT_SCHEDULE["support-digest"]["schedule"]
    assert (entry.day_of_week, entry.hour, entry.minute) == ({1}, {7}, {30})


def test_programme_leads_see_all_and_each_lead_their_own(register):
    mine, other = stalled(), stalled(area(EALING))
    people, elsewhere = people_for(mine), people_for(other)
    tasks.digest()
    [to_programme], [to_lead], [to_other] = (
        mails(people.programme),
        mails(people.local_lead),
        mails(elsewhere.local_lead),
    )
    assert "All packages" in to_programme
    assert "Stalled: 2" in to_programme
    assert mine.reference in to_programme
    assert other.reference in to_programme
    assert "Stalled: 1" in to_lead
    assert mine.reference in to_lead
    assert other.reference not in to_lead
    assert mine.reference not in to_other
    assert f"{settings.SITE_ADDRESS}/support/{mine.pk}/" in to_lead
    assert not mails(people.champion)


def test_it_holds_nothing_that_anybody_wrote(register):
    package = stalled(title="Our secret plan", need="The director is leaving")
    people = people_for(package)
    typed = risks.Typed("concern", "The adviser is late", "red", "We spoke to her", "Ann")
    risks.raise_one(package=package, typed=typed, by=people.local_lead)
    tasks.digest()
    [body] = mails(people.local_lead)
    assert "Red risks: 1" in body
    for words in ("secret", "director is leaving", "adviser is late", "spoke", "Ann\n"):
        assert words not in body


def test_it_is_quiet_when_there_is_nothing(register):
    in_role(Role.PROGRAMME_LEAD)
    package = a_package(Stage.SCOPING)
    tasks.digest()
    assert mails() == []
    assert not DigestSent.objects.exists()
    SupportPackage.objects.filter(pk=package.pk).update(stage_since=timezone.now() - timedelta(days=60))
    tasks.digest()
    assert len(mails()) >= 2, "what comes up later in the week is still told"


def test_next_dates_are_told_though_nothing_is_wrong(register):
    package = a_package(Stage.DELIVERY)
    soon = timezone.localdate() + timedelta(days=5)
    SupportPackage.objects.filter(pk=package.pk).update(review_on=soon)
    tasks.digest()
    [body] = mails(people_for(package).local_lead)
    assert "review due" in body
    assert "Most urgent" not in body


def test_once_a_week_and_again_the_next(register):
    people = people_for(stalled())
    for _ in range(3):
        tasks.digest()
    assert len(mails(people.local_lead)) == 1
    with clock(timezone.now() + timedelta(days=7)):
        tasks.digest()
    assert len(mails(people.local_lead)) == 2


def test_who_has_left_gets_none(register):
    people = people_for(stalled())
    RoleAppointment.objects.filter(person__in=[people.local_lead, people.programme]).update(revoked_at=timezone.now())
    tasks.digest()
    assert not mails(people.local_lead)
    assert not mails(people.programme)


def test_one_who_leads_and_runs_gets_one_mail(register):
    package = stalled()
    programme = people_for(package).programme
    package.team.update(person=programme)
    SupportPackage.objects.filter(pk=package.pk).update(led_by=programme)
    tasks.digest()
    [body] = mails(programme)
    assert "All packages" in body
    assert "The packages you lead" in body


def test_ten_at_most(register):
    for _ in range(12):
        package = stalled()
    tasks.digest()
    [body] = mails(people_for(package).local_lead)
    assert body.count("/support/") == queries.MOST
    assert "(10 of 24)" in body, "each is stalled, and has had no contact for as long"


def test_two_workers_send_one(own_database):
    people = people_for(stalled())
    week = queries.week(timezone.localdate())
    given = together(*[lambda: digests.send(digest=queries.digest(people.local_lead, week))] * 4)
    assert sorted(given) == [False, False, False, True]
    assert len(mails(people.local_lead)) == 1
    together(*[tasks.digest] * 3)
    assert len(mails(people.local_lead)) == 1
    assert len(mails(people.programme)) == 1
