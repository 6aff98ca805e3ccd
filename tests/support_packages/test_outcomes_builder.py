"""The outcomes builder: an outcome begun from an example, written part by part, taken into a package whole and once."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people.models import AuditEntry, User
from commissioning.people.queries import scope_of
from commissioning.programme.demo import outcomes as demonstration
from commissioning.programme.demo.clock import as_of
from commissioning.programme.demo.places import DURHAM
from commissioning.saving import NotNow
from commissioning.support.actions import outcomes, terms
from commissioning.support.models import Criterion, MeasurePoint, Outcome, OutcomeMeasure, PackageArea
from commissioning.support.outcome_examples import OF_KEY
from commissioning.support.queries.outcomes import history_of, shown
from commissioning.support.workflow import Stage
from tests.conftest import browser_of
from tests.support.packages import a_package, champion_of, people_for
from tests.support.pages import hidden, text
from tests.support.people import EALING, area, in_role
from tests.support.together import together

BAD = """=1+1<script>alert('x')</script>"&{{ 7 }}"""
HISTORY = "31/3/2024\t66\n31 March 2025: 63\n2026-03-31, 60"
KNOWING = {"title": "Children who stay", "unit": "per cent of children", "about": "outcome", "hardness": "hard"}
WORDS = {
    **KNOWING,
    "better": "up",
    "source": "Placement records on 31 March",
    "history": "31 March 2024: 66\n31 March 2025: 63\n31 March 2026: 60",
    "method": "pace",
    "target": Decimal(70),
    "target_on": date(2028, 3, 31),
}


def an_outcome(authority: Authority | None = None, by: User | None = None, **words) -> Outcome:
    authority = authority or area()
    by = by or champion_of(authority)
    begun = {"text": "Children in care stay with the same carers", "standard": None, "why": "Each move costs a school."}
    outcome = outcomes.begin(authority=authority, words={**begun, **words}, example=None, by=by)
    return outcomes.save(outcome=outcome, words=WORDS, version=outcome.version, by=by).row


def of_area(authority: Authority, *parts: str) -> str:
    return "/".join(["/support/outcomes/of", authority.gss_code, *parts, ""])


def of(outcome: Outcome, *parts: str) -> str:
    return "/".join(["/support/outcomes", str(outcome.pk), *parts, ""])


# --- Who ----------------------------------------------------------------------------------

WRITE = {Role.CHAMPION, Role.LOCAL_LEAD, Role.PROGRAMME_LEAD}
READ = WRITE | {Role.DIRECTOR}
INSIDE = READ | {Role.REGIONAL_LEAD}  # who sees the area’s packages at all


def test_each_page_is_for_whom_it_says(register):
    package = a_package(Stage.SCOPING)
    outcome, people = an_outcome(package.authority), people_for(package)
    known = {Role.CHAMPION: people.champion, Role.DIRECTOR: people.director}
    here = package.authority
    pages = {
        of_area(here): (READ, INSIDE),
        of_area(here, "examples"): (WRITE, INSIDE),
        of_area(here, "add"): (WRITE, INSIDE),
        of(outcome): (READ, READ),
        of(outcome, "edit", "going"): (WRITE, READ),
    }
    for role in Role:
        browser = browser_of(known.get(role) or in_role(role))
        for address, (may, see) in pages.items():
            wanted = 200 if role in may else 403 if role in see else 404
            assert browser.get(address).status_code == wanted, (role, address)
        if role not in WRITE:
            wanted = 403 if role in READ else 404
            assert browser.post(of(outcome, "remove")).status_code == wanted, role
            assert browser.post(of(outcome, "edit", "aim"), {"target": "1", "version": "2"}).status_code == wanted, role
    stranger = browser_of(in_role(Role.CHAMPION, area(EALING)))
    assert {stranger.get(address).status_code for address in pages} == {404}
    outcome.refresh_from_db()
    assert (outcome.removed_at, outcome.target) == (None, Decimal(70))


def test_the_champion_builds_and_whoever_leads_takes(register):
    package = a_package(Stage.SCOPING)
    outcome, people = an_outcome(package.authority), people_for(package)
    sent = {"version": outcome.version, "package": package.pk}
    assert browser_of(people.champion).post(of(outcome, "take"), sent).status_code == 403
    assert browser_of(people.director).post(of(outcome, "take"), sent).status_code == 403
    assert not package.criteria.exists()
    assert "Take it into this package" not in text(browser_of(people.champion).get(of(outcome)))
    assert "Take it into this package" in text(browser_of(people.local_lead).get(of(outcome)))


