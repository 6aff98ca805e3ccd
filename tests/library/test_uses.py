"""That an area used a resource, whether it helped, and whether its level moved: who records it, who reads what."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.library.actions import uses as actions
from commissioning.library.models import Resource, ResourceUse
from commissioning.library.movement import Counts, Moved, counted, in_words
from commissioning.library.queries import uses as queries
from commissioning.people.actions import appoint
from commissioning.people.models import AuditEntry
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow
from readiness.models import Campaign, FrameworkVersion, SelfAssessment, Snapshot
from tests.conftest import browser_of
from tests.library.rows import HOSTILE, SHIPPED, shipped
from tests.support import assessments
from tests.support.packages import champion_of
from tests.support.pages import hidden, text
from tests.support.people import DURHAM, EALING, area, in_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]
PAGE = f"/library/resources/{SHIPPED}/"
MAY = (Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD)


def today():
    return timezone.localdate()


def sent(**changes) -> dict:
    day = today()
    posted = {"used_on-day": day.day, "used_on-month": day.month, "used_on-year": day.year, "how": "Read"}
    return posted | changes


def used(by=None, gss_code=DURHAM, resource=None) -> ResourceUse:
    authority = area(gss_code)
    told = {"used_on": today(), "how": "", "by": by or champion_of(authority)}
    return actions.record(resource=resource or shipped(), authority=authority, **told)


@pytest.mark.parametrize("role", [*Role])
def test_who_may_say_that_an_area_used_it(client_as, role):
    reader = client_as(role)
    expected = 200 if role in MAY else 403
    assert reader.get(f"{PAGE}used/").status_code == expected
    assert reader.post(f"{PAGE}used/", sent()).status_code == (302 if role in MAY else 403)
    assert ResourceUse.objects.count() == (1 if role in MAY else 0)
    assert reader.get(f"/library/areas/{DURHAM}/").status_code == (200 if role in MAY else 404)


def test_another_areas_uses_do_not_exist(client_as):
    use = used()
    other = client_as(Role.CHAMPION, area(EALING))
    assert other.get(f"/library/areas/{DURHAM}/").status_code == 404
    assert other.get(f"/library/uses/{use.pk}/helped/").status_code == 404
    assert other.post(f"/library/uses/{use.pk}/helped/", {"helped": "yes", "version": 1}).status_code == 404
    assert other.post(f"/library/uses/{use.pk}/remove/").status_code == 404
    page = text(other.get(PAGE))
    assert "County Durham" not in page
    assert "Fewer than three areas" in page
    with pytest.raises(PermissionDenied):
        actions.record(resource=shipped(), authority=area(), used_on=today(), how="", by=other.person)
    with pytest.raises(PermissionDenied):
        actions.say_helped(use=use, helped="no", words="", version=1, by=other.person)


def test_a_forged_area_is_refused(client_as):
    lead = client_as(Role.LOCAL_LEAD)
    appoint(person=lead.person, role=Role.LOCAL_LEAD, authority=area("E06000009"), by=None)
    page = text(lead.post(f"{PAGE}used/", sent(area=EALING)))
    assert "Select the area from the list" in page
    assert lead.post(f"{PAGE}used/", sent(area="E06000009")).status_code == 302
    assert ResourceUse.objects.get().authority.gss_code == "E06000009"


def test_said_twice_is_one_use(client_as):
    champion = client_as(Role.CHAMPION)
    for _ in range(2):
        champion.post(f"{PAGE}used/", sent())
    assert ResourceUse.objects.count() == 1
    assert AuditEntry.objects.filter(verb="resource-use").count() == 1


def test_not_before_it_happened(client_as):
    champion = client_as(Role.CHAMPION)
    later = today() + timedelta(days=1)
    day = {"used_on-day": later.day, "used_on-month": later.month, "used_on-year": later.year}
    assert "on or before" in text(champion.post(f"{PAGE}used/", sent(**day)))
    with pytest.raises(NotNow):
        actions.record(resource=shipped(), authority=area(), used_on=later, how="", by=champion.person)
    assert not ResourceUse.objects.exists()


def test_whether_it_helped_two_at_once_and_twice(client_as):
    champion, director = client_as(Role.CHAMPION), client_as(Role.DIRECTOR)
    use = used(champion.person)
    path = f"/library/uses/{use.pk}/helped/"
    actions.say_helped(use=use, helped="yes", words="Theirs", version=1, by=director.person)
    page = text(champion.post(path, {"helped": "no", "helped_words": f"Mine {HOSTILE}", "version": 1}))
    assert "Not saved yet" in page
    assert "Theirs" in page
    assert "<script>alert(1)" not in page
    assert hidden(page) == "2"
    for _ in range(2):
        champion.post(path, {"helped": "no", "helped_words": HOSTILE, "version": 2})
    use.refresh_from_db()
    assert (use.helped, use.version) == ("no", 3)
    page = text(champion.get(f"/library/areas/{DURHAM}/"))
    assert "<script>alert(1)" not in page
    assert "Select whether it helped" in text(champion.post(path, {"version": 3}))


def test_taken_back_it_counts_no_more(client_as):
    champion = client_as(Role.CHAMPION)
    use = used(champion.person)
    assert champion.post(f"/library/uses/{use.pk}/remove/").status_code == 302
    assert champion.post(f"/library/uses/{use.pk}/remove/").status_code == 404
    assert "No area has said yet" in text(champion.get(PAGE))
    assert ResourceUse.objects.get().removed_by == champion.person
    used(champion.person)
    assert ResourceUse.objects.kept().count() == 1


# --- Counts over all areas ----------------------------------------------------------------


def several(number: int, helped: str) -> None:
    taken = set(ResourceUse.objects.values_list("authority", flat=True))
    others = Authority.objects.current().exclude(pk__in=taken).order_by("gss_code")
    for one in others[:number]:
        use = used(gss_code=one.gss_code)
        actions.say_helped(use=use, helped=helped, words="", version=1, by=use.recorded_by)


def test_how_many_it_helped_is_shown_only_where_no_count_is_one_or_two():
    several(3, "yes")
    assert queries.reach(shipped()).helped == (("Yes", 3), ("Partly", 0), ("No", 0), ("Too early to tell", 0))
    several(1, "no")
    assert queries.reach(shipped()).helped is None
    several(2, "no")
    assert dict(queries.reach(shipped()).helped) == {"Yes": 3, "Partly": 0, "No": 3, "Too early to tell": 0}
    assert queries.reach(shipped("barnsley-pooled-budget")).helped is None


def test_words_of_counts_tell_of_no_single_area():
    assert in_words(1) == in_words(2)
    assert "3 areas" in in_words(3)


def test_levels_are_counted_from_ten_areas_and_without_small_counts():
    assert counted([(1, 2)] * 10) == Counts(10, 0, 0)
    assert counted([(1, 2)] * 9) is None
    assert counted([(1, 2)] * 9 + [(2, 2)]) is None, "one that stayed could be told"
    assert counted([(1, 2)] * 7 + [(2, 2)] * 3 + [(3, 2)] * 3) == Counts(7, 3, 3)
    assert counted([(1, 2)] * 8 + [(3, 2)] * 2) is None
    assert counted([]) is None


@pytest.mark.parametrize("role", [*Role])
def test_counts_of_levels_are_for_evaluators_alone(role):
    scope = scope_of(in_role(role))
    assert (queries.movements(shipped(), scope) is not None) is (role is Role.EVALUATOR)


def test_not_for_an_evaluator_who_reads_an_areas_levels():
    both = in_role(Role.EVALUATOR)
    appoint(person=both, role=Role.DIRECTOR, authority=area(), by=None)
    assert queries.movements(shipped(), scope_of(both)) is None


# --- One area: before and after -----------------------------------------------------------


def test_before_and_after_in_words():
    assert Moved("S08", "Together", 2, 3).words == "Level 2 before, 3 after: higher"
    assert Moved("S08", "Together", 3, 2).words.endswith("lower")
    assert Moved("S08", "Together", 2, 2).words == "Level 2 before and after"
    assert "nothing signed since" in Moved("S08", "Together", 2, None).words
    assert "nothing signed before" in Moved("S08", "Together", None, 2).words


def test_an_areas_list_takes_as_many_queries_for_one_as_for_many(client_as):
    champion = client_as(Role.CHAMPION)
    used(champion.person)
    path = f"/library/areas/{DURHAM}/"
    champion.get(path)
    with CaptureQueriesContext(connection) as one:
        assert champion.get(path).status_code == 200
    for resource in Resource.objects.exclude(code=SHIPPED):
        used(champion.person, resource=resource)
    with CaptureQueriesContext(connection) as many:
        assert len(champion.get(path).context["list"].page.object_list) == 12
    assert len(many) == len(one)


def test_the_area_sees_that_its_local_lead_looked(client_as):
    lead, champion = client_as(Role.LOCAL_LEAD), client_as(Role.CHAMPION)
    used(champion.person)
    for reader in (lead, champion):
        reader.get(f"/library/areas/{DURHAM}/")
    entries = AuditEntry.objects.filter(verb="resource-levels-read", authority_id=area().pk)
    assert [entry.actor_id for entry in entries] == [lead.person.pk]


def test_levels_before_and_after_for_those_who_read_them(client_as):
    """Signed at level 2 before the use and at level 4 after it."""
    signed_at(2, year=2024, days_ago=100)
    use = used(resource=shipped("barnsley-pooled-budget"))
    ResourceUse.objects.filter(pk=use.pk).update(used_on=today() - timedelta(days=50))
    signed_at(4, year=2025, days_ago=10)
    page = text(browser_of(use.recorded_by).get(f"/library/areas/{DURHAM}/"))
    assert "level 2 before, 4 after: higher" in page
    shown = queries.with_levels([use], area(), scope_of(in_role(Role.PROGRAMME_LEAD)))
    assert shown[0].moved == ()


def test_counts_of_levels_change_only_when_a_campaign_closes():
    """Ten areas went up; a use taken back or a level signed anew changes nothing until the next close."""
    evaluator, resource = scope_of(in_role(Role.EVALUATOR)), shipped("north-east-training-brokerage")
    assert queries.movements(resource, evaluator) == ()
    found = Authority.objects.current().order_by("gss_code")[:10]
    for one in found:
        signed_at(2, year=2024, days_ago=100, authority=one)
        used(gss_code=one.gss_code, resource=resource)
        signed_at(4, year=2025, days_ago=10, authority=one)
    earlier = timezone.now() - timedelta(days=60)
    ResourceUse.objects.update(used_on=today() - timedelta(days=50), recorded_at=earlier)
    close_campaign(days_ago=5)
    assert [one.counts for one in queries.movements(resource, evaluator)] == [Counts(10, 0, 0)]
    use = ResourceUse.objects.first()
    actions.take_back(use=use, by=use.recorded_by)
    again = Snapshot.objects.filter(data__year=2025).first()
    Snapshot.objects.create(
        assessment=again.assessment,
        moment="signed",
        revision=2,
        format=1,
        checksum="x",
        made_at=timezone.now(),
        data=again.data | {"standards": [one | {"level": 1} for one in again.data["standards"]]},
    )
    assert [one.counts for one in queries.movements(resource, evaluator)] == [Counts(10, 0, 0)]
    close_campaign(days_ago=0, year=2026)
    assert [one.counts for one in queries.movements(resource, evaluator)] == [None], "nine are too few"


def close_campaign(*, days_ago: int, year: int = 2025) -> None:
    at = timezone.now() - timedelta(days=days_ago)
    programme = FrameworkVersion.objects.newest().framework
    days = {"opens_on": at.date() - timedelta(days=90), "closes_on": at.date()}
    Campaign.objects.create(framework=programme, year=year, closed_at=at, **days)


def signed_at(level: int, *, year: int, days_ago: int, authority: Authority | None = None) -> None:
    authority = authority or area()
    assessment = assessments.opened(champion_of(authority), authority, year=year)
    records = [{"code": one.code, "level": level, "no_level": ""} for one in assessment.version.standards.all()]
    Snapshot.objects.create(
        assessment=assessment,
        moment=Snapshot.Moment.SIGNED,
        revision=1,
        format=1,
        data={"standards": records, "year": year, "occasion": "annual", "authority": {"short_name": "County Durham"}},
        checksum="x",
        made_at=timezone.now() - timedelta(days=days_ago),
    )
    SelfAssessment.objects.filter(pk=assessment.pk).update(state="signed")
