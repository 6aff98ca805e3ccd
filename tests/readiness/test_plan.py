"""An area's action plan: drafts from the gaps, actions, how they go, who sees which, what is late."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate as today
from openpyxl import load_workbook

from commissioning.access import registry
from commissioning.access.permissions import Permission
from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people.models import AuditEntry
from commissioning.people.queries import scope_of
from readiness.actions import agreement
from readiness.actions import plan as actions
from readiness.gaps import draft_for, is_gap
from readiness.levels import Answer
from readiness.models import Action, ActionUpdate, NamedReader, SelfAssessment, Standard
from readiness.queries import plan as queries
from tests.conftest import browser_of
from tests.support.assessments import agreeing, champion_of, opened, signed, submitted
from tests.support.pages import hidden, text
from tests.support.people import DURHAM, EALING, area, in_role

pytestmark = pytest.mark.django_db

PLAN = f"/readiness/plan/{DURHAM}/"
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>{{ 7 }}\u202e'


def agreed(assessment, code: str, value: str, target: int | None = None) -> None:
    """Another level than the 3 that `agreeing` leaves behind."""
    standard = Standard.objects.get(version=assessment.version, code=code)
    row = assessment.agreed_levels.get(standard=standard)
    wanted = agreement.Agreed(Answer.parse(value), target, "Because", "", row.version)
    agreement.agree_level(assessment=assessment, standard=standard, agreed=wanted, by=champion_of(assessment))


@pytest.fixture
def champion():
    """The champion's browser; the levels of `champion.assessment` are agreed, each of them 3 without a target."""
    assessment = agreeing()
    client = browser_of(champion_of(assessment))
    client.assessment = assessment
    return client


def typed(assessment=None, **changes) -> actions.Typed:
    values = {
        "title": "Agree one page",
        "standards": ("S01",),
        "owner": "Priya Raman",
        "owner_email": "",
        "due_on": today() + timedelta(days=60),
        "measure": "Four leaders say the same",
        "version": 0,
    }
    return actions.Typed(**values | changes)


def added(assessment, **changes) -> Action:
    return actions.add(authority=assessment.authority, typed=typed(**changes), by=champion_of(assessment))


def posted(**changes) -> dict:
    """An action's form as a browser sends it."""
    due = changes.pop("due_on", today() + timedelta(days=60))
    return {
        "title": "Agree one page",
        "standards": ["S01"],
        "owner": "Priya Raman",
        "owner_email": "",
        "due_on-day": due.day,
        "due_on-month": due.month,
        "due_on-year": due.year,
        "measure": "Four leaders say the same",
        "version": 0,
        **changes,
    }


def page_of(action: Action, *parts: str) -> str:
    return "/".join(["/readiness/actions", str(action.pk), *parts, ""])


# --- What a gap is, and what is drafted about it ------------------------------------------


@pytest.mark.parametrize(
    ("value", "target", "gap"),
    [
        ("1", None, True),
        ("2", None, True),
        ("3", None, False),
        ("5", None, False),
        ("3", 4, True),
        ("1", 2, True),
        ("2", 2, False),
        ("4", 3, False),
        ("5", 5, False),
        ("not_applicable", None, False),
        ("dont_know", 4, False),
        ("", None, False),
    ],
)
def test_a_gap_is_below_the_level_aimed_for_or_low_without_one(value, target, gap):
    assert is_gap(Answer.parse(value), target) is gap


TEXTS = {level: f"How level {level} looks." for level in range(1, 6)}


def test_a_draft_goes_one_level_further_in_the_standards_words():
    draft = draft_for(standard="A shared vision", texts=TEXTS, answer=Answer(2), target=None)
    assert draft.title == "Move “A shared vision” from level 2 to level 3"
    assert draft.measure == "This describes us (level 3): How level 3 looks."


def test_a_draft_on_the_way_to_a_higher_target_says_so():
    draft = draft_for(standard="A shared vision", texts=TEXTS, answer=Answer(2), target=5)
    assert "level 3" in draft.title
    assert "How level 3 looks." in draft.measure
    assert "on the way to level 5" in draft.measure


