"""Offers of contact on screen: the same words for area and programme, who may do what, one mail a day, no ranking."""

import csv
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people.models import AuditEntry, OutgoingEmail
from commissioning.people.queries import holders, scope_of
from commissioning.programme import tasks
from commissioning.programme.contact import actions, queries
from commissioning.programme.contact.listing import OFFERS
from commissioning.programme.models import ContactMail, OfferEvent, OfferOfContact
from commissioning.saving import NotNow
from commissioning.support.actions.sessions import Typed, take_back
from commissioning.support.actions.sessions import record as record_session
from commissioning.support.models import Session
from commissioning.support.workflow import Stage
from readiness.actions import sharing
from tests.support.assessments import champion_of, signed
from tests.support.contact import held_since, today, vacancy
from tests.support.delivering import cast
from tests.support.packages import a_package
from tests.support.pages import text
from tests.support.people import EALING, area, in_role, refused
from tests.support.sharing import shared
from tests.support.together import together

SEE = (Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD, Role.REGIONAL_LEAD, Role.PROGRAMME_LEAD)
MAKE = (Role.LOCAL_LEAD, Role.REGIONAL_LEAD, Role.PROGRAMME_LEAD)
ANSWER = (Role.CHAMPION, Role.DIRECTOR)
LIST = "/contact/"


@pytest.fixture
def offer(register) -> OfferOfContact:
    return vacancy()


def at(offer: OfferOfContact, what: str = "") -> str:
    return f"/contact/{offer.pk}/{what}"


def moves(offer: OfferOfContact) -> list[str]:
    return list(offer.events.order_by("pk").values_list("move", flat=True))


# --- Who reads it, and in which words -----------------------------------------------------


@pytest.mark.parametrize("role", SEE)
def test_all_read_the_same_words_on_the_same_day(offer, client_as, role):
    browser = client_as(role)
    for page in (LIST, at(offer), area().get_absolute_url(), "/"):
        assert offer.words in text(browser.get(page)), page
    (row,) = csv.DictReader(b"".join(browser.get(LIST, {"format": "csv"})).decode("utf-8-sig").splitlines())
    assert (row["words"], row["offered_on"]) == (offer.words, today().isoformat())


@pytest.mark.parametrize("role", sorted({role for role, _ in refused(*SEE)}))
def test_nobody_else_finds_it(offer, client_as, role):
    browser = client_as(role)
    assert browser.get(LIST).status_code == 403
    for what in ("", "act/", "dismiss/", "answer/"):
        assert browser.get(at(offer, what)).status_code == 404
    assert browser.post(at(offer, "acknowledge/")).status_code == 404
    assert offer.words not in text(browser.get(area().get_absolute_url()))


@pytest.mark.parametrize("role", [Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD, Role.REGIONAL_LEAD])
def test_elsewhere_it_does_not_exist(offer, client_as, role):
    browser = client_as(role, area(EALING))
    assert offer.words not in text(browser.get(LIST))
    for what in ("", "act/", "dismiss/", "answer/"):
        assert browser.get(at(offer, what)).status_code == 404


@pytest.mark.parametrize("role", SEE)
def test_the_area_answers_and_the_programme_acts(offer, client_as, role):
    browser = client_as(role)
    for what, may in (("act/", MAKE), ("dismiss/", MAKE), ("answer/", ANSWER)):
        assert browser.get(at(offer, what)).status_code == (200 if role in may else 403)
        assert browser.post(at(offer, what)).status_code == (200 if role in may else 403)
    assert browser.post(at(offer, "acknowledge/")).status_code == (302 if role in MAKE else 403)


def test_what_begins_with_shown_levels_is_for_those_they_are_shown_to(register):
    assessment = signed()
    share = shared(assessment, "region")
    offer = OfferOfContact.objects.create(
        authority=area(),
        rule="shared",
        words="You chose to show them.",
        since=today(),
        opened_on=today(),
        expires_on=today(),
        share=share,
    )

    champion = champion_of(assessment)
    readers = {role: in_role(role, area()) for role in (Role.LOCAL_LEAD, Role.REGIONAL_LEAD, Role.PROGRAMME_LEAD)}
    readers |= {Role.CHAMPION: champion, Role.DIRECTOR: holders(Permission.ASSESSMENT_SIGN, area())[0].person}

    def see() -> set[Role]:
        return {role for role, one in readers.items() if queries.offers(scope_of(one)).filter(pk=offer.pk).exists()}

    inside = {Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD}
    assert see() == inside | {Role.REGIONAL_LEAD}
    sharing.end_share(share=share, by=champion_of(assessment))
    assert see() == inside


# --- What people do with it ---------------------------------------------------------------


def test_acknowledged_acted_on_and_read_by_the_area(offer, client_as):
    lead, champion = client_as(Role.REGIONAL_LEAD), client_as(Role.CHAMPION)
    lead.post(at(offer, "acknowledge/"))
    lead.post(at(offer, "acknowledge/"))
    package = a_package(Stage.DELIVERY)
    lead.post(at(offer, "act/"), {"what": "We met on Monday.", "package": package.pk})
    page = text(champion.get(at(offer)))
    assert "We met on Monday." in page
    assert package.title in page
    assert moves(offer) == ["opened", "acknowledge", "act"]
    verbs = AuditEntry.objects.filter(object_kind="programme.OfferOfContact").values_list("verb", flat=True)
    assert {"contact-offer", "contact-acknowledge", "contact-act"} <= set(verbs)


