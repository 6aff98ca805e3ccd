"""The closing report: frozen at the close, the same on screen and on paper, for whoever sees the package."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.documents.kinds import Refused
from commissioning.documents.models import Document
from commissioning.people.queries import scope_of
from commissioning.profiles.models import Stakeholder
from commissioning.programme import integrity
from commissioning.support import closing_document, closing_report
from commissioning.support.actions import closing, closing_reports
from commissioning.support.actions import days as days_actions
from commissioning.support.actions.locking import lock
from commissioning.support.actions.moves import Told, advance
from commissioning.support.models import ClosingSnapshot, ListeningNote, Rating, Session, SupportPackage
from commissioning.support.queries.closing_reports import report_of
from commissioning.support.workflow import Move, Stage
from readiness.snapshots import checksum
from tests.conftest import browser_of
from tests.pdf import reading
from tests.support.figures import a_figure, a_measure, verified
from tests.support.packages import a_package, closing_typed, people_for, rate_all
from tests.support.pages import text
from tests.support.people import EALING, area, in_role
from tests.support.reports import content_of, made

HOSTILE = "<script>alert(1)</script><img src='http://127.0.0.1/x'>"


def at(package: SupportPackage, *parts: str) -> str:
    return "/".join(["/support", str(package.pk), "report", *parts, ""])


def closed(too_early: date | None = None, **words) -> SupportPackage:
    """With a verified and an unverified figure, an outcome measure, and half a day used."""
    package = a_package(Stage.REVIEW)
    people = people_for(package)
    adviser = package.team.get(part="adviser").person
    a_figure(package, kind="set_up", category="legal", pounds=Decimal("18000.05"))
    verified(a_figure(package))
    a_measure(package)
    with transaction.atomic():
        locked = lock(package)
        session = Session.objects.create(
            package=locked, adviser=adviser, held_on=date(2026, 11, 20), days=Decimal("0.5"), what="Met", key=uuid4()
        )
        days_actions.use(
            package=locked,
            adviser=adviser,
            days=Decimal("0.5"),
            held_on=session.held_on,
            what="Met",
            session=session,
            by=adviser,
        )
    rate_all(package, people, "too_early" if too_early else "met", too_early)
    typed = closing_typed(no_figures_yet=False, **words)
    closing.save_words(package=package, typed=typed, by=people.local_lead)
    return advance(package=package, move=Move.CLOSE, by=people.local_lead)


def the_report(package: SupportPackage) -> closing_report.ClosingReport:
    return report_of(package.closing_snapshots.get())


def pdf_of(package: SupportPackage) -> bytes:
    snapshot = package.closing_snapshots.first()
    document = made(closing_reports.request_report(snapshot=snapshot, by=people_for(package).champion))
    assert document.state == Document.State.DONE, document.reason
    return content_of(document)


# --- Frozen -------------------------------------------------------------------------------


def test_it_holds_what_was_agreed_and_how_it_came_out_to_the_penny(register):
    package = closed()
    report = the_report(package)
    assert (report.reference, report.title, report.number) == (package.reference, package.title, 1)
    (criterion,) = report.criteria
    assert (criterion.by_area.label, criterion.by_lead.label, criterion.outcome) == ("Met", "Met", "Met")
    assert report.headline == "1 criterion: met."
    assert report.in_short == (
        "1 criterion: met.",
        "Days: 0.5 days used of 10 days agreed.",
        "Money: £0 used of £5,000 agreed.",
        "The programme’s part in what changed: one of several.",
    )
    assert report.resources == (("Days", "10 days", "0.5 days"), ("Money", "£5,000", "£0"))
    assert [(one.pounds, one.mark) for one in report.figures] == [
        (Decimal("18000.05"), "Unverified"),
        (Decimal("1053000.00"), "Verified"),
    ], "costs before savings, as in the sums"
    assert all(one.method for one in report.figures)
    assert [(t.kind.value, t.verified, t.unverified) for t in report.totals] == [
        ("set_up", 0, Decimal("18000.05")),
        ("cashable", Decimal("1053000.00"), 0),
    ]
    (measured,) = report.measures
    assert measured.chart is not None
    assert "Readings" in measured.chart.alt
    assert report.part == "One of several"
    assert [one.words for one in report.tests] == ["Yes", "In part", "Yes"]
    assert len(report.follow_ups) == 2
    people = people_for(package)
    names = {person.name for person in report.people}
    assert {str(people.champion), str(people.director), str(people.local_lead), str(people.programme)} <= names
    assert str(package.team.get(part="adviser").person) in names
    signed = next(person for person in report.people if "signed for the programme" in person.role)
    assert signed.period == f"On {closing_report.in_words(timezone.localdate(package.signatures.first().at))}"


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        (["Met"], "1 criterion: met."),
        (["Not met", "Not met"], "2 criteria: not met."),
        (
            ["Too early to tell", "The sides differ", "Met"],
            "3 criteria: 1 met, 1 too early to tell, 1 rated differently",
        ),
        (["Partly met", "Met", "Partly met"], "3 criteria: 1 met, 2 partly met."),
    ],
)
def test_the_headline_counts_how_criteria_came_out_the_best_first(register, outcomes, words):
    report = the_report(closed())
    criteria = tuple(replace(report.criteria[0], outcome=outcome) for outcome in outcomes)
    assert replace(report, criteria=criteria).headline.startswith(words)


def test_every_rating_and_its_opposite_have_their_words():
    assert list(closing_report.OUTCOMES) == [*Rating.labels, "The sides differ"]


def test_too_early_says_when_it_is_looked_at_again(register):
    again = date(2027, 6, 1)
    report = the_report(closed(too_early=again))
    assert report.criteria[0].by_area.look_again_on == again
    assert report.criteria[0].outcome == "Too early to tell"
    assert again in [one.due_on for one in report.follow_ups]


def test_whoever_was_listened_to_is_not_in_it(register):
    package = a_package(Stage.REVIEW)
    people = people_for(package)
    heard = Stakeholder.objects.create(authority=area(), name="Hetty Heard", side="health", hearing="single")
    ListeningNote.objects.create(
        package=package,
        stakeholder=heard,
        theme="history",
        heard_on=date(2026, 5, 1),
        text="Said in confidence",
    )
    rate_all(package, people)
    closing.save_words(package=package, typed=closing_typed(), by=people.local_lead)
    package = advance(package=package, move=Move.CLOSE, by=people.local_lead)
    kept = str(package.closing_snapshots.get().data)
    assert "Hetty" not in kept
    assert "in confidence" not in kept


def test_it_does_not_change_and_a_later_close_has_its_own(register):
    package = closed()
    people = people_for(package)
    first = package.closing_snapshots.get()
    a_figure(package, year=2025)
    assert len(the_report(package).figures) == 2
    package = advance(package=package, move=Move.REOPEN, by=people.programme, told=Told(reason="More to do"))
    browser = browser_of(people.champion)
    assert "Closing report" in text(browser.get(f"/support/{package.pk}/")), "it stays within reach"
    package = advance(package=package, move=Move.REVIEW, by=people.local_lead)
    package = advance(package=package, move=Move.CLOSE, by=people.local_lead)
    second, again = package.closing_snapshots.order_by("-number")
    assert (again, second.number) == (first, 2)
    assert len(report_of(second).figures) == 3
    shown = text(browser.get(at(package)))
    assert "close 2" in shown
    assert at(package, "1") in shown
    assert browser.get(at(package, "1")).status_code == 200
    assert browser.get(at(package, "3")).status_code == 404


def test_a_move_that_fails_keeps_no_snapshot(register):
    package = a_package(Stage.REVIEW)
    with pytest.raises(Exception, match="not possible yet"):
        advance(package=package, move=Move.CLOSE, by=people_for(package).local_lead)
    assert not ClosingSnapshot.objects.exists()


def test_nobody_changes_what_was_frozen(own_database):
    package = closed()
    snapshot = package.closing_snapshots.get()
    assert checksum(snapshot.data) == snapshot.checksum
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ClosingSnapshot.objects.update(checksum="x")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ClosingSnapshot.objects.all().delete()


def test_what_no_longer_matches_its_checksum_is_found_and_makes_no_report(register):
    package = closed()
    assert not [one for one in integrity.check()[1] if "Closing" in one]
    good = package.closing_snapshots.get()
    bad = ClosingSnapshot.objects.create(
        package=package,
        number=2,
        format=good.format,
        data=good.data | {"title": "Another"},
        checksum=good.checksum,
        made_at=good.made_at,
    )
    assert f"Closing snapshot {bad.pk} no longer has the content it was frozen with." in integrity.check()[1]
    assert "no longer matches its checksum" in text(browser_of(people_for(package).champion).get(at(package)))
    document = made(closing_reports.request_report(snapshot=bad, by=people_for(package).champion))
    assert document.state == Document.State.FAILED
    assert "no longer matches its checksum" in document.reason
    later = ClosingSnapshot(package=package, number=3, format=99, data=good.data, checksum=good.checksum)
    with pytest.raises(Refused, match="format 99"):
        closing_document.check(later)


# --- Who ----------------------------------------------------------------------------------

SEE = {Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD, Role.REGIONAL_LEAD, Role.PROGRAMME_LEAD}


def downloaded(browser, document: Document) -> int:
    answer = browser.get(f"/documents/{document.pk}/download/")
    if answer.streaming:
        assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    return answer.status_code


def test_it_is_for_whoever_sees_the_package(register):
    package = closed()
    people = people_for(package)
    document = made(closing_reports.request_report(snapshot=package.closing_snapshots.get(), by=people.champion))
    known = {Role.CHAMPION: people.champion, Role.DIRECTOR: people.director}
    for role in Role:
        browser = browser_of(known.get(role) or in_role(role))
        wanted = 200 if role in SEE else 404
        assert browser.get(at(package)).status_code == wanted, role
        assert browser.get(at(package, "1")).status_code == wanted, role
        assert downloaded(browser, document) == wanted, role
        assert browser.post(at(package, "1", "request")).status_code == (302 if role in SEE else 404), role
    stranger = browser_of(in_role(Role.CHAMPION, area(EALING)))
    assert stranger.get(at(package)).status_code == 404
    assert downloaded(stranger, document) == 404
    assert browser_of(package.team.get(part="adviser").person).get(at(package)).status_code == 200


def test_before_the_close_there_is_none(register):
    package = a_package(Stage.REVIEW)
    browser = browser_of(people_for(package).champion)
    assert browser.get(at(package)).status_code == 409
    assert "Closing report" not in text(browser.get(f"/support/{package.pk}/"))
    assert browser.post(at(package, "1", "request")).status_code == 404


def test_the_worker_asks_again_whether_they_may(register):
    package = closed()
    adviser = package.team.get(part="adviser").person
    document = closing_reports.request_report(snapshot=package.closing_snapshots.get(), by=adviser)
    assert closing_document.may(scope_of(adviser), document)
    member = package.team.get(part="adviser")
    type(member).objects.filter(pk=member.pk).update(
        since=date(2026, 1, 1), until=timezone.localdate() - timedelta(days=1), handover="Done"
    )
    assert not closing_document.may(scope_of(adviser), document)
    assert made(document).state == Document.State.FAILED


def test_asked_for_twice_it_is_made_once(register):
    package = closed()
    browser = browser_of(people_for(package).champion)
    browser.post(at(package, "1", "request"))
    browser.post(at(package, "1", "request"))
    assert Document.objects.filter(kind="closing-report").count() == 1
    made(Document.objects.get(kind="closing-report"))
    assert "Download Closing report" in text(browser.get(at(package)))


@pytest.mark.parametrize("params", [{}, {"closing": "1"}, {"closing": True}, {"closing": 999_999}, []])
def test_a_request_that_names_no_close_is_refused(register, params):
    with pytest.raises(Refused):
        closing_document.snapshot_of(Document(kind="closing-report", authority=area(), params=params))


# --- What stands beside it ----------------------------------------------------------------


def test_a_follow_up_whose_day_has_passed_says_so(register):
    package = closed()
    browser = browser_of(people_for(package).local_lead)
    page = f"/support/{package.pk}/close/"
    assert "Overdue" not in text(browser.get(page))
    late = package.follow_ups.first()
    type(late).objects.filter(pk=late.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    assert text(browser.get(page)).count("Overdue") == 1


def test_the_scoping_of_a_closed_package_offers_nothing_that_is_refused(register):
    package = closed()
    browser = browser_of(people_for(package).local_lead)
    shown = text(browser.get(f"/support/{package.pk}/scoping/"))
    for refused in ("notes/add/", "points/add/", "picture/", "checklist/"):
        assert f"/support/{package.pk}/scoping/{refused}" not in shown, refused


# --- On screen and on paper ---------------------------------------------------------------


@pytest.mark.slow
def test_people_s_words_stay_words(register):
    package = closed(lessons=HOSTILE, helped=HOSTILE, else_happening=HOSTILE)
    shown = text(browser_of(people_for(package).champion).get(at(package)))
    assert "<script>alert" not in shown
    assert "<img" not in shown
    printed = reading.text_of(pdf_of(package))
    assert printed.count("<script>alert(1)</script>") == 3


def test_paper_says_what_the_screen_says(register):
    package = closed()
    printed = reading.text_of(pdf_of(package))
    shown = text(browser_of(people_for(package).champion).get(at(package)))
    for words in (
        package.reference,
        "One budget for short breaks, agreed by both boards.",
        "Parents of disabled children ask once for a short break",
        "£1,053,000",
        "£18,000.05",
        "Verified",
        "Unverified",
        "Placement cost alone",
        "Days: 0.5 days used of 10 days agreed.",
        "0.5 days",
        "Children placed more than 20 miles away",
        "97.5",
        "A new director, and an inspection in May.",
        "one of several",
        "Settle overspends before anything else.",
        "Twelve months on",
        str(people_for(package).local_lead),
    ):
        assert words in printed, words
        assert words in shown, words


def test_the_pdf_is_tagged_and_of_two_to_six_pages(register):
    package = closed()
    content = pdf_of(package)
    with reading.opened(content) as opened:
        kinds = [str(element.S) for element in reading.tags(opened)]
        assert 2 <= len(opened.pages) <= 6
        assert str(opened.docinfo["/Title"]) == f"Closing report: {package.title}, {package.reference}"
        assert str(opened.Root.Lang) == "en-GB"
        assert opened.open_metadata()["pdfuaid:part"] == "1"
        assert all(element.get("/A") is not None for element in reading.tags(opened) if element.S == "/TH")
        assert not reading.attachments(opened)
        alt = [str(element.Alt) for element in reading.tags(opened) if element.S == "/Figure"]
    assert kinds.count("/H1") == 1
    assert len(alt) == 1
    assert alt[0].startswith("Line chart. Some readings are better")
    assert {"/H2", "/H3", "/Table", "/Caption", "/L"} <= set(kinds)
    assert "/DL" not in kinds


def test_a_package_of_few_words_is_reported_too(register):
    package = a_package(Stage.CLOSED)
    printed = reading.text_of(pdf_of(package))
    assert "None yet." in printed
    assert "None yet." in text(browser_of(people_for(package).champion).get(at(package)))


def test_as_many_queries_for_a_large_report_as_for_a_small_one(register):
    small, large = a_package(Stage.CLOSED), closed()
    browser = browser_of(people_for(small).champion)
    browser.get(at(small))
    counts = []
    for package in (small, large):
        with CaptureQueriesContext(connection) as seen:
            browser.get(at(package))
        counts.append(len(seen))
    assert counts[0] == counts[1]