def test_a_lead_takes_nothing_into_a_package_out_of_sight_or_of_another_area(register):
    package, elsewhere = a_package(Stage.SCOPING), a_package(Stage.SCOPING, area(EALING))
    outcome, lead = an_outcome(package.authority), people_for(package).local_lead
    sent = {"version": outcome.version, "package": elsewhere.pk}
    assert browser_of(lead).post(of(outcome, "take"), sent).status_code == 404
    with pytest.raises(NotNow, match="is not part of this package"):
        outcomes.take(outcome=outcome, package=elsewhere, version=2, by=people_for(elsewhere).programme)
    with pytest.raises(PermissionDenied):
        outcomes.take(outcome=outcome, package=package, version=2, by=people_for(elsewhere).local_lead)
    assert not Criterion.objects.exists()


# --- Building -----------------------------------------------------------------------------


def test_from_an_example_to_a_whole_outcome(register):
    champion = in_role(Role.CHAMPION)
    browser, here = browser_of(champion), area()
    page = browser.get(of_area(here, "examples") + "?standard=S08&hardness=soft")
    assert "Parents of disabled children tell their story once" in text(page)
    assert "Placement records" not in text(page)
    add = of_area(here, "add") + "?example=stable-placements&standard=S04"
    assert "North Lincolnshire" in text(browser.get(add))
    answer = browser.post(
        add, {"text": "Children here stay with their carers", "standard": "S04", "why": "", "version": "0"}
    )
    outcome = Outcome.objects.get()
    assert answer["Location"] == of(outcome, "edit", "knowing")
    assert (outcome.unit, outcome.hardness, outcome.standard.code) == ("per cent of children in care", "hard", "S04")
    going = {"history": HISTORY, "method": "pace", "own_forecast": "", "forecast_why": ""}
    version = hidden(text(browser.get(of(outcome, "edit", "going"))))
    answer = browser.post(of(outcome, "edit", "going"), {**going, "version": version})
    assert answer["Location"] == of(outcome, "edit", "aim")
    aim = {"target": "70", "target_on-day": "31", "target_on-month": "3", "target_on-year": "2028", "version": "2"}
    assert browser.post(of(outcome, "edit", "aim"), aim)["Location"] == of(outcome)
    page = text(browser.get(of(outcome)))
    assert "down by 3 a year" in page
    assert "31 March 2026: 60" in page
    assert "Nothing to add" in page
    assert "This area has no open package" in page
    assert text(browser.get(of_area(here))).count("Children here stay with their carers") == 1
    assert set(AuditEntry.objects.filter(actor_id=champion.pk).values_list("verb", flat=True)) >= {
        "outcome-begin",
        "outcome-save",
    }


def test_what_is_wrong_with_points_is_said_line_by_line_and_nothing_is_lost(register):
    outcome, browser = an_outcome(), browser_of(champion_of(area()))
    typed = "many\n31 March 2025: 4\n31/3/2025 5\n40 March 2024: 3\n31 March 2090: 9"
    sent = {"history": typed, "method": "own", "own_forecast": "", "forecast_why": "", "version": "2"}
    page = browser.post(of(outcome, "edit", "going"), sent)
    words = text(page)
    assert "Line 1 must be a date and a figure" in words
    assert "The date in line 3 is entered twice" in words
    assert "The date in line 4 must be a real date" in words
    assert "The date in line 5 must be on or before" in words
    assert "Enter what you expect" in words
    assert "40 March 2024: 3" in page.content.decode()
    outcome.refresh_from_db()
    assert outcome.history == WORDS["history"]


def test_a_forecast_of_ones_own_begins_after_the_history(register):
    outcome, browser = an_outcome(), browser_of(champion_of(area()))
    sent = {"history": HISTORY, "method": "own", "own_forecast": "31 March 2025: 4", "forecast_why": "", "version": "2"}
    assert "must begin after the last point" in text(browser.post(of(outcome, "edit", "going"), sent))
    sent["own_forecast"], sent["forecast_why"] = "31 March 2027: 61", "A new home opens."
    assert browser.post(of(outcome, "edit", "going"), sent).status_code == 302
    outcome.refresh_from_db()
    assert outcome.own_forecast == "31 March 2027: 61"


