"""The menu of organisational models, the draft it leaves, and notes on how organisations get on."""

import pytest
from django.core.exceptions import PermissionDenied

from commissioning.access.roles import Role
from commissioning.people.queries import scope_of
from commissioning.profiles import organisational_models as menu
from commissioning.profiles import queries
from commissioning.profiles.actions import organisational_models as copying
from commissioning.profiles.actions import relationships
from commissioning.profiles.models import Relation, RelationshipNote, Structure
from commissioning.profiles.structure_map import structure_map
from commissioning.saving import NotNow
from tests.profiles.rows import BASE, CUMBRIA, HOSTILE, keeper, stakeholder, structure, tie, tie_typed
from tests.support.pages import text
from tests.support.people import EALING, area

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

MAP, NOTES = f"{BASE}/map/", f"{BASE}/relationships/"
JOINT = menu.BY_CODE["joint-unit"]
KEEP = {Role.CHAMPION, Role.LOCAL_LEAD}


@pytest.fixture
def champion(client_as):
    return client_as(Role.CHAMPION)


# --- Models -------------------------------------------------------------------------------


def test_the_menu_is_short_sourced_and_whole():
    assert 4 <= len(menu.MODELS) <= 6
    assert len(menu.BY_CODE) == len(menu.MODELS)
    for model in menu.MODELS:
        assert model.source.startswith(("RR133, part", "TF, chapter"))
        keys = {part.key for part in model.parts}
        assert {key for tie in model.ties for key in (tie.source, tie.target)} <= keys
        assert "recommend" not in f"{model.about} {model.tension}"


@pytest.mark.parametrize("model", menu.MODELS, ids=lambda model: model.code)
def test_each_can_be_copied_twice_is_once(champion, model):
    assert model.name in text(champion.get(f"{MAP}models/"))
    for _ in range(2):
        assert champion.post(f"{MAP}models/{model.code}/").status_code == 302
    assert Structure.objects.count() == len(model.parts)
    assert Relation.objects.count() == len(model.ties)
    found = champion.get(MAP).context["map"]
    assert {box.mark for box in found.picture.boxes} == {"Draft"}
    assert len(found.relations) == len(model.ties)


@pytest.mark.parametrize("role", [*Role])
def test_who_copies(client_as, role):
    reader = client_as(role)
    assert (reader.get(f"{MAP}models/").status_code == 200) == (role in KEEP)
    for path in ("models/joint-unit/", "draft/confirm/", "draft/discard/"):
        answer = reader.post(MAP + path)
        assert answer.status_code == (302 if role in KEEP else 403), path
        assert reader.get(MAP + path).status_code == 405


def test_a_draft_is_seen_by_who_keeps_the_map_and_nobody_else(client_as, champion):
    champion.post(f"{MAP}models/joint-unit/")
    assert "Joint commissioning unit" in text(client_as(Role.LOCAL_LEAD).get(MAP))
    director = client_as(Role.DIRECTOR)
    for path in ("map/", "structures/", "structures/?show=all", "structures/?show=draft", "relations/"):
        assert "Joint commissioning unit" not in text(director.get(f"{BASE}/{path}"))
    assert not queries.structures_on(area(), queries.usual_day(area())).exists()
    found = structure_map(area(), queries.usual_day(area()), scope_of(director.person), drafts=True)
    assert found.structures == ()


def test_saving_a_structure_takes_it_out_of_the_draft(champion):
    champion.post(f"{MAP}models/joint-unit/")
    row = Structure.objects.get(name="Joint commissioning unit")
    sent = {"name": row.name, "kind": row.kind, "about": "", "version": 1}
    sent |= {f"{date}-{part}": "" for date in ("starts", "ends") for part in ("day", "month", "year")}
    assert champion.post(f"{BASE}/structures/{row.pk}/", sent).status_code == 302
    row.refresh_from_db()
    assert (row.draft, row.from_model, row.version) == (False, "joint-unit", 2)


