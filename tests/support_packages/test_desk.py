"""The programme’s desk: what counts as an exception and since when, who sees it, and that its numbers agree."""

import html
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry, RoleAppointment
from commissioning.people.queries import scope_of
from commissioning.support import desk as rules
from commissioning.support.actions import days, risks, team, terms
from commissioning.support.actions.moves import Told, advance
from commissioning.support.models import (
    ConflictCheck,
    LedgerEntry,
    PlanStep,
    SavedFilter,
    SupportPackage,
    TeamMember,
)
from commissioning.support.queries import desk, workload
from commissioning.support.queries.exceptions import SOURCES, exceptions
from commissioning.support.queries.ledger import still_expected
from commissioning.support.workflow import Move, Stage
from tests.support import scale_packages as scale
from tests.support.advisers import funded, staffed
from tests.support.packages import a_draft, a_package, agree_on, people_for
from tests.support.pages import text
from tests.support.people import EALING, area, in_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

PAGES = ("", "packages/", "workload/", "money/", "flow/", "filters/add/?stage=delivery")


def today() -> date:
    return timezone.localdate()


def found(package: SupportPackage, on: date | None = None) -> dict[str, date]:
    """Exception → since when, of one package."""
    return {one.kind.key: one.since for one in exceptions(on or today()) if one.package_id == package.pk}


def keys_on(package: SupportPackage, days_from_now: int) -> set[str]:
    return set(found(package, today() + timedelta(days=days_from_now)))


def set_to(package: SupportPackage, **fields) -> SupportPackage:
    SupportPackage.objects.filter(pk=package.pk).update(**fields)
    package.refresh_from_db()
    return package


# --- Who sees it --------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PROGRAMME_LEAD])
def test_the_desk_is_the_programmes_alone(client_as, role):
    browser = client_as(role)
    for page in PAGES:
        assert browser.get(f"/support/desk/{page}").status_code == 403
    theirs = SavedFilter.objects.create(person=browser.person, name="Mine", query="stage=delivery")
    assert browser.post(f"/support/desk/filters/{theirs.pk}/delete/").status_code == 404


def test_every_page_of_the_desk_opens_with_and_without_packages(client_as):
    browser = client_as(Role.PROGRAMME_LEAD)
    for page in PAGES:
        assert browser.get(f"/support/desk/{page}").status_code == 200
    assert "Nothing is out of order" in text(browser.get("/support/desk/"))
    staffed(funded())
    for page in PAGES:
        assert browser.get(f"/support/desk/{page}").status_code == 200


def test_every_kind_of_exception_has_a_source_and_a_page():
    assert set(SOURCES) | {"beyond"} == set(rules.KINDS)
    package = a_package(Stage.DELIVERY)
    for kind in rules.KINDS.values():
        row = desk.in_words([rules.Found(kind, package.pk, today())], today())[0]
        assert row.url.startswith(f"/support/{package.pk}/")
        assert "{" not in row.reason


# --- What counts --------------------------------------------------------------------------


@pytest.mark.parametrize(("stage", "days_"), [(Stage.REQUEST, 5), (Stage.TRIAGE, 14), (Stage.SCOPING, 42)])
def test_a_package_is_stalled_the_day_after_its_days_are_over(stage, days_):
    package = a_package(stage)
    assert "stalled" not in keys_on(package, days_)
    assert found(package, today() + timedelta(days=days_ + 1))["stalled"] == today() + timedelta(days=days_)


def test_a_draft_and_what_has_ended_are_nobodys_exception():
    draft, closed = a_draft(), a_package(Stage.CLOSED)
    assert keys_on(draft, 400) == set()
    assert keys_on(closed, 30) == set()


def test_no_contact_is_counted_from_the_last_one_or_from_the_stage():
    package = a_package(Stage.SCOPING)
    assert "contact" not in keys_on(package, 21)
    assert "contact" in keys_on(package, 22)
    set_to(package, last_contact_on=today() - timedelta(days=22))
    assert found(package)["contact"] == today() - timedelta(days=1)


def test_follow_ups_of_a_closed_package_are_overdue_after_their_day():
    package = a_package(Stage.CLOSED)
    due = package.follow_ups.order_by("due_on").first()
    assert "follow-up" not in found(package, due.due_on)
    assert found(package, due.due_on + timedelta(days=1)) == {"follow-up": due.due_on}