def test_somebody_elses_words_are_not_overwritten(register):
    outcome, champion = an_outcome(), champion_of(area())
    lead = in_role(Role.LOCAL_LEAD)
    outcomes.save(outcome=outcome, words={"unit": "children of 100"}, version=2, by=lead)
    sent = {**KNOWING, "better": "up", "source": "Mine", "version": "2"}
    page = browser_of(champion).post(of(outcome, "edit", "knowing"), sent)
    assert "Not saved yet" in text(page)
    assert "children of 100" in text(page)
    assert "Mine" in page.content.decode()
    again = browser_of(champion).post(of(outcome, "edit", "knowing"), {**sent, "version": hidden(text(page))})
    assert again.status_code == 302
    outcome.refresh_from_db()
    assert (outcome.source, outcome.unit) == ("Mine", "per cent of children")


def test_the_same_sent_twice_is_one(register):
    champion, here = in_role(Role.CHAMPION), area()
    browser, sent = browser_of(champion), {"text": "Parents ask once", "standard": "", "why": "", "version": "0"}
    first, second = (browser.post(of_area(here, "add"), sent)["Location"] for _ in range(2))
    assert first == second
    outcome = Outcome.objects.get()
    same = {**KNOWING, "better": "up", "source": "", "version": "1"}
    assert [browser.post(of(outcome, "edit", "knowing"), same).status_code for _ in range(2)] == [302, 302]
    outcome.refresh_from_db()
    assert outcome.version == 2


def test_hostile_words_stay_words(register):
    package = a_package(Stage.SCOPING)
    lead = people_for(package).local_lead
    outcome = an_outcome(package.authority, text=BAD, why=BAD)
    words = {"title": BAD, "unit": "{% now %}<b>", "source": BAD, "history": f"{BAD}\n31 March 2025: 4"}
    outcome = outcomes.save(outcome=outcome, words=words, version=outcome.version, by=lead).row
    Outcome.objects.filter(pk=outcome.pk).update(example=BAD)
    for address in (of(outcome), of_area(package.authority), of(outcome, "edit", "aim"), of(outcome, "edit", "going")):
        body = browser_of(lead).get(address).content.decode()
        assert "<script>alert" not in body
        assert "&lt;script&gt;alert" in body
    taken = outcomes.take(outcome=outcome, package=package, version=outcome.version, by=lead)
    assert (taken.criterion.text, taken.measure.points.get(series="history").value) == (BAD, 4)
    assert "<script>alert" not in browser_of(lead).get(f"/support/measures/{taken.measure_id}/").content.decode()


@pytest.mark.parametrize("query", ["?example=nonsense&standard=S99", "?standard=%00", "?kind=x&hardness=y&standard=z"])
def test_nonsense_in_an_address_is_passed_over(register, query):
    browser = browser_of(in_role(Role.CHAMPION))
    for page in ("add", "examples"):
        assert browser.get(of_area(area(), page) + query).status_code == 200


@pytest.mark.parametrize("sent", [{}, {"version": "x", "package": "1"}, {"version": "1", "package": "-1"}])
def test_nonsense_in_the_button_takes_nothing(register, sent):
    outcome = an_outcome()
    assert browser_of(in_role(Role.LOCAL_LEAD)).post(of(outcome, "take"), sent).status_code == 400
    assert browser_of(champion_of(area())).get(of(outcome, "edit", "nonsense")).status_code == 404


def test_one_removed_is_kept_and_gone_from_the_list(register):
    outcome, browser = an_outcome(), browser_of(champion_of(area()))
    assert browser.post(of(outcome, "remove")).status_code == 302
    assert browser.get(of(outcome)).status_code == 404
    listed, _, removed = text(browser.get(of_area(area()))).partition("What was removed")
    assert "stay with the same carers" not in listed
    assert "stay with the same carers" in removed
    assert Outcome.objects.get().removed_by == champion_of(area())
    with pytest.raises(NotNow, match="removed"):
        outcomes.save(outcome=outcome, words={"unit": "x"}, version=2, by=champion_of(area()))


def test_one_removed_is_put_back_as_it_was(register):
    outcome, browser = an_outcome(), browser_of(champion_of(area()))
    assert browser.post(of(outcome, "return")).status_code == 404  # nothing was removed
    browser.post(of(outcome, "remove"))
    page = text(browser.get(of_area(area())))
    assert "What was removed" in page
    assert f'action="{of(outcome, "return")}"' in page
    assert browser.post(of(outcome, "return")).status_code == 302
    outcomes.put_back(outcome=outcome, by=champion_of(area()))  # twice is once
    back = Outcome.objects.standing().get()
    assert (back.text, back.target, back.version) == (outcome.text, outcome.target, outcome.version)
    assert "What was removed" not in text(browser.get(of_area(area())))
    assert AuditEntry.objects.filter(verb="outcome-put-back", actor_id=champion_of(area()).pk).count() == 1


