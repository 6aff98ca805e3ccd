"""The line of sight: what each role sees of each step, and what may not be seen says the same whether it exists."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.authorities.models import Succession
from commissioning.library.models import Resource, ResourceVersion
from commissioning.people.models import AuditEntry
from commissioning.people.queries import scope_of
from commissioning.programme.sight.known import known
from commissioning.programme.sight.lines import HIDDEN, Line, line, lines
from commissioning.support.actions import requests
from commissioning.support.models import Criterion, PackageArea, SupportPackage
from commissioning.support.workflow import Stage
from readiness.models import Action, SelfAssessment, Standard
from tests.conftest import browser_of
from tests.support.assessments import opened, signed
from tests.support.packages import a_package, people_for, rate_all
from tests.support.pages import text
from tests.support.people import DURHAM, EALING, area, in_role
from tests.support.published import published_levels
from tests.support.sharing import shared

TWO, THREE = "Level 2 – Agreement, and a beginning", "Level 3 – Progress towards the standard"
PAGE = f"/authorities/{DURHAM}/line-of-sight/"
S08 = f"{PAGE}S08/"


@pytest.fixture
def package(register) -> SupportPackage:
    """In delivery, about standard 8 and shown; signed at level 2 the year before, at 3 after it was agreed."""
    signed(opened(year=2025), "2")
    package = a_package(Stage.DELIVERY)
    signed(opened(people_for(package).champion, year=2026), "3")
    return package


def line_of(person, code: str = "S08", gss_code: str = DURHAM) -> Line:
    found = known(area(gss_code), scope_of(person))
    return line(found, next(one for one in found.standards if one.code == code))


def titles(found: Line, key: str) -> list[str]:
    return [entry.title for entry in found.step(key).entries]


def test_the_champion_follows_the_whole_line(package):
    found = line_of(people_for(package).champion)
    assert titles(found, "levels") == ["Level 2 – Agreement, and a beginning"]
    assert titles(found, "gap") == ["A low level, with no aim named"]
    assert titles(found, "packages") == [package.title]
    assert titles(found, "criteria") == ["Parents of disabled children ask once for a short break"]
    assert titles(found, "later") == ["Level 3 – Progress towards the standard"]
    assert [step.hidden for step in found.steps] == [""] * len(found.steps)


def test_without_a_package_no_level_is_later(package):
    found = line_of(people_for(package).champion, "S01")
    assert titles(found, "levels") == [
        "Level 2 – Agreement, and a beginning",
        "Level 3 – Progress towards the standard",
    ]
    assert found.step("later").entries == ()
    assert found.step("later").short == "–"


# role → what it says of levels, actions, packages
SEES = {
    Role.CHAMPION: ("whole", "whole", "whole"),
    Role.DIRECTOR: ("whole", "whole", "whole"),
    Role.LOCAL_LEAD: ("whole", "whole", "whole"),
    Role.REGIONAL_LEAD: ("none", "none", "whole"),
    Role.PROGRAMME_LEAD: ("some", "none", "whole"),
    Role.CONTRIBUTOR: ("none", "none", "none"),
    Role.SENIOR_LEADER: ("none", "none", "none"),
    Role.ADMINISTRATOR: ("none", "none", "none"),
}


@pytest.mark.parametrize("role", SEES)
def test_every_role_sees_each_step_by_its_own_rule(package, role):
    an_action(package)
    people = {Role.CHAMPION: people_for(package).champion, Role.DIRECTOR: people_for(package).director}
    found = line_of(people.get(role) or in_role(role))
    for key, expected in zip(("levels", "actions", "packages"), SEES[role], strict=True):
        step = found.step(key)
        assert (bool(step.entries), step.whole) == {
            "whole": (True, True), "some": (True, False), "none": (False, False),
        }[expected], key  # fmt: skip
        if expected == "none":
            assert (step.short, step.hidden) == (HIDDEN, f"{HIDDEN}.")


def of_2026(package) -> SelfAssessment:
    return SelfAssessment.objects.get(authority=package.authority, year=2026)


def an_action(package) -> Action:
    """Of the area’s plan, about standard 8, that the package helps with."""
    assessment = SelfAssessment.objects.filter(authority=package.authority).latest("year")
    action = Action.objects.create(
        authority=package.authority, assessment=assessment, title="One list of providers", owner="Sara Whitfield"
    )
    action.standards.set(Standard.objects.filter(code="S08", version=assessment.version))
    package.package_actions.create(action=action)
    return action


@pytest.mark.parametrize(("role", "status"), [(Role.EVALUATOR, 404), (Role.ADVISER, 404), (Role.ADMINISTRATOR, 200)])
def test_who_has_nothing_to_do_with_the_area_finds_no_page(package, client_as, role, status):
    browser = client_as(role)
    assert browser.get(PAGE).status_code == status
    assert browser.get(S08).status_code == status
    assert browser.get("/authorities/E99999999/line-of-sight/").status_code == 404


def test_people_of_another_area_find_no_page(package, client_as):
    for role in (Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD):
        assert client_as(role, area(EALING)).get(S08).status_code == 404


def test_the_team_reads_the_standards_it_is_shown_and_no_other(package):
    adviser = package.team.get(part="adviser").person
    assert titles(line_of(adviser), "later") == ["Level 3 – Progress towards the standard"]
    assert titles(line_of(adviser, "S01"), "levels") == []
    requests.share(package=package, codes=(), by=people_for(package).champion)
    assert line_of(adviser).step("levels").hidden == "Not shared with you."
    assert browser_of(adviser).get(S08).status_code == 200


def test_what_is_not_shared_reads_the_same_whether_there_is_anything_or_not(register, client_as):
    """An area with nothing at all, and one with everything, for somebody who may see neither."""
    reader = client_as(Role.SENIOR_LEADER)
    before = page_of(reader)
    package = a_package(Stage.DELIVERY)
    signed(opened(people_for(package).champion, year=2026), "2")
    an_action(package)
    assert page_of(reader) == before


def page_of(browser) -> str:
    main = text(browser.get(S08)).partition("<main")[2].partition("</main>")[0]
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", main)


def test_what_the_area_shares_is_read_with_the_way_to_it(package, client_as):
    assessment = of_2026(package)
    shared(assessment, "region")
    browser = client_as(Role.REGIONAL_LEAD)
    found = line_of(browser.person)
    assert titles(found, "later") == ["Level 3 – Progress towards the standard"]
    assert found.step("levels").hidden == "Not shared with you."
    assert browser.get(found.step("later").entries[0].url).status_code == 200


@pytest.mark.slow
def test_every_way_leads_somewhere_its_reader_may_go(package):
    an_action(package)
    people = people_for(package)
    for person in (people.champion, people.director, people.local_lead, people.programme, in_role(Role.REGIONAL_LEAD)):
        browser = browser_of(person)
        urls = re.findall(r'class="govuk-link" href="(/[^"]+)"', page_of(browser))
        assert len(urls) > 3
        assert [url for url in urls if browser.get(url).status_code != 200] == []


def test_a_predecessor_s_levels_come_first_and_say_whose_they_are(register):
    ealing = area(EALING)
    signed(opened(in_role(Role.CHAMPION, ealing), ealing, year=2025), "2")
    Succession.objects.create(predecessor=ealing, successor=area(), kind="merged", effective_on=date(2026, 4, 1))
    champion = in_role(Role.CHAMPION)
    signed(opened(champion, year=2026), "4")
    entries = line_of(champion).step("levels").entries
    assert [(one.title[:7], one.tag.partition(", ")[2]) for one in entries] == [
        ("Level 2", "2025/26, Ealing"),
        ("Level 4", "2026/27"),
    ]
    assert [browser_of(champion).get(one.url).status_code for one in entries] == [200, 200]
    outside = in_role(Role.REGIONAL_LEAD)
    assert line_of(outside).step("levels").entries == ()


def test_nothing_of_another_area_of_the_same_package(package):
    ealing = area(EALING)
    signed(opened(in_role(Role.CHAMPION, ealing), ealing, year=2025), "5")
    PackageArea.objects.create(package=package, authority=ealing, share=50)
    Criterion.objects.create(package=package, authority=ealing, text="Only Ealing’s")
    own = line_of(people_for(package).champion)
    assert "Only Ealing’s" not in titles(own, "criteria")
    theirs = line_of(in_role(Role.LOCAL_LEAD, ealing), gss_code=EALING)
    assert "Only Ealing’s" in titles(theirs, "criteria")
    assert titles(theirs, "packages") == [package.title]
    programme = line_of(people_for(package).programme, gss_code=EALING)
    assert programme.step("levels").hidden == "Not shared with you."


def test_criteria_say_how_they_came_out(package):
    rate_all(package, people_for(package))
    step = line_of(people_for(package).champion).step("criteria")
    assert [entry.tag for entry in step.entries] == ["Met"]
    assert step.short == "1 of 1 met"


def test_the_case_study_stands_at_the_end_and_leads_back(package, client_as):
    resource = Resource.objects.create(code="one-list")
    written = {"resource": resource, "title": "One list of providers", "standards": ["S08"]}
    ResourceVersion.objects.create(**written, state="published", published_at=timezone.now())
    SupportPackage.objects.filter(pk=package.pk).update(case_study=resource)
    champion = people_for(package).champion
    assert titles(line_of(champion), "studies")[0] == "One list of providers"
    assert S08 in text(browser_of(champion).get("/library/resources/one-list/"))
    assert S08 not in text(client_as(Role.EVALUATOR).get("/library/resources/one-list/"))


def test_pages_of_the_steps_lead_back(package):
    action = an_action(package)
    browser = browser_of(people_for(package).champion)
    for url in (f"/support/{package.pk}/", action.get_absolute_url()):
        assert f'href="{S08}"' in text(browser.get(url)), url
    assert f'href="{PAGE}"' in text(browser.get(f"/authorities/{DURHAM}/"))
    assert f'href="{PAGE}"' in text(browser.get(f"/readiness/{of_2026(package).pk}/"))


def test_the_area_sees_who_looked(package, client_as):
    browser_of(people_for(package).programme).get(S08)
    entry = AuditEntry.objects.filter(verb="line-of-sight-read").get()
    assert (entry.actor_id, entry.authority_id) == (people_for(package).programme.pk, area().pk)
    assessment = of_2026(package)
    assert "The signed levels on the line of sight" in text(
        browser_of(people_for(package).champion).get(f"/readiness/{assessment.pk}/looks/")
    )
    client_as(Role.SENIOR_LEADER).get(S08)
    assert AuditEntry.objects.filter(verb="line-of-sight-read").count() == 1


def test_sequence_not_cause_is_said(package):
    browser = browser_of(people_for(package).champion)
    for page in (PAGE, S08):
        assert "a sequence, not a cause" in text(browser.get(page))


# --- Survey figures ---------------------------------------------------------------------------


def test_figures_are_of_england_and_of_the_type_with_their_base(package):
    edition = published_levels()
    page = page_of(browser_of(people_for(package).champion))
    assert "61.5 %, base 52" in page
    assert "48.0 %, base 40, small base" not in page  # of another type
    assert "7 people, base 12, low base" in page
    assert "never of this area" in page
    assert edition.get_absolute_url() in page


def test_a_withheld_figure_is_shown_as_withheld(package):
    published_levels(of_type="")
    figures = line_of(people_for(package).champion).figures
    assert [(one.of, one.words, one.base) for one in figures if one.value] == [("Unitary", "withheld", "base withheld")]


def test_without_a_report_that_is_said(package):
    assert "No report has been published yet." in page_of(browser_of(people_for(package).champion))


# --- Hostile ----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["S99", "s08", "0", "x" * 200])
def test_a_standard_that_is_not_there(package, code):
    assert browser_of(people_for(package).champion).get(f"{PAGE}{code}/").status_code == 404


def test_people_s_words_are_text(package):
    SupportPackage.objects.filter(pk=package.pk).update(title="<script>alert(1)</script>")
    page = page_of(browser_of(people_for(package).champion))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


# --- Queries ----------------------------------------------------------------------------------


def test_as_many_queries_for_one_package_as_for_ten(package):
    champion = people_for(package).champion
    an_action(package)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            lines(known(area(), scope_of(champion)))
        return len(queries)

    before = asked()
    for number in range(9):
        again = SupportPackage.objects.create(
            authority=area(),
            title=f"Again {number}",
            reference=f"SP-X{number}",
            stage="request",
            sent_at=timezone.now(),
        )
        PackageArea.objects.create(package=again, authority=area())
        again.package_standards.create(standard=Standard.objects.filter(code="S08").latest("pk"))
        Criterion.objects.create(package=again, text="Something")
        an_action(again)
    assert len(line_of(champion).step("packages").entries) == 10
    assert asked() == before
