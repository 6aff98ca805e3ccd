"""Find anything: what each role finds, what stays unsaid, and that nothing typed breaks it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.access.roles import ROLES, Place, Role
from commissioning.people.models import AuditEntry
from commissioning.people.queries import scope_of
from commissioning.profiles.actions import history, insights
from commissioning.profiles.sensitivity import Sensitivity
from commissioning.programme.search.finding import find
from commissioning.support.models import SupportPackage
from tests.conftest import browser_of
from tests.profiles.happening import event
from tests.profiles.rows import entry, in_year, insight, keeper
from tests.profiles.test_history import SEES
from tests.support.packages import a_draft, a_request, champion_of
from tests.support.pages import text
from tests.support.people import EALING, area, in_role, person
from tests.support.published import published_levels


@pytest.fixture
def programme(register):
    return in_role(Role.PROGRAMME_LEAD)


def found(text_: str, reader) -> dict[str, list[str]]:
    return {group.key: [hit.title for hit in group.hits] for group in find(text_, scope_of(reader))}


# --- What is found ----------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["durham", "County Durham", "E06000047", "DURHAM"])
def test_areas_by_name_and_code(programme, typed):
    assert "County Durham" in found(typed, programme)["areas"]


def test_areas_by_a_former_name(programme):
    groups = find("Northamptonshire", scope_of(programme))
    hits = next(group for group in groups if group.key == "areas").hits
    assert {"North Northamptonshire", "West Northamptonshire", "Northamptonshire"} <= {hit.title for hit in hits}
    assert hits[-1].about.endswith("former")  # after those that are
    assert not hits[0].about.endswith("former")


@pytest.mark.parametrize(("slip", "meant"), [("Northumbeland", "Northumberland"), ("Gatehead", "Gateshead")])
def test_a_slip_finds_what_was_meant_and_says_it_guessed(programme, slip, meant):
    (areas,) = [group for group in find(slip, scope_of(programme)) if group.key == "areas"]
    assert areas.hits[0].title == meant
    assert areas.guessed
    assert "Did you mean" in text(browser_of(programme).get("/search/", {"q": slip}))


def test_packages_by_reference_and_title(register):
    package = a_request()
    champion = champion_of(area())
    assert found(package.reference, champion)["packages"] == [package.title]
    assert package.title in found("pooling disabled", champion)["packages"]
    assert package.title in found("durham", champion)["packages"]


def test_resources_standards_and_reports(programme):
    published_levels()
    assert found("foster", programme)["resources"]
    assert found("Commissioning together", programme)["standards"] == ["8. Commissioning together"]
    assert found("impact", programme)["reports"] == ["Impact report"]


# --- Who finds it -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "finds"),
    [
        (Role.PROGRAMME_LEAD, True),
        (Role.ADMINISTRATOR, True),
        (Role.REGIONAL_LEAD, True),
        (Role.LOCAL_LEAD, True),
        (Role.CONTRIBUTOR, False),
        (Role.SENIOR_LEADER, False),
        (Role.ADVISER, False),
        (Role.EVALUATOR, False),
    ],
)
def test_people_are_found_by_who_sees_people(register, role, finds):
    somebody = in_role(Role.CHAMPION)
    assert (somebody.full_name in found(somebody.full_name, in_role(role)).get("people", [])) == finds


def test_people_of_another_area_are_not_found(register):
    elsewhere = in_role(Role.CHAMPION, area(EALING))
    assert "people" not in found(elsewhere.full_name, in_role(Role.CHAMPION))


def test_whoever_holds_no_role_is_not_found(programme):
    nobody = person("Zebedee Quill")
    assert found("Zebedee Quill", programme) == {}
    assert nobody.full_name == "Zebedee Quill"


@pytest.mark.parametrize("role", Role)
def test_a_package_is_found_by_who_sees_it_alone(register, role):
    package = a_request(area(EALING))
    may = role in (Role.PROGRAMME_LEAD,)
    assert (package.title in found(package.reference, in_role(role)).get("packages", [])) == may


def test_a_draft_is_its_own_area_s(register):
    champion = in_role(Role.CHAMPION)
    draft = a_draft(area(), champion, title="Quinquereme of Nineveh")
    assert found("Quinquereme", champion)["packages"] == [draft.title]
    assert found("Quinquereme", in_role(Role.PROGRAMME_LEAD)) == {}


def test_27_no_count_tells_of_what_is_hidden(register, client_as):
    """The page is the same to the letter before and after there is something its reader may not see."""
    browser = client_as(Role.CONTRIBUTOR)

    def page() -> str:
        return text(browser.get("/search/", {"q": "Quinquereme"})).partition("<main")[2].partition("</main>")[0]

    before = page()
    a_draft(area(), in_role(Role.CHAMPION), title="Quinquereme of Nineveh")
    person("Quinquereme Jones")
    assert page() == before


def test_nobody_without_an_account_or_a_role_searches(client, register):
    assert client.get("/search/", {"q": "durham"}).status_code == 302
    assert "app-find" not in text(client.get("/accounts/login/"))
    assert browser_of(person()).get("/search/", {"q": "durham"}).status_code == 403


def test_the_box_is_on_every_page_and_leads_here(programme):
    page = text(browser_of(programme).get("/authorities/"))
    assert 'action="/search/"' in page
    assert 'for="find"' in page


# --- History, pitfalls and events ---------------------------------------------------------------

WORD = "Quinquereme"


@pytest.mark.parametrize("role", Role)
def test_history_and_insights_are_found_by_whom_each_entry_is_open_to(register, role):
    reader = in_role(role)
    by = reader if role is Role.CHAMPION else keeper(role=Role.CHAMPION)
    for sensitivity in Sensitivity:
        entry(by, title=f"Told to {sensitivity}", narrative=f"{WORD} ended", sensitivity=sensitivity)
        insight(by, words=f"Known to {sensitivity}", what_to_do=f"Mind the {WORD}", sensitivity=sensitivity)
    may = {sensitivity for sensitivity, sees in SEES.items() if role in sees}
    shown = found(WORD, reader)
    assert set(shown.get("history", [])) == {f"Told to {one}" for one in may}
    assert set(shown.get("insights", [])) == {f"Known to {one}" for one in may}
    page = text(browser_of(reader).get("/search/", {"q": WORD}))
    for sensitivity in Sensitivity:
        assert (f"Told to {sensitivity}" in page) is (sensitivity in may)
        assert (f"Known to {sensitivity}" in page) is (sensitivity in may)


@pytest.mark.parametrize("role", [role for role in Role if ROLES[role].place is not Place.PROGRAMME])
def test_what_is_open_to_all_in_one_area_is_not_found_from_another(register, role):
    by = keeper()
    entry(by, title=f"{WORD} ended", sensitivity="public")
    insight(by, words=f"Mind the {WORD}", sensitivity="public")
    assert found(WORD, in_role(role, area(EALING))) == {}


def test_what_was_removed_is_not_found(register):
    by = in_role(Role.CHAMPION)
    gone, lost = entry(by, title=f"{WORD} ended"), insight(by, words=f"Mind the {WORD}")
    assert set(found(WORD, by)) == {"history", "insights"}
    history.remove(entry=gone, because="Not so", version=gone.version, by=by)
    insights.remove(insight=lost, because="Not so", version=lost.version, by=by)
    assert found(WORD, by) == {}


def test_a_hit_leads_to_where_it_stands(register):
    by = in_role(Role.CHAMPION)
    for number in range(40):
        entry(by, title=f"Year {number}", starts=in_year(1980 + number))
    row = entry(by, title=f"{WORD} ended", starts=in_year(1979))
    (group,) = find(WORD, scope_of(by))
    (hit,) = group.hits
    assert hit.about == f"{area()}, 1979"
    address, _, place = hit.url.partition("#")
    assert place == f"entry-{row.pk}"
    assert f'id="{place}"' in text(browser_of(by).get(address))


@pytest.mark.parametrize("role", Role)
def test_an_event_is_found_once_it_is_open_and_before_by_who_runs_it(register, role):
    planned = event(is_open=False, title=f"{WORD}, day one")
    opened = event(title=f"{WORD}, day two", about="See secret-room", place="Hall")
    reader = in_role(role)
    shown = found(WORD, reader).get("events", [])
    assert opened.title in shown
    assert (planned.title in shown) is (role is Role.PROGRAMME_LEAD)
    assert "events" not in found("secret-room", reader)


def test_an_event_of_another_region_is_found_as_its_list_has_it(register):
    row = event(title=f"{WORD} in London", region_id=area(EALING).region_id)
    reader = in_role(Role.CONTRIBUTOR)
    (group,) = find(WORD, scope_of(reader))
    assert [hit.url for hit in group.hits] == [row.get_absolute_url()]
    assert f"{WORD} in London" in text(browser_of(reader).get("/profiles/events/?show=all"))


# --- Bad input --------------------------------------------------------------------------------

HOSTILE = [
    "", " ", "%", "_", "'", '"', "\\", "'; DROP TABLE people_user; --", "a" * 10_000, "\x00",
    "\u202edlrow", "مرحبا بالعالم",
    "<script>alert(1)</script>", "& | ! ( ) : *", "\ue000x\ue001", "%%%%", "🙂", "a b c d e f g h i j k l m n o p",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: ascii(typed)[:20])
@pytest.mark.parametrize("role", [Role.PROGRAMME_LEAD, Role.CONTRIBUTOR])
def test_whatever_is_typed_is_only_looked_for(register, client_as, typed, role):
    response = client_as(role).get("/search/", {"q": typed})
    assert response.status_code == 200
    assert "<script>alert" not in text(response)


@pytest.mark.parametrize("typed", ["%", "_", "%%%%"])
def test_a_sign_of_the_database_is_no_joker(programme, typed):
    assert "areas" not in found(typed, programme)
    assert "packages" not in found(typed, programme)


def test_text_that_runs_from_the_right_stands_apart(register):
    champion = in_role(Role.CHAMPION)
    a_draft(area(), champion, title="مرحبا بالعالم")
    assert "<bdi>مرحبا بالعالم</bdi>" in text(browser_of(champion).get("/search/", {"q": "مرحبا"}))


def test_what_was_looked_for_is_kept_nowhere(programme):
    before = AuditEntry.objects.count()
    response = browser_of(programme).get("/search/", {"q": "Quinquereme"})
    assert AuditEntry.objects.count() == before
    assert "no-store" in response["Cache-Control"]


def test_only_reading(programme):
    assert browser_of(programme).post("/search/", {"q": "durham"}).status_code == 405


# --- Queries ----------------------------------------------------------------------------------


def test_as_many_queries_for_one_hit_as_for_ten(register):
    champion = in_role(Role.CHAMPION)
    a_draft(area(), champion, title="Quinquereme of Nineveh")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            find("Quinquereme", scope_of(champion))
        return len(queries)

    before = asked()
    for number in range(8):
        SupportPackage.objects.create(authority=area(), title=f"Quinquereme {number}", stage="draft")
    assert len(found("Quinquereme", champion)["packages"]) == 9
    assert asked() == before
