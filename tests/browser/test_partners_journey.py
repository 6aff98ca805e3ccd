"""Partners asked, answering on a phone by the link in their mail, and heard: blind until the champion has answered."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from commissioning.access.roles import Role
from commissioning.people.models import OutgoingEmail
from commissioning.programme import demo
from readiness.actions import agreement, readers
from readiness.models import Scorer
from tests.browser import steps
from tests.support import assessments, partners
from tests.support.browser import PHONE
from tests.support.site import DEMO_PASSWORD

SMALL_PHONE = {"width": 390, "height": 760}
HAS_FINISHED = Counter(["1 of 2 finished.", "Schools: 1 of 2 finished", "Finished"])
FIRST = "1. A shared vision that leaders use"
HERS, HIS = "Panels decide without the school", "Nobody shares what a placement costs"


@pytest.fixture
def champion(new_person):
    return new_person(Role.CHAMPION, name="Nadia Holt")


@pytest.fixture
def assessment(champion):
    """Every standard answered by the champion, and partners can be asked."""
    return partners.asking(steps.an_assessment(champion, steps.ANSWERS))


def test_a_champion_asks_partners(page, champion, area):
    assessment = steps.an_assessment(champion)
    steps.sign_in(page, champion.email)
    page.visit(steps.address_of(assessment))
    page.follow("Partners")
    page.expect_text("Nobody is asked yet")
    set_the_days(page)
    choose_whom(page, "Schools", "One person")
    page.type("Full name", "Ann Lee")
    page.type("Email address", f"ann@{area.gss_code}.example")
    page.press("Send the invitation")
    page.expect_text("Ann Lee is asked; an email with their own link is on its way.")

    page.press("Ask a partner")
    choose_whom(page, "Police", "Several people, each alone")
    people = page.page.get_by_label("Names and email addresses")
    people.fill(f"Bo Kerr <bo@{area.gss_code}.example>\nNo address here")
    page.press("Send the invitations")
    page.expect_errors("Line 2: Enter a name and an email address, like Ann Lee <ann.lee@example.org>")
    people.fill(f"Bo Kerr <bo@{area.gss_code}.example>\nCy Moss, cy@{area.gss_code}.example")
    page.press("Send the invitations")
    page.expect_text("0 of 3 finished.")
    mails = OutgoingEmail.objects.filter(recipient__iendswith=f"@{area.gss_code}.example")
    links = {link for mail in mails for link in re.findall(r"/readiness/view/\S+", mail.body)}
    assert len(mails) == len(links) == 3

    page.follow("Cy Moss")
    page.follow("No longer ask them")
    page.press("No longer ask them")
    page.expect_text("0 of 2 finished.")


def set_the_days(page) -> None:
    page.press("Ask a partner")
    page.expect_heading("When can partners give their view?")
    page.press("Save and continue")


def choose_whom(page, kind: str, way: str) -> None:
    page.expect_heading("Ask a partner")
    page.choose("Which kind of partner?", kind)
    page.choose("How do they take part?", way)
    page.press("Continue")


@pytest.mark.slow
def test_nobody_sees_a_view_before_the_champion_has_answered(open_tab, champion, assessment):
    """What each reader is shown stays word for word the same while the first partner answers; once she has sent, it
    tells that she finished and nothing else.
    """
    her, him = (partners.invited(assessment, name=name) for name in ("Ann Lee", "Bo Kerr"))
    readers_of = {
        "champion": steps.sign_in(open_tab(), champion.email),
        "administrator": steps.sign_in(open_tab(), demo.email_of("admin"), DEMO_PASSWORD),
        "the other partner": open_tab(PHONE, scripts=False),
    }
    steps.open_link(readers_of["the other partner"], him)
    before = {who: seen(tab, assessment, him) for who, tab in readers_of.items()}

    hers = open_tab(SMALL_PHONE)
    steps.open_link(hers, her)
    hers.follow(FIRST)
    steps.give_views(hers, "1", HERS)
    assert {who: seen(tab, assessment, him) for who, tab in readers_of.items()} == before

    hers.press("Send my view")
    hers.expect_heading(re.compile("Thank you, your view is sent"))
    hers.expect_text(HERS)
    after = {who: seen(tab, assessment, him) for who, tab in readers_of.items()}
    assert after["administrator"] == before["administrator"]
    assert after["the other partner"] == before["the other partner"]
    assert told_more(before["champion"], after["champion"]) == HAS_FINISHED


def seen(tab, assessment, him: Scorer) -> dict[str, str]:
    """What this visitor is shown by every address that could tell something of it: pages, and lists as files."""
    address, area = steps.address_of(assessment), assessment.authority.gss_code
    lists = [f"/readiness/?q={area}", f"/readiness/campaigns/{assessment.year}/areas/?q={area}"]
    own = [partners.own(him), partners.own(him, "check"), partners.own(him, "standards", "S01"), "/"]
    parts = ("", "partners/", "check/", "agreeing/", "checks/", "report/", "sharing/", "looks/", "standards/S01/")
    files = [f"{path}&format=csv" for path in lists]
    return {path: shown(tab, path) for path in [*(address + part for part in parts), *own, *lists, *files]}


def shown(tab, path: str) -> str:
    """Status and what is read there; a page's form has another token each time."""
    answer = tab.page.request.get(tab.watch.address + path)
    text = answer.text()
    assert HERS not in text
    main = re.search(r"<main.*</main>", text, re.S)
    read = re.sub(r"\s*<[^>]*>\s*", "\n", main[0]) if main else text
    return f"{answer.status} {read}"