def test_red_risks_escalated_concerns_and_overdue_milestones():
    package = a_package(Stage.DELIVERY)
    people = people_for(package)
    typed = risks.Typed("risk", "No finance officer", "red", "We look for one", "")
    red = risks.raise_one(package=package, typed=typed, by=people.local_lead)
    assert found(package)["red"] == today()
    risks.escalate(risk=red, why="We need help", by=people.local_lead)
    assert {"escalated"} == set(found(package)) & {"escalated", "red"}, "told once, not twice"
    red.refresh_from_db()
    risks.close(risk=red, outcome="Found one", version=red.version, by=people.local_lead)
    assert not set(found(package)) & {"escalated", "red"}
    step = PlanStep.objects.create(package=package, kind="milestone", title="One list", due_on=today())
    PlanStep.objects.create(package=package, kind="action", title="Ring", due_on=today() - timedelta(days=9))
    assert "milestone" not in found(package)
    assert found(package, today() + timedelta(days=1))["milestone"] == step.due_on


def test_the_day_to_come_back_and_the_review_that_is_due():
    package, people = a_package(Stage.TRIAGE), None
    people = people_for(package)
    back = today() + timedelta(days=30)
    told = Told(reason="Not before the election", condition="A director in post", revisit_on=back)
    advance(package=package, move=Move.DEFER, told=told, by=people.programme)
    assert "revisit" not in keys_on(package, 29)
    assert found(package, back)["revisit"] == back
    delivered = set_to(a_package(Stage.DELIVERY, area(EALING)), review_on=today() - timedelta(days=3))
    assert found(delivered)["review"] == today() - timedelta(days=3)


def test_a_lead_out_of_role_and_a_vacant_champion():
    package = a_package(Stage.SCOPING)
    people = people_for(package)
    assert not set(found(package)) & {"lead", "champion"}
    ended = timezone.now() - timedelta(days=2)
    RoleAppointment.objects.filter(person__in=[people.local_lead, people.champion]).update(revoked_at=ended)
    assert found(package)["lead"] == timezone.localdate(ended)
    assert found(package)["champion"] == timezone.localdate(ended)
    team.name_lead(package=package, person=people.programme, handover="The board wants it", by=people.programme)
    assert "lead" not in found(package), "a programme lead may lead it"


def test_a_local_lead_of_another_area_is_no_lead():
    package = a_package(Stage.SCOPING)
    other = in_role(Role.LOCAL_LEAD, area(EALING))
    TeamMember.objects.filter(package=package).update(person=other)
    set_to(package, led_by=other)
    assert "lead" in found(package)


def test_the_third_lead_in_twelve_months_is_a_flag():
    package = a_package(Stage.SCOPING)
    people = people_for(package)
    for _ in range(2):
        assert "leads" not in found(package)
        nxt = in_role(Role.LOCAL_LEAD)
        team.name_lead(package=package, person=nxt, handover="Three calls so far", by=people.programme)
    assert found(package)["leads"] == today()
    assert "leads" not in keys_on(package, 400)


def test_complete_terms_wait_a_week_for_a_signature_before_they_are_an_exception():
    package = a_package(Stage.SCOPING)
    people = people_for(package)
    assert "unsigned" not in keys_on(package, 10), "nothing to sign yet"
    agree_on(package, people)
    assert "unsigned" not in keys_on(package, 10), "all have signed"
    package.refresh_from_db()
    typed = terms.Typed(**{name: getattr(package, name) for name in terms.FIELDS}, version=package.version)
    terms.save(package=package, typed=replace(typed, aims="In other words"), by=people.local_lead)
    assert "unsigned" not in keys_on(package, 7)
    assert found(package, today() + timedelta(days=8))["unsigned"] == today() + timedelta(days=7)


def test_over_and_heading_over_are_two_things():
    package = funded(number=10)
    adviser, people = staffed(package, 8), people_for(package)
    month = {"package": package, "adviser": adviser.person, "month": today().replace(day=1)}
    LedgerEntry.objects.create(**month, kind="forecast", days=11, what="Two workshops", by=people.programme)
    set_to(package, days_forecast=11)
    assert {"beyond"} == set(found(package)) & {"beyond", "over"}
    next_year = today() + timedelta(days=366)
    assert "beyond" not in found(package, next_year), "a forecast for a month that is past is not coming any more"
    LedgerEntry.objects.create(
        **month, kind="used", days=12, what="Longer", override="The board met", by=people.programme
    )
    set_to(package, days_used=12)
    assert {"over"} == set(found(package)) & {"beyond", "over"}


