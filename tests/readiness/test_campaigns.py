"""A campaign for the programme: how far each area is, whom to remind, closing it. Stages only."""

from datetime import date

import pytest
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people.models import OutgoingEmail
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow
from readiness import participation
from readiness.actions import campaigns as actions
from readiness.models import Campaign
from readiness.queries import campaigns as queries
from tests.support.assessments import YEAR, opened, signed
from tests.support.people import DURHAM, EALING, area, in_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]


@pytest.fixture
def campaign():
    areas = Authority.objects.current()
    return actions.create_campaign(
        year=YEAR, opens_on=date(2026, 4, 1), closes_on=date(2027, 3, 31), areas=areas, by=in_role(Role.PROGRAMME_LEAD)
    )


def page(client, path: str = "") -> str:
    response = client.get(f"/readiness/campaigns/{YEAR}/{path}")
    assert response.status_code == 200
    return b"".join(response).decode()


def test_each_stage_opens_the_areas_behind_it(client_as, campaign):
    opened()
    signed(opened(authority=area(EALING)))
    lead = client_as(Role.PROGRAMME_LEAD)
    overview = page(lead)
    assert "1 of 153 areas signed" in overview.replace("\n", " ")
    assert '?stage=open">1<' in overview
    listed = page(lead, "areas/?stage=open")
    assert "County Durham" in listed
    assert "Ealing" not in listed


def test_a_regional_lead_counts_the_region_alone(client_as, campaign):
    signed(opened(authority=area(EALING)))
    lead = client_as(Role.REGIONAL_LEAD, area(DURHAM))
    region = Authority.objects.current().filter(region=area().region).count()
    assert f"0 of {region} areas signed" in page(lead)
    assert "Ealing" not in page(lead, "areas/")


@pytest.mark.parametrize("role", [Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD, Role.CONTRIBUTOR, Role.ADVISER])
def test_it_is_the_programmes(client_as, campaign, role):
    client = client_as(role)
    assert client.get("/readiness/campaigns/").status_code == 403
    assert client.get(f"/readiness/campaigns/{YEAR}/").status_code == 403


@pytest.mark.parametrize("role", [Role.REGIONAL_LEAD, Role.EVALUATOR, Role.ADMINISTRATOR])
def test_only_a_programme_lead_runs_it(client_as, campaign, role):
    client = client_as(role)
    for path in ("edit/", "close/", "republish/"):
        assert client.get(f"/readiness/campaigns/{YEAR}/{path}").status_code == 403
    assert client.post(f"/readiness/campaigns/{YEAR}/remind/").status_code == 403
    assert client.post(f"/readiness/campaigns/{YEAR}/close/").status_code == 403
    assert Campaign.objects.get().closed_at is None


def test_the_chase_list_names_champions_and_vacancies(client_as, campaign):
    champion = in_role(Role.CHAMPION)
    lead = client_as(Role.PROGRAMME_LEAD)
    chased = page(lead, "areas/?chase=unsigned&q=durham")
    assert champion.full_name in chased
    assert champion.email in chased
    vacant = page(lead, "areas/?chase=vacant&q=durham")
    assert champion.full_name not in vacant
    export = page(lead, "areas/?chase=unsigned&format=csv")
    assert champion.email in export
    assert len(export.strip().splitlines()) == 154


def test_no_page_of_it_holds_a_level(client_as, campaign):
    champion = in_role(Role.CHAMPION)
    signed(opened(champion), value="5")
    lead = client_as(Role.PROGRAMME_LEAD)
    for path in ("", "areas/", "areas/?format=csv"):
        assert "Fully achieved" not in page(lead, path)
        assert "level 5" not in page(lead, path).lower()


def test_champions_who_have_not_signed_are_reminded_once_in_three_days(campaign):
    lead = in_role(Role.PROGRAMME_LEAD)
    champion = in_role(Role.CHAMPION)
    signed(opened(authority=area(EALING)))
    assert actions.remind_champions(campaign=campaign, by=lead) == (1, 151)
    assert OutgoingEmail.objects.filter(recipient=champion.email).count() == 1
    with pytest.raises(NotNow, match="less than three days"):
        actions.remind_champions(campaign=campaign, by=lead)


def test_a_year_has_one_campaign(client_as, campaign):
    client = client_as(Role.PROGRAMME_LEAD)
    today = timezone.localdate()
    form = {
        "opens_on-day": today.day,
        "opens_on-month": today.month,
        "opens_on-year": today.year,
        "closes_on-day": 31,
        "closes_on-month": 3,
        "closes_on-year": today.year + 1,
        "areas": [area().pk],
    }
    response = client.post("/readiness/campaigns/add/", form)
    assert response.status_code == 409
    assert "exists already" in response.content.decode()


def test_dates_out_of_order_are_refused_and_shown_again(client_as, campaign):
    client = client_as(Role.PROGRAMME_LEAD)
    form = dict.fromkeys(("opens_on-day", "opens_on-month"), 5) | {"opens_on-year": 2026, "areas": [area().pk]}
    form |= {"closes_on-day": 4, "closes_on-month": 5, "closes_on-year": 2026}
    response = client.post(f"/readiness/campaigns/{YEAR}/edit/", form)
    assert "The last day must be the same as or after the first day" in response.content.decode()


def test_closing_twice_closes_once(campaign):
    lead = in_role(Role.PROGRAMME_LEAD)
    actions.close_campaign(campaign=campaign, by=lead)
    with pytest.raises(NotNow, match="is closed"):
        actions.close_campaign(campaign=campaign, by=lead)


def test_a_closed_campaign_keeps_its_dates_and_areas(campaign):
    lead = in_role(Role.PROGRAMME_LEAD)
    actions.close_campaign(campaign=campaign, by=lead)
    with pytest.raises(NotNow):
        actions.change_campaign(
            campaign=campaign, opens_on=campaign.opens_on, closes_on=campaign.closes_on, areas=[], by=lead
        )
    assert campaign.areas.count() == 153


def test_the_map_has_every_area_and_only_how_far_it_is(campaign):
    signed(opened(authority=area(EALING)))
    opened()
    everyone = queries.stage_by_area(campaign, scope_of_everything())
    drawn = participation.picture(campaign, everyone)
    assert drawn.total == 153
    assert {entry.category.key: entry.count for entry in drawn.entries} == {
        "signed": 1,
        "under_way": 1,
        "not_started": 151,
        "outside": 0,
    }


def scope_of_everything():
    return scope_of(in_role(Role.PROGRAMME_LEAD))


def test_as_many_queries_for_one_area_as_for_all(client_as, campaign, django_assert_max_num_queries):
    client = client_as(Role.PROGRAMME_LEAD)
    client.get(f"/readiness/campaigns/{YEAR}/areas/")
    with django_assert_max_num_queries(12):
        page(client, "areas/")
    with django_assert_max_num_queries(16):
        page(client)
