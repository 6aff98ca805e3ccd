"""Writing, reviewing, publishing, correcting and withdrawing: who may, what is missing, two at once, twice the same."""

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.library import workflow
from commissioning.library.actions import figures, moves, writing
from commissioning.library.gates import Facts, missing
from commissioning.library.models import Figure, Resource, ResourceMove, ResourceVersion
from commissioning.library.workflow import Move, State
from commissioning.people.models import AuditEntry
from commissioning.saving import NotNow
from tests.library.rows import HOSTILE, a_draft, a_sum, posted, published, shipped, submitted, typed
from tests.support.pages import hidden, text
from tests.support.people import EALING, area, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]
DIAGRAM = Path(__file__).parents[2] / "docs" / "resource-states.md"


@pytest.fixture
def champion(client_as):
    return client_as(Role.CHAMPION)


@pytest.fixture
def lead(client_as):
    return client_as(Role.PROGRAMME_LEAD)


def at(row: ResourceVersion, *parts: str) -> str:
    return "/".join(["/library/versions", str(row.pk), *parts, ""])


# --- The table ----------------------------------------------------------------------------


def test_the_drawing_is_the_table():
    assert workflow.mermaid() in DIAGRAM.read_text(), "write workflow.mermaid() into docs/resource-states.md"


@pytest.mark.parametrize("state", [*State])
@pytest.mark.parametrize("move", [*Move])
def test_every_move_from_everywhere_else_is_refused(move, state):
    if state in workflow.STEPS[move].from_states:
        assert workflow.step_for(move, state).to_state is not state
    else:
        with pytest.raises(NotNow):
            workflow.step_for(move, state)


# --- From a draft to a published one ------------------------------------------------------


def test_from_the_first_word_to_publication(champion, lead, client_as):
    begun = champion.post("/library/begin/", {"kind": "case_study", "title": "One list"})
    row = ResourceVersion.objects.get(title="One list")
    assert begun.url == at(row, "edit")
    assert row.authority == area()
    more = {"context": "A", "done": "B", "outcomes": "C", "lessons": "D", "areas_agreed": "on"}
    assert champion.post(at(row, "edit"), posted(**more)).status_code == 302
    assert champion.post(at(row, "submit"), {"state": "draft"}).status_code == 302
    page = text(lead.get("/library/versions/"))
    assert "One list of short breaks in two counties" in page
    assert lead.post(at(row, "publish"), {"state": "submitted"}).url == f"/library/resources/{row.resource.code}/"
    row.refresh_from_db()
    assert (row.state, row.places) == (State.PUBLISHED, "Bedfordshire; County Durham")
    reader = client_as(Role.CONTRIBUTOR, area(EALING))
    page = text(reader.get(f"/library/resources/{row.resource.code}/"))
    assert "Two counties buy short breaks together." in page
    assert champion.person.full_name not in page, "who wrote it is for those who work on it"
    assert list(row.moves.values_list("move", flat=True)) == ["publish", "submit", "begin"]


def test_what_is_missing_is_said_and_nothing_moves(champion):
    row = a_draft(champion.person, standards=(), areas=(), areas_agreed=False)
    page = text(champion.get(at(row, "submit")))
    assert "Name the areas or regions" in page
    assert champion.post(at(row, "submit"), {"state": "draft"}).status_code == 409
    with pytest.raises(NotNow, match="Choose the standards"):
        moves.advance(row=row, move=Move.SUBMIT, by=champion.person)
    row.refresh_from_db()
    assert row.state == State.DRAFT


def test_every_area_named_has_to_agree(champion):
    row = a_draft(champion.person, areas_agreed=False)
    with pytest.raises(NotNow, match="tick that they agree"):
        moves.advance(row=row, move=Move.SUBMIT, by=champion.person)


def test_an_unverified_saving_is_never_published_beside_an_area(champion, lead):
    saving = a_sum(kind="cashable", about="Fewer placements")
    row = a_draft(champion.person, figures=[saving])
    with pytest.raises(NotNow, match="verified by a finance officer"):
        moves.advance(row=row, move=Move.SUBMIT, by=champion.person)
    figure = row.figures.get()
    figures.save(figure=figure, typed=a_sum(kind="cashable", verified=True), version=1, by=champion.person)
    moves.advance(row=row, move=Move.SUBMIT, by=champion.person)
    Figure.objects.filter(pk=figure.pk).update(verified=False)
    with pytest.raises(NotNow, match="verified by a finance officer"):
        moves.advance(row=row, move=Move.PUBLISH, by=lead.person)


