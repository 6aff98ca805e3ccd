"""How the report was played back: announced, recorded, read by those it was played back to."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from commissioning.saving import NotNow
from readiness.actions import sharing
from readiness.models import Playback
from tests.conftest import browser_of
from tests.support.agreeing import said
from tests.support.assessments import agreeing, answered, champion_of, opened, submitted
from tests.support.pages import text
from tests.support.people import EALING, area, in_role, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def champion():
    """A champion whose self-assessment is with the director."""
    assessment = submitted()
    client = browser_of(champion_of(assessment))
    client.assessment = assessment
    client.page = page(client.assessment)
    return client


def page(assessment) -> str:
    return f"/readiness/{assessment.pk}/playback/"


def told(day: date | None = None, version: int = 0, **words: str) -> dict:
    """The form as a browser sends it."""
    day = day or timezone.localdate()
    parts = {"held_on-day": day.day, "held_on-month": day.month, "held_on-year": day.year}
    return {**parts, "who_came": "", "disputed": "", "changed": "", "version": version, **words}


HELD = {"who_came": "Twelve partners", "disputed": "Whether it is a 3", "changed": "A shared plan"}


def test_a_day_ahead_announces_it(champion, client_as):
    ahead = timezone.localdate() + timedelta(days=20)
    response = champion.post(champion.page, told(ahead), follow=True)
    assert "Saved." in text(response)
    assert Playback.objects.get().held_on == ahead
    assert f"{ahead.day} {ahead:%B %Y}" in text(client_as(Role.DIRECTOR).get(champion.page))


def test_what_came_of_it_follows(champion):
    champion.post(champion.page, told())
    champion.post(champion.page, told(version=1, **HELD))
    row = Playback.objects.get()
    assert (row.who_came, row.disputed, row.changed) == tuple(HELD.values())
    assert (row.version, row.recorded_by) == (2, champion.person)
    assert AuditEntry.objects.filter(verb="playback-save").count() == 2


@pytest.mark.parametrize("stage", [answered, agreeing])
def test_before_it_is_with_the_director_there_is_nothing_to_play_back(client_as, stage):
    client = client_as(Role.CHAMPION)
    assessment = stage(opened(client.person))
    assert client.get(page(assessment)).status_code == 409
    response = client.post(
        page(assessment), told(**HELD | {"disputed": "Words worth keeping, and long enough to be kept"})
    )
    assert response.status_code == 409
    assert "Words worth keeping" in text(response)
    with pytest.raises(NotNow, match="something to play back"):
        sharing.save_playback(
            assessment=assessment, told=sharing.Told(timezone.localdate(), "", "", "", 0), by=client.person
        )
    assert not Playback.objects.exists()


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"held_on-day": "", "held_on-month": "", "held_on-year": ""}, "Enter the day of the playback"),
        ({"held_on-day": "31", "held_on-month": "2"}, "must be a real date"),
        ({"held_on-year": "1999"}, "must be on or after"),
        ({"held_on-year": "2999"}, "must be on or before"),
        ({"disputed": "x" * 10_001}, "must be 10000 characters or less"),
        ({"version": "x"}, "had lost its place"),
        ({"version": ""}, "had lost its place"),
        ({"changed": "before\x00after"}, "Null characters"),
    ],
)
def test_what_is_off_is_said_and_nothing_is_lost(champion, changed, error):
    response = champion.post(champion.page, told(who_came="Kept on the page") | changed)
    assert response.status_code == 200
    assert error in text(response)
    assert "Kept on the page" in text(response)
    assert not Playback.objects.exists()


def test_an_empty_form_gets_its_errors(champion):
    assert champion.post(champion.page, {}).status_code == 200
    assert not Playback.objects.exists()


def test_hostile_words_are_shown_as_text(champion, client_as):
    champion.post(champion.page, told(**dict.fromkeys(HELD, "<script>alert(1)</script>")))
    for reader in (champion, client_as(Role.DIRECTOR)):
        shown = text(reader.get(champion.page))
        assert "<script>alert(1)" not in shown
        assert shown.count("&lt;script&gt;alert(1)") == 3


# --- Twice, and two people ----------------------------------------------------------------


def test_the_same_form_twice_is_one_save(champion):
    for _ in range(2):
        assert champion.post(champion.page, told(**HELD)).status_code == 302
    assert Playback.objects.get().version == 1
    assert AuditEntry.objects.filter(verb="playback-save").count() == 1


def test_the_second_to_save_is_told_and_loses_nothing(champion):
    champion.post(champion.page, told(disputed="Theirs"))
    response = champion.post(champion.page, told(disputed="Mine", version=0))
    assert response.status_code == 200
    assert "saved this on" in text(response)
    assert "Theirs" in text(response)
    assert "Mine" in text(response)
    assert Playback.objects.get().disputed == "Theirs"
    assert re.search(r'name="version"[^>]*value="1"', text(response))
    champion.post(champion.page, told(disputed="Mine", version=1))
    assert Playback.objects.get().disputed == "Mine"


def test_a_version_made_up_before_there_is_any_changes_nothing_else(champion):
    champion.post(champion.page, told(version=7, **HELD))
    assert Playback.objects.get().version == 1


# --- Who reads, who writes ----------------------------------------------------------------


def test_the_director_the_local_lead_and_who_took_part_read_it(client_as):
    champion = client_as(Role.CHAMPION)
    assessment = agreeing(opened(champion.person))
    contributor = in_role(Role.CONTRIBUTOR)
    scorer = said(assessment)
    scorer.person = contributor
    scorer.save()
    submitted(assessment)
    champion.post(page(assessment), told(**HELD))
    for reader in (client_as(Role.DIRECTOR), client_as(Role.LOCAL_LEAD), browser_of(contributor)):
        shown = text(reader.get(page(assessment)))
        assert all(words in shown for words in HELD.values())
        assert "<textarea" not in shown


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.LOCAL_LEAD])
def test_readers_do_not_write(champion, client_as, role):
    client = client_as(role)
    assert client.post(champion.page, told(**HELD)).status_code == 403
    with pytest.raises(PermissionDenied):
        sharing.save_playback(
            assessment=champion.assessment,
            told=sharing.Told(timezone.localdate(), "", "", "", 0),
            by=client.person,
        )
    assert not Playback.objects.exists()


@pytest.mark.parametrize(("role", "status"), refused(Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD))
def test_nobody_else_reads_or_writes_it(champion, client_as, role, status):
    champion.post(champion.page, told(**HELD))
    client = client_as(role)
    for response in (client.get(champion.page), client.post(champion.page, told(version=1))):
        assert response.status_code == status
        assert not any(words in text(response) for words in HELD.values())
    assert Playback.objects.get().version == 1


def test_another_areas_playback_does_not_exist(champion, client_as):
    other = client_as(Role.CHAMPION, area(EALING))
    assert other.get(champion.page).status_code == 404
    assert other.post(champion.page, told()).status_code == 404


def test_without_a_day_readers_are_told_that_there_is_none_yet(champion, client_as):
    assert "No day has been set yet" in text(client_as(Role.DIRECTOR).get(champion.page))