def test_not_knowing_is_something_to_find_out_and_never_a_move():
    draft = draft_for(standard="A shared vision", texts=TEXTS, answer=Answer(no_level="dont_know"), target=None)
    assert draft.title == "Find out where we are on “A shared vision”"
    assert "How level" not in draft.measure


@pytest.mark.parametrize("value", ["not_applicable", ""])
def test_nothing_is_drafted_about_what_does_not_apply(value):
    assert draft_for(standard="A shared vision", texts=TEXTS, answer=Answer.parse(value), target=5) is None


def test_every_title_fits_its_column(champion):
    longest = max(Standard.objects.values_list("title", flat=True), key=len)
    for answer in (Answer(4), Answer(no_level="dont_know")):
        assert (
            len(draft_for(standard=longest + "x" * (120 - len(longest)), texts={}, answer=answer, target=5).title)
            <= 200
        )


def test_drafts_come_from_the_gaps_once(champion):
    agreed(champion.assessment, "S01", "2")
    agreed(champion.assessment, "S02", "3", target=4)
    agreed(champion.assessment, "S03", "not_applicable")
    agreed(champion.assessment, "S04", "dont_know")
    for _ in range(2):
        assert champion.post(f"{PLAN}draft/").status_code == 302
    found = {tuple(queries.standard_codes(action)): action for action in Action.objects.all()}
    assert set(found) == {("S01",), ("S02",), ("S04",)}
    first = found[("S01",)]
    assert (first.drafted, first.owner, first.due_on, first.status) == (True, "", None, "planned")
    assert first.title.endswith("from level 2 to level 3")
    assert first.standards.get().level_texts[3] in first.measure
    assert found[("S04",)].title.startswith("Find out")
    assert AuditEntry.objects.filter(verb="plan-draft").count() == 1


def test_a_standard_with_an_unfinished_action_gets_no_draft(champion):
    agreed(champion.assessment, "S01", "1")
    action = added(champion.assessment, standards=("S01", "S05"))
    champion.post(f"{PLAN}draft/")
    assert not Action.objects.filter(drafted=True).exists()
    say(action, "done", "Minuted on 3 May")
    champion.post(f"{PLAN}draft/")
    assert Action.objects.get(drafted=True).title.endswith("from level 1 to level 2")


def test_before_any_level_is_agreed_there_is_nothing_to_draft(client_as):
    client = client_as(Role.CHAMPION)
    assert client.post(f"{PLAN}draft/").status_code == 409  # no self-assessment at all
    opened(client.person)
    page = text(client.post(f"{PLAN}draft/", follow=True))
    assert "Nothing to add" in page
    assert not Action.objects.exists()


def test_last_years_agreed_levels_count_until_there_are_this_years(client_as):
    client = client_as(Role.CHAMPION)
    before = signed(opened(client.person, year=2025), "2")
    now = opened(client.person)
    client.post(f"{PLAN}draft/")
    assert {action.assessment for action in Action.objects.all()} == {before}
    assert Action.objects.count() == 12
    agreeing(now, "1")
    client.post(f"{PLAN}draft/")
    assert Action.objects.count() == 12  # last year's drafts are about the same standards


def test_editing_takes_a_draft_up(champion):
    agreed(champion.assessment, "S01", "2")
    champion.post(f"{PLAN}draft/")
    draft = Action.objects.get()
    page = text(champion.get(page_of(draft)))
    assert "Take it up" in page
    assert "Drop this draft" in page
    assert "Say how it goes" not in page
    form = text(champion.get(page_of(draft, "edit")))
    assert draft.title in form
    response = champion.post(page_of(draft, "edit"), posted(title=draft.title, version=1))
    assert response["Location"] == draft.get_absolute_url()
    draft.refresh_from_db()
    assert (draft.drafted, draft.owner, draft.version) == (False, "Priya Raman", 2)


def test_a_draft_is_not_taken_up_without_an_owner_and_a_day(champion):
    agreed(champion.assessment, "S01", "2")
    champion.post(f"{PLAN}draft/")
    draft = Action.objects.get()
    empty = {"due_on-day": "", "due_on-month": "", "due_on-year": ""}
    page = text(champion.post(page_of(draft, "edit"), posted(owner="", version=1) | empty))
    assert "Enter a name" in page
    assert "Enter the due date" in page
    draft.refresh_from_db()
    assert draft.drafted