def test_the_newest_check_counts_until_the_adviser_has_left():
    package = funded()
    adviser, programme = staffed(package), in_role(Role.PROGRAMME_LEAD)
    last = ConflictCheck.objects.get(package=package).valid_until
    assert "check" not in found(package, last - timedelta(days=61))
    assert found(package, last)["check"] == last - timedelta(days=60)
    ConflictCheck.objects.create(
        package=package, adviser=adviser, outcome="clear", declared="No", valid_until=last + timedelta(days=100)
    )
    assert "check" not in found(package, last)
    assert "check" in found(package, last + timedelta(days=90))
    team.end_part(member=package.team.get(part="adviser"), handover="All told", by=programme)
    assert "check" not in found(package, last + timedelta(days=90))


def test_the_gravest_comes_first_then_what_has_waited_longest():
    first, second = a_package(Stage.REQUEST), a_package(Stage.REQUEST)
    set_to(first, stage_since=timezone.now() - timedelta(days=20))
    set_to(second, stage_since=timezone.now() - timedelta(days=30))
    third = a_package(Stage.DELIVERY)
    typed = risks.Typed("risk", "No finance officer", "red", "", "")
    risks.raise_one(package=third, typed=typed, by=people_for(third).local_lead)
    assert [one.package_id for one in exceptions(today())] == [third.pk, second.pk, first.pk]


# --- Its pages ----------------------------------------------------------------------------


def test_days_and_money_agree_by_pot_by_region_and_in_the_table(client_as):
    scale.packages(scale.a_programme(), 100, lines=8)
    browser = client_as(Role.PROGRAMME_LEAD)
    spent, years = workload.spent(scope_of(browser.person), "2025")
    assert len(years) == 5
    assert spent.packages > 0
    for column in ("days", "pounds"):
        by_pot = sum(getattr(pot, f"{column}_allocated") for pot in spent.pots)
        assert by_pot == sum(getattr(region.allocated, column) for region in spent.regions)
        assert by_pot == getattr(spent.year.allocated, column)
    for region in spent.regions:
        page = browser.get(f"/support/desk/packages/?year=2025&region={region.slug}")
        packages = list(page.context["list"].page.paginator.object_list)
        assert len(packages) == region.packages
        assert sum(one.days_used for one in packages) == region.used.days
    assert browser.get("/support/desk/money/?year=<script>").status_code == 200


def test_every_sum_of_the_money_page_leads_to_what_it_adds_up(client_as):
    scale.packages(scale.a_programme(), 60, lines=8)
    browser = client_as(Role.PROGRAMME_LEAD)
    shown = browser.get("/support/desk/money/?year=2025").content.decode()
    cells = re.findall(r'<td class="govuk-table__cell govuk-table__cell--numeric">(.*?)</td>', shown, re.S)
    links = [re.match(r'\s*<a class="govuk-link" href="([^"]+)"', cell) for cell in cells]
    assert len(cells) > 10
    assert all(links), "a number without a link"
    for address in {html.unescape(link[1]) for link in links}:
        assert browser.get(address).status_code == 200, address


def test_workload_counts_open_packages_and_days_still_expected():
    package = funded(number=10)
    adviser, people = staffed(package, 8), people_for(package)
    month = today().replace(day=1)
    days.forecast(package=package, adviser=adviser.person, month=month, wanted=Decimal(3), by=people.programme)
    a_package(Stage.CLOSED)
    seen = {one: (one.leads, one.days_led, one.advises, one.days) for one in workload.carriers(today())}
    assert seen == {people.local_lead: (1, 3, 0, 0), adviser.person: (0, 0, 1, 3)}
    assert workload.without_lead() == 0
    a_package(Stage.REQUEST)
    assert workload.without_lead() == 1
    next_year = today() + timedelta(days=366)
    assert not any(one.days or one.days_led for one in workload.carriers(next_year)), "that month is past"