def test_an_explanation_needs_no_place():
    facts = Facts("explanation", frozenset({"summary", "context", "lessons"}), False, True, True, False, False, ())
    assert missing(facts) == []
    assert len(missing(Facts("case_study", frozenset(), False, False, False, False, False, ()))) == 8


def test_returned_with_a_reason_and_sent_again(champion, lead):
    row = submitted(champion.person)
    assert lead.post(at(row, "return"), {"state": "submitted", "reason": ""}).status_code == 200
    assert "Say why" in text(lead.post(at(row, "return"), {"state": "submitted", "reason": " "}))
    lead.post(at(row, "return"), {"state": "submitted", "reason": f"Which year? {HOSTILE}"})
    page = text(champion.get(at(row)))
    assert "Which year?" in page
    assert "<script>alert(1)" not in page
    moves.advance(row=row, move=Move.SUBMIT, by=champion.person)
    moves.advance(row=row, move=Move.TAKE_BACK, by=champion.person)
    row.refresh_from_db()
    assert row.state == State.DRAFT


# --- Who may ------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [*Role])
def test_every_role_may_write_and_only_programme_leads_publish(client_as, role):
    writer = client_as(role)
    assert writer.post("/library/begin/", {"kind": "explanation", "title": "How trusts work"}).status_code == 302
    row = ResourceVersion.objects.get(title="How trusts work")
    assert writer.get(at(row)).status_code == 200
    waiting = ResourceVersion.objects.filter(pk=row.pk)
    waiting.update(state=State.SUBMITTED)
    expected = 200 if role is Role.PROGRAMME_LEAD else 403
    assert writer.get(at(row, "publish")).status_code == expected
    assert writer.post(at(row, "return"), {"reason": "No"}).status_code == (302 if expected == 200 else 403)


def test_without_a_role_nothing_is_written():
    with pytest.raises(PermissionDenied):
        writing.begin(kind="case_study", typed=typed(), by=person())


@pytest.mark.parametrize(
    ("role", "place", "sees"),
    [
        (Role.DIRECTOR, None, True),
        (Role.LOCAL_LEAD, None, True),
        (Role.CONTRIBUTOR, None, False),
        (Role.REGIONAL_LEAD, None, False),
        (Role.CHAMPION, EALING, False),
        (Role.PROGRAMME_LEAD, None, False),
        (Role.ADMINISTRATOR, None, False),
    ],
)
def test_a_draft_is_for_its_writer_and_the_area_it_is_written_for(client_as, role, place, sees):
    row = a_draft(figures=[a_sum()])
    figure = row.figures.get()
    other = client_as(role, area(place) if place else None)
    for path in (at(row), at(row, "edit"), at(row, "figures"), at(row, "drop"), f"/library/figures/{figure.pk}/"):
        assert other.get(path).status_code == (200 if sees else 404), path
    assert (row.title in text(other.get("/library/versions/"))) is sees
    if not sees:
        assert other.post(at(row, "edit"), posted()).status_code == 404
        assert other.post(f"/library/figures/{figure.pk}/remove/").status_code == 404
        with pytest.raises(NotNow):
            writing.save(draft=row, typed=typed(version=1, title="Mine"), by=other.person)


def test_a_published_one_is_changed_by_nobody(champion):
    row = published(champion.person)
    assert champion.get(at(row, "edit")).status_code == 409
    assert champion.post(at(row, "edit"), posted()).status_code == 409
    with pytest.raises(NotNow):
        figures.add(draft=row, typed=a_sum(), by=champion.person)
    assert champion.post(at(row, "withdraw"), {"reason": "x"}).status_code == 403
    assert champion.get(at(row, "replace")).status_code == 404
    assert champion.get(at(row, "nonsense")).status_code == 404


# --- Corrected, withdrawn -----------------------------------------------------------------


