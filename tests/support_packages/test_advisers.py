"""The adviser pool: who sees it, what is said in it, and checks for conflicts of interest."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from commissioning.saving import NotNow
from commissioning.support.actions import advisers as actions
from commissioning.support.actions import days, team
from commissioning.support.models import Adviser, ConflictCheck, LedgerEntry, SupportPackage
from commissioning.support.queries.conflict_checks import expiring_checks
from commissioning.support.queries.facts import valid_checks
from commissioning.support.workflow import Stage
from tests.conftest import browser_of
from tests.support.advisers import an_adviser, checked, found, funded, known, staffed
from tests.support.packages import a_package
from tests.support.people import DURHAM, EALING, area, in_role

SENT = {
    "employer": DURHAM,
    "employer_name": "",
    "accredited_on-day": "1",
    "accredited_on-month": "4",
    "accredited_on-year": "2025",
    "accredited_until-day": "31",
    "accredited_until-month": "3",
    "accredited_until-year": "2028",
    "kinds": ["joint", "market"],
    "standards": ["S08", "S11"],
    "regions": ["north-east"],
    "days_a_month": "3.5",
    "about": "Ran a pooled budget for nine years.",
    "version": "0",
}


def text_of(answer) -> str:
    return answer.content.decode()


# --- Who sees the pool --------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.PROGRAMME_LEAD, Role.ADVISER}])
def test_others_see_nothing_of_the_pool(client_as, register, role):
    adviser, package = an_adviser(), a_package(Stage.SCOPING)
    browser = client_as(role, area(EALING)) if role in {Role.CHAMPION, Role.DIRECTOR} else client_as(role)
    assert browser.get("/support/advisers/").status_code == 403
    assert browser.get("/support/advisers/new/").status_code == 403
    for page in ("", "edit/", "away/", "conflicts/"):
        assert browser.get(f"/support/advisers/{adviser.pk}/{page}").status_code == 404
    assert browser.get(f"/support/{package.pk}/matches/").status_code in {403, 404}
    assert browser.get(f"/support/{package.pk}/checks/{adviser.pk}/").status_code in {403, 404}


def test_an_adviser_sees_their_own_page_alone(register):
    mine, other = an_adviser(), an_adviser()
    browser = browser_of(mine.person)
    assert browser.get("/support/advisers/").url == f"/support/advisers/{mine.pk}/"
    page = text_of(browser.get(f"/support/advisers/{mine.pk}/"))
    assert "Change your days and employer" in page
    assert browser.get(f"/support/advisers/{other.pk}/").status_code == 404
    assert browser.post(f"/support/advisers/{other.pk}/away/", {}).status_code == 404


def test_an_adviser_without_a_page_is_refused_the_pool(client_as, register):
    assert client_as(Role.ADVISER).get("/support/advisers/").status_code == 403


# --- Pages --------------------------------------------------------------------------------


def test_the_programme_adds_somebody_in_role_once(client_as, register):
    browser, person = client_as(Role.PROGRAMME_LEAD), in_role(Role.ADVISER)
    assert str(person) in text_of(browser.get("/support/advisers/"))
    for _ in range(2):
        answer = browser.post("/support/advisers/new/", SENT | {"person": person.pk})
    assert "Select a person from the list" in text_of(answer)  # who has a page is not offered again
    adviser = Adviser.objects.get()
    assert (adviser.employer.gss_code, adviser.days_a_month) == (DURHAM, Decimal("3.5"))
    assert [region.slug for region in adviser.regions.all()] == ["north-east"]
    page = text_of(browser.get(f"/support/advisers/{adviser.pk}/"))
    for words in ("County Durham", "Commissioning together", "Market development", "North East", "31 March 2028"):
        assert words in page, words
    with pytest.raises(NotNow, match="not in role as an adviser"):
        actions.add(person=in_role(Role.EVALUATOR), typed=known(), by=browser.person)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"accredited_on-day": "", "accredited_on-month": "", "accredited_on-year": ""}, "Enter the day they were"),
        ({"accredited_until-year": "2024"}, "The last day must be on or after the first"),
        ({"employer_name": "A charity"}, "not both"),
        ({"employer": "E99999999"}, "Select a council from the list"),
        ({"days_a_month": "32"}, "must be 31 or less"),
        ({"days_a_month": "-1"}, "must be 0 or more"),
        ({"days_a_month": "Infinity"}, "must be a number"),
        ({"kinds": ["magic"]}, "from the list"),
        ({"about": "x" * 10_001}, "10000 characters or fewer"),
        ({"version": "x"}, "had lost its place"),
    ],
)
def test_what_cannot_be_said_of_an_adviser(client_as, register, wrong, says):
    adviser = an_adviser()
    answer = client_as(Role.PROGRAMME_LEAD).post(f"/support/advisers/{adviser.pk}/edit/", SENT | wrong)
    assert answer.status_code == 200
    assert says in text_of(answer)
    adviser.refresh_from_db()
    assert adviser.version == 1


def test_two_who_change_a_page_at_once_see_each_other(client_as, register):
    adviser, browser = an_adviser(), client_as(Role.PROGRAMME_LEAD)
    address = f"/support/advisers/{adviser.pk}/edit/"
    sent = SENT | {"version": "1"}
    for _ in range(2):  # sent twice is one save
        assert browser.post(address, sent).status_code == 302
    adviser.refresh_from_db()
    assert adviser.version == 2
    late = browser.post(address, sent | {"about": "Something else"})
    assert "Not saved yet" in text_of(late)
    assert "Ran a pooled budget" in text_of(late)
    assert "Something else" in text_of(late)
    assert browser.post(address, sent | {"about": "Something else", "version": "2"}).status_code == 302


def test_an_adviser_says_what_is_theirs_to_say_and_no_more(register):
    adviser = an_adviser()
    browser = browser_of(adviser.person)
    address = f"/support/advisers/{adviser.pk}/edit/"
    assert "Accredited until" not in text_of(browser.get(address))
    sent = {"days_a_month": "2", "employer_name": "Self-employed", "version": "1"}
    smuggled = {"accredited_until-year": "2099", "kinds": ["market"], "employer": DURHAM}
    assert browser.post(address, sent | smuggled).status_code == 302
    before = adviser.accredited_until
    adviser.refresh_from_db()
    assert (adviser.days_a_month, adviser.employer_name, adviser.version) == (2, "Self-employed", 2)
    assert (adviser.accredited_until, adviser.kinds, adviser.employer) == (before, ["joint"], None)
    with pytest.raises(PermissionDenied):
        actions.save(adviser=adviser, typed=known(), version=2, by=adviser.person)


def test_whoever_is_no_adviser_any_more_changes_nothing(register):
    adviser = an_adviser()
    adviser.person.appointments.update(revoked_at=timezone.now())
    with pytest.raises(PermissionDenied):
        actions.save_own(adviser=adviser, own=actions.Own("", Decimal(1)), version=1, by=adviser.person)


def test_hostile_words_are_shown_as_words(register):
    adviser = an_adviser(about="<script>alert(1)</script>")
    page = text_of(browser_of(adviser.person).get(f"/support/advisers/{adviser.pk}/"))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


# --- The list -----------------------------------------------------------------------------


def names(browser, query: str) -> list[str]:
    rows = b"".join(browser.get(f"/support/advisers/?{query}&format=csv")).decode("utf-8-sig").splitlines()[1:]
    return [row.split(",")[0].strip('"') for row in rows]


def test_the_pool_is_narrowed_and_sorted(client_as, register):
    today = timezone.localdate()
    browser = client_as(Role.PROGRAMME_LEAD)
    london = area(EALING).region
    soon = an_adviser(accredited_until=today + timedelta(days=90), kinds=("market",), standards=("S11",))
    over = an_adviser(accredited_on=today - timedelta(days=400), accredited_until=today - timedelta(days=1))
    none = an_adviser(accredited_on=None, accredited_until=None, regions=(london,), days_a_month=Decimal(9))
    busy = staffed(funded(), 5)
    days.forecast(
        package=SupportPackage.objects.get(), adviser=busy.person, month=today, wanted=Decimal(4), by=busy.person
    )
    name = {one: str(one.person) for one in (soon, over, none, busy)}
    assert set(names(browser, "")) == set(name.values())
    assert set(names(browser, "accreditation=valid")) == {name[soon], name[busy]}
    assert names(browser, "accreditation=soon") == [name[soon]]
    assert names(browser, "accreditation=expired") == [name[over]]
    assert names(browser, "accreditation=none") == [name[none]]
    assert names(browser, "kind=market") == names(browser, "standard=S11") == [name[soon]]
    assert name[none] not in names(browser, "region=north-east")
    assert set(names(browser, "region=london")) == set(name.values())
    assert name[busy] not in names(browser, "free=yes")
    assert names(browser, "sort=-free")[0] == name[none]
    assert names(browser, "sort=-packages")[0] == name[busy]
    assert AuditEntry.objects.filter(verb="advisers-export", actor_id=browser.person.pk).exists()
    actions.add_away(adviser=none, first=today, last=today, why="", by=none.person)
    assert name[none] not in names(browser, "free=yes")
    soon.person.appointments.update(revoked_at=timezone.now())
    assert name[soon] not in names(browser, "")
    assert names(browser, "role=ended") == [name[soon]]
    for wrong in ("kind=magic", "sort=age", "format=exe", "region=atlantis"):
        assert browser.get(f"/support/advisers/?{wrong}").status_code == 400


@pytest.mark.slow
def test_the_pages_ask_as_much_for_one_as_for_many(client_as, register):
    browser, package = client_as(Role.PROGRAMME_LEAD), funded()
    adviser = staffed(package, 1)

    def asked(address: str) -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    addresses = [
        "/support/advisers/",
        f"/support/advisers/{adviser.pk}/",
        f"/support/{package.pk}/matches/",
        f"/support/{package.pk}/people/",
        f"/support/{package.pk}/days/",
    ]
    before = [asked(address) for address in addresses]
    for _ in range(4):
        other = staffed(package, 1)
        actions.add_conflict(adviser=other, authority=area(EALING), why="x", until=None, by=other.person)
        checked(funded(), adviser, in_role(Role.PROGRAMME_LEAD))
    assert [asked(address) for address in addresses] == before


# --- Days away and conflicts with areas ---------------------------------------------------


def test_days_away_and_conflicts_are_said_once_and_taken_back(register):
    adviser = an_adviser()
    browser = browser_of(adviser.person)
    home = f"/support/advisers/{adviser.pk}/"
    day = timezone.localdate() + timedelta(days=10)
    parts = {"day": day.day, "month": day.month, "year": day.year}
    away = {f"{name}-{part}": value for name in ("first", "last") for part, value in parts.items()} | {"why": "Leave"}
    conflict = {"area": EALING, "why": "My sister works there"}
    for _ in range(2):
        assert browser.post(f"{home}away/", away).url == home
        assert browser.post(f"{home}conflicts/", conflict).url == home
    assert (adviser.away.count(), adviser.conflicts.count()) == (1, 1)
    page = text_of(browser.get(home))
    assert "Leave" in page
    assert "My sister works there" in page
    for _ in range(2):
        assert browser.post(f"/support/advisers/away/{adviser.away.get().pk}/end/").status_code == 302
        assert browser.post(f"/support/advisers/conflicts/{adviser.conflicts.get().pk}/end/").status_code == 302
    assert adviser.conflicts.get().ended_by == adviser.person
    assert "My sister works there" not in text_of(browser.get(home))


def test_what_the_programme_wrote_down_the_programme_ends(register):
    adviser, programme = an_adviser(), in_role(Role.PROGRAMME_LEAD)
    conflict = actions.add_conflict(
        adviser=adviser, authority=area(), why="Sold them software", until=None, by=programme
    )
    answer = browser_of(adviser.person).post(f"/support/advisers/conflicts/{conflict.pk}/end/")
    assert answer.status_code == 403
    other = an_adviser()
    assert browser_of(other.person).post(f"/support/advisers/conflicts/{conflict.pk}/end/").status_code == 404
    assert browser_of(programme).post(f"/support/advisers/conflicts/{conflict.pk}/end/").status_code == 302


def test_days_away_end_after_they_begin(register):
    adviser = an_adviser()
    today = timezone.localdate()
    with pytest.raises(NotNow, match="the first or after"):
        actions.add_away(adviser=adviser, first=today, last=today - timedelta(days=1), why="", by=adviser.person)
    answer = browser_of(adviser.person).post(f"/support/advisers/{adviser.pk}/away/", {"first-day": "1"})
    assert "must include a month and year" in text_of(answer)


# --- Checks for conflicts of interest -----------------------------------------------------


def sent_check(day, **words) -> dict:
    parts = {"valid_until-day": day.day, "valid_until-month": day.month, "valid_until-year": day.year}
    return {"declared": "Nothing.", "outcome": "clear", "managed_how": ""} | parts | words


def test_a_check_is_recorded_once_and_kept(client_as, register):
    package, adviser = a_package(Stage.SCOPING), an_adviser()
    browser = client_as(Role.PROGRAMME_LEAD)
    team.add_adviser(package=package, person=adviser.person, by=browser.person)
    address = f"/support/{package.pk}/checks/{adviser.pk}/"
    assert "Not checked yet" in text_of(browser.get(f"/support/{package.pk}/people/"))
    sent = sent_check(timezone.localdate() + timedelta(days=100))
    for _ in range(2):
        assert browser.post(address, sent).status_code == 302
    assert ConflictCheck.objects.count() == 1
    assert valid_checks(package) == {adviser.person_id}
    assert "No conflict" in text_of(browser.get(f"/support/{package.pk}/people/"))
    assert browser.post(address, sent | {"outcome": "conflict", "declared": "I did not say"}).status_code == 302
    assert valid_checks(package) == set()
    assert "I did not say" in text_of(browser.get(address))
    assert not package.events.filter(more__contains="I did not say").exists()


@pytest.mark.parametrize(
    ("words", "ahead", "says"),
    [
        ({"declared": " "}, 10, "Enter what the adviser declared"),
        ({"outcome": ""}, 10, "Select what follows from it"),
        ({"outcome": "bribe"}, 10, "from the list"),
        ({"outcome": "managed"}, 10, "Enter how it is managed"),
        ({}, 367, "must be on or before"),
        ({}, -1, "must be on or after"),
    ],
)
def test_what_a_check_cannot_be(client_as, register, words, ahead, says):
    package, adviser = a_package(Stage.SCOPING), an_adviser()
    day = timezone.localdate() + timedelta(days=ahead)
    answer = client_as(Role.PROGRAMME_LEAD).post(
        f"/support/{package.pk}/checks/{adviser.pk}/", sent_check(day, **words)
    )
    assert answer.status_code == 200
    assert says in text_of(answer)
    with pytest.raises(NotNow):
        actions.record_check(
            package=package,
            adviser=adviser,
            found=found(declared="", valid_until=day, outcome="managed"),
            by=in_role(Role.PROGRAMME_LEAD),
        )


def test_never_clear_for_their_own_employer_nor_where_a_conflict_is_known(register):
    package, programme = a_package(Stage.SCOPING), in_role(Role.PROGRAMME_LEAD)
    employed = an_adviser(employer=area(), employer_name="")
    related = an_adviser()
    actions.add_conflict(adviser=related, authority=area(), why="A sister", until=None, by=related.person)
    for adviser, says in ((employed, "is employed by County Durham"), (related, "is known: A sister")):
        for outcome in ("clear", "managed"):
            with pytest.raises(NotNow, match=says):
                actions.record_check(
                    package=package, adviser=adviser, found=found(outcome=outcome, managed_how="x"), by=programme
                )
        actions.record_check(package=package, adviser=adviser, found=found(outcome="conflict"), by=programme)
    assert valid_checks(package) == set()
    with pytest.raises(PermissionDenied):
        actions.record_check(package=package, adviser=related, found=found(), by=in_role(Role.LOCAL_LEAD))


def test_checks_that_run_out_are_found_for_the_desk(register):
    today, programme = timezone.localdate(), in_role(Role.PROGRAMME_LEAD)
    package, closed = a_package(Stage.SCOPING), a_package(Stage.SCOPING)
    last = today + timedelta(days=60)
    advisers = [an_adviser() for _ in range(5)]
    soon, later, conflict, renewed, gone = advisers
    for adviser in advisers:
        checked(package, adviser, programme, valid_until=last + timedelta(days=adviser == later))
    checked(closed, soon, programme, valid_until=last)
    SupportPackage.objects.filter(pk=closed.pk).update(stage=Stage.CLOSED)
    for adviser, words in ((conflict, {"outcome": "conflict"}), (renewed, {})):
        actions.record_check(package=package, adviser=adviser, found=found(**words), by=programme)
    team.end_part(member=package.team.get(person=gone.person), handover="All is written down", by=programme)
    package.team.filter(person=gone.person).update(since=today - timedelta(days=5), until=today - timedelta(days=1))
    assert [(one.adviser, one.valid_until) for one in expiring_checks(today)] == [(soon, last)]
    assert {one.adviser for one in expiring_checks(last + timedelta(days=1))} == {soon, later}


# --- Who fits -----------------------------------------------------------------------------


def test_a_person_decides_among_matches(client_as, register):
    package = a_package(Stage.SCOPING)
    browser = client_as(Role.PROGRAMME_LEAD)
    best = an_adviser(regions=(area().region,))
    employed = an_adviser(employer=area(), employer_name="")
    other = an_adviser(kinds=("market",), standards=(), days_a_month=Decimal(0))
    address = f"/support/{package.pk}/matches/"
    page = text_of(browser.get(address))
    order = [page.index(f"{one.person}</a>") for one in (best, other, employed)]
    assert order == sorted(order)
    for words in ("Knows joint commissioning", "Works in North East", "Employed by County Durham: never"):
        assert words in page, words
    assert browser.post(address, {"adviser": best.pk}).status_code == 302
    assert package.team.filter(person=best.person, part="adviser").count() == 1
    browser.post(address, {"adviser": best.pk})
    assert package.team.filter(person=best.person, part="adviser").count() == 1
    assert f"/support/{package.pk}/checks/{best.pk}/" in text_of(browser.get(address))
    actions.record_check(package=package, adviser=best, found=found(), by=browser.person)
    assert f"/support/{package.pk}/days/allocate/?adviser={best.person_id}" in text_of(browser.get(address))
    for nonsense in ("", "x", "-1", "²", "9" * 40):
        assert browser.post(address, {"adviser": nonsense}).status_code == 404


# --- The page of days and money -----------------------------------------------------------


def test_everybody_who_sees_the_package_sees_its_days(client_as, register):
    package = funded()
    adviser = staffed(package, 3)
    for role in (Role.REGIONAL_LEAD, Role.LOCAL_LEAD, Role.PROGRAMME_LEAD):
        page = client_as(role).get(f"/support/{package.pk}/days/")
        assert page.status_code == 200, role
        assert ("Allocate to an adviser" in text_of(page)) is (role is Role.PROGRAMME_LEAD)
        assert ("Forecast days" in text_of(page)) is (role is not Role.REGIONAL_LEAD)
    assert browser_of(adviser.person).get(f"/support/{package.pk}/days/").status_code == 200
    assert browser_of(in_role(Role.ADVISER)).get(f"/support/{package.pk}/days/").status_code == 404
    regional = client_as(Role.REGIONAL_LEAD)
    for page in ("allocate", "forecast", "money"):
        assert regional.get(f"/support/{package.pk}/days/{page}/").status_code == 403
    entry = package.ledger.get(adviser=adviser.person)
    assert regional.post(f"/support/days/{entry.pk}/reverse/", {"why": "x"}).status_code == 403
    assert browser_of(in_role(Role.ADVISER)).get(f"/support/days/{entry.pk}/reverse/").status_code == 404


def test_days_are_allocated_forecast_paid_and_reversed_on_their_pages(client_as, register):
    package, browser = funded(), client_as(Role.PROGRAMME_LEAD)
    adviser = staffed(package, 0).person
    home = f"/support/{package.pk}/days/"
    newest = LedgerEntry.objects.latest("pk").pk
    sent = {"adviser": adviser.pk, "days": "8.5", "pounds": "£1,000", "override": "", "after": newest}
    for _ in range(2):
        assert browser.post(f"{home}allocate/", sent).url == home
    assert package.ledger.filter(adviser=adviser, kind="allocated").count() == 1
    for wrong, says in (
        ({"days": "2", "after": newest + 1}, "has 1.5 days and £4,000 left"),
        ({"days": "0.1"}, "Enter days in quarters"),
        ({"days": "-1"}, "must be 0 or more"),
        ({"days": "", "pounds": ""}, "Enter days or money"),
        ({"adviser": "999999"}, "Select an adviser from the list"),
    ):
        answer = browser.post(f"{home}allocate/", sent | wrong)
        assert answer.status_code == 200
        assert says in text_of(answer)
    month = timezone.localdate().replace(day=1).isoformat()
    assert browser.post(f"{home}forecast/", {"adviser": adviser.pk, "month": month, "days": "9"}).url == home
    paid = {"adviser": adviser.pk, "pounds": "900", "month": month, "what": "Fee", "override": "", "after": newest + 5}
    assert browser.post(f"{home}money/", paid).url == home
    page = text_of(browser.get(home))
    for words in ("Used and forecast go beyond what is allocated, by 0.5 days", "£900", "9 days"):
        assert words in page, words
    entry = package.ledger.get(kind="forecast")
    assert browser.post(f"/support/days/{entry.pk}/reverse/", {"why": ""}).status_code == 200
    assert browser.post(f"/support/days/{entry.pk}/reverse/", {"why": "Not this month"}).url == home
    assert browser.post(f"/support/days/{entry.pk}/reverse/", {"why": "Not this month"}).status_code == 409
    page = text_of(browser.get(home))
    assert "Reversal" in page
    assert "Not this month" in page
    assert "go beyond" not in page


def test_the_entries_are_narrowed_and_their_file_is_audited(client_as, register):
    package, browser = funded(), client_as(Role.PROGRAMME_LEAD)
    adviser = staffed(package, 3).person
    home = f"/support/{package.pk}/days/"
    content = b"".join(browser.get(f"{home}?of={adviser.pk}&format=csv")).decode("utf-8-sig")
    assert len(content.splitlines()) == 2
    assert AuditEntry.objects.filter(verb="ledger-export", object_id=package.pk).exists()
    assert "As agreed" in text_of(browser.get(f"{home}?of=package&kind=allocated"))
    assert "Nothing fits" in text_of(browser.get(f"{home}?beyond=yes"))
    for wrong in ("of=0", "kind=stolen", "sort=-days"):
        assert browser.get(f"{home}?{wrong}").status_code == 400