def test_a_dropped_draft_leaves_the_plan_and_can_come_back(champion):
    agreed(champion.assessment, "S01", "2")
    champion.post(f"{PLAN}draft/")
    draft = Action.objects.get()
    for _ in range(2):
        assert champion.post(page_of(draft, "drop"))["Location"] == PLAN
    assert AuditEntry.objects.filter(verb="action-drop").count() == 1
    assert draft.title not in text(champion.get(PLAN)).partition("<table")[2]
    assert "was dropped" in text(champion.get(page_of(draft)))
    champion.post(page_of(draft, "edit"), posted(title="Begin after all", version=1))
    draft.refresh_from_db()
    assert (draft.drafted, draft.status) == (False, "planned")
    assert "Begin after all" in text(champion.get(PLAN))


def test_what_was_taken_up_is_stopped_and_not_dropped(champion):
    action = added(champion.assessment)
    response = champion.post(page_of(action, "drop"))
    assert response.status_code == 409
    assert "has been taken up" in text(response)
    action.refresh_from_db()
    assert action.status == "planned"


def test_nothing_is_said_of_a_draft(champion):
    agreed(champion.assessment, "S01", "2")
    champion.post(f"{PLAN}draft/")
    draft = Action.objects.get()
    response = champion.post(page_of(draft, "update"), {"status": "done", "text": "A long account of it", "version": 1})
    assert response.status_code == 409
    assert "A long account of it" in text(response)
    assert not ActionUpdate.objects.exists()


# --- Adding and changing ------------------------------------------------------------------


def test_an_action_is_added_to_the_plan(champion):
    assert "What will be done?" in text(champion.get(f"{PLAN}add/"))
    response = champion.post(f"{PLAN}add/", posted(standards=["S01", "S07"], owner_email="priya@example.org"))
    action = Action.objects.get()
    assert response["Location"] == action.get_absolute_url()
    assert (action.assessment, action.created_by, action.drafted) == (champion.assessment, champion.person, False)
    assert queries.standard_codes(action) == ["S01", "S07"]
    page = text(champion.get(page_of(action)))
    for words in (
        "Agree one page",
        "Priya Raman",
        "priya@example.org",
        "Four leaders say the same",
        "Came into the plan",
    ):
        assert words in page


def test_a_standards_page_can_lead_to_a_form_that_begins_with_it(champion):
    page = text(champion.get(f"{PLAN}add/?standard=S07&standard=%00&standard=S99"))
    assert re.search(r'value="S07"[^>]*checked', page)
    assert page.count("checked") == 1


def test_the_same_form_twice_is_one_action(champion):
    for _ in range(2):
        assert champion.post(f"{PLAN}add/", posted()).status_code == 302
    assert Action.objects.count() == 1
    assert AuditEntry.objects.filter(verb="action-add").count() == 1
    champion.post(f"{PLAN}add/", posted(owner="Somebody else"))
    assert Action.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", " \u200b ", "Enter what will be done"),
        ("title", "x" * 201, "must be 200 characters or less"),
        ("standards", [], "Select at least one standard"),
        ("standards", ["S99"], "Select standards from the list"),
        ("standards", ["<script>"], "Select standards from the list"),
        ("owner", "", "Enter a name"),
        ("owner", "x" * 121, "must be 120 characters or less"),
        ("owner_email", "nobody", "Enter an email address in the correct format"),
        ("owner_email", "a@example.org\r\nBcc: b@example.org", "Enter an email address in the correct format"),
        ("owner_email", f"{'a' * 250}@example.org", "254 characters"),
        ("due_on-day", "31", "Due date must"),
        ("due_on-year", "26", "Year must include 4 numbers"),
        ("due_on-year", "1999", "Due date must be on or after"),
        ("due_on-year", "2099", "Due date must be on or before"),
        ("measure", "x" * 10_001, "must be 10000 characters or fewer"),
        ("measure", "before\x00after", "Null characters are not allowed"),
        ("version", "x", "had lost its place"),
    ],
)
def test_what_cannot_be_saved_is_said_and_shown_again(champion, field, value, message):
    sent = posted(due_on=date(2027, 2, 3), **{"title": "Kept on the page", field: value})
    page = text(champion.post(f"{PLAN}add/", sent))
    assert message in page
    assert field == "title" or "Kept on the page" in page
    assert not Action.objects.exists()