def test_a_correction_is_a_new_version_and_the_old_one_stays_readable(champion, lead, client_as):
    row = published(champion.person, summary="As it was.")
    path = f"/library/resources/{row.resource.code}/correct/"
    first, second = champion.post(path), champion.post(path)
    assert first.url == second.url, "one draft at a time"
    draft = row.resource.versions.get(state=State.DRAFT)
    writing.save(draft=draft, typed=typed(summary="As it is.", version=1), by=champion.person)
    reader = client_as(Role.SENIOR_LEADER)
    assert "As it was." in text(reader.get(row.resource.get_absolute_url())), "until the next is published"
    moves.advance(row=draft, move=Move.SUBMIT, by=champion.person)
    moves.advance(row=draft, move=Move.PUBLISH, by=lead.person)
    page = text(reader.get(row.resource.get_absolute_url()))
    assert "As it is." in page
    assert at(row) in page
    assert "As it was." in text(reader.get(at(row)))
    assert reader.post(path).status_code == 403


def test_withdrawn_says_why_and_no_more(champion, lead, client_as):
    row = published(champion.person, summary="Wrong sum.")
    lead.post(at(row, "withdraw"), {"state": "published", "reason": "The sum was wrong"})
    reader = client_as(Role.SENIOR_LEADER)
    page = text(reader.get(row.resource.get_absolute_url()))
    assert "The sum was wrong" in page
    assert "Wrong sum." not in page
    assert reader.get(at(row)).status_code == 404
    assert champion.get(at(row)).status_code == 200
    assert row.title not in text(reader.get("/library/"))


# --- Two at once, twice the same ----------------------------------------------------------


def test_two_people_write_one_draft(champion, client_as):
    row = a_draft(champion.person)
    director = client_as(Role.DIRECTOR)
    writing.save(draft=row, typed=typed(summary="Theirs", version=1), by=director.person)
    page = text(champion.post(at(row, "edit"), posted(summary="Mine", version=1)))
    assert "Not saved yet" in page
    assert "Theirs" in page
    assert "Mine" in page
    assert hidden(page) == "2"
    row.refresh_from_db()
    assert row.summary == "Theirs"
    champion.post(at(row, "edit"), posted(summary="Mine", version=2))
    row.refresh_from_db()
    assert (row.summary, row.version) == ("Mine", 3)


def test_sent_twice_is_one_save_one_sum_and_one_move(champion):
    row = a_draft(champion.person)
    set_up = {"version": 0, "kind": "cost", "about": "Set-up", "pounds": "£18,000", "includes": "All"}
    for _ in range(2):
        champion.post(at(row, "edit"), posted(version=1))
        champion.post(at(row, "figures"), set_up)
    row.refresh_from_db()
    assert row.version == 2
    assert [int(one.pounds) for one in row.figures.all()] == [18_000]
    assert champion.post(at(row, "drop"), {"state": "draft"}).status_code == 302
    assert champion.post(at(row, "drop"), {"state": "draft"}).status_code == 409
    assert ResourceMove.objects.filter(of=row, move="drop").count() == 1
    assert AuditEntry.objects.filter(verb="resource-drop", object_id=row.pk).count() == 1


def test_29_a_resource_begun_twice_is_one(champion):
    first, again = (champion.post("/library/begin/", {"kind": "case_study", "title": "One"}) for _ in range(2))
    assert again.url == first.url
    assert champion.post("/library/begin/", {"kind": "case_study", "title": "Another"}).url != first.url


def test_a_page_made_before_somebody_moved_it_moves_nothing(champion, lead):
    row = submitted(champion.person)
    moves.advance(row=row, move=Move.TAKE_BACK, by=champion.person)
    moves.advance(row=row, move=Move.SUBMIT, by=champion.person)
    with pytest.raises(NotNow, match="moved this on"):
        moves.advance(row=row, move=Move.PUBLISH, by=lead.person, state="published")


def test_a_sum_changed_by_two(champion, client_as):
    row = a_draft(champion.person, figures=[a_sum()])
    figure = row.figures.get()
    figures.save(figure=figure, typed=a_sum(about="Theirs"), version=1, by=client_as(Role.DIRECTOR).person)
    sent = {"version": 1, "kind": "cost", "about": "Mine", "pounds": "1", "includes": "All"}
    page = text(champion.post(f"/library/figures/{figure.pk}/", sent))
    assert "Not saved yet" in page
    assert "Theirs" in page
    figures.remove(figure=figure, by=champion.person)
    figures.remove(figure=figure, by=champion.person)
    assert not row.figures.exists()


