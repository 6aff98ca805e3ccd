"""Listening to an area, as the local lead goes through it, and a head of school on a phone without JavaScript."""

import pytest

from commissioning.access.roles import Role
from commissioning.people.models import OutgoingEmail
from commissioning.programme import demo, matrix
from evaluation.models import AreaInterview, AreaPassage, Listening
from tests.browser import steps
from tests.support.browser import DESK, PHONE
from tests.support.listening import link_to
from tests.support.site import DEMO_PASSWORD

pytestmark = pytest.mark.slow


def pages_of(listening: Listening) -> list[str]:
    home, interview = listening.get_absolute_url(), AreaInterview.objects.filter(listening=listening).latest("pk")
    passage = AreaPassage.objects.filter(interview__listening=listening).earliest("pk")
    waiting = interview.get_absolute_url()
    checked = passage.interview.get_absolute_url()
    own = ("", "themes/", "themes/leadership/", "interviews/add/", "playback/", "reports/1/", "reports/2/")
    interviews = (waiting, f"{waiting}edit/", f"{waiting}notes/2/", checked, f"/evaluation/area-passages/{passage.pk}/")
    return [*(f"{home}{page}" for page in own), *interviews]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_of_the_demonstrations_listening_is_good(open_tab, data, size):
    listening = Listening.objects.get(authority__gss_code=demo.DURHAM)
    lead, champion = open_tab(size), open_tab(size)
    steps.sign_in(lead, demo.email_of(matrix.ACCOUNT_OF[Role.LOCAL_LEAD]), DEMO_PASSWORD)
    for path in pages_of(listening):
        lead.visit(path)
    steps.sign_in(champion, demo.email_of(matrix.ACCOUNT_OF[Role.CHAMPION]), DEMO_PASSWORD)
    champion.visit(listening.get_absolute_url())
    champion.expect_no_text("Record an interview")
    champion.follow("What we heard, version 1")
    champion.expect_text("Superseded by version 2")
    champion.expect_text("Somebody who was heard")


def test_notes_are_checked_on_a_phone_without_javascript(open_tab, data):
    interview = AreaInterview.objects.filter(listening__authority__gss_code=demo.DURHAM).latest("pk")
    assert OutgoingEmail.objects.filter(recipient="superintendent@demo.example").exists()
    person = interview.heard.get().stakeholder
    phone = open_tab(PHONE, scripts=False)
    phone.visit(link_to(person))
    phone.expect_text("Whoever chairs the board, and two who make it work.")
    phone.press("Send")
    phone.expect_errors("Select whether the notes are right", "Select whether passages may be quoted")
    phone.choose("Are the notes right?", "The notes are right")
    phone.choose("May passages be quoted to the area?", "No")
    phone.press("Send")
    phone.expect_heading("Thank you")
    phone.visit(link_to(person))  # by which they may change their mind about being quoted, and read nothing more
    phone.expect_heading("May we quote from our conversation?")
    phone.expect_no_text("Whoever chairs the board")
