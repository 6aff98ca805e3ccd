"""The report's pages: its versions, its files, the two pages for the board; and what is put into a snapshot for it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from commissioning.access import registry
from commissioning.access.permissions import Permission
from commissioning.access.roles import Role
from commissioning.authorities.models import Authority, Succession
from commissioning.documents.models import Document
from commissioning.people.models import AuditEntry
from commissioning.people.queries import holders
from readiness import publication, report, snapshots
from readiness.actions import agreement, campaigns
from readiness.actions import assessments as opening
from readiness.models import Campaign, Snapshot
from readiness.queries import frozen
from readiness.queries.reports import ABOUT, same_council
from tests.conftest import browser_of
from tests.support import assessments
from tests.support.people import DURHAM, EALING, area, in_role
from tests.support.reports import content_of, made, revision_of, signed_in_full
from tests.support.sharing import shared

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

FILES = list(ABOUT)


@pytest.fixture
def signed() -> Snapshot:
    return signed_in_full()


def page(client, name: str, *args) -> str:
    response = client.get(reverse(f"readiness:{name}", args=args))
    assert response.status_code == 200, response.content.decode()[:500]
    return response.content.decode()


def downloaded(client, document: Document) -> bytes:
    return b"".join(client.get(f"{document.get_absolute_url()}download/"))


def champion(snapshot: Snapshot):
    return browser_of(assessments.champion_of(snapshot.assessment))


# --- On screen ----------------------------------------------------------------------------


def test_it_says_on_screen_what_the_pdf_says(signed):
    shown = page(champion(signed), "report-detail", signed.assessment_id)

    for words in (
        "Partners differed most on “Money matched to priorities and prevention”",
        "You know residential care to the pound",
        "The area moved from level 4 to level 3.",
        "Health put it at 4: their own spend is known by group.",
        "Others outside the council would accept it",
        "Assistant director, commissioning",
        "Views given, by kind of partner",
        "I am glad that we are honest about pooled money.",
        "The children’s partnership board discussed it on 9 March 2026.",
    ):
        assert words in shown
    assert shown.count("<h1") == 1
    assert " style=" not in shown


def test_the_newest_version_is_shown_and_earlier_ones_say_what_superseded_them(signed):
    first = signed.assessment.snapshots.get(moment="signed", revision=1)
    client = champion(signed)
    newest = page(client, "report-detail", signed.assessment_id)
    earlier = page(client, "report-version", signed.assessment_id, first.pk)

    assert "superseded by revision 2, signed" in newest
    assert reverse("readiness:report-version", args=[signed.assessment_id, first.pk]) in newest
    assert "A newer version has taken the place of this one" not in newest
    assert "A newer version has taken the place of this one: revision 2, signed." in earlier
    assert "in place of revision 1, signed on" in newest


def test_a_reader_lists_only_the_versions_they_may_read(signed):
    """Contributors who took part read what was signed, not what was sent."""
    assessment = signed.assessment
    sent = assessment.snapshots.get(moment="sent")
    assessment.state = "agreeing"  # reopened: the local lead's door to levels as they stand is closed
    assessment.save()
    lead = browser_of(in_role(Role.LOCAL_LEAD))
    listed = page(lead, "report-detail", assessment.pk)

    assert "Revision 2, signed" in listed
    assert "sent to the director on" not in listed
    assert lead.get(reverse("readiness:report-version", args=[assessment.pk, sent.pk])).status_code == 404


@pytest.mark.parametrize("name", ["report-version", "board-detail"])
def test_another_area_s_version_does_not_exist(signed, name):
    elsewhere = assessments.signed(assessments.opened(authority=area(EALING)))
    client = champion(signed)

    assert client.get(reverse(f"readiness:{name}", args=[elsewhere.pk, signed.pk])).status_code == 404
    mine = reverse(f"readiness:{name}", args=[signed.assessment_id, elsewhere.snapshots.latest("pk").pk])
    assert client.get(mine).status_code == 404
    assert client.get(reverse(f"readiness:{name}", args=[signed.assessment_id, 10**9])).status_code == 404


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.SENIOR_LEADER, Role.REGIONAL_LEAD, Role.PROGRAMME_LEAD])
@pytest.mark.parametrize("name", ["report-version", "board-detail"])
def test_who_may_not_read_the_report_reads_no_version_of_it(signed, role, name):
    client = browser_of(in_role(role))

    assert client.get(reverse(f"readiness:{name}", args=[signed.assessment_id, signed.pk])).status_code == 403


def test_every_read_of_it_is_recorded(signed):
    client = champion(signed)
    for name in ("report-version", "board-detail"):
        page(client, name, signed.assessment_id, signed.pk)

    assert AuditEntry.objects.filter(verb="report-read", object_id=signed.assessment_id).count() == 2


def test_the_board_s_pages_on_screen(signed):
    shown = page(champion(signed), "board-detail", signed.assessment_id, signed.pk)

    assert "Two pages for the board" in shown
    assert "Agree limits of authority for joint spending – Sara Whitfield, ICB, by 30 June 2026" in shown
    assert "Make the two pages" in shown
    assert "Who can see this" in shown
    assert "Health put it at 4" not in shown


def test_as_many_queries_for_two_versions_as_for_six(signed, django_assert_num_queries):
    client = champion(signed)
    address = reverse("readiness:report-detail", args=[signed.assessment_id])
    client.get(address)
    with django_assert_num_queries(_queries(client, address)):
        for number in range(3, 7):
            revision_of(signed.assessment, number)
        assert client.get(address).status_code == 200


def _queries(client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as found:
        client.get(address)
    return len(found) + 4  # the four that write the further versions


# --- Its files ----------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("kind", FILES)
def test_each_file_is_asked_for_made_and_downloaded(signed, kind):
    client = champion(signed)
    asked = client.post(reverse("readiness:copy-request", args=[signed.assessment_id, signed.pk, kind]))
    document = made(Document.objects.latest("pk"))

    assert asked.url == document.get_absolute_url()
    assert (document.state, document.kind, document.reason) == ("done", kind, "")
    assert document.title.endswith("County Durham, 2026/27, revision 2")
    assert downloaded(client, document) == content_of(document)
    assert "Download" in page(client, "report-detail", signed.assessment_id)


@pytest.mark.slow
@pytest.mark.parametrize("kind", FILES)
def test_a_file_asked_for_twice_is_one_while_it_is_on_its_way(signed, kind):
    client = champion(signed)
    address = reverse("readiness:copy-request", args=[signed.assessment_id, signed.pk, kind])
    first, again = client.post(address), client.post(address)

    assert first.url == again.url
    made(Document.objects.latest("pk"))
    assert client.post(address).url != first.url, "a new one, once that is made"


def test_an_unknown_kind_of_file_does_not_exist(signed):
    client = champion(signed)
    for kind in ("comparison-tables", "workshop-pack", "nonsense"):
        address = reverse("readiness:copy-request", args=[signed.assessment_id, signed.pk, kind])
        assert client.post(address).status_code == 404


@pytest.mark.parametrize("kind", FILES)
def test_a_shared_report_is_shared_with_all_its_files(signed, kind):
    assessment = signed.assessment
    client = browser_of(in_role(Role.REGIONAL_LEAD))
    address = reverse("readiness:copy-request", args=[assessment.pk, signed.pk, kind])
    assert client.post(address).status_code == 403
    shared(assessment, "region", "report")
    document = made(Document.objects.get(pk=client.post(address).url.rstrip("/").rpartition("/")[2]))
    assert downloaded(client, document) == content_of(document)


@pytest.mark.parametrize("kind", FILES)
def test_7_whoever_lost_the_right_to_read_gets_no_file(signed, kind):
    lead = in_role(Role.REGIONAL_LEAD)
    share = shared(signed.assessment, "region", "report")
    client = browser_of(lead)
    client.post(reverse("readiness:copy-request", args=[signed.assessment_id, signed.pk, kind]))
    share.ended_at = timezone.now()
    share.save()
    document = made(Document.objects.latest("pk"))

    assert document.reason == "The person who asked for this is no longer allowed to have it."
    assert client.get(f"{document.get_absolute_url()}download/").status_code == 404


@pytest.mark.parametrize("kind", FILES)
def test_a_snapshot_that_was_changed_makes_no_file(signed, kind):
    from commissioning.documents.actions import request_document

    other = revision_of(signed.assessment, 3)
    forged = Snapshot.objects.create(
        **{name: getattr(other, name) for name in ("assessment", "moment", "revision", "format", "made_at")},
        data=other.data | {"title": "Forged"},
        checksum=other.checksum,
    )
    document = request_document(
        kind=kind, title="x", authority=signed.assessment.authority, params={"snapshot": forged.pk}, by=None
    )

    assert "no longer matches its checksum" in made(document).reason


def test_the_old_address_still_makes_the_newest_pdf(signed):
    response = champion(signed).post(reverse("readiness:report-request", args=[signed.assessment_id]))

    assert response.status_code == 302
    assert Document.objects.latest("pk").params == {"snapshot": signed.pk}


# --- What it is compared with -------------------------------------------------------------


def sign(assessment) -> Snapshot:
    agreement.submit(assessment=assessment, by=assessments.champion_of(assessment))
    in_post = holders(Permission.ASSESSMENT_SIGN, assessment.authority)
    agreement.sign(assessment=assessment, by=in_post[0].person if in_post else in_role(Role.DIRECTOR))
    return frozen.newest_snapshot(assessment)


def test_the_occasion_before_may_be_a_baseline_of_the_same_year():
    leader = in_role(Role.CHAMPION)
    baseline = opening.open_assessment(authority=area(), year=2026, by=leader, occasion="baseline")
    sign(assessments.agreeing(baseline, "2"))
    found = report.feedback_report(sign(assessments.agreeing(assessments.opened(leader), "3")))

    assert found.comparison.label == "Baseline 2026/27"
    assert {standard.change for standard in found.standards} == {"1 level higher"}


def test_a_council_with_a_new_code_is_the_same_and_a_merged_one_is_not():
    recoded = Succession.objects.filter(kind="recoded").first()
    merged = Succession.objects.filter(kind__in=["merged", "replaced", "split"]).first()

    assert same_council(recoded.successor_id) >= {recoded.successor_id, recoded.predecessor_id}
    assert merged.predecessor_id not in same_council(merged.successor_id)


def test_a_report_follows_its_own_council_to_a_new_code():
    link = Succession.objects.filter(kind="recoded").select_related("predecessor", "successor").first()
    old = Authority.objects.get(pk=link.predecessor_id)
    before = assessments.signed(assessments.opened(authority=old, year=2024), "2")
    now = assessments.signed(assessments.opened(authority=link.successor, year=2026), "4")
    found = report.feedback_report(frozen.newest_snapshot(now))

    assert found.comparison.label == before.year_label
    assert {standard.change for standard in found.standards} == {"2 levels higher"}


def test_what_was_signed_later_changes_no_earlier_report(signed):
    before = report.feedback_report(signed)
    revision_of(signed.assessment, 3, at=timezone.now() + timedelta(days=1))

    after = report.feedback_report(signed)
    assert (after.comparison, after.glance) == (before.comparison, before.glance)
    assert after.superseded_by == "revision 3, signed"


# --- Beside other areas -------------------------------------------------------------------


def a_publication(counted: dict[int, int], year: int = 2026, close: bool = True) -> Campaign:
    """A campaign of that year and its publication; `counted`: each area's level on every standard."""
    campaign = campaigns.create_campaign(
        year=year, opens_on=date(year, 4, 1), closes_on=date(year + 1, 3, 31), areas=[area(), area(EALING)], by=None
    )
    codes = [standard.code for standard in area().assessments.first().version.standards.all()][:2]
    signed = [
        publication.Signed(pk, "unitary", "North East", dict.fromkeys(codes, level)) for pk, level in counted.items()
    ]
    data = publication.publish(signed, dict.fromkeys(codes, "all"), {})
    campaign.closed_at = timezone.now() if close else None
    campaign.save()
    campaign.publications.create(
        number=1, format=1, data=data, checksum=snapshots.checksum(data), made_at=timezone.now()
    )
    return campaign