def test_only_a_package_of_that_area_can_be_named(offer, client_as):
    lead = client_as(Role.PROGRAMME_LEAD)
    package = a_package(Stage.SCOPING, area(EALING))
    response = lead.post(at(offer, "act/"), {"what": "We met.", "package": package.pk})
    assert "Select one of the area’s support packages" in text(response)
    assert moves(offer) == ["opened"]


# --- With a session of a package ----------------------------------------------------------


@pytest.fixture
def work(register):
    return cast()


def session_held(work, days_ago: int = 0) -> Session:
    return record_session(
        package=work.package,
        adviser=work.adviser,
        typed=Typed(today() - timedelta(days=days_ago), Decimal(1), "Met both finance officers"),
        key=uuid4(),
        by=work.adviser,
    )


def quiet(authority: Authority | None = None) -> OfferOfContact:
    return OfferOfContact.objects.create(
        authority=authority or area(),
        rule="silence",
        words="Quiet.",
        since=today(),
        opened_on=today(),
        expires_on=today() + timedelta(60),
    )


def sessions_offered(browser, offer: OfferOfContact) -> list[Session]:
    return list(browser.get(at(offer, "act/")).context["form"].fields["session"].queryset)


def test_acted_on_with_a_session_that_says_its_package(work):
    offer, session = quiet(), session_held(work)
    shown = text(work.by["lead"].get(at(offer, "act/")))
    assert f"{session.held_on:%-d %B %Y}, {work.package.reference}: {work.package.title}" in shown
    assert "finance officers" not in shown
    assert work.by["lead"].post(at(offer, "act/"), {"what": "We met.", "session": session.pk}).status_code == 302
    offer.refresh_from_db()
    assert (offer.state, offer.package, offer.session) == ("acted", work.package, session)
    for name in ("champion", "director", "lead", "programme"):
        page = text(work.by[name].get(at(offer)))
        assert f'<a class="govuk-link" href="{work.at("sessions")}">{session.held_on:%-d %B %Y}</a>' in page, name


def test_whoever_reads_no_sessions_is_offered_and_shown_none(work, client_as):
    offer, session = quiet(), session_held(work)
    regional = client_as(Role.REGIONAL_LEAD)
    assert sessions_offered(regional, offer) == []
    response = regional.post(at(offer, "act/"), {"what": "We met.", "session": session.pk})
    assert "Select one of the area’s sessions" in text(response)
    work.by["lead"].post(at(offer, "act/"), {"what": "We met.", "session": session.pk})
    page = text(regional.get(at(offer)))
    assert work.package.title in page
    assert "Its session of" not in page


def test_a_session_of_another_area_or_package_or_of_long_ago_is_refused(work):
    offer, other = quiet(), quiet(area(EALING))
    session, old = session_held(work), session_held(work, 93)
    assert sessions_offered(work.by["programme"], offer) == [session]
    assert sessions_offered(work.by["programme"], other) == []
    for about, pk in ((other, session.pk), (offer, old.pk), (offer, 999_999), (offer, "x")):
        response = work.by["programme"].post(at(about, "act/"), {"what": "We met.", "session": pk})
        assert "Select one of the area’s sessions" in text(response)
    second = a_package(Stage.SCOPING, title="Another package")
    asked = {"what": "We met.", "session": session.pk, "package": second.pk}
    assert "Select a session of that support package" in text(work.by["programme"].post(at(offer, "act/"), asked))
    assert not OfferOfContact.objects.exclude(state="open").exists()


def test_a_session_taken_back_is_not_offered_and_one_named_before_says_so(work):
    offer, session = quiet(), session_held(work)
    work.by["lead"].post(at(offer, "act/"), {"what": "We met.", "session": session.pk})
    take_back(session=session, because="Wrong day", by=work.lead)
    assert "taken back since" in text(work.by["champion"].get(at(offer)))
    assert sessions_offered(work.by["lead"], quiet(area())) == []


def test_a_session_stands_with_its_package_in_the_database_too(work):
    offer, session = quiet(), session_held(work)
    with pytest.raises(IntegrityError, match="contact_session_of_a_package"):
        OfferOfContact.objects.filter(pk=offer.pk).update(state="acted", session=session)


def test_the_area_says_yes_please(offer, client_as):
    client_as(Role.DIRECTOR).post(at(offer, "answer/"), {"said": "yes", "line": "After Easter, please"})
    offer.refresh_from_db()
    assert (offer.state, offer.answer) == ("open", "yes")
    lead = client_as(Role.REGIONAL_LEAD)
    assert "After Easter, please" in text(lead.get(at(offer)))
    assert lead.get(LIST, {"answer": "yes"}).context["list"].page.paginator.count == 1


