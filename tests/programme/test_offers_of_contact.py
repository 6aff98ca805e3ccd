"""Offers of contact: each rule with the day it begins, what ends them, and that no fall of levels ever makes one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority, Judgement
from commissioning.people.models import RoleAppointment
from commissioning.programme.contact import actions, finding, rules
from commissioning.programme.contact.rules import RULES, Rule, State
from commissioning.programme.models import OfferEvent, OfferOfContact
from commissioning.support.models import PackageArea, SupportPackage
from commissioning.support.workflow import Stage
from readiness.actions import sharing
from readiness.models import Snapshot
from tests.support.assessments import champion_of, opened, signed
from tests.support.contact import held_since, left, today, vacancy
from tests.support.packages import a_draft, a_package
from tests.support.people import EALING, area, in_role
from tests.support.sharing import shared

pytestmark = pytest.mark.django_db


def found(rule: Rule, on: date | None = None) -> list[str]:
    """What a rule finds, in words."""
    return [one.words for one in finding.reasons(on or today()) if one.rule is rule]


# --- Each rule ----------------------------------------------------------------------------


def test_a_vacancy_counts_from_the_thirtieth_day_and_never_where_there_was_nobody(register):
    champion = held_since(Role.CHAMPION, area(), 400)
    assert found(Rule.VACANCY) == []
    left(champion, 29)
    assert found(Rule.VACANCY) == []
    left(champion, 30)
    day = (today() - timedelta(days=29)).strftime("%-d %B %Y")
    assert found(Rule.VACANCY) == [
        f"Nobody has been commissioning champion since {day}. If it would help while somebody is found,"
        " we are glad to talk."
    ]


def test_somebody_acting_is_no_vacancy(register):
    left(held_since(Role.DIRECTOR, area(), 400), 60)
    assert len(found(Rule.VACANCY)) == 1
    in_role(Role.DIRECTOR, area(), acting=True)
    assert found(Rule.VACANCY) == []


def test_silence_counts_from_the_last_contact_and_not_before_somebody_came(register):
    champion = held_since(Role.CHAMPION, area(), 181)
    assert found(Rule.SILENCE) == []
    RoleAppointment.objects.filter(person=champion).update(starts_on=today() - timedelta(days=182))
    assert len(found(Rule.SILENCE)) == 1
    opened(champion)  # a step of a self-assessment
    assert found(Rule.SILENCE) == []
    assert found(Rule.SILENCE, today() + timedelta(days=181)) == []
    assert len(found(Rule.SILENCE, today() + timedelta(days=182))) == 1


def test_contact_in_a_package_ends_silence_for_every_area_in_it(register):
    package = a_package(Stage.DELIVERY)
    PackageArea.objects.create(package=package, authority=area(EALING))
    RoleAppointment.objects.update(starts_on=today() - timedelta(days=400))
    held_since(Role.CHAMPION, area(EALING), 400)
    SupportPackage.objects.filter(pk=package.pk).update(last_contact_on=today() - timedelta(days=200))
    assert len(found(Rule.SILENCE)) == 2
    SupportPackage.objects.filter(pk=package.pk).update(last_contact_on=today() - timedelta(days=3))
    assert found(Rule.SILENCE) == []


def test_a_package_that_stands_still_is_what_the_desk_calls_stalled(register):
    package = a_package(Stage.TRIAGE, title="One list")
    a_draft(area(EALING), title="Not yet sent")
    SupportPackage.objects.update(stage_since=timezone.now() - timedelta(days=10))
    assert found(Rule.STALLED) == []
    SupportPackage.objects.update(stage_since=timezone.now() - timedelta(days=90))
    day = timezone.localdate(timezone.now() - timedelta(days=90)).strftime("%-d %B %Y")
    assert found(Rule.STALLED) == [
        f"“One list” has been at “Triage” since {day}, and is with the programme. Shall we look together at what it"
        " waits for?"
    ]
    assert package.title == "One list"


def judged(word: str = "good", days: int = 10, authority: Authority | None = None) -> Judgement:
    words = dict.fromkeys(("overall", "leaders", "help_and_protection", "in_care", "care_leavers"), word)
    return Judgement.objects.create(
        authority=authority or area(),
        scheme="ilacs",
        inspected_from=today() - timedelta(days=days + 40),
        published_on=today() - timedelta(days=days),
        **words,
    )


@pytest.mark.parametrize("word", Judgement.Word)
def test_every_judgement_makes_the_same_offer_whatever_its_word_and_names_no_number(register, word):
    Judgement.objects.all().delete()
    row = judged(word)
    day = row.published_on.strftime("%-d %B %Y")
    (words,) = found(Rule.JUDGEMENT)
    assert words.startswith("The ILACS inspection of ")
    assert words.endswith(f"was published on {day}. If you would like to think it through with somebody, we are here.")
    expected = "without an overall grade" if word == "not_judged" else f"overall “{row.get_overall_display()}”"
    assert expected in words


def test_a_judgement_is_left_alone_once_they_have_been_in_touch_or_it_is_old(register):
    Judgement.objects.all().delete()
    judged(days=60)
    assert found(Rule.JUDGEMENT) == []
    judged(days=5)
    assert len(found(Rule.JUDGEMENT)) == 1
    opened()
    assert found(Rule.JUDGEMENT) == []


def aim(assessment, level: int, target: int | None) -> None:
    """Signed anew, with the same for every standard."""
    last = Snapshot.objects.filter(assessment=assessment, moment="signed").latest("pk")
    alike = [one | {"level": level, "target": target} for one in last.data["standards"]]
    last.pk, last.data, last.made_at, last._state.adding = None, last.data | {"standards": alike}, timezone.now(), True
    last.save()


@pytest.mark.parametrize("audience", ["region", "programme"])
def test_levels_the_area_shows_where_it_aims_higher(register, audience):
    assessment = signed()
    aim(assessment, 2, 3)
    assert found(Rule.SHARED) == []
    share = shared(assessment, audience)
    (words,) = found(Rule.SHARED)
    assert "Planning joint support" in words
    assert not set("12345") & set(words.partition("you chose")[2])  # never a level
    aim(assessment, 3, 3)
    assert found(Rule.SHARED) == []
    aim(assessment, 2, 3)
    sharing.end_share(share=share, by=champion_of(assessment))
    assert found(Rule.SHARED) == []


def test_levels_shown_to_the_areas_own_leaders_are_their_business(register):
    assessment = signed()
    aim(assessment, 1, 5)
    shared(assessment, "leaders")
    assert found(Rule.SHARED) == []


# --- Never a fall -------------------------------------------------------------------------

levels = st.lists(st.sampled_from([None, 1, 2, 3, 4, 5]), max_size=12)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(levels)
def test_levels_alone_are_no_wish_whatever_they_are(signed_levels):
    assert not rules.aims_higher({"level": level, "target": None} for level in signed_levels)
    assert not rules.aims_higher({"level": level, "target": level} for level in signed_levels)


@pytest.mark.parametrize("series", [(5, 1), (5, 3, 1), (1, 1), (4, 2, 3), (1, 5), (3, 3, 1)])
def test_no_series_of_signed_levels_alone_opens_an_offer(register, series):
    Judgement.objects.all().delete()
    champion = in_role(Role.CHAMPION)
    for year, level in enumerate(series, 2022):
        signed(opened(champion, year=year), str(level))
    assert finding.reasons(today()) == []
    actions.renew(today=today())
    assert not OfferOfContact.objects.exists()


@pytest.mark.parametrize("before", [1, 3, 5])
def test_with_levels_shown_what_was_signed_before_makes_no_difference(register, before):
    first = signed(opened(year=2025), str(before))
    later = signed(opened(champion_of(first), year=2026), "2")
    aim(later, 2, 3)
    shared(later)
    assert len(found(Rule.SHARED)) == 1
    aim(later, 3, 3)
    assert found(Rule.SHARED) == []


# --- Made once, and ended -----------------------------------------------------------------


def test_twice_is_once(register):
    vacancy()
    assert actions.renew(today=today()) == actions.Renewed(0, 0)
    assert OfferOfContact.objects.count() == 1
    assert list(OfferEvent.objects.values_list("move", "by")) == [("opened", None)]


def test_it_runs_out_after_its_last_day_and_is_not_offered_again_before_its_time(register):
    offer = vacancy()
    last = offer.expires_on
    assert actions.renew(today=last).ended == 0
    assert actions.renew(today=last + timedelta(days=1)) == actions.Renewed(0, 1)
    offer.refresh_from_db()
    assert offer.state == State.EXPIRED
    again = offer.opened_on + timedelta(days=RULES[Rule.VACANCY].again)
    assert actions.renew(today=again - timedelta(days=1)).made == 0
    assert actions.renew(today=again).made == 1


def test_it_ends_by_itself_once_the_reason_has_passed_unless_somebody_has_it(register):
    offer, ealing = vacancy(), vacancy(area(EALING))
    actions.acknowledge(offer=ealing, by=in_role(Role.REGIONAL_LEAD, area(EALING)))
    in_role(Role.CHAMPION, area())
    in_role(Role.CHAMPION, area(EALING))
    assert actions.renew(today=today()).ended == 1
    offer.refresh_from_db()
    ealing.refresh_from_db()
    assert (offer.state, ealing.state) == ("expired", "acknowledged")
    assert offer.events.first().text == "The reason has passed."


def test_acting_on_an_offer_is_contact(register):
    champion = held_since(Role.CHAMPION, area(), 400)
    actions.renew(today=today())
    offer = OfferOfContact.objects.get(rule="silence")
    actions.act(offer=offer, what="We met.", package=None, by=in_role(Role.REGIONAL_LEAD))
    assert found(Rule.SILENCE) == []
    assert champion


def test_as_many_queries_for_one_area_as_for_forty(register):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            finding.reasons(today())
        return len(caught)

    left(held_since(Role.CHAMPION, area(), 400), 40)
    held_since(Role.DIRECTOR, area(), 400)
    judged()
    one = queries()
    for place in Authority.objects.current()[:40]:
        if place != area():
            left(held_since(Role.CHAMPION, place, 400), 40)
            held_since(Role.DIRECTOR, place, 400)
            judged(authority=place)
    assert queries() == one
    assert len(found(Rule.VACANCY)) >= 40


def test_the_day_is_londons(register):
    """Half past midnight in summer is the day before in Greenwich."""
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    package = a_package(Stage.TRIAGE, title="One list")
    SupportPackage.objects.filter(pk=package.pk).update(stage_since=late)
    assert "since 2 July 2026" in found(Rule.STALLED, date(2026, 11, 23))[0]