def many(own: int | None) -> dict[int, int]:
    """Thirty areas, ten at each of 2, 3 and 4, and this one."""
    counted = {10_000 + number: 2 + number % 3 for number in range(30)}
    return counted | ({area().pk: own} if own else {})


def test_beside_others_once_the_campaign_is_closed_and_the_area_was_counted(signed):
    assert report.feedback_report(signed, compared=True).others is None
    a_publication(many(4))
    found = report.feedback_report(signed, compared=True)

    assert [row.title for row in found.others.rows] == [standard.title for standard in found.standards[:2]]
    assert found.others.rows[0].counts[0] == (0, 10, 10, 10, 0, 0, 30)
    assert found.others.rows[0].middles[0].median == "3"
    assert found.others.groups == ("England", "Unitary", "North East")
    shown = page(champion(signed), "report-detail", signed.assessment_id)
    assert "Number of other areas at each level: England" in shown


def test_not_while_it_is_open_nor_for_who_was_not_counted_nor_what_is_not_signed(signed):
    campaign = a_publication(many(4), close=False)
    assert report.feedback_report(signed, compared=True).others is None
    campaign.closed_at = timezone.now()
    campaign.save()
    assert report.feedback_report(signed, compared=True).others is not None
    assert report.feedback_report(signed).others is None, "a copy for everybody has no such chapter"
    assert report.feedback_report(signed.assessment.snapshots.get(moment="sent"), compared=True).others is None


