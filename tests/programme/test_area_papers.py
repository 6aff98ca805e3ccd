"""The brief before a visit and the area profile: what each reader may see and no more, on screen and on paper; a copy
is the requester’s alone, and only while all that is in it is open to them.
"""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.access.roles import Role
from commissioning.documents import tasks
from commissioning.documents.models import Document
from commissioning.people.actions import end_now
from commissioning.people.models import AuditEntry
from commissioning.people.queries import scope_of
from commissioning.profiles.actions import history, insights
from commissioning.profiles.models import Relation, Structure
from commissioning.profiles.sensitivity import Sensitivity
from commissioning.programme.area.brief import Part, brief
from commissioning.programme.area.known import known
from commissioning.reporting.network import MOST_NODES
from commissioning.support.workflow import Stage
from tests.conftest import browser_of
from tests.pdf import reading
from tests.profiles.rows import (
    HOSTILE,
    entry,
    entry_typed,
    insight,
    insight_typed,
    keeper,
    prioritise,
    stakeholder,
    structure,
    use,
    welcome,
)
from tests.profiles.test_history import SEES
from tests.support.assessments import opened, signed
from tests.support.packages import a_draft, a_package, people_for
from tests.support.pages import text
from tests.support.people import DURHAM, EALING, answered, area, in_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

BRIEF = f"/authorities/{DURHAM}/brief/"
PRINT = {"area-brief": f"{BRIEF}print/", "area-profile": f"/authorities/{DURHAM}/profile/print/"}
READERS = (Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD, Role.REGIONAL_LEAD, Role.PROGRAMME_LEAD)
MOST_WORDS = "Commissioning for children with complex needs across council, health and schools, year after year, " * 3


def one_of_each(by) -> None:
    for sensitivity, kind in zip(Sensitivity, ("pitfall", "opportunity", "mindset", "pitfall"), strict=True):
        mark = f"zq{sensitivity}"  # one word, wherever the page breaks lines
        entry(by, title=f"{mark}t", effect_today=f"{mark}e", sensitivity=sensitivity)
        insight(by, kind=kind, words=f"{mark}i", what_to_do=f"{mark}d", sensitivity=sensitivity)
        welcome(by, words=f"{mark}w", sensitivity=sensitivity)
        prioritise(by, words=f"{mark}p", sensitivity=sensitivity)


def asked(person, kind: str) -> Document:
    """By that person, made as the worker would."""
    browser_of(person).post(PRINT[kind])
    document = Document.objects.filter(kind=kind, requested_by=person).latest("pk")
    tasks.make(document.pk)
    document.refresh_from_db()
    assert document.state == Document.State.DONE, document.reason
    return document


def content_of(document: Document) -> bytes:
    with document.file.open() as file:
        return file.read()


def words_of(document: Document) -> str:
    return reading.text_of(content_of(document))


def status(document: Document, person) -> int:
    return browser_of(person).get(f"/documents/{document.pk}/").status_code


def part(person, key: str) -> Part:
    return next(one for one in brief(known(area(), scope_of(person))) if one.key == key)


def lines(person, key: str) -> str:
    return " | ".join(f"{line.lead} {line.text}".strip() for line in part(person, key).lines)


# --- Who may have them --------------------------------------------------------------------


@pytest.mark.parametrize(("role", "expected"), [pair for pair in answered(*READERS) if pair[1] == 200])
def test_it_opens_to_those_who_work_with_the_area(client_as, role, expected):
    reader = client_as(role)
    assert reader.get(BRIEF).status_code == expected
    assert all(reader.post(address).status_code == 302 for address in PRINT.values())


@pytest.mark.parametrize("role", [role for role in Role if role not in READERS])
def test_and_to_nobody_else(client_as, role):
    reader = client_as(role)
    assert reader.get(BRIEF).status_code == 403
    assert all(reader.post(address).status_code == 403 for address in PRINT.values())
    assert not Document.objects.exists()


