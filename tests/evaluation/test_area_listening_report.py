"""What an area is told: what of it may be quoted and how it is signed, what is frozen, who has it, and playback."""

from datetime import date

import pytest

from commissioning.access.roles import Role
from commissioning.documents.kinds import Refused
from commissioning.documents.models import Document
from commissioning.people.models import OutgoingEmail
from commissioning.profiles.actions import stakeholders
from commissioning.saving import NotNow
from evaluation import area_report_document
from evaluation.actions import area_interviews, area_passages, area_reports, listening
from evaluation.actions.area_passages import Coded
from evaluation.actions.area_reports import Played
from evaluation.actions.listening import Said
from evaluation.actions.quotes import NotSaid
from evaluation.models import AreaPassage, AreaReport, Playback
from evaluation.queries import area_reports as queries
from tests.conftest import browser_of
from tests.pdf import reading
from tests.support import listening as scenes
from tests.support.people import in_role

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert("x")</script><img src="file:///etc/passwd">'


@pytest.fixture
def scene(register):
    return scenes.begun()


@pytest.fixture
def lead(scene):
    return browser_of(scene.lead)


def heard_by_three(scene):
    """Three from health, each in an interview of their own that counts."""
    return [
        scenes.counted(scene, name, text=text)
        for name, text in (
            ("Amina Barrow", scenes.SAID),
            ("Bryn Castell", "Nobody stops anything once it runs."),
            ("Cora Denholm", "We plan together now, which is new."),
        )
    ]


def written(scene, theme: str = "governance", **more) -> None:
    said = Said(**{"strengths": "Partners come.", "difficulties": "", "differed": ""} | more)
    row = scene.listening.summaries.filter(theme=theme).first()
    version = row.version if row else 0
    listening.summarise(listening=scene.listening, theme=theme, said=said, version=version, by=scene.lead)


def made(scene) -> AreaReport:
    return area_reports.make(listening=scene.listening, by=scene.lead)


def released(scene) -> AreaReport:
    report = made(scene)
    area_reports.release(report=report, by=scene.lead)
    report.refresh_from_db()
    return report


# --- What may be quoted -------------------------------------------------------------------


def approve(scene, row: AreaPassage, reason: str = "") -> AreaPassage:
    return area_passages.approve(passage=row, override_reason=reason, version=row.version, by=scene.lead).row


def test_what_nobody_has_checked_is_not_quoted(scene):
    interview = scenes.held(scene, "Amina Barrow")
    scenes.noted(scene, interview)
    with pytest.raises(NotNow, match="not checked yet"):
        approve(scene, scenes.passage(scene, interview))


@pytest.mark.parametrize(("consent", "why"), [("no", "does not want to be quoted"), ("ask", "asked to see a passage")])
def test_nothing_is_quoted_without_consent(scene, consent, why):
    interview = scenes.counted(scene, "Amina Barrow", consent=consent)
    with pytest.raises(NotNow, match=why):
        approve(scene, scenes.passage(scene, interview))


def test_whoever_asked_to_see_a_passage_agrees_to_these_words_and_no_others(scene):
    interview = scenes.counted(scene, "Amina Barrow", consent="ask")
    row = scenes.passage(scene, interview)
    seen = Coded(frozenset({"governance"}), row.quote, date(2026, 3, 5))
    row = area_passages.save(passage=row, coded=seen, version=row.version, by=scene.lead).row
    assert approve(scene, row).approved_at
    row.refresh_from_db()
    shorter = Coded(frozenset({"governance"}), "The board talks", date(2026, 3, 5))
    row = area_passages.save(passage=row, coded=shorter, version=row.version, by=scene.lead).row
    assert (row.approved_at, row.seen_on) == (None, None)


