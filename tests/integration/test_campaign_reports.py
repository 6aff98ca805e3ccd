"""A campaign's reports with real processes: a worker killed amid them costs one report, and the zip is whole."""

import csv
import hashlib
import io
import os
import zipfile

import pytest
from django.db.models import Count

from commissioning.authorities.models import Authority
from commissioning.documents.models import Document
from commissioning.programme import demo
from readiness.models import Campaign, SelfAssessment
from tests.support.site import DEMO_PASSWORD, Site, demonstrating, until
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("processes_only")]

PATIENCE = 300
AREAS = 6


@pytest.fixture
def own_site(tmp_path, worker_id):
    with demonstrating(tmp_path / "site", f"test_campaign_reports_{worker_id}_{os.getpid()}") as made:
        with made.data():
            Document.objects.all().delete()
        yield made


def last_years_campaign(site: Site) -> int:
    """Of six areas that have signed; its year."""
    with site.data():
        campaign = Campaign.objects.order_by("year").first()
        signed = SelfAssessment.objects.filter(year=campaign.year, state="signed").values("authority")
        campaign.areas.set(Authority.objects.filter(pk__in=signed[:AREAS]))
        return campaign.year


def whole(site: Site) -> Document:
    with site.data():
        return Document.objects.get(kind="campaign-reports")


def made(site: Site) -> int:
    with site.data():
        return Document.objects.filter(kind="feedback-report", state="done").count()


def test_33_a_worker_killed_amid_a_campaign_s_reports_costs_one_of_them(own_site):
    year = last_years_campaign(own_site)
    own_site.start_web()
    own_site.start_beat()
    own_site.start_worker()
    admin = Visitor(own_site.address)
    admin.sign_in(demo.email_of("admin"), DEMO_PASSWORD)
    status, page = admin.post(f"/readiness/campaigns/{year}/reports/")
    assert (status, "Feedback reports of the Self-assessment campaign" in page) == (200, True)
    until(lambda: made(own_site) >= 2, "the first reports", seconds=PATIENCE)
    own_site.kill_worker()
    until(lambda: "of 6 reports" in admin.get(f"/documents/{whole(own_site).pk}/")[1], "progress to be seen")
    own_site.start_worker()
    until(lambda: whole(own_site).state == "done", "the zip", seconds=PATIENCE)

    rows, names = contents(own_site)
    assert len(rows) == AREAS
    assert names == {row["file"] for row in rows} | {"contents.csv"}
    with own_site.data():
        of_each = Document.objects.filter(kind="feedback-report").values("authority").annotate(Count("pk"))
        assert [found["pk__count"] for found in of_each] == [1] * AREAS, "none was made for nothing"
    own_site.manage("check_integrity")


def contents(site: Site) -> tuple[list[dict], set[str]]:
    """The rows of the list of contents, each checked against its file, and the names in the zip."""
    document = whole(site)
    file = site.folder / "data" / "files" / document.file.name
    with zipfile.ZipFile(file) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("contents.csv").decode("utf-8-sig"))))
        for row in rows:
            assert hashlib.sha256(archive.read(row["file"])).hexdigest() == row["sha256"]
        return rows, set(archive.namelist())
