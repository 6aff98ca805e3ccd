"""What a reorganisation does to all other open work; whom it mails; what the old area’s page says."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority, Succession
from commissioning.library.models import ResourceVersion
from commissioning.people.models import AuditEntry, OutgoingEmail, RoleAppointment, User
from commissioning.people.queries import scope_of
from commissioning.profiles.actions import bookings
from commissioning.profiles.models import Booking
from commissioning.programme.contact import actions as contact
from commissioning.programme.demo import reorganised
from commissioning.programme.integrity import check
from commissioning.programme.models import OfferOfContact, Reorganisation
from commissioning.programme.reorganisation import applying
from commissioning.programme.reorganisation.preview import preview
from commissioning.programme.reorganisation.rules import COLUMNS, TABLE, Treatment
from commissioning.saving import NotNow
from commissioning.support.actions import outcomes, terms
from commissioning.support.models import CostBenefit, Outcome, OutcomeMeasure
from commissioning.support.queries.candidates import candidates
from commissioning.support.queries.conflict_checks import bars
from commissioning.support.workflow import Stage
from evaluation.actions import listening
from evaluation.models import Listening
from evaluation.queries.listening import guides
from tests.conftest import browser_of
from tests.library.rows import a_draft
from tests.profiles.happening import event
from tests.support import advisers, assessments, packages
from tests.support.pages import text
from tests.support.people import DURHAM, EALING, area, in_role, person
from tests.support.reorganising import (
    BARNSLEY,
    BARNSLEY_BEFORE,
    CUMBERLAND,
    CUMBRIA,
    LONG_AGO,
    WESTMORLAND,
    applied,
    recorded,
    undone,
)

pytestmark = pytest.mark.usefixtures("files_of_the_template")

APRIL_2023 = date(2023, 4, 1)
TITLE = "A title that no mail may carry"


# --- The rule knows every column -------------------------------------------------------------------


def test_every_column_that_names_an_authority_has_a_line_in_the_rule():
    models = [model for model in apps.get_models() if not model.__name__.startswith("Historical")]
    there = {
        f"{model._meta.label}.{column.name}"
        for model in models
        for column in (*model._meta.fields, *model._meta.many_to_many)
        if column.related_model is Authority
    }
    named = [name for names in COLUMNS.values() for name in names.split()]
    assert len(named) == len(set(named))
    assert there - set(named) == set(), "Say in rules.COLUMNS what a reorganisation does with it"
    assert set(named) - there == set()
    assert set(COLUMNS) <= set(TABLE)


def test_whatever_moves_or_ends_has_somebody_who_does_it():
    rests = {Treatment.STAYS, Treatment.UNTOUCHED, Treatment.COUNTS, Treatment.AS_ASKED}
    moves = {what for what, rule in TABLE.items() if {rule.one_to_one, rule.merger, rule.split} - rests}
    assert set(applying._DOES) == moves


# --- A split with everything in it -----------------------------------------------------------------


def an_outcome(of: Authority, by: User) -> Outcome:
    words = {"text": TITLE, "standard": None, "why": "Each move costs a school."}
    return outcomes.begin(authority=of, words=words, example=None, by=by)


@pytest.fixture
def split(register):
    """Cumbria with a champion, a director, a lead and a partner, and open work of every kind beside the usual."""
    old, facts = undone(CUMBRIA, CUMBERLAND, WESTMORLAND)
    people = {
        name: in_role(role, old, starts_on=LONG_AGO)
        for name, role in (
            ("champion", Role.CHAMPION),
            ("director", Role.DIRECTOR),
            ("lead", Role.LOCAL_LEAD),
            ("partner", Role.CONTRIBUTOR),
        )
    }
    champion = people["champion"]
    happening = event()
    found = {
        "old": old,
        **people,
        "outcome": an_outcome(old, champion),
        "draft": a_draft(champion, authority=old, title=TITLE),
        "booking": bookings.book(event=happening, authority=old, by=people["partner"]),
        "listening": listening.begin(
            authority=old, purpose="What helps here", guides=guides(), package=None, by=people["lead"]
        ),
    }
    contact.renew(today=timezone.localdate())
    found["offer"] = OfferOfContact.objects.get(authority=old)
    found["row"] = recorded("split", [old], APRIL_2023, facts)
    return found


def decided(split, **answers) -> Reorganisation:
    champion, director = (split["old"].appointments.get(person=split[who]).pk for who in ("champion", "director"))
    given = {
        f"champion-{CUMBERLAND}": str(champion),
        f"director-{CUMBERLAND}": "none",
        f"champion-{WESTMORLAND}": "none",
        f"director-{WESTMORLAND}": str(director),
    }
    return applied(split["row"], **given | {"rest": CUMBERLAND} | answers)


def test_the_preview_counts_drafts_without_their_words_and_asks_where_they_go(split):
    shown = preview(split["row"])
    asked = {one.name.rpartition("-")[0] for one in shown.open_questions}
    assert {"outcomes", "case-study", "booking"} <= asked
    said = " ".join(f"{line.name} {line.said}" for line in shown.lines)
    for words in ("1 outcome being built", "1 case study", "1 place booked", "Listening to Cumbria", "Runs out"):
        assert words in said
    assert TITLE not in said


def test_drafts_and_booked_places_go_on_where_it_was_decided(split):
    decided(split, **{f"booking-{split['old'].pk}": WESTMORLAND})
    new = area(CUMBERLAND)
    outcome = Outcome.objects.get(pk=split["outcome"].pk)
    assert outcome.authority == new
    assert ResourceVersion.objects.get(pk=split["draft"].pk).authority == new
    assert Booking.objects.get(pk=split["booking"].pk).authority.gss_code == WESTMORLAND
    mine = browser_of(split["champion"])
    assert mine.get(outcome.get_absolute_url()).status_code == 200
    outcomes.remove(outcome=outcome, by=split["champion"])  # who went on goes on working on it
    verbs = {"outcome-hand-on", "resource-hand-on", "booking-hand-on"}
    assert set(AuditEntry.objects.filter(verb__in=verbs).values_list("verb", flat=True)) == verbs
    assert check()[1] == []


def test_what_was_removed_published_or_attended_stays(split):
    outcomes.remove(outcome=split["outcome"], by=split["champion"])
    ResourceVersion.objects.filter(pk=split["draft"].pk).update(state="published", published_at=timezone.now())
    Booking.objects.filter(pk=split["booking"].pk).update(attendance="came", marked_at=timezone.now())
    assert not {"outcomes", "case-study", "booking"} & {line.what for line in preview(split["row"]).lines}
    decided(split)
    for model, key in ((Outcome, "outcome"), (ResourceVersion, "draft"), (Booking, "booking")):
        assert model.objects.get(pk=split[key].pk).authority.gss_code == CUMBRIA


def test_an_offer_of_contact_runs_out_and_says_why(split):
    contact.answer(offer=split["offer"], said="yes", line="Please", by=split["champion"])
    assert "the area had said “yes please”" in " ".join(line.said for line in preview(split["row"]).lines)
    decided(split)
    offer = OfferOfContact.objects.get(pk=split["offer"].pk)
    assert (offer.state, offer.authority.gss_code) == ("expired", CUMBRIA)
    assert offer.events.first().text == "Cumbria was reorganised on 1 April 2023."
    contact.renew(today=timezone.localdate())
    assert not OfferOfContact.objects.live().filter(authority=split["old"]).exists()


def test_listening_ends_and_is_begun_anew_by_the_successors_lead(split):
    decided(split)
    row = Listening.objects.get(pk=split["listening"].pk)
    assert (row.is_open, row.authority.gss_code) == (False, CUMBRIA)
    anew = listening.begin(
        authority=area(CUMBERLAND), purpose="What helps here", guides=guides(), package=None, by=split["lead"]
    )
    assert anew.is_open
    assert Listening.objects.visible_to(scope_of(split["champion"])).filter(pk=row.pk).exists()
    assert not Listening.objects.run_by(scope_of(split["champion"])).exists()


def test_a_new_code_takes_drafts_along_without_asking(register):
    old, facts = undone(BARNSLEY_BEFORE, BARNSLEY)
    champion = in_role(Role.CHAMPION, old, starts_on=LONG_AGO)
    outcome = an_outcome(old, champion)
    row = recorded("recoded", [old], date(2025, 4, 1), facts)
    assert preview(row).is_ready
    applied(row)
    assert Outcome.objects.get(pk=outcome.pk).authority.gss_code == BARNSLEY
    [mail] = OutgoingEmail.objects.filter(recipient=champion.email, subject__contains="a new code")
    assert "It is the same council" in mail.body
    assert "you go on under the new code" in mail.body


# --- Inside a package, and beside it ---------------------------------------------------------------


def test_what_is_one_areas_within_a_package_goes_with_its_part(split):
    old = split["old"]
    package = packages.a_package(Stage.SCOPING, old)
    people = packages.people_for(package)
    told = packages.criterion_told(authority=old)
    criterion = terms.add_criterion(package=package, told=told, by=people.local_lead)
    names = {"package": package, "authority": old}
    measure = OutcomeMeasure.objects.create(
        **names, title="Stable", unit="per cent", about="outcome", hardness="hard", better="up"
    )
    figures = [
        CostBenefit.objects.create(
            **names, kind="cashable", category="placements", year=2026, pounds=1, method="Counted", includes="All",
            removed_at=removed, removed_by=removed and people.champion, removed_because="Twice" if removed else "",
        )
        for removed in (None, timezone.now())
    ]  # fmt: skip
    decided(split)
    for one in (criterion, measure, *figures):
        one.refresh_from_db()
    codes = [one.authority.gss_code for one in (criterion, measure, *figures)]
    assert codes == [CUMBERLAND, CUMBERLAND, CUMBERLAND, CUMBRIA]


def test_whoever_was_employed_by_a_council_never_works_for_its_successor(split):
    adviser = advisers.an_adviser(employer=split["old"], employer_name="")
    other = advisers.an_adviser()
    decided(split)
    package = packages.a_package(Stage.SCOPING, area(WESTMORLAND))
    assert bars(adviser, package) == [f"{adviser} is employed by Westmorland and Furness."]
    assert bars(other, package) == []
    never = {one.match.known.id: one.match.never for one in candidates(package, timezone.localdate())}
    assert never[adviser.pk] == ("Employed by Westmorland and Furness: never",)


# --- Mail -----------------------------------------------------------------------------------------


def mails(person: User) -> list[OutgoingEmail]:
    return list(OutgoingEmail.objects.filter(recipient=person.email, subject="Cumbria: reorganised"))


def test_each_is_mailed_once_and_told_what_is_theirs(split):
    assessments.opened(split["champion"], split["old"], year=2026)
    decided(split)
    bodies = {}
    for who in ("champion", "director", "lead", "partner"):
        [mail] = mails(split[who])
        bodies[who] = mail.body
        assert "Cumbria ended on 31 March 2023. From 1 April 2023 Cumberland and Westmorland and Furness" in mail.body
        assert TITLE not in mail.body
    assert "You go on in the same role in Cumberland." in bodies["champion"]
    assert "You go on in the same role in Cumberland and Westmorland and Furness." in bodies["lead"]
    assert "Self-assessment that is not signed yet, from Cumbria" in bodies["champion"]
    assert "Outcomes that are being built" in bodies["champion"]
    assert "came over to Cumberland" in bodies["lead"]
    # The director’s council got nothing, and the partner’s post ended.
    assert "came over" not in bodies["director"]
    assert "You go on in the same role in Westmorland and Furness." in bodies["director"]
    assert "ended on 31 March 2023." in bodies["partner"]
    assert "you no longer read what Cumbria wrote" in bodies["partner"]
    assert "If you should be in role in" in bodies["partner"]


def test_those_in_role_where_it_comes_over_are_told_what_came(register):
    """Durham goes into Ealing, which has people in role already."""
    old, new = area(DURHAM), area(EALING)
    champion = in_role(Role.CHAMPION, old, starts_on=LONG_AGO)
    there = {role: in_role(role, new, starts_on=LONG_AGO) for role in (Role.CHAMPION, Role.DIRECTOR, Role.CONTRIBUTOR)}
    packages.a_draft(old, champion)
    row = recorded("merged", [old], date(2026, 4, 1), [new])
    applied(row)
    said = {
        role: OutgoingEmail.objects.filter(recipient=one.email, subject__contains="reorganised")
        for role, one in there.items()
    }
    [mail] = said[Role.CHAMPION]
    assert "Part in a support package that is not ended, from County Durham" in mail.body
    assert "Your roles" not in mail.body
    assert not said[Role.DIRECTOR].exists()  # a draft is the champion’s until it is sent
    assert not said[Role.CONTRIBUTOR].exists()


def test_who_has_no_address_or_no_account_is_not_mailed(split):
    User.objects.filter(pk=split["lead"].pk).update(email=None)
    User.objects.filter(pk=split["partner"].pk).update(is_active=False)
    decided(split)
    assert OutgoingEmail.objects.filter(subject="Cumbria: reorganised").count() == 2


def test_what_is_not_applied_mails_nobody(split):
    with pytest.raises(NotNow):
        applying.apply(reorganisation=split["row"], checksum="x", by=split["row"].recorded_by)
    assert not OutgoingEmail.objects.filter(subject="Cumbria: reorganised").exists()


def test_a_name_full_of_tricks_stays_a_name(split):
    User.objects.filter(pk=split["partner"].pk).update(full_name="<b>{{ 7|add:7 }}</b> O’Neill & Co")
    decided(split)
    assert "Hello <b>{{ 7|add:7 }}</b> O’Neill & Co\n" in mails(split["partner"])[0].body


# --- The pages of the councils ----------------------------------------------------------------------


def page_of(reader: User, code: str) -> str:
    return text(browser_of(reader).get(area(code).get_absolute_url()))


def test_the_former_areas_page_says_where_its_work_went_as_far_as_the_reader_may_open_it(split):
    opened = assessments.opened(split["champion"], split["old"], year=2026)
    package = packages.a_package(Stage.DELIVERY, split["old"], title="A package about short breaks")
    row = decided(split)
    mine, stranger = page_of(split["champion"], CUMBRIA), page_of(in_role(Role.CHAMPION, area(EALING)), CUMBRIA)
    for page in (mine, stranger):
        assert "Where its work went" in page
        assert "From 1 April 2023, by The Order" in page
        assert row.get_absolute_url() not in page
    for said in (opened.get_absolute_url(), package.title, "Outcomes that are being built", str(split["partner"])):
        assert said in mine
        assert said not in stranger
    everything = page_of(in_role(Role.ADMINISTRATOR), CUMBRIA)
    assert row.get_absolute_url() in everything
    # And the successor says what it came from.
    assert "Split; this council took over part of its area" in page_of(split["champion"], CUMBERLAND)
    assert "Where its work went" not in page_of(split["champion"], CUMBERLAND)


def test_what_only_the_register_knows_has_no_such_panel(register):
    assert "Where its work went" not in page_of(in_role(Role.PROGRAMME_LEAD), CUMBRIA)


def test_the_former_areas_page_costs_the_same_for_one_thing_as_for_many(split):
    row, old = decided(split), split["old"]
    browser = browser_of(in_role(Role.ADMINISTRATOR))
    browser.get(old.get_absolute_url())
    with CaptureQueriesContext(connection) as few:
        browser.get(old.get_absolute_url())
    for _ in range(30):
        post = RoleAppointment.objects.create(
            person=person(), role="contributor", authority=old, starts_on=LONG_AGO, ends_on=LONG_AGO
        )
        row.reassignments.create(what="other-post", object_id=post.pk, before=old)
    with CaptureQueriesContext(connection) as many:
        page = text(browser.get(old.get_absolute_url()))
    assert len(many) == len(few)
    assert "more." in page


def test_the_demonstration_has_one_that_was_applied_and_touches_nothing_of_the_register(register):
    facts = list(Succession.objects.order_by("pk").values())
    admin = in_role(Role.ADMINISTRATOR)
    for _ in range(2):
        reorganised.make(by=admin)
    [row] = Reorganisation.objects.all()
    assert (row.state, timezone.localdate(row.settled_at)) == ("applied", APRIL_2023)
    assert list(Succession.objects.order_by("pk").values()) == facts
    assert check()[1] == []
    assert not RoleAppointment.objects.in_force().exclude(person=admin).exists()
    page = page_of(admin, CUMBRIA)
    for said in ("The Cumbria (Structural Changes) Order 2022", "Nadia Farrow, local lead", "Graham Teal", "Ended"):
        assert said in page


# --- Once ------------------------------------------------------------------------------------------


def test_a_merger_recorded_twice_is_told_of_the_first_whichever_council_it_names(register):
    """In another order, with another council beside it, or alone, before it is applied and after."""
    old = [area(DURHAM), area(EALING)]
    _, (facts,) = undone(BARNSLEY_BEFORE, BARNSLEY)
    first = recorded("merged", old, date(2026, 4, 1), [facts])
    for state in ("planned", "applied"):
        for again in (old[::-1], [old[0], area("E08000035")], old[1:]):
            with pytest.raises(NotNow, match=f"is recorded already, {state}"):
                recorded("merged", again, date(2026, 5, 1), [])
        if first.is_planned:
            first = applied(first, rest="none")
    assert Reorganisation.objects.count() == 1
    assert Succession.objects.filter(successor=area(BARNSLEY)).count() == 2
    assert {one.ended_on for one in Authority.objects.filter(pk__in=[one.pk for one in old])} == {
        date(2026, 4, 1) - timedelta(days=1)
    }
