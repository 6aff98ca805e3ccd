"""Comparison as areas, evaluators and everybody else see it: published once, and only to areas that have signed."""

import io
import re
from datetime import date, timedelta
from functools import cache

import openpyxl
import pytest
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.documents import actions as documents
from commissioning.documents.models import Document
from commissioning.documents.tasks import make
from commissioning.people.models import AuditEntry
from readiness import comparison, publication, snapshots
from readiness.actions import campaigns as actions
from readiness.models import Campaign, ComparisonPublication, SelfAssessment
from readiness.queries import comparison as queries
from tests.support import scale
from tests.support.people import DURHAM, EALING, answered, area, in_role
from tests.support.remembered import remembered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]
YEAR = 2025


@pytest.fixture
def campaign() -> Campaign:
    return a_campaign()


@remembered
def a_campaign() -> Campaign:
    """The country has signed, but for County Durham; the campaign is closed."""
    made = scale.a_campaign(YEAR)
    scale.a_country(range(YEAR, YEAR + 1), contributors=0)
    SelfAssessment.objects.filter(authority=area(DURHAM)).update(year=YEAR - 1)
    made.closed_at = timezone.now()
    made.save()
    return made


@cache
def data_of(signed: tuple, *codes: str) -> dict:
    """Each standard takes seconds, so it is made once: areas and their levels are the same in every test."""
    return publication.publish(
        [publication.Signed(area_id, type_, region, dict(levels)) for area_id, type_, region, levels in signed],
        dict.fromkeys(codes, "governance"),
        queries.neighbours(),
    )


@pytest.fixture
def published(campaign) -> ComparisonPublication:
    signed = queries.signed_by(campaign, campaign.closed_at)
    data = data_of(tuple((s.area_id, s.type, s.region, (("S01", s.levels["S01"]),)) for s in signed), "S01")
    return ComparisonPublication.objects.create(
        campaign=campaign,
        number=1,
        format=comparison.FORMAT,
        data=data,
        checksum=snapshots.checksum(data),
        made_at=timezone.now(),
    )


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.mark.slow
def test_an_area_that_signed_sees_itself_beside_its_type(client_as, published):
    page = text_of(client_as(Role.CHAMPION, area(EALING)).get(f"/readiness/comparison/{EALING}/"))
    assert "London borough: areas by level of each standard, yours left out" in page
    assert "Your statistical neighbours that signed" in page
    for neighbour in ("Hounslow", "Brent", "Harrow"):
        assert neighbour not in page


@pytest.mark.slow
def test_the_whole_of_england_leaves_the_reader_out(client_as, published):
    page = text_of(client_as(Role.DIRECTOR, area(EALING)).get(f"/readiness/comparison/{EALING}/?group=england"))
    assert " 151 " in page, "153 councils, less one that did not sign, less the reader"


def test_an_area_that_did_not_sign_sees_no_figure(client_as, published):
    page = text_of(client_as(Role.CHAMPION, area(DURHAM)).get(f"/readiness/comparison/{DURHAM}/"))
    assert "It opens to areas that have signed" in page
    assert "areas by level" not in page


def test_before_the_campaign_closes_there_is_nothing(client_as):
    scale.a_campaign(YEAR)
    page = text_of(client_as(Role.CHAMPION).get(f"/readiness/comparison/{DURHAM}/"))
    assert "Nothing published yet" in page


@pytest.mark.slow
@pytest.mark.parametrize(
    "group", ["region:North East", "nonsense", "type:county' OR 1=1", "<script>alert(1)</script>", "area:1"]
)
def test_a_group_that_is_not_ones_own_falls_back_to_england(client_as, published, group):
    response = client_as(Role.CHAMPION, area(EALING)).get(f"/readiness/comparison/{EALING}/", {"group": group})
    assert "England: areas by level" in text_of(response)
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize(("role", "status"), answered(Role.CHAMPION, Role.DIRECTOR))
def test_the_comparison_is_for_champion_and_director(client_as, role, status):
    assert client_as(role).get(f"/readiness/comparison/{DURHAM}/").status_code == status
    assert client_as(Role.CHAMPION, area(EALING)).get(f"/readiness/comparison/{DURHAM}/").status_code == 404


def test_evaluators_see_groups_and_no_area(client_as, published):
    client = client_as(Role.EVALUATOR)
    page = text_of(client.get("/readiness/comparison/"))
    assert "England: areas by level of each standard" in page
    assert " 152 " in page
    assert "Ealing" not in page
    assert AuditEntry.objects.filter(verb="group-levels-read", actor_id=client.person.pk).exists()
    assert client_as(Role.CHAMPION).get("/readiness/comparison/").status_code == 403