def test_what_was_removed_is_for_whoever_may_put_it_back(register):
    package = a_package(Stage.SCOPING)
    outcome, people = an_outcome(package.authority), people_for(package)
    outcomes.remove(outcome=outcome, by=people.champion)
    for reader, may in ((people.director, False), (people.local_lead, True), (people.programme, True)):
        browser = browser_of(reader)
        assert (outcome.text in text(browser.get(of_area(package.authority)))) is may
        assert browser.post(of(outcome, "return")).status_code == (302 if may else 403)
        if may:
            outcomes.remove(outcome=Outcome.objects.get(), by=people.champion)
    assert browser_of(in_role(Role.REGIONAL_LEAD)).post(of(outcome, "return")).status_code == 404
    assert browser_of(in_role(Role.CHAMPION, area(EALING))).post(of(outcome, "return")).status_code == 404


# --- Into a package -----------------------------------------------------------------------


def test_taken_whole_a_criterion_a_measure_and_their_points(register):
    package = a_package(Stage.SCOPING)
    outcome, lead = an_outcome(package.authority), people_for(package).local_lead
    answer = browser_of(lead).post(of(outcome, "take"), {"version": outcome.version, "package": package.pk})
    outcome.refresh_from_db()
    criterion, measure = outcome.criterion, outcome.measure
    assert answer["Location"] == f"/support/measures/{measure.pk}/"
    assert criterion.text == "Children in care stay with the same carers"
    assert criterion.measure == "Children who stay (per cent of children). Placement records on 31 March"
    assert criterion.baseline == "60 per cent of children on 31 March 2026"
    assert (criterion.target, criterion.due_on) == ("70 per cent of children", date(2028, 3, 31))
    assert criterion.is_measurable
    assert (measure.criterion, measure.target, measure.hardness) == (criterion, Decimal(70), "hard")
    assert "Each move costs a school." in measure.story
    assert "down by 3 a year" in measure.story
    points = [(p.series, p.on.year, p.value) for p in measure.points.all()]
    assert points == [
        ("history", 2024, 66),
        ("history", 2025, 63),
        ("history", 2026, 60),
        ("forecast", 2027, 57),
        ("forecast", 2028, 54),
    ]
    page = text(browser_of(lead).get(of(outcome)))
    assert f'Taken into <a class="govuk-link" href="/support/{package.pk}/">{package.title}' in page
    assert "/edit/" not in page
    assert browser_of(lead).get(of(outcome, "edit", "aim")).status_code == 409


def test_taken_twice_is_one_criterion(register):
    package = a_package(Stage.SCOPING)
    outcome, lead = an_outcome(package.authority), people_for(package).local_lead
    sent = {"version": outcome.version, "package": package.pk}
    answers = {browser_of(lead).post(of(outcome, "take"), sent)["Location"] for _ in range(2)}
    assert len(answers) == 1
    assert (package.criteria.count(), package.measures.count(), MeasurePoint.objects.count()) == (1, 1, 5)


def test_all_of_it_or_nothing(register):
    """A point that cannot be kept leaves no criterion behind."""
    package = a_package(Stage.SCOPING)
    outcome, lead = an_outcome(package.authority), people_for(package).local_lead
    Outcome.objects.filter(pk=outcome.pk).update(history="31 March 2090: 4")
    with pytest.raises(NotNow, match="still to come"):
        outcomes.take(outcome=outcome, package=package, version=2, by=lead)
    assert (Criterion.objects.count(), OutcomeMeasure.objects.count()) == (0, 0)
    outcome.refresh_from_db()
    assert outcome.is_draft


def test_signed_terms_are_signed_again_and_agreed_ones_are_taken_up_first(register):
    package = a_package(Stage.SCOPING)
    people = people_for(package)
    terms.sign_for_area(package=package, authority=package.authority, terms=1, by=people.director)
    outcomes.take(outcome=an_outcome(package.authority), package=package, version=2, by=people.local_lead)
    package.refresh_from_db()
    assert package.terms == 2


def test_agreed_terms_are_changed_by_their_own_rule(register):
    package = a_package(Stage.DELIVERY)
    outcome, lead = an_outcome(package.authority), people_for(package).local_lead
    with pytest.raises(NotNow, match="Terms are changed"):
        outcomes.take(outcome=outcome, package=package, version=2, by=lead)
    page = text(browser_of(lead).get(of(outcome)))
    assert "change what was agreed" in page
    assert "Take it into this package" not in page