def test_the_draft_is_kept_as_a_whole(champion):
    champion.post(f"{MAP}models/joint-unit/")
    for _ in range(2):
        assert champion.post(f"{MAP}draft/confirm/").status_code == 302
    assert set(Structure.objects.values_list("draft", "version")) == {(False, 2)}
    champion.post(f"{MAP}models/joint-unit/")  # still twice is once
    assert Structure.objects.count() == len(JOINT.parts)


def test_the_draft_is_discarded_and_what_was_there_before_stays(champion):
    board = structure(champion.person, name="Children’s partnership board")
    mine = structure(champion.person, name="Money group", kind="group")
    tie(champion.person, source=mine, target=board)
    champion.post(f"{MAP}models/joint-unit/")
    assert Structure.objects.filter(name="Children’s partnership board").count() == 1  # used as it is
    assert Relation.objects.kept().filter(target=board).count() == 2
    for _ in range(2):
        champion.post(f"{MAP}draft/discard/")
    assert set(Structure.objects.kept()) == {board, mine}
    assert Relation.objects.kept().count() == 1
    champion.post(f"{MAP}models/joint-unit/")  # and may be copied again
    assert Structure.objects.kept().count() == 1 + len(JOINT.parts)


def test_one_draft_at_a_time(champion):
    copying.copy(authority=area(), model=JOINT, by=champion.person)
    assert champion.post(f"{MAP}models/alliance/").status_code == 409
    with pytest.raises(NotNow, match="draft from another model"):
        copying.copy(authority=area(), model=menu.BY_CODE["alliance"], by=champion.person)
    assert champion.post(f"{MAP}models/nonsense/").status_code == 404


def test_nothing_is_copied_for_a_former_council_or_by_a_stranger(client_as):
    former = area(CUMBRIA)
    lead = client_as(Role.LOCAL_LEAD, former)
    assert lead.post(f"/profiles/{CUMBRIA}/map/models/joint-unit/").status_code == 409
    with pytest.raises(PermissionDenied):
        copying.copy(authority=area(), model=JOINT, by=lead.person)


# --- How organisations get on -------------------------------------------------------------


@pytest.fixture
def pair(champion):
    return [
        structure(champion.person, name="County council", kind="partner"),
        structure(champion.person, name="Health board", kind="partner"),
    ]


def posted(pair, words="Careful since the first pool.", **changes) -> dict:
    return {"one": pair[0].pk, "other": pair[1].pk, "words": words, "version": 0} | changes


def test_the_champion_writes_and_twice_is_once(champion, pair):
    for _ in range(2):
        assert champion.post(f"{NOTES}add/", posted(pair)).status_code == 302
    assert RelationshipNote.objects.count() == 1
    assert "Careful since the first pool." in text(champion.get(NOTES))
    again = champion.post(f"{NOTES}add/", posted([pair[1], pair[0]], "Warmer now."))
    assert "There is a note on these two already" in text(again)


@pytest.mark.parametrize("role", [*Role])
def test_nobody_but_champion_and_local_lead_sees_it(client_as, champion, pair, role):
    champion.post(f"{NOTES}add/", posted(pair))
    note = RelationshipNote.objects.get()
    reader = champion if role is Role.CHAMPION else client_as(role)
    assert (reader.get(NOTES).status_code == 200) == (role in KEEP)
    for path in (f"{note.pk}/", f"{note.pk}/remove/", "add/"):
        assert (reader.get(NOTES + path).status_code == 200) == (role is Role.CHAMPION)
    if role is not Role.CHAMPION:
        sent = posted(pair, "Else", version=1, because="So")
        assert reader.post(f"{NOTES}{note.pk}/", sent).status_code in (403, 404)
    assert RelationshipNote.objects.get().words == "Careful since the first pool."


def test_it_is_on_no_map_in_no_list_and_no_file(client_as, champion, pair):
    champion.post(f"{NOTES}add/", posted(pair, "Quarrelsome"))
    for path in ("map/", "map/compare/", "structures/", "relations/", "history/", "stakeholders/"):
        assert "Quarrelsome" not in text(champion.get(f"{BASE}/{path}"))
    for path in ("structures/", "relations/"):
        written = b"".join(champion.get(f"{BASE}/{path}", {"format": "csv"}).streaming_content)
        assert b"Quarrelsome" not in written
    assert "Quarrelsome" not in text(champion.get(f"/authorities/{area().gss_code}/"))
    assert "How organisations get on" not in text(client_as(Role.DIRECTOR).get(MAP))


