"""Two web servers and two workers on one database, queue and folder of files: one site (quality 28, 32, 33)."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from commissioning.documents.models import Document
from commissioning.profiles.models import HistoryEntry
from tests.profiles.rows import entry_posted
from tests.support.living import DATABASE, HISTORY, Living, Saving
from tests.support.site import Site, until
from tests.support.visitor import Visitor

pytestmark = pytest.mark.slow

SHARED = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATA_DIR", "SITE_ADDRESS")
REPORTS = 8
MADE = re.compile(r"documents\.make\S* succeeded")


@pytest.fixture
def beside(whole, tmp_path):
    """Another machine’s web server and worker."""
    environment = whole.site.environment()
    made = Site(tmp_path / "beside", DATABASE, **{name: environment[name] for name in SHARED})
    made.queue = whole.site.queue
    try:
        made.start_web()
        made.start_worker()
        yield made
    finally:
        made.end()


def test_28_signed_in_at_one_goes_on_at_the_other_and_two_who_save_one_thing_are_told(whole, beside):
    first, other = whole.champion, whole.champion.at(beside.address)
    assert whole.add_entry("Seen from both")[0] == 200
    with whole.site.data():
        row = HistoryEntry.objects.get(title="Seen from both")
    edit = f"{HISTORY}{row.pk}/"
    assert "Seen from both" in other.get(edit)[1]
    typed = entry_posted(title="Seen from both", version=row.version)
    assert first.post(edit, typed | {"narrative": "Written at the first."})[0] == 200
    page = other.post(edit, typed | {"narrative": "Written at the other."})[1]
    assert "Written at the first." in page
    assert "Written at the other." in page
    with whole.site.data():
        assert HistoryEntry.objects.get(pk=row.pk).narrative == "Written at the first."


def test_32_two_workers_share_what_is_queued_and_each_report_is_made_once(whole, beside):
    logs = [one.folder / "worker.log" for one in (whole.site, beside)]
    before = [log.stat().st_size for log in logs]
    asked = several(whole, whole.champion)
    until(lambda: {whole.state(pk) for pk in asked} == {"done"}, "all of them to be made", seconds=150)
    with whole.site.data():
        assert set(Document.objects.filter(pk__in=asked).values_list("attempts", flat=True)) == {1}
    for log, start in zip(logs, before, strict=True):
        assert MADE.search(log.read_bytes()[start:].decode()), "each had a part in it"


def test_33_when_one_of_each_is_gone_the_others_go_on(whole, beside):
    other = whole.champion.at(beside.address)
    with Saving(other, "At the other") as saving:
        saving.until_saved(1)
        whole.kill("web")
        whole.kill("worker")
        saving.until_saved(5)
    assert saving.acknowledged == saving.tried[: len(saving.acknowledged)], "nobody there noticed"
    asked = several(whole, other)
    until(lambda: {whole.state(pk) for pk in asked} == {"done"}, "the other worker to make them", seconds=150)
    assert set(saving.acknowledged) <= set(whole.entries("At the other"))


def several(whole: Living, asker: Visitor) -> list[int]:
    """Reports that wait as if their messages were lost: the sweep puts all of them on the queue at once."""
    first = whole.ask_for_report(asker)
    with whole.site.data():
        one = Document.objects.get(pk=first)
        like = {name: getattr(one, name) for name in ("kind", "title", "authority_id", "params", "requested_by_id")}
        earlier = timezone.now() - timedelta(minutes=2)
        made = [Document(**like, queued_at=earlier) for _ in range(REPORTS)]
        return [first, *(row.pk for row in Document.objects.bulk_create(made))]