def told_more(before: dict[str, str], after: dict[str, str]) -> Counter:
    """The lines that were not there before, and how often each."""
    return sum((Counter(after[path].splitlines()) - Counter(before[path].splitlines()) for path in before), Counter())


@pytest.mark.slow
def test_a_partner_comes_back_on_another_phone(open_tab, champion, assessment):
    """The link is used up by opening it; a fresh one goes to the same address, and what was saved is there."""
    scorer = partners.invited(assessment, name="Ann Lee")
    phone = open_tab(PHONE, scripts=False)
    steps.open_link(phone, scorer)
    first = partners.link_to(scorer)
    phone.follow(FIRST)
    steps.give_view(phone, "2", HERS)
    phone.press("Save and come back later")
    phone.expect_text("Saved. You can come back to it until the last day.")

    another = open_tab(SMALL_PHONE)
    another.visit(first, status=410)
    another.expect_heading("This link has been used or has run out")
    another.press("Send me a fresh link")
    another.expect_heading("Look in your email")
    assert partners.link_to(scorer) != first
    steps.open_link(another, scorer)
    another.expect_text(re.compile("^.*1 of .* answered", re.S))
    another.press("Check answers and send")
    another.press("Send my view", status=422)
    assert not Scorer.objects.get(pk=scorer.pk).sent_at
    another.page.get_by_role("alert").get_by_role("link").first.click()
    steps.give_views(another, "2", HERS)
    another.press("Send my view")
    another.expect_text("Thank you, your view is sent")
    assert Scorer.objects.get(pk=scorer.pk).sent_at

    phone.page.goto(phone.watch.address + partners.own(scorer))
    phone.expect_no_text(HERS)  # the newer link ended the visit of the older
    another.press("Close my pages")
    another.page.goto(another.watch.address + partners.own(scorer))
    another.expect_no_text(HERS)


def test_partners_are_heard_and_thanked(open_tab, champion, assessment):
    """After the champion’s own views the champion reads every line; after the signature each partner their own."""
    her, him = (
        partners.invited(assessment, kind, name) for kind, name in (("schools", "Ann Lee"), ("health", "Bo Kerr"))
    )
    phone = open_tab(PHONE, scripts=False)
    steps.open_link(phone, her)
    partners.sent(her, "1", HERS)
    partners.sent(him, "5", HIS)
    reads = steps.sign_in(open_tab(), champion.email)
    reads.visit(steps.address_of(assessment) + "agreeing/", status=403)
    reads.visit(steps.address_of(assessment) + "check/")
    reads.press("Send your views and start agreeing")
    reads.expect_text("0 of 12 levels agreed. The widest disagreement comes first.")
    reads.press("Go through the standards one by one")
    reads.expect_text(f"Level 1: “{HERS}”")
    reads.expect_text(f"Level 5: “{HIS}”")

    assessment.refresh_from_db()
    steps.agree_the_rest(assessment, champion)
    assessments.signed(assessment)
    phone.reload()
    phone.follow("See what was agreed beside what you said")
    phone.expect_text(HERS)
    phone.expect_text("Differs")
    phone.expect_no_text(HIS)
    phone.follow("Read the report on screen")
    phone.expect_no_text(HIS)
    phone.expect_no_text(HERS)  # the report holds nobody’s own line


@pytest.mark.slow
def test_a_workshop(page, new_person, champion, assessment, area):
    """The facilitator has cards and a tally sheet, and enters what the room said."""
    facilitator = new_person(Role.CONTRIBUTOR, name="Ola Finch")
    readers.name_reader(assessment=assessment, person=facilitator, by=champion)
    steps.sign_in(page, facilitator.email)
    page.follow("Views you give")
    page.follow(str(assessment))
    page.follow("Print cards and a tally sheet")
    page.choose("Whose standards?", "Schools")
    page.press("Make the PDF")
    steps.wait_for_documents(area)
    page.reload()
    name, content = steps.download(page)
    assert name.endswith(".pdf")
    assert content.startswith(b"%PDF")

    page.visit(partners.page_of(assessment))
    page.press("Enter a workshop")
    page.choose("Which kind of partner?", "Schools")
    page.choose("How do they take part?", "A workshop")
    page.press("Continue")
    page.type("Name of the workshop or group", "Heads of special schools")
    page.press("Continue")
    page.follow("Who was there")
    page.type("How many people were present?", "9")
    steps.enter_day(page, "On which day did you meet?", timezone.localdate() - timedelta(days=2))
    page.press("Save and continue")
    page.follow(FIRST)
    enter_the_room(page)
    page.expect_text("Heads of special schools")
    page.press("Send my view")
    page.expect_text("Thank you, your view is sent")

    agreement.begin(assessment=assessment, by=champion)
    page.visit(steps.address_of(assessment) + "agreeing/")
    page.page.get_by_role("table").get_by_role("link").first.click()
    page.expect_text("A group of 9 people, with views from 2 to 4")
    expect(page.page.get_by_role("button", name=re.compile("^Save"))).to_have_count(0)  # it reads, and agrees nothing


def enter_the_room(page) -> None:
    while not page.path.endswith("/check/"):
        page.choose("What level did the group settle on?", "3 – Progress towards the standard")
        page.page.get_by_label("The lowest level anybody in the room gave").select_option("2")
        page.page.get_by_label("The highest").select_option("4")
        page.press("Save and continue")