def test_the_database_holds_one_published_and_one_under_way():
    row = a_draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        ResourceVersion.objects.create(resource=row.resource, number=2, title="x")
    other = published()
    again = {"number": 2, "title": "x", "state": "published", "published_at": other.published_at}
    with pytest.raises(IntegrityError), transaction.atomic():
        ResourceVersion.objects.create(resource=other.resource, **again)
    with pytest.raises(IntegrityError), transaction.atomic():
        Resource.objects.create(code=shipped().code)


# --- What is typed ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "Enter a title"),
        ({"title": "x" * 201}, "200 characters or fewer"),
        ({"context": "x" * 10_001}, "10000 characters or fewer"),
        ({"areas": "Atlantis"}, "no council “Atlantis”"),
        ({"areas": HOSTILE}, "There is no council"),
        ({"areas": "\n".join(f"Town {n}" for n in range(41))}, "40 councils or fewer"),
        ({"tier": "validated"}, "Say why the evidence is that strong"),
        ({"tier": "gold"}, "Select how strong the evidence is"),
        ({"standards": ["S99"]}, "Select which standards"),
        ({"levels": ["6"]}, "from the list"),
        ({"stages": ["0"]}, "from the list"),
        ({"regions": ["atlantis"]}, "from the list"),
        ({"version": "x"}, "lost its place"),
    ],
)
def test_what_is_wrong_is_said_and_shown_again(champion, changes, said):
    row = a_draft(champion.person)
    response = champion.post(at(row, "edit"), posted(**changes))
    page = text(response)
    assert response.status_code == 200
    assert said in page
    assert "Two counties buy short breaks together." in page
    assert "<script>alert(1)" not in page
    row.refresh_from_db()
    assert row.version == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"pounds": "-1"}, "£0 or more"),
        ({"pounds": "much"}, "must be a number"),
        ({"pounds": "1e400"}, "The sum must be"),
        ({"pounds": "2", "up_to": "1"}, "must be more than the lower one"),
        ({"includes": ""}, "Say what the sum includes"),
        ({"kind": "profit"}, "Select what it is"),
    ],
)
def test_a_wrong_sum_is_not_kept(champion, changes, said):
    row = a_draft(champion.person)
    sent = {"version": 0, "kind": "cost", "about": "Set-up", "pounds": "18000", "includes": "All"}
    assert said in text(champion.post(at(row, "figures"), sent | changes))
    assert not row.figures.exists()


def test_councils_by_name_code_and_as_they_were(champion):
    row = a_draft(champion.person)
    champion.post(at(row, "edit"), posted(areas="barnsley\nE08000016\n  Bedfordshire \r\n\nEaling"))
    found = set(row.areas.values_list("gss_code", flat=True))
    assert found == {"E08000038", "E08000016", "E10000001", EALING}
    assert Authority.objects.get(gss_code="E08000016").ended_on


def test_hostile_words_stay_words(champion, lead):
    words = dict.fromkeys(("title", "summary", "context", "done", "outcomes", "lessons", "caveat"), HOSTILE)
    bad = a_sum(about=HOSTILE[:200], includes=HOSTILE, period=HOSTILE[:80])
    row = published(champion.person, **words, figures=[bad])
    for reader in (champion, lead):
        for path in (row.resource.get_absolute_url(), at(row), "/library/", "/library/versions/"):
            page = text(reader.get(path))
            assert "<script>alert(1)" not in page
            assert "<img src=x" not in page


def test_4_9_forged_fields_change_nothing(champion):
    row = a_draft(champion.person)
    forged = {"state": "published", "created_by": "1", "checksum": "x", "authority": "1", "number": "9"}
    champion.post(at(row, "edit"), posted(**forged))
    row.refresh_from_db()
    assert (row.state, row.number, row.checksum, row.authority) == ("draft", 1, "", area())
    assert row.places == "Bedfordshire; County Durham"