def test_an_empty_form_names_everything_it_needs(champion):
    page = text(champion.post(f"{PLAN}add/", {}))
    for message in ("Enter what will be done", "Select at least one standard", "Enter a name", "Enter the due date"):
        assert message in page


def test_4_9_forged_fields_change_nothing(champion):
    theirs = agreeing(opened(authority=area(EALING)))
    forged = {"authority": theirs.authority_id, "assessment": theirs.pk, "status": "done", "drafted": "on"}
    champion.post(f"{PLAN}add/", posted(**forged))
    action = Action.objects.get()
    assert (action.authority_id, action.assessment) == (champion.assessment.authority_id, champion.assessment)
    assert (action.status, action.drafted) == ("planned", False)


def test_hostile_text_is_shown_as_text(champion):
    champion.post(f"{PLAN}add/", posted(title=HOSTILE, owner=HOSTILE[:100], measure=HOSTILE))
    action = Action.objects.get()
    assert "\u202e" not in action.title + action.owner
    say(action, "stopped", HOSTILE)
    for address in (
        PLAN,
        page_of(action),
        page_of(action, "edit"),
        page_of(action, "update"),
        f"/authorities/{DURHAM}/",
    ):
        page = text(champion.get(address))
        assert "<script>alert(1)" not in page
        assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text(champion.get(page_of(action)))


def test_the_second_to_save_is_told_and_loses_nothing(champion):
    action = added(champion.assessment)
    actions.save(action=action, typed=typed(title="Theirs", version=1), by=champion.person)
    response = champion.post(page_of(action, "edit"), posted(title="Mine", version=1))
    page = text(response)
    assert response.status_code == 200
    assert "Somebody saved this action while you were writing" in page
    assert "Theirs" in page
    assert "Mine" in page
    action.refresh_from_db()
    assert action.title == "Theirs"
    assert hidden(page) == "2"
    champion.post(page_of(action, "edit"), posted(title="Mine", version=2))
    action.refresh_from_db()
    assert action.title == "Mine"


def test_the_same_change_twice_is_one_save(champion):
    action = added(champion.assessment)
    for _ in range(2):
        assert champion.post(page_of(action, "edit"), posted(title="Changed", version=1)).status_code == 302
    action.refresh_from_db()
    assert action.version == 2


# --- How it goes --------------------------------------------------------------------------


def say(action: Action, status: str, words: str = "") -> actions.Saved:
    action.refresh_from_db()
    said = actions.Said(status, words, action.version)
    return actions.update(action=action, said=said, by=champion_of(action.assessment))


def test_updates_are_added_and_the_newest_status_stands(champion):
    action = added(champion.assessment)
    champion.post(page_of(action, "update"), {"status": "under_way", "text": "Two meetings held", "version": 1})
    champion.post(page_of(action, "update"), {"status": "done", "text": "Adopted on 3 May", "version": 2})
    action.refresh_from_db()
    assert action.status == "done"
    page = text(champion.get(page_of(action)))
    assert page.index("Adopted on 3 May") < page.index("Two meetings held") < page.index("Came into the plan")


@pytest.mark.parametrize(
    ("status", "words", "message"),
    [
        ("done", " ", "Say what shows that it is done"),
        ("stopped", "", "Say why it was stopped"),
        ("planned", "", "Say how it goes, or select another status"),
        ("", "Words", "Select how it stands"),
        ("failing", "Words", "Select how it stands from the list"),
        ("done", "x" * 10_001, "must be 10000 characters or fewer"),
    ],
)
def test_an_update_says_something_and_an_end_is_explained(champion, status, words, message):
    action = added(champion.assessment)
    page = text(champion.post(page_of(action, "update"), {"status": status, "text": words, "version": 1}))
    assert message in page
    assert not ActionUpdate.objects.exists()


def test_the_database_knows_that_an_end_is_explained(champion):
    action = added(champion.assessment)
    with pytest.raises(IntegrityError, match="action_end_is_explained"), transaction.atomic():
        ActionUpdate.objects.create(action=action, status="done", text="")