def test_names_places_and_jobs_in_a_passage_are_found_refused_and_masked(scene, lead):
    text = "Esme Fairhurst runs Durham from the Wear council body as our head of council planning, and it shows."
    interview = scenes.counted(scene, "Amina Barrow", text=text)
    row = scenes.passage(scene, interview, text)
    path = f"/evaluation/area-passages/{row.pk}/"
    page = lead.get(path).content.decode()
    for words in ("Esme Fairhurst", "Durham", "Wear council body", "head of council planning"):
        assert f"“{words}”" in page
    assert "Approve it" not in page
    with pytest.raises(NotNow, match="would tell who speaks"):
        approve(scene, row, "They are all well known")
    assert lead.post(f"{path}mask/").status_code == 302
    row.refresh_from_db()
    assert row.quote == "[name] runs [area] from the [organisation] as our [role], and it shows."
    assert lead.post(f"{path}approve/", {"version": row.version}).status_code == 302
    row.refresh_from_db()
    assert row.approved_at


def test_a_quotation_is_in_their_own_words(scene, lead):
    interview = scenes.counted(scene, "Amina Barrow")
    row = scenes.passage(scene, interview)
    with pytest.raises(NotSaid):
        scenes.passage(scene, interview, "The board never meets.")
    path = f"/evaluation/area-passages/{row.pk}/"
    posted = {"themes": ["governance", "leadership"], "quote": "The board sleeps", "version": row.version}
    assert "is not in the answer in these words" in lead.post(path, posted).content.decode()
    assert lead.post(path, posted | {"quote": "The board talks, […] decided elsewhere."}).status_code == 302
    row.refresh_from_db()
    assert row.quote == "The board talks, […] decided elsewhere."
    assert {one.theme for one in row.themes.all()} == {"governance", "leadership"}


def test_a_passage_saved_by_two_at_once_is_not_lost(scene, lead):
    row = scenes.passage(scene, scenes.counted(scene, "Amina Barrow"))
    path = f"/evaluation/area-passages/{row.pk}/"
    first = {"themes": ["governance"], "quote": "The board talks", "version": row.version}
    assert lead.post(path, first).status_code == 302
    second = lead.post(path, first | {"quote": "money is decided elsewhere"}).content.decode()
    assert "Not saved yet" in second
    row.refresh_from_db()
    assert row.quote == "The board talks"


# --- The report ---------------------------------------------------------------------------


def test_it_counts_interviews_signs_with_three_and_names_nobody(scene, lead):
    first, second, _ = heard_by_three(scene)
    scenes.quoted(scene, first)
    scenes.passage(scene, second, "Nobody stops anything once it runs.", quote="")
    scenes.held(scene, "Dev Ellwood")  # nobody has checked it
    written(scene, differed="Whether the board matters at all.")
    assert lead.post(f"{scene.home}reports/make/").status_code == 302
    report = AreaReport.objects.get()
    page = lead.get(report.get_absolute_url()).content.decode()
    flat = " ".join(page.split())
    assert "We heard 3 people in 3 interviews" in flat
    assert "1 interview more is left out" in flat
    assert "2 of 3 interviews spoke of it." in flat
    assert "No interview spoke of it." in flat
    assert "Somebody from health" in flat
    assert "Whether the board matters at all." in flat
    assert "%" not in flat.partition("<main")[2].partition("</main")[0]
    for name in scene.people:
        assert name not in str(report.data)


def test_one_school_beside_three_from_health_tells_nobody_apart(scene):
    for interview in heard_by_three(scene)[:1]:
        scenes.quoted(scene, interview)
    scenes.quoted(scene, scenes.counted(scene, "Dev Ellwood", text="We are asked last."), "We are asked last.")
    quotes = [pair for theme in made(scene).data["themes"] for pair in theme["quotes"]]
    assert {who for _, who in quotes} == {"Somebody who was heard"}


def test_of_two_people_there_is_no_report(scene):
    for name in ("Amina Barrow", "Bryn Castell"):
        scenes.counted(scene, name)
    written(scene)
    with pytest.raises(NotNow, match="Fewer than three people"):
        made(scene)


