"""What an area shares, with whom, until when; what they get; and that it ends."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.documents.models import Document
from commissioning.people.models import AuditEntry
from commissioning.saving import NotNow
from readiness import visibility
from readiness.actions import agreement, sharing
from readiness.models import Share, Standard
from tests.conftest import browser_of
from tests.support.assessments import agreeing, answered, champion_of, opened, signed, submitted
from tests.support.pages import text
from tests.support.people import EALING, area, in_role
from tests.support.sharing import PURPOSE, asked, shared

pytestmark = pytest.mark.django_db

READERS = {"leaders": Role.SENIOR_LEADER, "region": Role.REGIONAL_LEAD, "programme": Role.PROGRAMME_LEAD}
LEVEL_3, LEVEL_4 = "3 – Progress towards the standard", "4 – Very good progress"


@pytest.fixture
def champion():
    """A champion with a signed self-assessment."""
    assessment = signed()
    client = browser_of(champion_of(assessment))
    client.assessment = assessment
    return client


def page(assessment, *parts: str) -> str:
    return "/".join([f"/readiness/{assessment.pk}", *parts, ""])


def sharing_page(client, *parts: str) -> str:
    return page(client.assessment, "sharing", *parts)


def signed_again(assessment, level: str = "4") -> None:
    """Reopened, changed in one standard and signed once more."""
    by = champion_of(assessment)
    agreement.reopen(assessment=assessment, by=by, reason="The board met")
    standard = Standard.objects.get(version=assessment.version, code="S01")
    row = assessment.agreed_levels.get(standard=standard)
    answer = agreement.Answer.parse(level)
    agreed = agreement.Agreed(answer, None, "", "", row.version)
    agreement.agree_level(assessment=assessment, standard=standard, agreed=agreed, by=by)
    agreement.submit(assessment=assessment, by=by)
    director = assessment.signatures.get().signed_by
    agreement.sign(assessment=assessment, by=director)


# --- Sharing ------------------------------------------------------------------------------


def test_every_audience_of_the_rules_can_be_shared_with_and_no_other():
    assert set(Share.Audience.values) == set(visibility.AUDIENCES) == set(READERS)
    assert visibility.WHOLE_REPORT in Share.What.values


def test_nothing_is_shared_to_begin_with(champion):
    shown = text(champion.get(sharing_page(champion)))
    assert shown.count("Nothing is shared with them.") == 3
    assert "revision 1, signed on" in shown


def test_the_page_names_whom_the_reader_may_see_and_counts_the_rest(champion):
    leader, regional = in_role(Role.SENIOR_LEADER), in_role(Role.REGIONAL_LEAD)
    in_role(Role.REGIONAL_LEAD, area(EALING))
    shown = text(champion.get(sharing_page(champion)))
    assert f"Today: {leader.full_name}." in shown
    assert "Today: 1 person in role as regional lead." in shown
    assert regional.full_name not in shown
    assert "Nobody is in role as programme lead today." in shown


def test_the_champion_sees_what_they_would_see_before_anything_is_shared(champion):
    assert "What do you want to share?" in text(champion.get(sharing_page(champion, "region")))
    preview = champion.post(sharing_page(champion, "region"), asked())
    assert "Nothing is shared yet" in text(preview)
    assert PURPOSE in text(preview)
    assert text(preview).count(LEVEL_3) == 12
    assert f'href="{page(champion.assessment, "sharing")}">Do not share' in text(preview)
    assert not Share.objects.exists()


@pytest.mark.parametrize("what", ["levels", "report"])
def test_the_preview_shows_word_for_word_what_they_then_get(champion, client_as, what):
    reader = client_as(Role.REGIONAL_LEAD)
    preview = champion.post(sharing_page(champion, "region"), asked(what))
    champion.post(sharing_page(champion, "region"), asked(what, share="1"))
    got = reader.get(page(champion.assessment, "shared"))
    begin, end = "Shared for", "</table>"
    pieces = [text(response).split(begin)[1].split(end)[0] for response in (preview, got)]
    assert pieces[0] == pieces[1]


def test_the_preview_of_a_report_leads_to_the_very_report(champion):
    snapshot = champion.assessment.snapshots.get(moment="signed")
    path = page(champion.assessment, "report", str(snapshot.pk))
    assert path in text(champion.post(sharing_page(champion, "region"), asked("report")))
    assert path not in text(champion.post(sharing_page(champion, "region"), asked("levels")))
    assert champion.get(path).status_code == 200


def test_changing_ones_mind_in_the_preview_keeps_what_was_typed(champion):
    shown = text(champion.post(sharing_page(champion, "region"), asked("report", "Another purpose", change="1")))
    assert "What do you want to share?" in shown
    assert "Another purpose" in shown
    assert not Share.objects.exists()


@pytest.mark.parametrize("audience", READERS)
def test_a_share_opens_the_levels_to_its_audience_and_to_nobody_else(champion, client_as, audience):
    readers = {key: client_as(role) for key, role in READERS.items()}
    response = champion.post(sharing_page(champion, audience), asked(share="1"), follow=True)
    assert "They can see it from now on" in text(response)
    for key, reader in readers.items():
        answer = reader.get(page(champion.assessment, "shared"))
        assert answer.status_code == (200 if key == audience else 403), key
        assert reader.get(page(champion.assessment, "report")).status_code == 403


def test_who_it_is_shared_with_reads_purpose_last_day_who_and_the_levels(champion, client_as):
    shared(champion.assessment)
    shown = text(client_as(Role.REGIONAL_LEAD).get(page(champion.assessment, "shared")))
    last_day = timezone.localdate() + timedelta(days=30)
    for words in (PURPOSE, f"{last_day.day} {last_day:%B %Y}", champion.person.full_name, "revision 1"):
        assert words in shown
    assert shown.count(LEVEL_3) == 12
    assert "Because" not in shown  # the words beside the levels


def test_the_whole_report_is_read_on_its_own_page(champion, client_as):
    shared(champion.assessment, "programme", "report")
    reader = client_as(Role.PROGRAMME_LEAD)
    assert page(champion.assessment, "report") in text(reader.get(page(champion.assessment, "shared")))
    shown = reader.get(page(champion.assessment, "report"))
    assert shown.status_code == 200
    assert "Because" in text(shown)


def test_a_regional_lead_of_another_region_is_not_the_audience(champion, client_as):
    shared(champion.assessment)
    reader = client_as(Role.REGIONAL_LEAD, area(EALING))
    assert reader.get(page(champion.assessment, "shared")).status_code == 404


# --- Refusals -----------------------------------------------------------------------------


@pytest.mark.parametrize("state", [answered, agreeing, submitted])
def test_only_what_was_signed_can_be_shared(client_as, state):
    client = client_as(Role.CHAMPION)
    client.assessment = state(opened(client.person))
    assert "Only signed levels can be shared" in text(client.get(sharing_page(client)))
    for send in (client.get, lambda address: client.post(address, asked(share="1"))):
        assert send(sharing_page(client, "region")).status_code == 409
    with pytest.raises(NotNow, match="Only signed levels"):
        shared(client.assessment)
    assert not Share.objects.exists()


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"what": ""}, "Select what you want to share"),
        ({"what": "everything"}, "Select the levels alone or the whole report"),
        ({"purpose": ""}, "Enter what it is for"),
        ({"purpose": "\u200b\u202e"}, "Enter what it is for"),
        ({"purpose": "x" * 301}, "must be 300 characters or fewer"),
        ({"purpose": "\ufdfa" * 300}, "must be 300 characters or fewer"),  # eighteen letters each, written plainly
        ({"purpose": "before\x00after"}, "Null characters"),
        ({"until-day": ""}, "must include a day"),
        ({"until-year": "20" * 30}, "Year must include 4 numbers"),
        ({"until-year": "2020"}, "must be on or after"),
        ({"until-year": "2999"}, "must be on or before"),
    ],
)
def test_what_is_missing_or_off_is_said_and_nothing_is_shared(champion, changed, error):
    response = champion.post(sharing_page(champion, "region"), asked(share="1") | changed)
    assert response.status_code == 200
    assert error in text(response)
    assert not Share.objects.exists()


def test_today_and_the_same_day_in_two_years_are_the_ends_of_what_is_possible(champion):
    today = timezone.localdate()
    in_two_years = (sharing.latest_day(today) - today).days
    for days, possible in ((-1, False), (0, True), (in_two_years, True), (in_two_years + 1, False)):
        Share.objects.update(ended_at=timezone.now())
        if possible:
            assert shared(champion.assessment, days=days).until == today + timedelta(days=days)
        else:
            with pytest.raises(NotNow, match="The last day must be"):
                shared(champion.assessment, days=days)


@pytest.mark.parametrize(
    ("today", "latest"),
    [
        (date(2026, 7, 1), date(2028, 7, 1)),
        (date(2026, 2, 28), date(2028, 2, 28)),
        (date(2028, 2, 29), date(2030, 2, 28)),
    ],
)
def test_38_two_years_on_a_leap_day_too(today, latest):
    assert sharing.latest_day(today) == latest


def test_an_audience_that_does_not_exist_is_not_found(champion):
    assert champion.post(sharing_page(champion, "everybody"), asked(share="1")).status_code == 404


def test_4_9_forged_fields_change_nothing(champion):
    forged = {"audience": "programme", "assessment": "1", "shared_by": "1", "shared_on": "2020-01-01"}
    champion.post(sharing_page(champion, "region"), asked(share="1") | forged)
    share = Share.objects.get()
    assert (share.audience, share.assessment, share.shared_by, share.shared_on) == (
        "region",
        champion.assessment,
        champion.person,
        timezone.localdate(),
    )


def test_a_hostile_purpose_is_shown_as_text(champion, client_as):
    champion.post(sharing_page(champion, "region"), asked(purpose="<script>alert(1)</script>", share="1"))
    for shown in (
        champion.get(sharing_page(champion)),
        client_as(Role.REGIONAL_LEAD).get(page(champion.assessment, "shared")),
    ):
        assert "<script>alert(1)" not in text(shown)
        assert "&lt;script&gt;alert(1)" in text(shown)


# --- Once, and an end ---------------------------------------------------------------------


def test_the_same_wish_sent_twice_is_one_share(champion):
    for _ in range(2):
        assert champion.post(sharing_page(champion, "region"), asked(share="1")).status_code == 302
    assert Share.objects.count() == 1
    assert AuditEntry.objects.filter(verb="share").count() == 1


def test_another_purpose_needs_the_first_share_ended(champion):
    shared(champion.assessment)
    response = champion.post(sharing_page(champion, "region"), asked(purpose="Something else", share="1"))
    assert response.status_code == 409
    assert "End that share first" in text(response)
    assert Share.objects.get().purpose == PURPOSE


def test_the_database_knows_one_share_of_a_kind_at_a_time(champion):
    share = shared(champion.assessment)
    share.pk = None
    with pytest.raises(IntegrityError, match="share_once_at_a_time"), transaction.atomic():
        share.save(force_insert=True)


def test_levels_and_the_report_may_be_shared_for_different_purposes(champion, client_as):
    shared(champion.assessment, what="levels")
    shared(champion.assessment, what="report", purpose="Planning a visit")
    shown = text(client_as(Role.REGIONAL_LEAD).get(page(champion.assessment, "shared")))
    assert shown.index("Planning a visit") < shown.index(PURPOSE)


def test_it_ends_at_once_and_stays_listed(champion, client_as):
    share, reader = shared(champion.assessment, what="report"), client_as(Role.REGIONAL_LEAD)
    assert reader.get(page(champion.assessment, "report")).status_code == 200
    response = champion.post(sharing_page(champion, str(share.pk), "end"), follow=True)
    assert "They can no longer see it" in text(response)
    for part in ("report", "shared"):
        assert reader.get(page(champion.assessment, part)).status_code == 403
    past = text(response).split("Past shares</h2>")[1]
    assert PURPOSE in past
    assert f"by {champion.person}" in past


def test_ending_twice_ends_once(champion):
    share = shared(champion.assessment)
    for _ in range(2):
        assert champion.post(sharing_page(champion, str(share.pk), "end")).status_code == 302
    assert AuditEntry.objects.filter(verb="share-end").count() == 1


def at(monkeypatch, moment: str) -> None:
    """The clock, from now on. Moments are UTC; London is an hour ahead in summer."""
    now = timezone.datetime.fromisoformat(f"{moment}+00:00")
    monkeypatch.setattr(timezone, "now", lambda: now)


def test_38_it_ends_by_itself_after_its_last_day_in_london(champion, monkeypatch):
    at(monkeypatch, "2031-06-01T12:00:00")
    until = date(2031, 6, 30)
    wanted = sharing.Wanted("region", "report", PURPOSE, until)
    share = sharing.share(assessment=champion.assessment, wanted=wanted, by=champion.person)
    lead, answers = in_role(Role.REGIONAL_LEAD), []
    for moment in ("2031-06-30T22:59:59", "2031-06-30T23:00:00"):
        at(monkeypatch, moment)
        reader = browser_of(lead)
        answers.append({reader.get(page(champion.assessment, part)).status_code for part in ("report", "shared")})
    assert answers == [{200}, {403}]
    shown = text(browser_of(champion.person).get(sharing_page(champion)))
    assert "30 June 2031, by itself" in shown
    assert not sharing.end_share(share=share, by=champion.person)  # nothing is left to end


def test_after_it_ended_by_itself_it_can_be_shared_anew(champion, monkeypatch):
    at(monkeypatch, "2031-06-01T12:00:00")
    shared(champion.assessment, days=10)
    at(monkeypatch, "2031-06-12T12:00:00")
    shared(champion.assessment, days=10)
    assert Share.objects.count() == 2


# --- Revisions ----------------------------------------------------------------------------


def test_while_it_is_reopened_the_signed_revision_stays_shared(champion, client_as):
    shared(champion.assessment, what="report")
    reader = client_as(Role.REGIONAL_LEAD)
    agreement.reopen(assessment=champion.assessment, by=champion.person, reason="The board met")
    assert "Levels of revision 1" in text(reader.get(page(champion.assessment, "shared")))
    assert reader.get(page(champion.assessment, "report")).status_code == 200
    shown = text(champion.get(sharing_page(champion)))
    assert "Revision 2 is on its way. Until it is signed, others go on seeing revision 1" in shown


def test_once_the_new_revision_is_signed_it_is_what_is_shared_and_the_old_one_no_longer(champion, client_as):
    shared(champion.assessment, what="report")
    reader = client_as(Role.REGIONAL_LEAD)
    signed_again(champion.assessment)
    shown = text(reader.get(page(champion.assessment, "shared")))
    assert "Levels of revision 2" in shown
    assert (shown.count(LEVEL_4), shown.count(LEVEL_3)) == (1, 11)
    first, second = champion.assessment.snapshots.filter(moment="signed").order_by("made_at")
    listed = {
        snapshot: reader.get(Document.objects.get(params={"snapshot": snapshot.pk}).get_absolute_url()).status_code
        for snapshot in (first, second)
    }
    assert listed == {first: 404, second: 200}


# --- Who may ------------------------------------------------------------------------------


def test_the_director_sees_the_list_and_changes_nothing(champion, client_as):
    share = shared(champion.assessment)
    director = browser_of(champion.assessment.signatures.get().signed_by)
    shown = text(director.get(sharing_page(champion)))
    assert PURPOSE in shown
    assert "End now" not in shown
    assert "/sharing/region/" not in shown
    assert director.post(sharing_page(champion, str(share.pk), "end")).status_code == 403
    assert director.post(sharing_page(champion, "leaders"), asked(share="1")).status_code == 403
    assert Share.objects.get().ended_at is None


OTHERS = {
    Role.CONTRIBUTOR: 403,
    Role.SENIOR_LEADER: 403,
    Role.LOCAL_LEAD: 403,
    Role.REGIONAL_LEAD: 403,
    Role.PROGRAMME_LEAD: 403,
    Role.ADMINISTRATOR: 403,
    Role.ADVISER: 404,
    Role.EVALUATOR: 404,
}


@pytest.mark.parametrize(("role", "status"), OTHERS.items())
def test_nobody_else_sees_or_changes_what_is_shared(champion, client_as, role, status):
    share, client = shared(champion.assessment), client_as(role)
    for parts in ((), ("region",)):
        assert client.get(sharing_page(champion, *parts)).status_code == status
    assert client.post(sharing_page(champion, "leaders"), asked(share="1")).status_code == status
    assert client.post(sharing_page(champion, str(share.pk), "end")).status_code == status
    assert client.get(page(champion.assessment, "audiences")).status_code == status
    assert Share.objects.get().ended_at is None
    with pytest.raises(PermissionDenied):
        sharing.end_share(share=share, by=client.person)


def test_another_areas_shares_do_not_exist(champion, client_as):
    other = client_as(Role.CHAMPION, area(EALING))
    theirs = signed(opened(other.person, area(EALING)))
    share = shared(champion.assessment)
    assert other.get(sharing_page(champion)).status_code == 404
    # Nor does a share by way of one's own self-assessment.
    assert other.post(page(theirs, "sharing", str(share.pk), "end")).status_code == 404
    assert Share.objects.get().ended_at is None


def test_the_page_costs_the_same_however_much_is_shared(champion, django_assert_num_queries):
    shared(champion.assessment)
    shared(champion.assessment, "leaders")
    with CaptureQueriesContext(connection) as one:
        champion.get(sharing_page(champion))
    for _ in range(10):
        Share.objects.filter(audience="region").update(ended_at=timezone.now(), ended_by=champion.person)
        shared(champion.assessment)
        in_role(Role.SENIOR_LEADER)
    with django_assert_num_queries(len(one)):
        champion.get(sharing_page(champion))