def test_what_is_withheld_is_withheld_on_the_page_and_in_the_workbook(client_as, published):
    """One pattern: the workbook's cells are those of the stored publication, and no small count is in any of them."""
    from commissioning.reporting import spreadsheets
    from readiness.comparison_document import workbook

    book = openpyxl.load_workbook(io.BytesIO(spreadsheets.write(workbook(published))))
    rows = [row for row in book["Levels"].iter_rows(values_only=True) if row[0] == "S01"]
    seen = comparison.read(published.data)
    printed = [(row[0], row[2], *row[3:10]) for row in rows]
    assert len(printed) == sum(len(standard.groups) for standard in seen.standards.values())
    for code, label, base, *counts in printed:
        told = next(group for key, group in seen.standards[code].groups.items() if queries.label_of(key) == label)
        assert base == (told.base if told.base is not None else "[c]")
        assert counts == [cell.count if cell.count is not None else "[c]" for cell in told.cells]
        assert not {1, 2} & set(counts)


def test_an_own_level_is_never_in_another_areas_page(client_as, published):
    """The publication holds own levels to leave them out; nothing of it but the reader's own reaches a page."""
    page = client_as(Role.CHAMPION, area(EALING)).get(f"/readiness/comparison/{EALING}/").content.decode()
    assert "neighbours&quot;" not in page
    assert str(area(DURHAM).pk) + '":' not in page


def test_a_former_authority_counts_with_its_successor(campaign):
    cumbria = Authority.objects.get(gss_code="E10000006")
    campaign.areas.add(cumbria)
    moved = SelfAssessment.objects.filter(authority=area(DURHAM)).first()
    SelfAssessment.objects.filter(pk=moved.pk).update(authority=cumbria, year=YEAR)
    counted = next(s for s in queries.signed_by(campaign, timezone.now()) if s.area_id == cumbria.pk)
    assert (counted.type, counted.region) == ("unitary", "North West")


def test_a_signature_after_the_close_changes_nothing(campaign):
    before = queries.signed_by(campaign, campaign.closed_at - timedelta(days=2))
    assert before == []
    assert len(queries.signed_by(campaign, campaign.closed_at)) == 152


def test_the_worker_publishes_once_however_often_it_is_asked(published):
    lead = in_role(Role.PROGRAMME_LEAD)
    for _ in range(2):
        document = documents.request_document(
            kind="comparison-tables",
            title="Comparison",
            authority=None,
            params={
                "campaign": published.campaign_id,
                "number": 1,
                "at": timezone.now().isoformat(),
                "reason": "",
            },
            by=lead,
        )
        make(document.pk)
    assert set(Document.objects.values_list("state", flat=True)) == {"done"}
    assert ComparisonPublication.objects.count() == 1


def test_closing_asks_a_worker_for_the_first_publication():
    lead = in_role(Role.PROGRAMME_LEAD)
    campaign = actions.create_campaign(
        year=YEAR, opens_on=date(YEAR, 4, 1), closes_on=date(YEAR + 1, 3, 31), areas=[area(EALING)], by=lead
    )
    document = actions.close_campaign(campaign=campaign, by=lead)
    make(document.pk)
    document.refresh_from_db()
    assert document.state == "done", document.reason
    made = ComparisonPublication.objects.get()
    assert made.checksum == snapshots.checksum(made.data)
    assert made.data["areas"] == {}


def test_the_tables_are_for_evaluators(client_as):
    lead = in_role(Role.PROGRAMME_LEAD)
    campaign = actions.create_campaign(
        year=YEAR, opens_on=date(YEAR, 4, 1), closes_on=date(YEAR + 1, 3, 31), areas=[area(EALING)], by=lead
    )
    document = actions.close_campaign(campaign=campaign, by=lead)
    make(document.pk)
    for role in Role:
        response = client_as(role).get(f"/documents/{document.pk}/download/")
        response.getvalue()  # reading it to the end closes the file
        assert response.status_code == (200 if role is Role.EVALUATOR else 404), role


def test_whoever_closed_the_campaign_reads_how_far_it_is_and_why_it_was_refused(client_as):
    client, regional = client_as(Role.PROGRAMME_LEAD), client_as(Role.REGIONAL_LEAD)
    campaign = actions.create_campaign(
        year=YEAR, opens_on=date(YEAR, 4, 1), closes_on=date(YEAR + 1, 3, 31), areas=[area(EALING)], by=client.person
    )
    address = f"/readiness/campaigns/{YEAR}/"
    assert client.post(f"{address}close/").url == address
    document = Document.objects.get()
    assert client.get(document.get_absolute_url()).status_code == 404
    documents.claim(document.pk)
    documents.note_progress(queries.asked_of(campaign), 43, "5 of 12 standards")
    assert "A worker is computing it: 43 per cent, 5 of 12 standards." in text_of(client.get(address))

    documents.fail(queries.asked_of(campaign), "It was stopped. <b>Again</b>")
    assert "It was stopped. &lt;b&gt;Again&lt;/b&gt;" in client.get(address).content.decode()
    assert "It was stopped" not in text_of(regional.get(address))
    assert regional.post(f"/readiness/comparison/{YEAR}/again/").status_code == 403
    assert client.post(f"/readiness/comparison/{YEAR}/again/").url == address
    make(document.pk)
    assert "Publication 1" in text_of(client.get(address))
    assert client.post("/readiness/comparison/1999/again/").status_code == 404