@pytest.mark.parametrize("where", ["strengths", "difficulties", "differed"])
def test_whoever_is_named_in_the_leads_own_words_stops_it(scene, where):
    heard_by_three(scene)
    written(scene, **{where: "Everything hangs on Cora Denholm."})
    with pytest.raises(NotNow, match="“Cora Denholm” is named under “Governance and structures”"):
        made(scene)
    written(scene, **{where: "Everything hangs on one person."})
    assert made(scene).number == 1


def test_consent_taken_back_keeps_it_from_being_released_and_out_of_the_next(scene):
    first, *_ = heard_by_three(scene)
    scenes.quoted(scene, first)
    written(scene)
    report = made(scene)
    assert scenes.SAID in str(report.data)
    held = area_interviews.Held(
        first.guide, first.held_on, frozenset([scene.people["Amina Barrow"].pk]), "single", 1, "", "no"
    )
    area_interviews.save(interview=first, held=held, version=first.version, by=scene.lead)
    with pytest.raises(NotNow, match="no longer be quoted"):
        area_reports.release(report=report, by=scene.lead)
    assert scenes.SAID not in str(made(scene).data)


@pytest.mark.slow
def test_it_is_frozen_and_made_again_only_where_something_changed(scene):
    heard_by_three(scene)
    written(scene)
    first = made(scene)
    assert made(scene) == first
    written(scene, strengths="Partners come, and stay.")
    first.refresh_from_db()
    assert "Partners come, and stay." not in str(first.data)
    assert made(scene).number == 2


@pytest.mark.parametrize("role", Role)
def test_nobody_else_has_it_before_it_is_released_and_then_the_champion_and_director_do(scene, role):
    heard_by_three(scene)
    written(scene)
    report = made(scene)
    person = scene.champion if role is Role.CHAMPION else scene.lead if role is Role.LOCAL_LEAD else in_role(role)
    client = browser_of(person)
    path = report.get_absolute_url()
    runs = role is Role.LOCAL_LEAD
    assert client.get(path).status_code == (200 if runs else 404)
    assert client.post(f"{path}pdf/").status_code == (302 if runs else 404)
    area_reports.release(report=report, by=scene.lead)
    reads = runs or role in (Role.CHAMPION, Role.DIRECTOR)
    assert client.get(path).status_code == (200 if reads else 404)
    document = Document.objects.filter(kind=queries.AREA_REPORT).first()
    document = document or area_reports.request_pdf(report=report, by=scene.lead)
    assert client.get(document.get_absolute_url()).status_code == (200 if reads else 404)


def test_the_champion_and_director_are_told_once(scene):
    director = in_role(Role.DIRECTOR)
    heard_by_three(scene)
    written(scene)
    report = released(scene)
    area_reports.release(report=report, by=scene.lead)
    told = OutgoingEmail.objects.filter(subject__startswith="What we heard")
    assert sorted(told.values_list("recipient", flat=True)) == sorted([scene.champion.email, director.email])


def test_only_the_local_lead_releases_it(scene):
    evaluator = in_role(Role.EVALUATOR)
    listening.name(listening=scene.listening, person=evaluator, by=scene.lead)
    heard_by_three(scene)
    written(scene)
    report = made(scene)
    assert browser_of(evaluator).get(report.get_absolute_url()).status_code == 200
    assert browser_of(evaluator).post(f"{report.get_absolute_url()}release/").status_code == 403
    assert browser_of(scene.champion).post(f"{report.get_absolute_url()}release/").status_code == 403


# --- Playback -----------------------------------------------------------------------------


def test_a_playback_makes_a_version_that_supersedes_the_first(scene, lead):
    heard_by_three(scene)
    written(scene)
    path = f"{scene.home}playback/"
    posted = scenes.day_parts() | {
        "number": "11", "came": "champion, four heads, two from health", "disputed": "That nobody stops anything",
        "changed": "The board publishes what it decides", "version": 0,
    }  # fmt: skip
    assert lead.post(path, posted).status_code == 409  # nothing was released that could be played back
    first = released(scene)
    assert lead.post(path, posted).status_code == 302
    assert lead.post(path, posted).status_code == 302
    row = Playback.objects.get()
    assert (row.report, row.number) == (first, 11)
    second = released(scene)
    assert second.number == 2
    champion = browser_of(scene.champion)
    old = " ".join(champion.get(first.get_absolute_url()).content.decode().split())
    assert "Superseded by version 2" in old
    assert "The board publishes what it decides" not in old
    new = champion.get(second.get_absolute_url()).content.decode()
    assert "The board publishes what it decides" in new
    assert "Superseded" not in new
    assert "That nobody stops anything" in champion.get(scene.home).content.decode()
    assert champion.get(f"{path}{row.pk}/").status_code == 403