def test_not_now_ends_it(offer, client_as):
    client_as(Role.CHAMPION).post(at(offer, "answer/"), {"said": "not_now"})
    offer.refresh_from_db()
    assert (offer.state, offer.answer) == ("dismissed", "not_now")
    response = client_as(Role.REGIONAL_LEAD).post(at(offer, "act/"), {"what": "We met."})
    assert response.status_code == 409
    assert "set aside already" in text(response)
    assert "We met." in text(response)  # nothing typed is lost


def test_it_is_set_aside_with_a_reason_and_none_is_an_error(offer, client_as):
    lead = client_as(Role.LOCAL_LEAD)
    assert "Say why it is set aside" in text(lead.post(at(offer, "dismiss/")))
    assert lead.post(at(offer, "dismiss/"), {"reason": "We speak every week."}).status_code == 302
    assert lead.post(at(offer, "dismiss/"), {"reason": "We speak every week."}).status_code == 302  # sent twice
    assert moves(offer) == ["opened", "dismiss"]


@pytest.mark.parametrize("typed", [{}, {"said": "perhaps"}, {"said": "yes", "line": "x" * 301}])
def test_nonsense_is_answered_with_an_error(offer, client_as, typed):
    response = client_as(Role.CHAMPION).post(at(offer, "answer/"), typed)
    assert response.status_code == 200
    assert "There is a problem" in text(response)


def test_hostile_words_stay_words(offer, client_as):
    hostile = "<script>alert(1)</script>{{ 7|add:7 }}"
    client_as(Role.LOCAL_LEAD).post(at(offer, "act/"), {"what": hostile})
    body = client_as(Role.CHAMPION).get(at(offer)).content.decode()
    assert "<script>alert(1)" not in body
    assert "{{ 7|add:7 }}" in body


def test_two_at_once_one_acts_and_the_other_is_told(own_database):
    offer = vacancy()
    lead, programme = in_role(Role.LOCAL_LEAD), in_role(Role.PROGRAMME_LEAD)
    done = together(
        lambda: actions.act(offer=offer, what="We met.", package=None, by=lead),
        lambda: actions.dismiss(offer=offer, reason="No need.", by=programme),
    )
    assert sorted(type(one) for one in done if isinstance(one, NotNow)) == [NotNow]
    assert len(moves(offer)) == 2


def test_two_beats_at_once_offer_once(own_database):
    held_since(Role.CHAMPION, area(), 400)
    together(tasks.offer_contact, tasks.offer_contact)
    tasks.offer_contact()
    assert OfferOfContact.objects.filter(authority=area(), rule="silence").count() == 1
    assert OfferEvent.objects.filter(offer__authority=area()).count() == 1


# --- One mail a day -----------------------------------------------------------------------


def test_one_mail_a_day_to_area_and_programme_in_the_same_words(register):
    readers = [in_role(role) for role in (Role.DIRECTOR, Role.LOCAL_LEAD, Role.REGIONAL_LEAD, Role.PROGRAMME_LEAD)]
    others = [in_role(Role.DIRECTOR, area(EALING)), in_role(Role.EVALUATOR)]
    OutgoingEmail.objects.all().delete()
    words = vacancy().words
    tasks.offer_contact()
    tasks.offer_contact()
    mail = OutgoingEmail.objects.filter(subject="Offers of contact")
    assert sorted(mail.values_list("recipient", flat=True)) == sorted(one.email for one in readers)
    assert all(words in body for body in mail.values_list("body", flat=True))
    assert not mail.filter(recipient__in=[one.email for one in others]).exists()
    assert ContactMail.objects.count() == len(readers)


def test_a_day_without_offers_has_no_mail(register):
    in_role(Role.PROGRAMME_LEAD)
    OfferOfContact.objects.all().delete()
    assert not queries.to_tell(today()).exists()


# --- Never a ranking ----------------------------------------------------------------------


def test_the_list_has_no_order_but_the_day(offer, client_as):
    assert [sort.name for sort in OFFERS.sorts] == ["offered"]
    browser = client_as(Role.PROGRAMME_LEAD)
    for order in ("area", "reason", "state", "-since"):
        assert browser.get(LIST, {"sort": order}).status_code == 400


def test_the_list_costs_the_same_for_one_as_for_fifty(offer, client_as):
    browser = client_as(Role.PROGRAMME_LEAD)

    def queries_of() -> int:
        with CaptureQueriesContext(connection) as caught:
            browser.get(LIST)
        return len(caught)

    one = queries_of()
    day = timezone.localdate()
    rows = [
        OfferOfContact(
            authority=place, rule="silence", words="Quiet.", since=day, opened_on=day, expires_on=day + timedelta(60)
        )
        for place in Authority.objects.current()[:50]
    ]
    OfferOfContact.objects.bulk_create(rows)
    assert queries_of() == one


def test_the_words_of_an_offer_cannot_be_changed(offer):
    with pytest.raises(ProgrammingError, match="permission denied"):
        OfferOfContact.objects.filter(pk=offer.pk).update(words="Something else")