def test_an_area_that_was_not_counted_reads_no_comparison(signed):
    a_publication(many(None))

    assert report.feedback_report(signed, compared=True).others is None


# --- What is put into a snapshot ----------------------------------------------------------


@pytest.fixture
def further_reading(monkeypatch):
    """A panel of the test's own in the report's place, and one that asks for a permission."""
    monkeypatch.setattr(registry, "_PANELS", dict(registry._PANELS))

    def build(assessment, scope):
        return {"intro": "Chosen for you.", "columns": ["What", "Where"], "rows": [["A <case> study", "Resources"]]}

    def add(key: str, permission: Permission | None) -> None:
        registry.register(registry.Panel("feedback-report", key, f"Panel {key}", 10, permission, build, ""))

    add("open", None)
    add("closed", Permission.LEVELS_SEE_ALWAYS)


def test_a_panel_s_table_is_frozen_with_the_snapshot_and_printed(further_reading, client_as):
    assessment = assessments.submitted(assessments.opened(client_as(Role.CHAMPION).person))
    snapshot = frozen.newest_snapshot(assessment)

    assert snapshot.data["panels"] == [
        {
            "key": "open",
            "title": "Panel open",
            "intro": "Chosen for you.",
            "columns": ["What", "Where"],
            "rows": [["A <case> study", "Resources"]],
        }
    ], "of many readers no permission is asked, so only an open panel is in it"
    assert snapshots.checksum(snapshot.data) == snapshot.checksum
    shown = page(champion(snapshot), "report-detail", assessment.pk)
    assert "A &lt;case&gt; study" in shown
    assert "Chosen for you." in shown


def test_why_it_went_without_a_challenge_is_frozen_and_printed():
    assessment = assessments.signed()
    snapshot = frozen.newest_snapshot(assessment)

    assert snapshot.data["was_challenged"] is False
    assert snapshot.data["why_unchallenged"].startswith("Without a challenge: no local lead")
    assert report.feedback_report(snapshot).challenge.message.startswith(
        "It went to the director without a challenge: no local lead"
    )


def test_a_draft_of_an_action_is_not_in_the_report():
    assessment = assessments.submitted()
    actions = assessment.authority.actions
    actions.create(assessment=assessment, title="Meant")
    actions.create(assessment=assessment, title="Only a draft", drafted=True)
    actions.create(assessment=assessment, title="Done with", status="done")

    assert [action["title"] for action in frozen.circumstances(assessment)["actions"]] == ["Meant"]


@pytest.mark.slow
def test_the_pdf_of_a_real_self_assessment(signed):
    document = made(
        Document.objects.create(
            kind="feedback-report",
            title="x",
            authority=area(DURHAM),
            params={"snapshot": signed.pk},
            queued_at=timezone.now(),
        )
    )

    assert content_of(document).startswith(b"%PDF-1.7")