def test_a_playback_saved_by_two_at_once_is_not_lost(scene, lead):
    heard_by_three(scene)
    written(scene)
    released(scene)
    played = Played(date(2026, 4, 1), "champion", 4, "", "")
    row = area_reports.add_playback(listening=scene.listening, played=played, by=scene.lead)
    path = f"{scene.home}playback/{row.pk}/"
    posted = scenes.day_parts() | {"number": "5", "came": "champion", "disputed": "", "changed": "", "version": 1}
    assert lead.post(path, posted).status_code == 302
    assert "Not saved yet" in lead.post(path, posted | {"number": "6"}).content.decode()
    row.refresh_from_db()
    assert row.number == 5


# --- The PDF ------------------------------------------------------------------------------


def document_of(report: AreaReport, scene) -> Document:
    return area_reports.request_pdf(report=report, by=scene.lead)


@pytest.mark.slow
def test_the_pdf_says_what_the_page_says_and_hostile_words_stay_words(scene):
    first, *_ = heard_by_three(scene)
    scenes.quoted(scene, first)
    written(scene, strengths=HOSTILE, difficulties="‮gnirts desrever‬ and " + "long" * 200)
    report = released(scene)
    built = area_report_document.build(document_of(report, scene), lambda percent, step: None)
    text = reading.text_of(built.content)
    assert 'alert("x")' in text
    assert "Somebody from health" in text
    assert "3 people in 3 interviews" in text
    assert "Superseded" not in text
    with reading.opened(built.content) as pdf:
        assert str(pdf.docinfo.Title) == "What we heard: County Durham, version 1"
        assert (reading.attachments(pdf), reading.images(pdf)) == ([], 0)


def test_hostile_words_are_escaped_on_the_page(scene, lead):
    heard_by_three(scene)
    written(scene, strengths=HOSTILE)
    page = lead.get(made(scene).get_absolute_url()).content.decode()
    assert HOSTILE not in page
    assert "&lt;script&gt;alert" in page


def test_a_report_that_was_tampered_with_is_not_made_into_a_file(scene):
    heard_by_three(scene)
    written(scene)
    report = made(scene)
    AreaReport.objects.filter(pk=report.pk).update(data=report.data | {"people": 30})
    with pytest.raises(Refused, match="checksum"):
        area_report_document.build(document_of(report, scene), lambda percent, step: None)
    for params in ({}, {"report": "1"}, {"report": True}, {"report": 10**6}):
        document = Document(kind=queries.AREA_REPORT, params=params, authority=scene.authority)
        with pytest.raises(Refused):
            area_report_document.report_of(document)


def test_a_draft_and_a_superseded_version_say_so(scene):
    heard_by_three(scene)
    written(scene)
    first = made(scene)
    assert "Draft: the area does not have this version yet" in area_report_document.as_html(first)
    area_reports.release(report=first, by=scene.lead)
    written(scene, strengths="Partners come, and stay.")
    released(scene)
    first.refresh_from_db()
    assert "Superseded by version 2" in area_report_document.as_html(first)


def test_a_stakeholder_taken_off_the_list_is_still_not_named(scene):
    heard_by_three(scene)
    row = scene.people["Cora Denholm"]
    row.refresh_from_db()
    stakeholders.remove(stakeholder=row, because="Moved on", version=row.version, by=scene.champion)
    written(scene, strengths="Ask Cora Denholm.")
    with pytest.raises(NotNow, match="Cora Denholm"):
        made(scene)
