"""What a region’s areas need in common: who sees it, the areas behind each number, levels shared, proposals."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people import actions as people
from commissioning.people.models import AuditEntry, OutgoingEmail
from commissioning.saving import NotNow
from commissioning.support.actions import proposals
from commissioning.support.models import JointProposal
from commissioning.support.workflow import Stage
from tests.profiles.rows import this_year, welcome
from tests.support.assessments import signed
from tests.support.packages import a_draft, a_package, champion_of
from tests.support.pages import hidden, text
from tests.support.people import DURHAM, EALING, area, in_role
from tests.support.sharing import shared

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

HARTLEPOOL = "E06000001"  # in the North East, as County Durham is


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.REGIONAL_LEAD, Role.PROGRAMME_LEAD)])
def test_it_is_for_who_oversees_a_region(client_as, role):
    browser = client_as(role)
    for page in ("", "levels/", "together/"):
        assert browser.get(f"/support/needs/{page}").status_code == 403


def test_a_regional_lead_sees_the_region_and_no_other(client_as):
    here, elsewhere = a_package(Stage.SCOPING), a_package(Stage.SCOPING, area(EALING))
    browser = client_as(Role.REGIONAL_LEAD)
    page = text(browser.get("/support/needs/"))
    assert here.title in page
    assert elsewhere.title not in page
    assert "Ealing" not in page
    for address in ("", "levels/"):
        assert browser.get(f"/support/needs/{address}?region=london").status_code == 404
        assert browser.get(f"/support/needs/{address}?region=none").status_code == 404
    programme = client_as(Role.PROGRAMME_LEAD)
    assert elsewhere.title in text(programme.get("/support/needs/?region=london"))


def test_what_two_areas_ask_for_is_in_common_with_the_areas_behind_it(client_as):
    browser = client_as(Role.REGIONAL_LEAD)
    first = a_package(Stage.SCOPING, kind="joint", standards=("S08",))
    a_package(Stage.SCOPING, kind="joint", standards=("S08", "S05"))
    needs = browser.get("/support/needs/").context["needs"]
    assert (needs.kinds, needs.standards) == ((), ()), "twice in one area is one area"
    second = a_package(Stage.REQUEST, area(HARTLEPOOL), kind="joint", standards=("S05",))
    a_draft(area(HARTLEPOOL), kind="market")
    a_package(Stage.CLOSED, area(HARTLEPOOL), kind="joint", standards=("S08",))
    page = browser.get("/support/needs/")
    [kind] = page.context["needs"].kinds
    assert (kind.label, kind.areas) == ("Joint commissioning and pooled budgets", 2)
    assert {one.package.pk for one in kind.behind} >= {first.pk, second.pk}
    [standard] = page.context["needs"].standards
    assert standard.label.startswith("5. ")
    assert first.reference in text(page)


def test_an_area_that_only_takes_part_asks_too(client_as):
    package = a_package(Stage.SCOPING)
    package.areas.create(authority=area(HARTLEPOOL))
    [kind] = client_as(Role.REGIONAL_LEAD).get("/support/needs/").context["needs"].kinds
    assert [(str(one.area), one.how) for one in kind.behind] == [
        ("County Durham", "asked for"),
        ("Hartlepool", "named in"),
    ]


# --- Support that would be welcomed -------------------------------------------------------


def test_what_would_be_welcomed_stands_beside_what_is_asked_for(client_as):
    browser = client_as(Role.REGIONAL_LEAD)
    package = a_package(Stage.SCOPING, kind="joint")
    welcome(authority=area(HARTLEPOOL), kind="joint", words="One <b>list</b>", said_by="director")
    welcome(authority=area(HARTLEPOOL), kind="market")
    welcome(authority=area(EALING), kind="market", sensitivity="public")
    answer = browser.get("/support/needs/")
    needs, page = answer.context["needs"], text(answer)
    [common] = needs.kinds
    assert (common.label, common.areas) == ("Joint commissioning and pooled budgets", 2)
    assert [(str(one.area), one.how) for one in common.behind] == [
        ("County Durham", "asked for"),
        ("Hartlepool", "would be welcomed"),
    ]
    assert [(row.kind, row.areas) for row in needs.welcomed] == [("joint", 1), ("market", 1)]
    assert f"{package.reference}, {package.title}" in page
    assert "Director of children’s services, " in page
    assert "One <b>" not in page
    assert f"/profiles/{HARTLEPOOL}/welcomed/" in page
    assert browser.get(f"/profiles/{HARTLEPOOL}/welcomed/").status_code == 200
    assert f"/support/needs/together/?kind=joint&amp;areas={DURHAM}%2C{HARTLEPOOL}" in page


def test_a_proposal_begins_with_the_areas_that_would_welcome_it(client_as):
    browser = client_as(Role.REGIONAL_LEAD)
    for one in (area(), area(HARTLEPOOL)):
        welcome(authority=one, kind="market")
    [row] = browser.get("/support/needs/").context["needs"].welcomed
    form = browser.get(row.propose_url).context["form"]
    assert form["kind"].value() == "market"
    assert form["areas"].value() == [DURHAM, HARTLEPOOL]


def test_only_what_is_for_the_programme_too_and_of_late_is_counted(client_as):
    champion = in_role(Role.CHAMPION)
    for sensitivity in ("area", "lead"):
        welcome(champion, kind="joint", sensitivity=sensitivity)
    welcome(champion, kind="market", year=this_year() - 2)
    browser = client_as(Role.REGIONAL_LEAD)
    assert browser.get("/support/needs/").context["needs"].welcomed == ()
    # Whoever may read more there, as its champion, does not count it here.
    people.appoint(person=browser.person, role=Role.CHAMPION, authority=area(HARTLEPOOL), region=None, by=None)
    welcome(browser.person, area(HARTLEPOOL), kind="needs", sensitivity="area")
    answer = browser.get("/support/needs/")
    assert answer.context["needs"].welcomed == ()
    assert "No area of the region shows the programme what it would welcome" in text(answer)


def test_scoping_begins_with_what_would_be_welcomed_as_far_as_each_may_read_it(client_as):
    package = a_package(Stage.SCOPING)
    by = champion_of(area())
    for sensitivity in ("area", "lead", "programme"):
        welcome(by, words=f"Only for {sensitivity}.", sensitivity=sensitivity)
    welcome(by, words="Long ago", year=this_year() - 2)
    address = f"/support/{package.pk}/scoping/"
    lead, programme = text(client_as(Role.LOCAL_LEAD).get(address)), text(client_as(Role.PROGRAMME_LEAD).get(address))
    assert "Only for lead." in lead
    assert "Only for area." not in lead + programme
    assert "Only for lead." not in programme
    assert "Only for programme." in programme
    assert "Long ago" not in lead + programme


# --- Levels -------------------------------------------------------------------------------


def test_levels_are_those_shared_with_this_reader_and_the_area_sees_the_look(client_as):
    assessment = signed()
    browser, programme = client_as(Role.REGIONAL_LEAD), client_as(Role.PROGRAMME_LEAD)
    assert "No area shares its levels with you today" in text(browser.get("/support/needs/levels/"))
    assert not AuditEntry.objects.filter(verb="share-read").exists()
    shared(assessment, "region")
    page = browser.get("/support/needs/levels/")
    assert "County Durham: " in text(page)
    assert len(page.context["shared"].standards) == 12
    looks = AuditEntry.objects.filter(verb="share-read", object_id=assessment.pk, authority_id=area().pk)
    assert looks.get().actor_id == browser.person.pk
    there = "/support/needs/levels/?region=north-east"
    assert "No area shares" in text(programme.get(there)), "shared with the region alone"
    assert "No area shares" not in text(browser.get("/support/needs/levels/"))


def test_what_is_no_longer_shared_is_gone(client_as):
    share = shared(signed(), "region")
    browser = client_as(Role.REGIONAL_LEAD)
    type(share).objects.filter(pk=share.pk).update(ended_at=share.shared_at)
    assert "No area shares" in text(browser.get("/support/needs/levels/"))


# --- Proposals ----------------------------------------------------------------------------


def sent(page: str, **more) -> dict:
    base = {"key": hidden(page, "key"), "kind": "joint", "areas": [DURHAM, HARTLEPOOL], "words": "Both buy breaks."}
    return {**base, **more}


def mails() -> dict[str, str]:
    rows = OutgoingEmail.objects.filter(subject="Support together with other areas?")
    return {row.recipient: row.body for row in rows}


def test_the_champions_are_told_and_whoever_leads_asks(client_as):
    champion, director = client_as(Role.CHAMPION), client_as(Role.DIRECTOR)
    browser = client_as(Role.REGIONAL_LEAD)
    page = browser.get(f"/support/needs/together/?kind=joint&areas={DURHAM},{HARTLEPOOL}").content.decode()
    assert page.count("checked") == 3
    for _ in range(2):
        answer = browser.post("/support/needs/together/", sent(page))
    proposal = JointProposal.objects.get()
    assert answer.url == proposal.get_absolute_url()
    assert list(mails()) == [champion.person.email]
    body = mails()[champion.person.email]
    assert proposal.get_absolute_url() in body
    assert "Both buy breaks" not in body
    assert "Nobody to tell today in: Hartlepool." in text(browser.get(answer.url))
    shown = text(champion.get(answer.url))
    assert "Both buy breaks." in shown
    assert f"/support/new/{DURHAM}/?kind=joint&amp;areas=" in shown
    assert f"/support/new/{HARTLEPOOL}/" not in shown
    assert director.get(answer.url).status_code == 404
    entries = AuditEntry.objects.filter(verb="joint-propose", object_id=proposal.pk)
    assert set(entries.values_list("authority_id", flat=True)) == {area().pk, area(HARTLEPOOL).pk}
    assert proposal.get_absolute_url() in text(browser.get("/support/needs/"))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"areas": [DURHAM]}, "Select two areas or more"),
        ({"areas": []}, "Select two areas or more"),
        ({"areas": [DURHAM, EALING]}, "Select areas from the list"),
        ({"kind": "lunch"}, "Select a kind from the list"),
        ({"words": "  "}, "Say why together"),
        ({"words": "x" * 10_001}, "must be 10000 characters or fewer"),
        ({"key": "1"}, "This page had lost its place"),
    ],
)
def test_what_cannot_be_proposed(client_as, wrong, says):
    browser = client_as(Role.REGIONAL_LEAD)
    page = browser.get("/support/needs/together/").content.decode()
    answer = browser.post("/support/needs/together/", sent(page, **wrong))
    assert answer.status_code == 200
    assert says in text(answer)
    assert not JointProposal.objects.exists()


def test_a_proposal_of_another_region_does_not_exist(client_as):
    programme = in_role(Role.PROGRAMME_LEAD)
    london = Authority.objects.filter(region__slug="london").select_related("region")[:2]
    given = {"kind": "market", "words": "<b>Buy</b> together", "key": uuid4()}
    made = proposals.propose(areas=london, by=programme, **given)
    assert client_as(Role.REGIONAL_LEAD).get(made.get_absolute_url()).status_code == 404
    assert client_as(Role.CHAMPION).get(made.get_absolute_url()).status_code == 404
    page = client_as(Role.PROGRAMME_LEAD).get(made.get_absolute_url())
    assert "<b>Buy" not in page.content.decode()
    with pytest.raises(PermissionDenied):
        proposals.propose(areas=london, by=in_role(Role.REGIONAL_LEAD), **given | {"key": uuid4()})
    with pytest.raises(NotNow):
        proposals.propose(areas=london[:1], by=programme, **given | {"key": uuid4()})


def test_as_many_queries_for_twelve_areas_as_for_two(client_as):
    browser = client_as(Role.REGIONAL_LEAD)
    areas = list(Authority.objects.current().filter(region__slug="north-east").select_related("region"))

    def asked(page: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(f"/support/needs/{page}").status_code == 200
        return len(seen)

    for one in areas[:2]:
        a_package(Stage.REQUEST, one)
        welcome(authority=one)
    few = asked("")
    for one in areas[2:]:
        a_package(Stage.REQUEST, one)
        champion_of(one)
        welcome(authority=one)
    assert asked("") == few