@pytest.mark.parametrize("role", [Role.CHAMPION, Role.LOCAL_LEAD, Role.CONTRIBUTOR])
def test_another_areas_do_not_exist(client_as, role):
    reader = client_as(role, area(EALING))
    assert reader.get(BRIEF).status_code == 404
    assert all(reader.post(address).status_code == 404 for address in PRINT.values())


def test_a_copy_is_the_requester_s_alone(client_as):
    lead, other = in_role(Role.LOCAL_LEAD), in_role(Role.LOCAL_LEAD)
    document = asked(lead, "area-brief")
    assert status(document, lead) == 200
    for person in (other, in_role(Role.CHAMPION), in_role(Role.PROGRAMME_LEAD), in_role(Role.ADMINISTRATOR)):
        assert status(document, person) == 404


def test_asked_twice_is_one_while_it_is_made(client_as):
    lead = client_as(Role.LOCAL_LEAD)
    for _ in range(2):
        lead.post(PRINT["area-brief"])
        lead.post(PRINT["area-profile"])
    assert Document.objects.count() == 2
    assert text(lead.get(BRIEF)).count("Waiting") >= 2


# --- What is in them ----------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("role", READERS)
def test_each_holds_what_its_reader_may_read_and_no_more(role):
    reader = in_role(role)
    one_of_each(reader if role is Role.CHAMPION else keeper(role=Role.CHAMPION))
    brief_page = text(browser_of(reader).get(BRIEF))
    on_paper, profile = words_of(asked(reader, "area-brief")), words_of(asked(reader, "area-profile"))
    for sensitivity, sees in SEES.items():
        for kind in "teid":
            for shown in (brief_page, on_paper, profile):
                assert (f"zq{sensitivity}{kind}" in shown) is (role in sees), (sensitivity, kind)
        for kind in "wp":
            assert (f"zq{sensitivity}{kind}" in profile) is (role in sees), (sensitivity, kind)
    assert ("area keeps to itself are not in this copy" in profile) is (role not in SEES[Sensitivity.AREA])
    assert ("itself and its local lead are not in this copy" in profile) is (role not in SEES[Sensitivity.LEAD])


@pytest.mark.slow
def test_what_is_left_out_is_said_whether_there_is_any_or_not():
    reader = in_role(Role.REGIONAL_LEAD)
    without, brief_without = words_of(asked(reader, "area-profile")), words_of(asked(reader, "area-brief"))
    by = keeper(role=Role.CHAMPION)
    entry(by, sensitivity="area")
    insight(by, sensitivity="lead")
    welcome(by, sensitivity="area")
    prioritise(by, sensitivity="lead")
    end_now(appointment=by.appointments.get(), by=None)
    assert words_of(asked(reader, "area-profile")) == without
    assert words_of(asked(reader, "area-brief")) == brief_without
    assert "not in this copy" in without


def test_in_role_and_vacant():
    lead = in_role(Role.LOCAL_LEAD)
    said = lines(lead, "people")
    assert "Commissioning champion Vacant" in said
    assert f"Local lead {lead}, since" in said


def test_how_far_the_self_assessment_is_and_its_levels_to_those_who_may():
    director = in_role(Role.DIRECTOR)
    assessment = opened(year=2025)
    signed(assessment, "2")
    opened(assessment.opened_by, year=2026)
    said = lines(director, "assessment")
    assert "Annual self-assessment 2026/27 In progress since" in said
    assert "Annual self-assessment 2025/26 Signed since" in said
    assert "Level 2: standards 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12." in said
    programme = in_role(Role.PROGRAMME_LEAD)
    said = lines(programme, "assessment")
    assert "In progress since" in said
    assert "Levels signed last Not shared with you." in said
    assert "evel 2" not in said
    assert "Signed on" in lines(programme, "told")


def test_who_reads_levels_is_noted_for_the_area():
    director, programme = in_role(Role.DIRECTOR), in_role(Role.PROGRAMME_LEAD)
    signed(opened(year=2025), "2")
    for reader in (director, programme):
        browser_of(reader).get(BRIEF)
        browser_of(reader).post(PRINT["area-profile"])
    looks = AuditEntry.objects.filter(verb__in=["brief-read", "area-profile-asked"], authority_id=area().pk)
    assert {(one.verb, one.actor_id) for one in looks} == {
        ("brief-read", director.pk),
        ("area-profile-asked", director.pk),
    }