def test_what_was_said_cannot_be_changed_by_the_site(champion):
    say(added(champion.assessment), "done", "It is")
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        ActionUpdate.objects.update(text="")


@pytest.mark.parametrize("words", ["Two meetings held", ""])
def test_the_same_update_twice_is_one(champion, words):
    action = added(champion.assessment)
    for _ in range(2):
        sent = {"status": "under_way", "text": words, "version": 1}
        assert champion.post(page_of(action, "update"), sent).status_code == 302
    assert ActionUpdate.objects.count() == 1


def test_the_same_words_a_month_later_are_a_new_update(champion):
    action = added(champion.assessment)
    for version in (1, 2):
        champion.post(page_of(action, "update"), {"status": "under_way", "text": "As planned", "version": version})
    assert ActionUpdate.objects.count() == 2


def test_the_second_to_say_how_it_goes_sees_what_was_said(champion):
    action = added(champion.assessment)
    say(action, "done", "Theirs: adopted in May")
    page = text(champion.post(page_of(action, "update"), {"status": "stopped", "text": "Mine: no money", "version": 1}))
    assert "Theirs: adopted in May" in page
    assert "Mine: no money" in page
    action.refresh_from_db()
    assert action.status == "done"
    champion.post(page_of(action, "update"), {"status": "stopped", "text": "Mine: no money", "version": 2})
    action.refresh_from_db()
    assert action.status == "stopped"


# --- The list and its files ---------------------------------------------------------------


@pytest.fixture
def plan_of_four(champion):
    late = added(champion.assessment, title="Late one", due_on=today() - timedelta(days=1), standards=("S02",))
    added(champion.assessment, title="Due today", due_on=today(), owner="Zoe Field", standards=("S01", "S02", "S03"))
    done = added(champion.assessment, title="Done one", due_on=today() - timedelta(days=9))
    say(done, "done", "=HYPERLINK(1) adopted")
    agreed(champion.assessment, "S05", "2")
    champion.post(f"{PLAN}draft/")
    return late


def titles(page: str) -> list[str]:
    return re.findall(r'href="/readiness/actions/\d+/">([^<]+)</a>', page.partition("<table")[2])


def test_the_plan_can_be_narrowed_and_sorted(champion, plan_of_four):
    def shown(query: str) -> list[str]:
        return titles(text(champion.get(f"{PLAN}?{query}")))

    draft = Action.objects.get(drafted=True).title
    assert shown("") == ["Done one", "Late one", "Due today", draft]
    assert shown("sort=-due") == ["Due today", "Late one", "Done one", draft]
    assert shown("sort=status")[0] == draft
    assert shown("due_by=overdue") == ["Late one"]
    assert shown("due_by=soon") == ["Due today"]
    assert shown("due_by=none") == [draft]
    assert shown("status=done") == ["Done one"]
    assert shown("status=planned") == ["Late one", "Due today"]
    assert shown("status=draft") == [draft]
    assert shown("standard=S02") == ["Late one", "Due today"]
    assert shown("q=zoe") == ["Due today"]
    assert champion.get(f"{PLAN}?sort=secret").status_code == 400
    assert champion.get(f"{PLAN}?standard=S99").status_code == 400


def test_overdue_is_said_in_words(champion, plan_of_four):
    page = text(champion.get(PLAN))
    assert page.partition("<table")[2].count("Overdue") == 1
    assert "1 is overdue" in page
    assert "This is overdue" in text(champion.get(page_of(plan_of_four)))


def test_the_csv_holds_every_action(champion, plan_of_four):
    response = champion.get(f"{PLAN}?format=csv")
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    by_title = {row["action"]: row for row in rows}
    assert len(rows) == 4
    assert by_title["Due today"]["standards"] == "S01; S02; S03"
    assert (by_title["Late one"]["overdue"], by_title["Due today"]["overdue"]) == ("yes", "no")
    assert by_title["Done one"]["last_update"] == "'=HYPERLINK(1) adopted"
    assert AuditEntry.objects.filter(verb="plan-export").count() == 1


