"""The structure map: what binds structures, as at a day, as picture and tables, and what two dates differ in."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from commissioning.access.roles import ROLES, Place, Role
from commissioning.people.models import AuditEntry
from commissioning.people.queries import scope_of
from commissioning.profiles import structure_map as maps
from commissioning.profiles.actions import relations as actions
from commissioning.profiles.actions import structures
from commissioning.profiles.actions.keeping import Unfit
from commissioning.profiles.models import Relation, Structure
from commissioning.saving import NotNow
from tests.profiles.rows import (
    BASE,
    CUMBRIA,
    HOSTILE,
    in_year,
    keeper,
    structure,
    structure_typed,
    tie,
    tie_posted,
    tie_typed,
)
from tests.support.pages import hidden, text
from tests.support.people import EALING, area

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

MAP, RELATIONS = f"{BASE}/map/", f"{BASE}/relations/"
SEE = {Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD, Role.REGIONAL_LEAD, Role.PROGRAMME_LEAD}
KEEP = {Role.CHAMPION, Role.LOCAL_LEAD}


@pytest.fixture
def champion(client_as):
    return client_as(Role.CHAMPION)


@pytest.fixture
def trio(champion):
    """A group under a board that an office chairs."""
    by = champion.person
    return {
        "board": structure(by, name="Partnership board", starts=in_year(2014)),
        "group": structure(by, name="Money group", kind="group"),
        "leader": structure(by, name="Lead member", kind="leader"),
    }


def sentences(response) -> list[str]:
    return [row.sentence for row in response.context["map"].relations]


def on(day: date) -> dict:
    return {"on": day.isoformat()}


@pytest.mark.parametrize("role", [*Role])
def test_who_sees_and_who_keeps_it(client_as, role):
    row, reader = tie(), client_as(role)
    for address in (MAP, f"{MAP}compare/", RELATIONS):
        assert reader.get(address).status_code == (200 if role in SEE else 403)
    for path in ("add/", f"{row.pk}/", f"{row.pk}/end/", f"{row.pk}/remove/"):
        assert reader.get(RELATIONS + path).status_code == (200 if role in KEEP else 403)
        if role not in KEEP:
            assert reader.post(RELATIONS + path, tie_posted(row.source, row.target)).status_code == 403
    assert ("Add a relation" in text(reader.get(MAP))) == (role in KEEP)
    assert Relation.objects.filter(version=1, removed_at=None).count() == 1


@pytest.mark.parametrize("role", [role for role in Role if ROLES[role].place is not Place.PROGRAMME])
def test_another_areas_does_not_exist(client_as, role):
    row, reader = tie(), client_as(role, area(EALING))
    for address in (MAP, f"{MAP}compare/", RELATIONS, f"{RELATIONS}add/", f"{RELATIONS}{row.pk}/"):
        assert reader.get(address).status_code == 404
    if role in KEEP:
        assert reader.get(f"/profiles/{EALING}/relations/{row.pk}/").status_code == 404


# --- As at a day --------------------------------------------------------------------------


def test_it_is_drawn_and_written_as_at_the_day(champion, trio):
    by = champion.person
    tie(by, source=trio["group"], target=trio["board"], starts=in_year(2020), ends=in_year(2023))
    tie(by, kind="chairs", source=trio["leader"], target=trio["board"])
    assert sentences(champion.get(MAP)) == ["Lead member chairs Partnership board"]
    page = champion.get(MAP, on(date(2021, 6, 1)))
    assert "Money group reports to Partnership board" in sentences(page)
    shown = text(page)
    assert "as at <strong>1 June 2021</strong>" in shown
    assert "2020 to 2023" in shown
    assert 'value="2021"' in shown
    picture = re.search(r"<svg.*?</svg>", shown)[0]
    assert "<title>Money group reports to Partnership board</title>" in picture
    assert f'href="#structure-{trio["group"].pk}"' in picture
    assert f'href="#map-{trio["group"].pk}"' in shown
    assert f'id="map-{trio["group"].pk}"' in picture


def test_the_picture_has_what_the_tables_have(champion, trio):
    tie(champion.person, source=trio["group"], target=trio["board"])
    found = champion.get(MAP).context["map"]
    assert {box.name for box in found.picture.boxes} == {row.name for row in found.structures}
    assert ". ".join(line.words for line in found.picture.lines) == "Money group reports to Partnership board"


@pytest.mark.parametrize("day", ["2026-02-31", "<script>", "2026", "0000-00-00", "x" * 5000, "9999999-1-1"])
def test_a_day_that_is_none_is_said(champion, trio, day):
    page = champion.get(MAP, {"on": day})
    assert page.status_code == 200
    assert "There is a problem" in text(page)
    assert "<script>" not in re.sub(r"<script [^>]*>", "", text(page))


def test_the_first_and_the_last_day_there_is(champion, trio):
    for day in ("1000-01-01", "9999-12-31", "2024-02-29"):
        assert champion.get(MAP, {"on": day}).status_code == 200


def test_a_relation_ends_with_the_first_of_its_ends(champion, trio):
    row = tie(champion.person, source=trio["group"], target=trio["board"])
    ended = structure_typed(name="Money group", kind="group", ends=in_year(2022))
    structures.save(structure=trio["group"], typed=ended, version=1, by=champion.person)
    assert sentences(champion.get(MAP)) == []
    assert sentences(champion.get(MAP, on(date(2022, 12, 31)))) == ["Money group reports to Partnership board"]
    assert sentences(champion.get(MAP, on(date(2013, 12, 31)))) == []  # the board began in 2014
    row = Relation.objects.get(pk=row.pk)
    assert row.when == "2014 to 2022"
    assert "2014 to 2022" in text(champion.get(RELATIONS))


def test_with_a_removed_structure_what_binds_it_leaves_the_map(champion, trio):
    tie(champion.person, source=trio["group"], target=trio["board"])
    structures.remove(structure=trio["group"], because="Twice", version=1, by=champion.person)
    assert sentences(champion.get(MAP)) == []
    assert "Money group" not in text(champion.get(RELATIONS))


def test_nothing_yet_offers_a_beginning(champion, client_as):
    assert "Look at organisational models" in text(champion.get(MAP))
    assert "Look at organisational models" not in text(client_as(Role.REGIONAL_LEAD).get(MAP))


# --- Kept ---------------------------------------------------------------------------------


def test_adding_twice_adds_once(champion, trio):
    sent = tie_posted(trio["group"], trio["board"], starts=("", "", "2020"))
    for _ in range(2):
        assert champion.post(f"{RELATIONS}add/", sent).status_code == 302
    row = Relation.objects.get()
    assert (str(row), row.when) == ("Money group reports to Partnership board", "Since 2020")
    assert AuditEntry.objects.filter(verb="relation-add").count() == 1


def test_pooling_goes_both_ways_and_stands_once(champion, trio):
    for source, target in (("group", "board"), ("board", "group")):
        sent = tie_posted(trio[source], trio[target], kind="pools")
        assert champion.post(f"{RELATIONS}add/", sent).status_code == 302
    assert Relation.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"target": "self"}, "Select two different structures"),
        ({"target": "999999999"}, "Select a structure from the list"),
        ({"source": "x"}, "Select a structure from the list"),
        ({"kind": "likes"}, "Select what it does"),
        ({"starts": ("", "", "2019"), "ends": ("", "", "2018")}, "The end must be the same as or after the start"),
        ({"starts": ("", "", "2999")}, "The start must be on or before"),
        ({"ends": ("", "", "2012")}, "“Partnership board” began in 2014, so this must end after that"),
        ({"starts": ("", "", "2013")}, "“Partnership board” began in 2014, so this must begin then or after"),
        ({"version": ""}, "This page had lost its place"),
    ],
)
def test_what_is_wrong_is_said(champion, trio, changes, reason):
    dates = {name: changes[name] for name in ("starts", "ends") if name in changes}
    sent = tie_posted(trio["group"], trio["board"], **dates)
    sent |= {name: value for name, value in changes.items() if name not in dates}
    if sent["target"] == "self":
        sent["target"] = sent["source"]
    answer = champion.post(f"{RELATIONS}add/", sent)
    assert answer.status_code == 200
    assert reason in text(answer)
    assert not Relation.objects.exists()


def test_it_may_not_outlive_its_ends(champion, trio):
    ended = structure_typed(name="Money group", kind="group", ends=in_year(2022))
    structures.save(structure=trio["group"], typed=ended, version=1, by=champion.person)
    for sent in ({"ends": ("", "", "2024")}, {"starts": ("", "", "2023")}):
        page = champion.post(f"{RELATIONS}add/", tie_posted(trio["group"], trio["board"], **sent))
        assert "“Money group” came to an end in 2022" in text(page)
    sent = tie_posted(trio["group"], trio["board"], ends=("", "6", "2022"))
    assert champion.post(f"{RELATIONS}add/", sent).status_code == 302


def test_another_areas_structure_is_no_end_of_it(champion, trio):
    other = structure(authority=area(EALING))
    page = champion.post(f"{RELATIONS}add/", tie_posted(trio["group"], other))
    assert "Select a structure from the list" in text(page)
    with pytest.raises(Unfit, match="no longer on the list"):
        actions.add(authority=area(), typed=tie_typed(trio["group"], other), by=champion.person)


def test_the_same_at_the_same_time_is_there_already(champion, trio):
    by = champion.person
    tie(by, source=trio["group"], target=trio["board"], starts=in_year(2016), ends=in_year(2020))
    page = champion.post(f"{RELATIONS}add/", tie_posted(trio["group"], trio["board"], starts=("", "", "2020")))
    assert "It is on the map already that Money group reports to Partnership board (2016 to 2020)" in text(page)
    tie(by, source=trio["group"], target=trio["board"], starts=in_year(2021))
    tie(by, kind="member", source=trio["group"], target=trio["board"], starts=in_year(2016))
    assert Relation.objects.count() == 3


def test_the_database_holds_it_too(champion, trio):
    values = {"authority": area(), "source": trio["group"], "target": trio["board"], "kind": "funds"}
    Relation.objects.create(**values, starts_on=date(2020, 1, 1), precision="day")
    for wrong in (
        values | {"starts_on": date(2021, 1, 1), "precision": "day"},
        values | {"target": trio["group"]},
        values | {"kind": "pools", "source": trio["leader"], "target": trio["board"]},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Relation.objects.create(**wrong)


def test_reporting_does_not_go_round_in_a_circle(champion, trio):
    by = champion.person
    tie(by, source=trio["group"], target=trio["board"], ends=in_year(2030))
    tie(by, source=trio["board"], target=trio["leader"], starts=in_year(2026))
    page = text(champion.post(f"{RELATIONS}add/", tie_posted(trio["leader"], trio["group"])))
    assert (
        "Reporting would go round in a circle, from 1 January 2026: “Lead member” reports to “Money group”,"
        " “Money group” reports to “Partnership board”, “Partnership board” reports to “Lead member”"
    ) in page
    assert Relation.objects.count() == 2
    before = tie_typed(trio["leader"], trio["group"], ends=in_year(2025))
    row = actions.add(authority=area(), typed=before, by=by)
    with pytest.raises(Unfit, match="in a circle, from 1 January 2026"):
        actions.save(relation=row, typed=tie_typed(trio["leader"], trio["group"]), version=1, by=by)
    assert champion.post(f"{RELATIONS}add/", tie_posted(trio["board"], trio["group"], kind="funds")).status_code == 302


def test_it_ends_and_earlier_days_still_show_it(champion, trio):
    row = tie(champion.person, source=trio["group"], target=trio["board"])
    yesterday = timezone.localdate() - timedelta(days=1)
    sent = {"ends-day": yesterday.day, "ends-month": yesterday.month, "ends-year": yesterday.year, "version": 1}
    page = champion.post(f"{RELATIONS}{row.pk}/end/", {"version": 1})
    assert "Enter when it ended" in text(page)
    assert champion.post(f"{RELATIONS}{row.pk}/end/", sent).status_code == 302
    assert champion.post(f"{RELATIONS}{row.pk}/end/", sent).status_code == 302  # twice is once
    assert sentences(champion.get(MAP)) == []
    assert len(sentences(champion.get(MAP, on(yesterday)))) == 1
    row.refresh_from_db()
    assert row.version == 2


def test_an_end_that_cannot_be_is_said_where_it_was_typed(champion, trio):
    by = champion.person
    row = tie(by, source=trio["group"], target=trio["board"], starts=in_year(2016), ends=in_year(2018))
    tie(by, source=trio["group"], target=trio["board"], starts=in_year(2019))
    for year, reason in ((2014, "It began in 2016"), (2020, "It is on the map already")):
        sent = {"ends-day": "", "ends-month": "", "ends-year": year, "version": 1}
        page = champion.post(f"{RELATIONS}{row.pk}/end/", sent)
        assert page.status_code == 200
        assert reason in text(page)


def test_two_at_once_and_removed_with_the_reason(client_as, champion, trio):
    row = tie(champion.person, source=trio["group"], target=trio["board"])
    lead, address = client_as(Role.LOCAL_LEAD), f"{RELATIONS}{row.pk}/"
    first = tie_posted(trio["group"], trio["board"], kind="member", version=1)
    assert champion.post(address, first).status_code == 302
    page = text(lead.post(address, tie_posted(trio["group"], trio["leader"], version=1)))
    assert "is a member of" in page
    row.refresh_from_db()
    assert (row.kind, row.target, row.version) == ("member", trio["board"], 2)
    assert lead.post(f"{address}remove/", {"because": "Never was", "version": 2}).status_code == 302
    assert sentences(champion.get(MAP)) == []
    assert "Never was" in text(champion.get(RELATIONS, {"show": "removed"}))
    assert "Never was" not in text(client_as(Role.DIRECTOR).get(RELATIONS, {"show": "removed"}))
    assert champion.post(address, tie_posted(trio["group"], trio["board"], version=hidden(page))).status_code == 409


def test_the_file(champion, trio):
    tie(champion.person, source=trio["group"], target=trio["board"], starts=in_year(2020))
    written = b"".join(champion.get(RELATIONS, {"format": "csv"}).streaming_content).decode()
    assert "Money group,reports,Partnership board,2020-01-01,year" in written
    assert AuditEntry.objects.filter(verb="relations-export", authority_id=area().pk).count() == 1


def test_a_former_councils_is_read_and_no_longer_changed(client_as):
    former = area(CUMBRIA)
    lead = client_as(Role.LOCAL_LEAD, former)
    one, two = (Structure.objects.create(authority=former, name=name, kind="board") for name in ("Old", "Older"))
    row = Relation.objects.create(authority=former, source=one, target=two, kind="reports")
    page = text(lead.get(f"/profiles/{CUMBRIA}/map/"))
    assert "Old reports to Older" in page
    assert "Add a relation" not in page
    for path in ("relations/add/", f"relations/{row.pk}/", f"relations/{row.pk}/end/", "map/models/"):
        assert lead.get(f"/profiles/{CUMBRIA}/{path}").status_code == 409
    with pytest.raises(NotNow, match="former council"):
        actions.add(authority=former, typed=tie_typed(one, two), by=lead.person)


def test_keeping_is_asked_for_again_by_the_action(client_as, trio):
    director = client_as(Role.DIRECTOR)
    with pytest.raises(PermissionDenied):
        actions.add(authority=area(), typed=tie_typed(trio["group"], trio["board"]), by=director.person)
    row = tie(keeper(), source=trio["group"], target=trio["board"])
    with pytest.raises(PermissionDenied):
        actions.remove(relation=row, because="So", version=1, by=director.person)


def test_hostile_names_are_shown_as_the_words_they_are(champion):
    by = champion.person
    one = structure(by, name=HOSTILE)
    two = Structure.objects.create(authority=area(), kind="group", name="\u202eevil\u2066" + "W" * 190)
    row = tie(by, source=one, target=two)
    paths = (MAP, f"{MAP}compare/", RELATIONS, f"{RELATIONS}add/", f"{RELATIONS}{row.pk}/", f"{RELATIONS}{row.pk}/end/")
    for path in (*paths, f"{RELATIONS}{row.pk}/remove/"):
        page = text(champion.get(path))
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
    picture = re.search(r"<svg.*?</svg>", text(champion.get(MAP)))[0]
    words = "".join(re.findall(r"<text[^>]*>(.*?)</text>", picture))
    assert "\u202e" not in words
    assert " style=" not in picture
    assert "W" * 10 in words


def test_as_many_queries_for_one_as_for_fifty(champion, trio, django_assert_num_queries):
    by, board, here = champion.person, trio["board"], area()
    scope, today = scope_of(by), timezone.localdate()
    tie(by, source=trio["group"], target=board)
    with django_assert_num_queries(2):
        maps.structure_map(here, today, scope)
    for number in range(50):
        tie(by, source=structure(by, name=f"Group {number}", kind="group"), target=board)
    with django_assert_num_queries(2):
        found = maps.structure_map(here, today, scope)
    assert len(found.relations) == 51


def test_whoever_prints_it_gets_it_for_a_reader_who_may(client_as, trio):
    reader, lead = client_as(Role.CONTRIBUTOR), client_as(Role.REGIONAL_LEAD)
    assert maps.structure_map(area(), timezone.localdate(), scope_of(reader.person)) is None
    assert maps.compare(area(), date(2020, 1, 1), date(2021, 1, 1), scope_of(reader.person)) is None
    found = maps.structure_map(area(), timezone.localdate(), scope_of(lead.person), printed=True)
    assert len(found.structures) == 3
    assert not found.picture.has_links


# --- Two days side by side ----------------------------------------------------------------


def test_what_changed_between_two_dates(champion, trio):
    by = champion.person
    tie(by, source=trio["group"], target=trio["board"], ends=in_year(2024))
    tie(by, kind="chairs", source=trio["leader"], target=trio["board"], ends=in_year(2024))
    tie(by, kind="member", source=trio["leader"], target=trio["board"], starts=in_year(2025))
    structure(by, name="New panel", kind="group", starts=in_year(2025))
    structure(by, name="Voices", kind="group", ends=in_year(2024))
    structure(by, name="Voices", kind="board", starts=in_year(2025))
    page = champion.get(f"{MAP}compare/", {"earlier": "2024-06-01", "later": "2025-06-01"})
    found = page.context["compared"]
    assert {(one.what, one.before, one.after) for one in found.structures} == {
        ("Added", "", "New panel (group)"),
        ("Changed", "Voices (group)", "Voices (board)"),
    }
    assert {(one.what, one.before, one.after) for one in found.relations} == {
        ("Ended", "Money group reports to Partnership board", ""),
        ("Changed", "Lead member chairs Partnership board", "Lead member is a member of Partnership board"),
    }
    shown = text(page)
    assert "ended since (thick lines)" in shown
    assert "new (thick lines)" in shown
    assert {box.mark for box in found.later.picture.boxes} == {"", "New", "Changed"}


def test_of_a_board_set_up_anew_the_same_relation_is_no_change(champion, trio):
    by = champion.person
    old = structure(by, name="Voices", kind="group", ends=in_year(2024))
    new = structure(by, name="Voices", kind="board", starts=in_year(2025))
    tie(by, source=old, target=trio["board"])
    tie(by, source=new, target=trio["board"])
    page = champion.get(f"{MAP}compare/", {"earlier": "2024-06-01", "later": "2025-06-01"})
    assert page.context["compared"].relations == ()


def test_without_dates_it_is_last_year_and_nothing_changed_is_said(champion, trio):
    page = text(champion.get(f"{MAP}compare/"))
    assert "Nothing changed between" in page
    backwards = champion.get(f"{MAP}compare/", {"earlier": "2025-06-01", "later": "2024-06-01"})
    assert "The later date must be after the earlier date" in text(backwards)