@pytest.mark.slow
def test_open_packages_and_what_is_asked_of_the_area():
    package = a_package(Stage.DELIVERY)
    people = people_for(package)
    draft = a_draft(by=people.champion, title="Still being thought of")
    for reader in (people.champion, people.programme):
        said = lines(reader, "packages")
        assert package.title in said
        assert "Delivery. With the lead of the package" in said
        assert draft.title not in said
        assert f"what is needed of “{package}”" in lines(reader, "told")
    words = words_of(asked(people.programme, "area-profile"))
    assert package.reference in words
    assert draft.title not in words


def test_what_need_not_be_asked_again():
    lead = in_role(Role.LOCAL_LEAD)
    assert "Nothing is written down" in part(lead, "told").nothing
    entry(lead)
    welcome(lead)
    prioritise(lead)
    structure(lead)
    stakeholder(lead)
    said = lines(lead, "told")
    for expected in ("what shaped the area", ": its priorities", ": the support it would welcome"):
        assert expected in said
    assert "who reports to whom, of 1 structures" in said
    assert "On the list of people to hear: 1, of whom 0" in said
    assert "people to hear" not in lines(in_role(Role.REGIONAL_LEAD), "told")


@pytest.mark.slow
def test_the_profile_is_tagged_and_whole():
    lead = in_role(Role.LOCAL_LEAD)
    board = structure(lead, name="Partnership board")
    entry(lead, narrative=MOST_WORDS * 30)
    use()
    document = asked(lead, "area-profile")
    content = content_of(document)
    with reading.opened(content) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/Figure"} <= {str(tag.get("/S")) for tag in reading.tags(pdf)}
    first, words = reading.pages_of(content)[0], reading.text_of(content)
    assert f"Made for {lead}, with what they may see on" in first
    assert "Unitary" in first
    for expected in (board.name, "In role", "History", "Services used", "1 use by 1 person", "Ofsted judgements"):
        assert expected in words, expected


def test_what_is_too_long_is_cut_between_words_and_its_quotation_closed():
    champion = in_role(Role.CHAMPION)
    insight(champion, words="They meet in the west.", what_to_do="Meet where the buses go. " * 9)
    insight(champion, words="They say nothing.", what_to_do="")
    entry(champion, title="A dispute", effect_today="Nobody says “pooled” or “" + "shared and agreed " * 9 + "”.")
    said = lines(champion, "pitfall")
    assert "They say nothing." in said
    assert "They meet in the west Meet where the buses go. Meet" in said  # the colon stands in the template
    assert said.partition("…")[0].rpartition(" ")[2] in ("Meet", "where", "the", "buses", "go.")
    told = lines(champion, "history")
    assert told.endswith("…”")
    assert told.count("“") == told.count("”")


def test_what_is_more_on_screen_is_there():
    found = replace(known(area(), scope_of(in_role(Role.CHAMPION))), told=tuple(f"Told {one}" for one in range(9)))
    paper, screen = brief(found)[-1], brief(found, on_paper=False)[-1]
    assert (len(paper.lines), paper.more) == (6, 3)
    assert (len(screen.lines), screen.more) == (9, 0)
    assert all(part.url for part in brief(found) if part.key not in ("people", "assessment", "told"))


@pytest.mark.slow
def test_the_brief_is_one_page_however_much_there_is():
    champion, said = in_role(Role.CHAMPION), MOST_WORDS
    signed(opened(champion, year=2025), "2")
    for number in range(12):
        entry(champion, title=f"{number} {said}"[:200], effect_today=said)
        for kind in ("pitfall", "opportunity", "mindset"):
            insight(champion, kind=kind, words=f"{number} {said}", what_to_do=said)
        a_draft(by=champion, title=f"{number} {said}"[:200])
    welcome(champion)
    structure(champion)
    stakeholder(champion)
    for _ in range(3):
        in_role(Role.LOCAL_LEAD)
    content = content_of(asked(champion, "area-brief"))
    with reading.opened(content) as pdf:
        assert len(pdf.pages) == 1
        assert {"/H1", "/H2"} <= {str(tag.get("/S")) for tag in reading.tags(pdf)}
    assert "Pitfalls (9 more on screen)" in reading.text_of(content)