def test_the_spreadsheet_holds_actions_and_what_was_said(champion, plan_of_four):
    response = champion.get(f"{PLAN}spreadsheet/")
    assert "attachment" in response["Content-Disposition"]
    book = load_workbook(io.BytesIO(response.content))
    cells = [str(cell) for row in book["Actions"].iter_rows(values_only=True) for cell in row if cell is not None]
    for words in ("Late one", "Due today", "Done one", "Draft", "S02 Decisions, accountability"):
        assert words in cells
    said = [str(cell) for row in book["Updates"].iter_rows(values_only=True) for cell in row if cell is not None]
    assert "=HYPERLINK(1) adopted" in said
    formulas = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == []


def test_an_empty_plan_has_a_spreadsheet_too(champion):
    book = load_workbook(io.BytesIO(champion.get(f"{PLAN}spreadsheet/").content))
    assert "nothing to put into it" in str(list(book["Actions"].iter_rows(values_only=True)))


def test_one_row_takes_as_many_queries_as_many(champion):
    added(champion.assessment)
    with CaptureQueriesContext(connection) as one:
        champion.get(PLAN)
    for number in range(30):
        say(added(champion.assessment, title=f"Action {number}", standards=("S01", "S02")), "under_way", "Begun")
    with CaptureQueriesContext(connection) as many:
        champion.get(PLAN)
    assert len(many) == len(one) <= 16


# --- Who sees which -----------------------------------------------------------------------

STATES = ("agreeing", "challenge", "response", "with_director", "returned", "signed", "reopened")


def brought_to(state: str) -> SelfAssessment:
    """A self-assessment in that state, by the real moves. A local lead is in role from the start."""
    lead = in_role(Role.LOCAL_LEAD)
    assessment = agreeing()
    by = champion_of(assessment)
    if state == "agreeing":
        return assessment
    agreement.send_for_challenge(assessment=assessment, by=by)
    if state != "challenge":
        for standard in assessment.version.standards.all():
            found = agreement.Found("agree", "", 0)
            agreement.save_finding(assessment=assessment, standard=standard, found=found, by=lead)
        agreement.give_challenge(assessment=assessment, by=lead)
    director = in_role(Role.DIRECTOR) if state in ("returned", "signed", "reopened") else None
    if state in ("with_director", "returned", "signed", "reopened"):
        agreement.submit(assessment=assessment, by=by)
    if state == "returned":
        agreement.return_to_area(assessment=assessment, by=director, reason="Please look again at standard 4")
    if state in ("signed", "reopened"):
        agreement.sign(assessment=assessment, by=director)
    assessment.refresh_from_db()
    return assessment


OPEN_TO = {
    Role.CHAMPION: set(STATES),
    Role.DIRECTOR: {"with_director", "returned", "signed", "reopened"},
    Role.LOCAL_LEAD: {"challenge", "response", "with_director", "returned", "signed", "reopened"},
}


@pytest.mark.parametrize("state", STATES)
def test_an_action_is_read_by_those_who_may_read_the_levels_it_comes_from(client_as, state):
    assessment = brought_to(state)
    action = added(assessment, title="As telling as a level")
    if state == "reopened":
        agreement.reopen(assessment=assessment, by=champion_of(assessment), reason="The board saw it differently")
    for role in Role:
        person = champion_of(assessment) if role is Role.CHAMPION else None
        sees = state in OPEN_TO.get(role, set())
        scope = scope_of(person or newcomer(role, assessment, state))
        assert queries.actions(scope).filter(pk=action.pk).exists() is sees, (role, state)
        counted = sum(number for _, number in queries.summary(assessment.authority, scope).by_status)
        assert counted == sees, (role, state)


def newcomer(role: Role, assessment: SelfAssessment, state: str):
    """Somebody in that role, the director's post being held already where it came to them."""
    if role is Role.DIRECTOR and state in ("returned", "signed", "reopened"):
        return assessment.authority.appointments.in_force().get(role=Role.DIRECTOR).person
    return in_role(role)


def test_a_signature_does_not_open_what_was_added_after_reopening():
    assessment = brought_to("reopened")
    agreement.reopen(assessment=assessment, by=champion_of(assessment), reason="The board saw it differently")
    action = added(assessment, title="Move it from level 1 to level 2")
    director, lead = newcomer(Role.DIRECTOR, assessment, "reopened"), in_role(Role.LOCAL_LEAD)
    for person in (director, lead):
        assert not queries.actions(scope_of(person)).exists()
    assert queries.actions(scope_of(champion_of(assessment))).get() == action
    agreement.send_for_challenge(assessment=assessment, by=champion_of(assessment))
    assert queries.actions(scope_of(lead)).get() == action
    assert not queries.actions(scope_of(director)).exists()