def test_what_was_changed_meanwhile_is_read_again_first(register):
    package = a_package(Stage.SCOPING)
    outcome, lead = an_outcome(package.authority), people_for(package).local_lead
    outcomes.save(outcome=outcome, words={"target": Decimal(80)}, version=2, by=champion_of(package.authority))
    with pytest.raises(NotNow, match="changed while you read it"):
        outcomes.take(outcome=outcome, package=package, version=2, by=lead)


def test_what_has_no_measure_yet_waits(register):
    package = a_package(Stage.SCOPING)
    lead, here = people_for(package).local_lead, package.authority
    words = {"text": "Parents ask once", "standard": None, "why": ""}
    outcome = outcomes.begin(authority=here, words=words, example=None, by=lead)
    with pytest.raises(NotNow, match="say what is measured, the unit"):
        outcomes.take(outcome=outcome, package=package, version=1, by=lead)
    assert "say what is measured, the unit" in text(browser_of(lead).get(of(outcome)))


def test_of_several_areas_it_is_that_areas_own(register):
    package, ealing = a_package(Stage.SCOPING), area(EALING)
    PackageArea.objects.create(package=package, authority=ealing, share=50)
    programme = people_for(package).programme
    outcome = an_outcome(ealing, by=programme)
    taken = outcomes.take(outcome=outcome, package=package, version=2, by=programme)
    assert (taken.criterion.authority, taken.measure.authority) == (ealing, ealing)


def test_the_same_words_twice_are_not_two_outcomes_on_one_criterion(register):
    package = a_package(Stage.SCOPING)
    lead, here = people_for(package).local_lead, package.authority
    one, other = an_outcome(here, by=lead), an_outcome(here, by=champion_of(here))
    outcomes.take(outcome=one, package=package, version=2, by=lead)
    with pytest.raises(NotNow, match="this very criterion"):
        outcomes.take(outcome=other, package=package, version=2, by=lead)


# --- Together -----------------------------------------------------------------------------


def test_two_who_take_it_at_once_make_one_criterion(own_database):
    package = a_package(Stage.SCOPING)
    people = people_for(package)
    outcome = an_outcome(package.authority)
    both = [people.local_lead, people.programme]
    done = together(*(lambda by=by: outcomes.take(outcome=outcome, package=package, version=2, by=by) for by in both))
    assert {row.pk for row in done} == {outcome.pk}
    assert (Criterion.objects.count(), OutcomeMeasure.objects.count()) == (1, 1)


def test_two_who_begin_and_save_at_once(own_database):
    champion, lead, here = in_role(Role.CHAMPION), in_role(Role.LOCAL_LEAD), area()
    words = {"text": "Parents ask once", "standard": None, "why": ""}
    together(*[lambda: outcomes.begin(authority=here, words=words, example=OF_KEY["ask-once"], by=champion)] * 2)
    outcome = Outcome.objects.get()
    saves = [({"unit": "parents"}, champion), ({"unit": "families"}, lead)]
    done = together(
        *(lambda one=one: outcomes.save(outcome=outcome, words=one[0], version=1, by=one[1]) for one in saves)
    )
    assert sorted(saved.conflict for saved in done) == [False, True]


# --- From elsewhere -----------------------------------------------------------------------


def test_the_packages_pages_lead_to_it(register):
    package = a_package(Stage.SCOPING)
    people = people_for(package)
    for page in ("terms", "scoping"):
        for person, leads in ((people.local_lead, True), (people.champion, True), (people.director, False)):
            body = browser_of(person).get(f"/support/{package.pk}/{page}/").content.decode()
            assert ("/support/outcomes/of/" in body) is leads, (page, person)
    assert (
        of_area(package.authority)
        in browser_of(people.champion).get(package.authority.get_absolute_url()).content.decode()
    )


def test_the_pages_read_as_little_for_many_as_for_one(register):
    here = area()
    champion = in_role(Role.CHAMPION, here)
    browser = browser_of(champion)
    counts = []
    for number in range(6):
        outcome = an_outcome(here, text=f"Parents ask once {number}")
        if number in (1, 5):
            with CaptureQueriesContext(connection) as seen:
                assert browser.get(of_area(here)).status_code == 200
            counts.append(len(seen))
    assert counts[0] == counts[1]
    assert shown(outcome, scope_of(champion)).places == ()


def test_the_demonstration_builds_two_and_no_more(register):
    with as_of(date(2024, 9, 3)):
        in_role(Role.CHAMPION, area(DURHAM))
    demonstration.build()
    demonstration.build()
    once, stable = Outcome.objects.all()
    assert (stable.target, len(history_of(stable)), once.hardness) == (68, 4, "soft")
