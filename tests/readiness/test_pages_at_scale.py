"""What must not grow with the country, the years and the partners: how often a page asks the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from readiness import comparison, publication, snapshots
from readiness.models import ComparisonPublication, SelfAssessment
from readiness.queries import comparison as queries
from tests.support import scale
from tests.support.people import EALING, area

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

NOW = 2026
PAGES = [
    (Role.CHAMPION, f"/readiness/comparison/{EALING}/"),
    (Role.CHAMPION, f"/readiness/comparison/{EALING}/?group=england"),
    (Role.EVALUATOR, "/readiness/comparison/"),
    (Role.CHAMPION, f"/readiness/over-time/{EALING}/"),
    (Role.PROGRAMME_LEAD, f"/readiness/campaigns/{NOW}/"),
    (Role.PROGRAMME_LEAD, f"/readiness/campaigns/{NOW}/areas/"),
    (Role.PROGRAMME_LEAD, "/readiness/campaigns/"),
    (Role.PROGRAMME_LEAD, "/readiness/"),
    (Role.CHAMPION, "/readiness/"),
    (Role.PROGRAMME_LEAD, "/authorities/"),
    (Role.CHAMPION, f"/authorities/{EALING}/"),
    (Role.PROGRAMME_LEAD, f"/authorities/{EALING}/"),
    (Role.CHAMPION, "/"),
    (Role.DIRECTOR, "/"),
    (Role.LOCAL_LEAD, "/"),
    (Role.PROGRAMME_LEAD, "/"),
    (Role.PROGRAMME_LEAD, "/programme/"),
    (Role.CHAMPION, "/readiness/{now}/"),
    (Role.CHAMPION, "/readiness/{now}/agreeing/"),
    (Role.CHAMPION, "/readiness/{now}/agreeing/S01/"),
    (Role.CHAMPION, "/readiness/{now}/partners/"),
    (Role.CHAMPION, "/readiness/{signed}/report/"),
    (Role.CHAMPION, "/readiness/{signed}/sharing/"),
    (Role.CHAMPION, f"/readiness/plan/{EALING}/"),
]


def grow(years: range, areas: list[Authority]) -> None:
    """The areas with three partners' views in each year; this year still agreeing, what is past published."""
    scale.a_country(years, contributors=3, areas=areas)
    SelfAssessment.objects.filter(year=NOW).update(state="agreeing")
    for year in years:
        campaign = scale.a_campaign(year)
        if year < NOW:
            campaign.closed_at = timezone.now()
            campaign.save()
            told = publication.publish(queries.signed_by(campaign, campaign.closed_at), {"S01": "governance"}, {})
            ComparisonPublication.objects.create(
                campaign=campaign,
                number=1,
                format=comparison.FORMAT,
                data=told,
                checksum=snapshots.checksum(told),
                made_at=campaign.closed_at,
            )


def asked(client, path: str) -> int:
    """How many queries a second visit takes."""
    of_ealing = SelfAssessment.objects.filter(authority__gss_code=EALING)
    ids = {"now": of_ealing.get(year=NOW).pk, "signed": of_ealing.get(year=NOW - 1).pk}
    address = path.format(**ids)
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return len(seen)


def others(number: int) -> list[Authority]:
    return list(Authority.objects.current().exclude(gss_code=EALING).order_by("gss_code")[:number])


@pytest.mark.slow
def test_every_page_asks_as_often_for_many_as_for_one(client_as):
    clients = {role: client_as(role, area(EALING)) for role in {role for role, _ in PAGES}}
    grow(range(NOW - 2, NOW + 1), [area(EALING)])
    before = {(role, path): asked(clients[role], path) for role, path in PAGES}
    grow(range(NOW - 4, NOW - 2), [area(EALING), *others(11)])
    scale.a_country(range(NOW - 2, NOW + 1), contributors=1, areas=others(11))
    assert {(role, path): asked(clients[role], path) for role, path in PAGES} == before
    assert before[Role.CHAMPION, f"/authorities/{EALING}/"] <= 25