def test_whom_the_champion_names_reads_it_if_the_plan_is_theirs_to_see():
    assessment = agreeing()
    added(assessment)
    director, contributor = in_role(Role.DIRECTOR), in_role(Role.CONTRIBUTOR)
    for person in (director, contributor):
        NamedReader.objects.create(assessment=assessment, person=person)
    assert queries.actions(scope_of(director)).exists()
    assert not queries.actions(scope_of(contributor)).exists()


ADDRESSES = ("", "spreadsheet/", "draft/", "add/")


@pytest.mark.parametrize("role", [role for role in Role if role not in OPEN_TO])
def test_to_everybody_else_there_is_no_plan(client_as, role):
    action = added(brought_to("signed"))
    client = client_as(role)
    for address in (*(PLAN + part for part in ADDRESSES), *(page_of(action, *p) for p in ((), ("edit",), ("update",)))):
        for ask in (client.get, client.post):
            assert ask(address).status_code in (404, 405), (address, ask)
    assert client.post(page_of(action, "drop")).status_code == 404
    assert "Action plan" not in text(client.get(f"/authorities/{DURHAM}/"))


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.LOCAL_LEAD])
def test_others_of_the_area_read_and_do_not_write(client_as, role):
    assessment = submitted()
    action = added(assessment, owner_email="owner@example.org")
    client = client_as(role)
    assert "Agree one page" in text(client.get(PLAN))
    page = text(client.get(page_of(action)))
    assert "owner@example.org" not in page
    assert "Change it" not in page
    assert "Agree one page" in text(client.get(PLAN))
    assert client.get(f"{PLAN}spreadsheet/").status_code == 200
    for address in (
        f"{PLAN}draft/",
        f"{PLAN}add/",
        page_of(action, "edit"),
        page_of(action, "update"),
        page_of(action, "drop"),
    ):
        assert client.post(address, posted()).status_code == 403, address
    assert Action.objects.count() == 1


@pytest.mark.parametrize("address", [PLAN, f"{PLAN}spreadsheet/", f"{PLAN}?format=csv"])
def test_what_one_may_not_read_is_in_no_file_either(client_as, address):
    say(added(agreeing(), title="As telling as a level"), "under_way", "Said of it")
    response = client_as(Role.DIRECTOR).get(address)
    content = response.getvalue()
    if address.endswith("spreadsheet/"):
        book = load_workbook(io.BytesIO(content))
        content = str([row for sheet in book for row in sheet.iter_rows(values_only=True)]).encode()
    assert response.status_code == 200
    assert b"As telling as a level" not in content
    assert b"Said of it" not in content


def test_another_areas_plan_and_actions_do_not_exist_for_me(champion):
    theirs = added(agreeing(opened(authority=area(EALING))))
    without_secrets = lambda response: re.sub(r'(nonce|value)="[^"]+"', "", text(response))  # noqa: E731
    for part in ((), ("edit",), ("update",)):
        answers = [champion.get(page_of(action, *part)) for action in (theirs, Action(pk=999_999))]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert without_secrets(answers[0]) == without_secrets(answers[1])
    for code in (EALING, "E99999999"):
        for part in ("", "spreadsheet/", "add/"):
            assert champion.get(f"/readiness/plan/{code}/{part}").status_code == 404
        assert champion.post(f"/readiness/plan/{code}/draft/").status_code == 404
    assert champion.post(page_of(theirs, "edit"), posted(title="Mine", version=1)).status_code == 404
    theirs.refresh_from_db()
    assert theirs.title == "Agree one page"


def test_actions_ask_again_who_it_is(champion):
    action = added(champion.assessment)
    stranger = in_role(Role.CHAMPION, area(EALING))
    for write in (
        lambda: actions.draft_from_gaps(authority=action.authority, by=stranger),
        lambda: actions.add(authority=action.authority, typed=typed(title="Other"), by=stranger),
        lambda: actions.save(action=action, typed=typed(title="Other", version=1), by=stranger),
        lambda: actions.update(action=action, said=actions.Said("under_way", "x", 1), by=stranger),
        lambda: actions.drop(action=action, by=stranger),
    ):
        with pytest.raises(PermissionDenied):
            write()