@pytest.mark.slow
def test_a_map_of_three_hundred_is_shown_and_printed_whole():
    champion = in_role(Role.CHAMPION)
    structures = Structure.objects.bulk_create(
        Structure(authority=area(), name=f"Group {number:03}", kind="group", recorded_by=champion)
        for number in range(MOST_NODES)
    )
    Relation.objects.bulk_create(
        Relation(authority=area(), source=one, target=structures[at // 4], kind="reports", recorded_by=champion)
        for at, one in enumerate(structures)
        if at
    )
    page = text(browser_of(champion).get(f"/profiles/{DURHAM}/map/"))
    assert page.count("<svg") == 1
    assert "Structures (300)" in page
    assert "Relations (299)" in page
    printed = words_of(asked(champion, "area-profile"))
    assert "Group 299" in printed
    assert "Group 299 reports to Group 074" in printed


def test_hostile_words_are_shown_as_the_words_they_are():
    champion = in_role(Role.CHAMPION)
    entry(champion, title=HOSTILE[:200], effect_today=HOSTILE)
    insight(champion, words=HOSTILE, what_to_do=HOSTILE)
    page = text(browser_of(champion).get(BRIEF))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)</script>" in words_of(asked(champion, "area-profile"))


def test_as_many_questions_for_fifty_as_for_one():
    champion = in_role(Role.CHAMPION)
    browser = browser_of(champion)

    def asked_for() -> int:
        with CaptureQueriesContext(connection) as asked:
            browser.get(BRIEF)
        return len(asked)

    entry(champion)
    insight(champion)
    asked_for()  # the first page of a session writes it down
    one = asked_for()
    for _ in range(49):
        entry(champion, title=f"Told {_}")
        insight(champion)
    assert asked_for() == one


# --- As long as it is open ----------------------------------------------------------------


def test_a_copy_goes_when_an_entry_in_it_is_closed_or_removed():
    champion, programme = in_role(Role.CHAMPION), in_role(Role.PROGRAMME_LEAD)
    told = entry(champion)
    document = asked(programme, "area-brief")
    assert status(document, programme) == 200
    history.save(entry=told, typed=entry_typed(sensitivity="area"), version=1, by=champion)
    assert status(document, programme) == 404
    assert "documents" not in text(browser_of(programme).get(BRIEF)).split("On paper")[1].split("Make this")[0]
    again = asked(programme, "area-brief")
    assert status(again, programme) == 200
    known_since = insight(champion)
    last = asked(programme, "area-brief")
    insights.remove(insight=known_since, because="Wrong", version=1, by=champion)
    assert status(last, programme) == 404


def test_what_was_always_closed_to_its_reader_does_not_touch_it():
    """Else its going would tell them that there is something."""
    champion, programme = in_role(Role.CHAMPION), in_role(Role.PROGRAMME_LEAD)
    closed = insight(champion, sensitivity="area")
    document = asked(programme, "area-brief")
    insights.save(insight=closed, typed=insight_typed(words="Other words", sensitivity="area"), version=1, by=champion)
    insight(champion, sensitivity="area")
    assert status(document, programme) == 200


def test_a_copy_goes_with_the_role():
    lead = in_role(Role.LOCAL_LEAD)
    document = asked(lead, "area-brief")
    end_now(appointment=lead.appointments.get(), by=None)
    in_role(Role.CONTRIBUTOR)
    assert status(document, lead) != 200


def test_what_opened_while_it_waited_is_not_put_in():
    champion, programme = in_role(Role.CHAMPION), in_role(Role.PROGRAMME_LEAD)
    browser_of(programme).post(PRINT["area-brief"])
    document = Document.objects.get()
    entry(champion)
    tasks.make(document.pk)
    document.refresh_from_db()
    assert document.state == Document.State.FAILED
    assert "Ask for it again" in document.reason