def test_it_names_nobody(champion, pair):
    person = stakeholder(champion.person).name
    for words in (f"Since {person} left it is easier", f"Ask {person.upper()}!", champion.person.full_name):
        page = champion.post(f"{NOTES}add/", posted(pair, words))
        assert "Leave people’s names out" in text(page)
    assert not RelationshipNote.objects.exists()


def test_offices_are_people_and_no_end_of_it(champion, pair):
    office = structure(champion.person, name="Lead member", kind="leader")
    other = structure(authority=area(EALING), kind="partner")
    for second in (office, other):
        page = champion.post(f"{NOTES}add/", posted([pair[0], second]))
        assert "Select an organisation from the list" in text(page)
    assert "Select two different organisations" in text(champion.post(f"{NOTES}add/", posted([pair[0], pair[0]])))
    assert "Enter how the two get on" in text(champion.post(f"{NOTES}add/", posted(pair, "")))


def test_two_at_once_removed_and_hostile(champion, pair):
    champion.post(f"{NOTES}add/", posted(pair))
    note = RelationshipNote.objects.get()
    address = f"{NOTES}{note.pk}/"
    assert champion.post(address, posted(pair, HOSTILE, version=1)).status_code == 302
    page = text(champion.post(address, posted(pair, "Mine", version=1)))
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "Mine" in page
    assert champion.post(f"{address}remove/", {"because": "Settled", "version": 2}).status_code == 302
    assert "&lt;script&gt;alert(1)" not in text(champion.get(NOTES))
    assert champion.post(f"{NOTES}add/", posted(pair)).status_code == 302  # the pair is free again


def removed_note(champion, pair) -> RelationshipNote:
    champion.post(f"{NOTES}add/", posted(pair))
    note = RelationshipNote.objects.get()
    champion.post(f"{NOTES}{note.pk}/remove/", {"because": "Settled since", "version": 1})
    return note


def test_what_was_removed_is_looked_up_by_the_champion_and_written_again(client_as, champion, pair):
    note = removed_note(champion, pair)
    page = text(champion.get(f"{NOTES}?show=removed"))
    assert "Careful since the first pool." in page
    assert "Settled since" in page
    again = f"{NOTES}add/?again={note.pk}"
    assert again in page
    assert "Careful since the first pool." in text(champion.get(again))
    assert champion.post(again, posted(pair)).status_code == 302
    assert RelationshipNote.objects.kept().count() == 1
    note.refresh_from_db()
    assert note.removed_because == "Settled since"
    lead = text(client_as(Role.LOCAL_LEAD).get(f"{NOTES}?show=removed"))
    assert "Settled since" not in lead
    assert "Careful since the first pool." in lead  # what stands


@pytest.mark.parametrize("again", ["0", "x", "-1", "²", "9" * 40, ""])
def test_writing_what_never_was_removed_again_begins_with_nothing(champion, pair, again):
    page = champion.get(f"{NOTES}add/", {"again": again})
    assert page.status_code == 200
    assert page.context["form"].initial == {"version": 0}


def test_a_note_of_another_area_is_not_written_again_here(client_as, champion, pair):
    note = removed_note(champion, pair)
    other = client_as(Role.CHAMPION, area(EALING))
    page = other.get(f"/profiles/{EALING}/relationships/add/", {"again": note.pk})
    assert page.context["form"].initial == {"version": 0}
    assert "Careful since" not in text(page)


def test_writing_is_asked_for_again_by_the_action(pair):
    typed = relationships.Typed(pair[0].pk, pair[1].pk, "Well")
    with pytest.raises(PermissionDenied):
        relationships.add(authority=area(), typed=typed, by=keeper(role=Role.LOCAL_LEAD))


def test_a_relation_says_nothing_of_how_well():
    fields = {field.name for field in Relation._meta.get_fields()}
    assert not fields & {"quality", "words", "note", "about"}
    assert tie_typed(Structure(pk=1), Structure(pk=2)).values.keys() <= fields | {"source_id", "target_id"}