def test_a_former_councils_plan_is_read_and_not_changed(champion):
    action = added(champion.assessment)
    Authority.objects.filter(gss_code=DURHAM).update(ended_on=today())
    page = text(champion.get(PLAN))
    assert "Agree one page" in page
    assert "This council is no more" in page
    assert "Add an action" not in page
    assert "Change it" not in text(champion.get(page_of(action)))
    assert champion.post(page_of(action, "edit"), posted(title="Changed", version=1)).status_code == 409
    assert champion.post(f"{PLAN}draft/").status_code == 409
    assert champion.post(f"{PLAN}add/", posted(title="New")).status_code == 409
    assert list(Action.objects.values_list("title", flat=True)) == ["Agree one page"]


# --- Where else it is seen ----------------------------------------------------------------


def test_the_areas_page_says_how_the_plan_goes(champion, plan_of_four):
    page = text(champion.get(f"/authorities/{DURHAM}/"))
    for words in ("2 planned", "1 done", "1 draft", "1 is overdue", PLAN):
        assert words in page


def test_home_tells_the_champion_what_is_overdue(champion, plan_of_four, client_as):
    page = text(champion.get("/"))
    assert "1 action is overdue" in page
    assert f"{PLAN}?due_by=overdue" in page
    assert "overdue" not in text(client_as(Role.DIRECTOR).get("/"))


def test_home_is_silent_when_nothing_is_late(champion):
    added(champion.assessment, due_on=today())
    assert "overdue" not in text(champion.get("/"))


def test_a_higher_app_shows_what_it_knows_on_an_actions_page(champion, monkeypatch):
    action = added(champion.assessment)
    panel = registry.Panel(
        place="action",
        key="support",
        title="Support packages",
        order=10,
        permission=Permission.PLAN_SEE,
        build=lambda subject, scope: {"title": f"About {subject.pk}", "text": "Nothing yet"},
        template="_components/empty_state.html",
    )
    monkeypatch.setitem(registry._PANELS, ("action", "support"), panel)
    page = text(champion.get(page_of(action)))
    assert "Support packages" in page
    assert f"About {action.pk}" in page


# --- Reminders ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "reminded", "expected"),
    [
        (-30, None, True),
        (0, None, True),
        (7, None, True),
        (8, None, False),
        (0, 0, False),
        (0, 6, False),
        (0, 7, True),
    ],
)
def test_owners_are_reminded_a_week_before_and_weekly_after(champion, due, reminded, expected):
    action = added(champion.assessment, due_on=today() + timedelta(days=due), owner_email="owner@example.org")
    if reminded is not None:
        Action.objects.update(reminded_at=timezone.now() - timedelta(days=reminded))
    found = [(reminder.email, reminder.owner, reminder.action) for reminder in queries.reminders_due(today())]
    assert found == ([("owner@example.org", "Priya Raman", action)] if expected else [])


def test_nobody_is_reminded_of_drafts_ends_and_former_councils_or_without_an_address(champion):
    due = {"due_on": today(), "owner_email": "owner@example.org"}
    added(champion.assessment, title="No address", due_on=today())
    say(added(champion.assessment, title="Finished", **due), "done", "It is")
    draft = added(champion.assessment, title="Draft", **due)
    Action.objects.filter(pk=draft.pk).update(drafted=True)
    assert queries.reminders_due(today()) == []
    added(champion.assessment, title="Really due", **due)
    assert len(queries.reminders_due(today())) == 1
    Authority.objects.filter(gss_code=DURHAM).update(ended_on=today())
    assert queries.reminders_due(today()) == []


def test_a_reminder_is_claimed_once(champion):
    action = added(champion.assessment, due_on=today(), owner_email="owner@example.org")
    assert actions.mark_reminded(actions=[action], today=today()) == [action]
    assert actions.mark_reminded(actions=[action], today=today()) == []
    action.refresh_from_db()
    assert action.version == 1
    assert AuditEntry.objects.get(verb="action-remind").actor_id is None
