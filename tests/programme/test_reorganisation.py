"""What a reorganisation does to work and people, tried on those of 2009, 2023 and 2025; and what it leaves alone."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.roles import Role
from commissioning.authorities.lineage import lineage_of
from commissioning.authorities.models import Authority, Succession
from commissioning.people.models import AuditEntry
from commissioning.people.queries import scope_of
from commissioning.profiles.models import HistoryEntry, ServiceUse
from commissioning.programme.integrity import check
from commissioning.programme.models import Reassignment, Reorganisation
from commissioning.programme.reorganisation import actions, applying, rules
from commissioning.programme.reorganisation.preview import preview
from commissioning.saving import NotNow
from commissioning.support.models import SupportPackage
from commissioning.support.workflow import Stage
from readiness.actions import reorganising
from readiness.models import Action, Campaign, SelfAssessment, Snapshot
from readiness.queries import comparing, over_time
from readiness.queries.reading import reading_of
from readiness.workflow import State
from tests.conftest import browser_of
from tests.support import assessments, packages
from tests.support.pages import at, text
from tests.support.people import DURHAM, EALING, area, in_role
from tests.support.reorganising import (
    BARNSLEY,
    BARNSLEY_BEFORE,
    BEDFORD,
    BEDFORDSHIRE,
    CENTRAL_BEDFORDSHIRE,
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


def roles_of(person) -> set[tuple[str, str]]:
    held = scope_of(person).grants
    return {(grant.role.value, Authority.objects.get(pk=grant.authority_id).gss_code) for grant in held}


@pytest.fixture
def cumbria(register):
    """Cumbria before 2023, and the facts of the two councils that follow."""
    return undone(CUMBRIA, CUMBERLAND, WESTMORLAND)


@pytest.fixture
def split(cumbria):
    """Recorded, with everything there that can move."""
    old, facts = cumbria
    champion = in_role(Role.CHAMPION, old, starts_on=LONG_AGO)
    director = in_role(Role.DIRECTOR, old, starts_on=LONG_AGO)
    lead = in_role(Role.LOCAL_LEAD, old, starts_on=LONG_AGO)
    partner = in_role(Role.CONTRIBUTOR, old, starts_on=LONG_AGO)
    signed = assessments.signed(assessments.opened(champion, old, year=2025))
    opened = assessments.opened(champion, old, year=2026)
    package = packages.a_package(Stage.DELIVERY, old)
    row = recorded("split", [old], APRIL_2023, facts)
    return {
        "row": row, "old": old, "champion": champion, "director": director, "lead": lead, "partner": partner,
        "signed": signed, "opened": opened, "package": package,
    }  # fmt: skip


def decided(split, **answers) -> Reorganisation:
    """Work to Cumberland, its champion and director of before; Westmorland and Furness begins anew."""
    champion, director = (split["old"].appointments.get(person=split[who]).pk for who in ("champion", "director"))
    given = {
        f"champion-{CUMBERLAND}": str(champion),
        f"director-{CUMBERLAND}": str(director),
        f"champion-{WESTMORLAND}": "none",
        f"director-{WESTMORLAND}": "none",
    }
    return applied(split["row"], **given | {"rest": CUMBERLAND} | answers)


# --- Cumbria, 2023 ------------------------------------------------------------------------------


def test_the_preview_names_everything_and_asks_what_only_a_person_can_decide(split):
    shown = preview(split["row"])
    names = " ".join(line.name for line in shown.lines)
    for said in (split["opened"].title, split["package"].title, str(split["champion"]), str(split["lead"])):
        assert said in names
    asked = {one.name.split("-")[0] for one in shown.open_questions}
    assert asked == {"assessment", "package", "champion", "director"}
    assert not shown.is_ready
    assert any("signed" in one.label and one.number == 1 for one in shown.kept)
    assert SupportPackage.objects.get(pk=split["package"].pk).authority == split["old"]


def test_the_split_puts_the_register_right(split):
    decided(split)
    old = area(CUMBRIA)
    assert old.ended_on == APRIL_2023 - timedelta(days=1)
    assert {one.authority.gss_code for one in lineage_of(old).successors} == {CUMBERLAND, WESTMORLAND}
    new = area(CUMBERLAND)
    assert (new.started_on, new.is_current, new.rurality) == (APRIL_2023, True, "rural")
    assert Succession.objects.get(successor=new).legal_order == "The Order"
    assert not new.judgements.exists()
    assert not new.neighbours.exists()


def test_open_work_goes_where_it_was_decided_and_what_was_signed_stays(split):
    decided(split)
    opened, package = (
        SelfAssessment.objects.get(pk=split["opened"].pk),
        SupportPackage.objects.get(pk=split["package"].pk),
    )
    assert opened.authority.gss_code == package.authority.gss_code == CUMBERLAND
    assert opened.state == State.OPEN
    assert opened.moves.first().move == "follow"
    assert [part.authority.gss_code for part in package.areas.filter(left_on__isnull=True)] == [CUMBERLAND]
    assert package.areas.get(left_on__isnull=True).share == 100
    assert "Cumberland takes over from Cumbria" in [event.text for event in package.events.all()]
    signed = SelfAssessment.objects.get(pk=split["signed"].pk)
    assert signed.authority.gss_code == CUMBRIA
    assert signed.snapshots.get(moment=Snapshot.Moment.SIGNED).data["authority"]["name"].startswith("Cumbria")


def test_access_follows_from_the_same_minute(split):
    decided(split)
    assert roles_of(split["champion"]) == {("champion", CUMBERLAND)}
    assert roles_of(split["director"]) == {("director", CUMBERLAND)}
    assert roles_of(split["lead"]) == {("local_lead", CUMBERLAND), ("local_lead", WESTMORLAND)}
    assert roles_of(split["partner"]) == set()
    mine = browser_of(split["champion"])
    assert mine.get(split["opened"].get_absolute_url()).status_code == 200
    assert mine.get(split["package"].get_absolute_url()).status_code == 200
    assert browser_of(split["partner"]).get(split["signed"].get_absolute_url()).status_code in (302, 403, 404)


def test_successors_read_what_came_before_and_change_nothing_of_it(split):
    decided(split)
    champion = in_role(Role.CHAMPION, area(WESTMORLAND))
    scope, signed = scope_of(champion), SelfAssessment.objects.get(pk=split["signed"].pk)
    assert reading_of(signed, scope).signed
    assert not reading_of(signed, scope).leads
    assert not reading_of(signed, scope).views
    browser = browser_of(champion)
    assert browser.get(at(signed, "report")).status_code == 200
    assert browser.post(at(signed, "reopen"), {"reason": "Again"}).status_code == 403
    assert SelfAssessment.objects.get(pk=signed.pk).state == State.SIGNED
    # What went to the other successor is that one’s own.
    assert browser.get(split["opened"].get_absolute_url()).status_code == 404
    assert browser.get(split["package"].get_absolute_url()).status_code == 404


def test_others_read_no_more_than_before(split):
    stranger, other = in_role(Role.CHAMPION, area(EALING)), in_role(Role.DIRECTOR, area(DURHAM))
    decided(split)
    for person in (stranger, other):
        assert browser_of(person).get(split["signed"].get_absolute_url()).status_code == 404


def test_comparisons_follow_lineage(split):
    decided(split)
    champion = in_role(Role.CHAMPION, area(WESTMORLAND))
    occasions = over_time.over_time(area(WESTMORLAND)).occasions
    assert [(one.is_own, one.area) for one in occasions] == [(False, "Cumbria")]
    assert comparing.may_compare(scope_of(champion), area(WESTMORLAND)).yes


def test_history_and_service_use_stay_and_are_read_by_successors(split):
    old = split["old"]
    HistoryEntry.objects.create(
        authority=old, kind="turbulence", title="Two councils in one", starts_on=LONG_AGO, precision="year",
        sensitivity="area", strength=False,
    )  # fmt: skip
    ServiceUse.objects.create(authority=old, service="training", used_on=date(2022, 5, 1), source="entered")
    row = split["row"]
    decided(split)
    assert HistoryEntry.objects.get().authority.gss_code == CUMBRIA
    champion = browser_of(in_role(Role.CHAMPION, area(WESTMORLAND)))
    assert "Two councils in one" in text(champion.get(f"/profiles/{CUMBRIA}/history/"))
    assert champion.get(f"/profiles/{CUMBRIA}/history/add/").status_code in (403, 409)
    assert row.reassignments.filter(what="record").count() == 0


def test_every_thing_done_is_a_row_and_in_the_audit(split):
    row = decided(split)
    done = set(Reassignment.objects.filter(reorganisation=row).values_list("what", "after__gss_code"))
    assert {
        ("assessment", CUMBERLAND), ("package", CUMBERLAND), ("champion", CUMBERLAND), ("director", CUMBERLAND),
        ("local-lead", CUMBERLAND), ("local-lead", WESTMORLAND), ("other-post", None),
    } <= done  # fmt: skip
    assert AuditEntry.objects.filter(verb="reorganisation-apply", authority_id=split["old"].pk).count() == 1
    assert check()[1] == []


def test_the_ledger_stays_as_it_was_and_levels_are_shown_only_where_the_area_says_so(split):
    package = split["package"]
    before = list(package.ledger.order_by("pk").values())
    assert before
    assert package.package_standards.filter(shared=True).exists()
    decided(split)
    package.refresh_from_db()
    assert list(package.ledger.order_by("pk").values()) == before
    assert not package.package_standards.filter(shared=True).exists()  # Cumbria showed them; Cumberland has not


def test_none_chosen_ends_the_self_assessment_and_it_stays_readable(split):
    decided(split, **{f"assessment-{split['opened'].pk}": "none"})
    row = SelfAssessment.objects.get(pk=split["opened"].pk)
    assert (row.state, row.authority.gss_code) == (State.ENDED, CUMBRIA)
    champion = in_role(Role.CHAMPION, area(WESTMORLAND))
    assert reading_of(row, scope_of(champion)).live
    page = browser_of(champion).get(row.get_absolute_url())
    assert page.status_code == 200
    assert "Ended by reorganisation" in text(page)
    with pytest.raises(NotNow):
        assessments.answer(row, by=split["champion"])


def test_the_desk_shows_the_package_under_its_new_area(split):
    decided(split)
    desk = text(browser_of(in_role(Role.PROGRAMME_LEAD)).get("/support/", {"q": split["package"].reference}))
    assert split["package"].title in desk
    assert "Cumberland" in desk


def test_successors_take_a_place_in_a_campaign_and_who_has_signed_keeps_theirs(split):
    campaigns = [
        Campaign.objects.create(
            framework=split["opened"].framework, year=year, opens_on=date(year, 5, 1), closes_on=date(year + 1, 3, 1)
        )
        for year in (2025, 2026)
    ]
    for campaign in campaigns:
        campaign.areas.add(split["old"], area(DURHAM))
    decided(split)
    codes = [set(one.areas.values_list("gss_code", flat=True)) for one in campaigns]
    assert codes == [{CUMBRIA, DURHAM}, {CUMBERLAND, WESTMORLAND, DURHAM}]


# --- Bedfordshire, 2009, and a decision that changes its mind -----------------------------------


def test_bedfordshire_of_2009(register):
    old, facts = undone(BEDFORDSHIRE, BEDFORD, CENTRAL_BEDFORDSHIRE)
    champion = in_role(Role.CHAMPION, old, starts_on=LONG_AGO)
    row = recorded("split", [old], date(2009, 4, 1), facts)
    held = str(old.appointments.get().pk)
    applied(row, **{f"champion-{BEDFORD}": held, f"champion-{CENTRAL_BEDFORDSHIRE}": held})
    assert roles_of(champion) == {("champion", BEDFORD), ("champion", CENTRAL_BEDFORDSHIRE)}
    assert old.appointments.get().ends_on == date(2009, 3, 31)
    assert area(BEDFORD).started_on == date(2009, 4, 1)
    assert check()[1] == []


# --- Barnsley, 2025: the same council under a new code -------------------------------------------


@pytest.fixture
def barnsley(register):
    old, facts = undone(BARNSLEY_BEFORE, BARNSLEY)
    champion, director = (in_role(role, old, starts_on=LONG_AGO) for role in (Role.CHAMPION, Role.DIRECTOR))
    opened = assessments.agreeing(assessments.opened(champion, old))
    package = packages.a_package(Stage.DELIVERY, old)
    return recorded("recoded", [old], date(2025, 4, 1), facts), champion, director, opened, package


def test_a_new_code_asks_nothing_and_everybody_goes_on(barnsley):
    row, champion, director, opened, package = barnsley
    assert preview(row).is_ready
    shown = package.package_standards.filter(shared=True).count()
    applied(row)
    assert roles_of(champion) == {("champion", BARNSLEY)}
    assert roles_of(director) == {("director", BARNSLEY)}
    opened.refresh_from_db()
    package.refresh_from_db()
    assert opened.authority.gss_code == package.authority.gss_code == BARNSLEY
    assert opened.state == State.AGREEING
    assert package.package_standards.filter(shared=True).count() == shown > 0
    assert browser_of(champion).get(at(opened, "agreeing")).status_code == 200
    assert check()[1] == []


def test_unfinished_actions_follow_and_finished_ones_stay(barnsley):
    row, champion, _, opened, _ = barnsley
    old = opened.authority
    made = [
        Action.objects.create(authority=old, assessment=opened, title=status, status=status)
        for status in ("planned", "under_way", "done", "stopped")
    ]
    applied(row)
    codes = {action.title: Action.objects.get(pk=action.pk).authority.gss_code for action in made}
    assert codes == {
        "planned": BARNSLEY, "under_way": BARNSLEY, "done": BARNSLEY_BEFORE, "stopped": BARNSLEY_BEFORE
    }  # fmt: skip
    assert browser_of(champion).get(f"/readiness/actions/{made[0].pk}/").status_code == 200


# --- A merger -------------------------------------------------------------------------------------


@pytest.fixture
def merger(register):
    """Durham and Ealing, each with an open self-assessment of the same year, into one new council."""
    old = [area(DURHAM), area(EALING)]
    opened = [assessments.opened(in_role(Role.CHAMPION, one, starts_on=LONG_AGO), one) for one in old]
    _, (facts,) = undone(BARNSLEY_BEFORE, BARNSLEY)
    return recorded("merged", old, date(2026, 4, 1), [facts]), opened


def test_two_open_self_assessments_of_a_kind_are_ended_and_the_successor_opens_its_own(merger):
    row, opened = merger
    asked = preview(row).open_questions
    assert [one.name for one in asked] == [f"champion-{BARNSLEY}"]
    assert len(asked[0].options) == 3  # either champion, or nobody yet
    applied(row, rest="none")
    states = {one.state for one in SelfAssessment.objects.filter(pk__in=[one.pk for one in opened])}
    assert states == {State.ENDED}
    champion = in_role(Role.CHAMPION, area(BARNSLEY))
    for one in opened:
        assert reading_of(SelfAssessment.objects.get(pk=one.pk), scope_of(champion)).live
    assert assessments.opened(champion, area(BARNSLEY), year=2026).state == State.OPEN


def test_text_is_carried_forward_where_only_one_predecessor_says_it(merger):
    row, (durham, ealing) = merger
    assessments.answer(durham, "S01", narrative="Durham alone says this")
    assessments.answer(durham, "S02", narrative="Both say something")
    assessments.answer(ealing, "S02", narrative="Both say something, each its own")
    applied(row, rest="none")
    new = assessments.opened(in_role(Role.CHAMPION, area(BARNSLEY)), area(BARNSLEY), year=2026)
    carried = {entry.standard.code: (entry.narrative, entry.carried_from) for entry in new.entries.all()}
    assert carried["S01"] == ("Durham alone says this", durham)
    assert carried["S02"] == ("", None)


def test_the_only_open_one_goes_on(merger):
    row, (durham, ealing) = merger
    reorganising.end(assessment=ealing, reason="Tried", by=row.recorded_by)
    applied(row, rest="none")
    durham.refresh_from_db()
    assert (durham.authority.gss_code, durham.state) == (BARNSLEY, State.OPEN)


# --- Once, and as it was seen -----------------------------------------------------------------------


def test_what_changed_since_it_was_looked_at_stops_it(split):
    row = split["row"]
    given = {one.name: "none" if one.name[:4] in ("cham", "dire") else CUMBERLAND for one in preview(row).questions}
    actions.decide(reorganisation=row, answers=given, by=row.recorded_by)
    seen = preview(row).checksum
    in_role(Role.LOCAL_LEAD, split["old"])
    with pytest.raises(applying.SeenOtherwise):
        applying.apply(reorganisation=row, checksum=seen, by=row.recorded_by)
    assert area(CUMBRIA).is_current
    assert not Authority.objects.filter(gss_code=CUMBERLAND).exists()
    applying.apply(reorganisation=row, checksum=preview(row).checksum, by=row.recorded_by)
    with pytest.raises(NotNow, match="applied already"):
        applying.apply(reorganisation=row, checksum=seen, by=row.recorded_by)
    assert not area(CUMBRIA).is_current


def test_before_its_day_it_stays_planned(cumbria):
    old, facts = cumbria
    tomorrow = timezone.localdate() + timedelta(days=1)
    row = recorded("split", [old], tomorrow, facts)
    assert preview(row).is_ready
    with pytest.raises(NotNow, match="day has not come"):
        applied(row)
    assert area(CUMBRIA).is_current


def test_recorded_twice_is_told_and_has_one_effect(split):
    with pytest.raises(NotNow, match="recorded already, planned"):
        recorded("split", [split["old"]], APRIL_2023, [])
    decided(split)
    with pytest.raises(NotNow, match="recorded already, applied"):
        recorded("merged", [area(CUMBRIA), area(DURHAM)], APRIL_2023, [])
    assert Reorganisation.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "before", "day", "after", "said"),
    [
        ("merged", [CUMBRIA], date(2027, 4, 1), [], "ended on 31 March 2023"),
        ("split", [CUMBERLAND], date(2022, 4, 1), [], "began on 1 April 2023"),
        ("replaced", [CUMBERLAND], date(2027, 4, 1), [CUMBERLAND], "take over from itself"),
        ("replaced", [CUMBERLAND], date(2027, 4, 1), [CUMBRIA], "so it cannot take over"),
        ("merged", [DURHAM], date(2022, 4, 1), [CUMBERLAND], "began on 1 April 2023, after"),
    ],
)
def test_contradictions_are_refused_in_words(register, kind, before, day, after, said):
    with pytest.raises(NotNow, match=said):
        recorded(kind, [area(code) for code in before], day, [area(code) for code in after])


def test_a_council_cannot_go_back_into_what_it_came_from(register):
    Authority.objects.filter(gss_code=CUMBRIA).update(ended_on=None, rural_urban="rural", population_0_17=90_000)
    with pytest.raises(NotNow, match="cannot go back"):
        recorded("replaced", [area(CUMBERLAND)], date(2027, 4, 1), [area(CUMBRIA)])


def test_a_code_is_used_once(cumbria):
    old, (one, other) = cumbria
    row = recorded("split", [old], APRIL_2023, [one])
    with pytest.raises(NotNow, match="E06000047 is"):
        actions.add_new(reorganisation=row, facts=type(other)(**vars(other) | {"gss_code": DURHAM}), by=row.recorded_by)
    again = recorded("replaced", [area(DURHAM)], APRIL_2023, [])
    with pytest.raises(NotNow, match="another planned"):
        actions.add_new(reorganisation=again, facts=one, by=row.recorded_by)


def test_a_part_moves_nothing(register):
    champion = in_role(Role.CHAMPION, area(DURHAM), starts_on=LONG_AGO)
    opened = assessments.opened(champion, area(DURHAM))
    row = recorded("part", [area(DURHAM)], date(2026, 4, 1), [area(EALING)])
    assert not preview(row).lines
    applied(row)
    assert area(DURHAM).is_current
    assert Succession.objects.get(predecessor=area(DURHAM), successor=area(EALING)).kind == "part"
    opened.refresh_from_db()
    assert opened.authority.gss_code == DURHAM
    assert roles_of(champion) == {("champion", DURHAM)}
    # And whose history it is has not changed.
    assert not scope_of(in_role(Role.CHAMPION, area(EALING))).may(Permission.PLAN_SEE, area(DURHAM))


def test_withdrawn_it_does_nothing_and_can_be_recorded_again(cumbria):
    old, facts = cumbria
    row = recorded("split", [old], APRIL_2023, facts)
    actions.withdraw(reorganisation=row, because="Not this year", by=row.recorded_by)
    with pytest.raises(NotNow):
        applied(row)
    assert recorded("split", [old], APRIL_2023, facts).is_planned


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_for_administrators_alone(cumbria, role):
    with pytest.raises(PermissionDenied):
        recorded("split", [cumbria[0]], APRIL_2023, [], by=in_role(role))


def test_the_register_loaded_again_brings_nobody_back(split):
    decided(split)
    call_command("load_reference_data", verbosity=0)
    assert area(CUMBRIA).ended_on == APRIL_2023 - timedelta(days=1)
    assert area(CUMBERLAND).is_current


def test_the_documentation_is_drawn_from_the_table():
    page = Path(__file__).parents[2] / "docs" / "decisions" / "0014-reorganisations.md"
    assert rules.as_markdown() in page.read_text()