def test_the_workload_narrows_sorts_and_exports_and_each_number_leads_to_what_it_counts(client_as):
    scale.packages(scale.a_programme(), 150, lines=8)
    browser = client_as(Role.PROGRAMME_LEAD)
    table = "/support/desk/workload/"
    leads = list(browser.get(f"{table}?part=lead").context["list"].page.object_list)
    assert [one.leads for one in leads] == sorted((one.leads for one in leads), reverse=True)
    for person in leads:
        page = browser.get(f"/support/desk/packages/?lead={person.pk}&open=yes")
        assert page.context["list"].page.paginator.count == person.leads
        assert sum(still_expected((one.pk for one in page.context["list"].page.object_list), today()).values()) == (
            person.days_led
        )
    advisers = list(browser.get(f"{table}?part=adviser&sort=-days").context["list"].page.object_list)
    assert [one.days for one in advisers] == sorted((one.days for one in advisers), reverse=True)
    for person in advisers:
        page = browser.get(person.adviser.get_absolute_url()).context["page"]
        assert len(page.loads) == person.advises
    lines = b"".join(browser.get(f"{table}?format=csv").streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == len(leads) + len(advisers) + 1
    assert AuditEntry.objects.filter(verb="workload-export", actor_id=browser.person.pk).count() == 1
    for query in ("part=nobody", "sort=email", "format=exe"):
        assert browser.get(f"{table}?{query}").status_code == 400, query


def test_the_table_narrows_sorts_and_exports(client_as):
    first = a_package(Stage.DELIVERY)
    a_package(Stage.SCOPING, area(EALING), title="=HYPERLINK(1)")
    a_draft()
    browser = client_as(Role.PROGRAMME_LEAD)
    lead = people_for(first).local_lead
    for query, number in (
        ("", 2),
        ("region=london", 1),
        ("stage=delivery", 1),
        (f"lead={lead.pk}", 1),
        ("lead=nobody", 0),
        ("offer=bespoke", 2),
        ("open=yes&kind=joint", 2),
        ("q=hyperlink", 1),
    ):
        page = browser.get(f"/support/desk/packages/?{query}")
        assert page.context["list"].page.paginator.count == number, query
    for query in ("stage=drop", "exception=none", "sort=title;--", "lead=0", "format=exe"):
        assert browser.get(f"/support/desk/packages/?{query}").status_code == 400, query
    answer = browser.get("/support/desk/packages/?format=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "'=HYPERLINK(1)" in lines[1] + lines[2]
    assert AuditEntry.objects.filter(verb="desk-export", actor_id=browser.person.pk).count() == 1


def test_a_filter_is_kept_under_a_name_opened_and_deleted(client_as):
    browser, other = client_as(Role.PROGRAMME_LEAD), client_as(Role.PROGRAMME_LEAD)
    a_package(Stage.DELIVERY)
    address = "/support/desk/filters/add/?stage=delivery&open=yes&utm=x&format=csv"
    for _ in range(2):
        answer = browser.post(address, {"name": "At work"})
    saved = SavedFilter.objects.get(person=browser.person)
    assert saved.query == "stage=delivery&open=yes"
    assert answer.url == saved.get_absolute_url()
    page = browser.get(answer.url)
    assert page.context["list"].page.paginator.count == 1
    assert "At work" in text(page)
    assert "At work" not in text(other.get("/support/desk/packages/"))
    assert other.post(f"/support/desk/filters/{saved.pk}/delete/").status_code == 404
    assert browser.get(f"/support/desk/filters/{saved.pk}/delete/").status_code == 405
    assert browser.post(f"/support/desk/filters/{saved.pk}/delete/").status_code == 302
    assert browser.post(f"/support/desk/filters/{saved.pk}/delete/").status_code == 404
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    ("address", "name", "says"),
    [
        ("?stage=delivery", "", "Enter a name"),
        ("?stage=delivery", "x" * 81, "must be 80 characters or less"),
        ("", "Everything", "Choose a filter first"),
        ("?stage=delivery", "\u200b", "Enter a name"),
    ],
)
def test_what_a_filter_cannot_be(client_as, address, name, says):
    answer = client_as(Role.PROGRAMME_LEAD).post(f"/support/desk/filters/add/{address}", {"name": name})
    assert answer.status_code == 200
    assert says in text(answer)
    assert not SavedFilter.objects.exists()


def test_what_people_wrote_is_escaped(client_as):
    set_to(a_package(Stage.REQUEST, title="<img src=x>"), stage_since=timezone.now() - timedelta(days=20))
    browser = client_as(Role.PROGRAMME_LEAD)
    browser.post("/support/desk/filters/add/?stage=delivery", {"name": "<b>mine</b>"})
    for page in ("", "packages/"):
        shown = browser.get(f"/support/desk/{page}").content.decode()
        assert "<img src=x>" not in shown
        assert "<b>mine" not in shown
