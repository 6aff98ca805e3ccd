"""Pages of drafts and published editions: who may, what is refused, two editors at once, the same sent twice."""

import pytest

from commissioning.access.roles import Role
from commissioning.saving import NotNow
from evaluation.actions import editions as actions
from evaluation.actions import headlines
from evaluation.actions.editions import Section
from evaluation.coding import SECOND
from evaluation.editions.kinds import NEEDS, Kind
from evaluation.models import Edition, EditionSection, Headline, Round
from evaluation.queries import coding as coding_queries
from tests.support import coded, editions, people, rounds

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(register):
    return editions.a_small_round()


@pytest.fixture
def draft(small):
    made = editions.a_draft(small)
    for heading in ("First", "Second", "Third"):
        editions.add(made, Kind.COMMENTARY, heading, commentary=f"{heading} words")
    return made


@pytest.fixture
def browser(client_as):
    return client_as(Role.EVALUATOR)


def order(edition):
    return list(edition.sections.order_by("position").values_list("heading", flat=True))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.EVALUATOR])
def test_2_only_evaluators_see_drafts(draft, client_as, role):
    browser = client_as(role)
    section = draft.sections.first()
    group = draft.round.groups.get()
    for path in (
        "/evaluation/drafts/",
        "/evaluation/drafts/add/",
        *(
            f"/evaluation/drafts/{draft.pk}/{page}"
            for page in ("", "edit/", "correct/", "preview/", "publish/", "sections/")
        ),
        f"/evaluation/drafts/{draft.pk}/sections/measure/commissioners/",
        f"/evaluation/sections/{section.pk}/",
        f"/evaluation/sections/{section.pk}/remove/",
        f"/evaluation/groups/{group.pk}/headlines/",
    ):
        assert browser.get(path).status_code == 403, path
        assert browser.post(path).status_code in (403, 405), path
    assert browser.post(f"/evaluation/sections/{section.pk}/move/", {"where": "up"}).status_code == 403
    assert order(draft) == ["First", "Second", "Third"]


def test_a_draft_is_at_no_public_address_and_published_ones_are_read_by_all(draft, client_as):
    browser = client_as(Role.CONTRIBUTOR)
    assert browser.get("/evaluation/editions/impact-report-2026-27/").status_code == 404
    edition = editions.published(draft, files=False)
    assert edition.get_absolute_url() == "/evaluation/editions/impact-report-2026-27/"
    assert "First words" in browser.get(edition.get_absolute_url()).content.decode()
    assert edition.get_absolute_url() in browser.get("/evaluation/editions/").content.decode()
    files = editions.documents(edition, ["edition-csv"])
    assert browser.get(f"/documents/{files[0].pk}/").status_code == 200
    hidden = editions.documents(edition, ["edition-preview", "edition-publication"])
    assert [browser.get(f"/documents/{one.pk}/").status_code for one in hidden] == [404, 404]


def test_a_report_is_built_in_the_browser_and_published(small, browser):
    typed = {"title": "Impact report", "round": small.pk, "against": "", "version": 0}
    response = browser.post("/evaluation/drafts/add/", typed)
    draft = Edition.objects.get()
    assert response["Location"] == f"/evaluation/drafts/{draft.pk}/"
    assert "What was said of each service" in browser.get(f"/evaluation/drafts/{draft.pk}/sections/").content.decode()
    add = f"/evaluation/drafts/{draft.pk}/sections/measure/commissioners/"
    for _ in range(2):  # sent twice is one section
        browser.post(add, {"heading": "Skills", "measure": "skills", "commentary": "", "version": 0})
    assert order(draft) == ["Skills"]
    assert "It has no preview as it now stands" in browser.get(draft.get_absolute_url()).content.decode()
    browser.post(f"/evaluation/drafts/{draft.pk}/preview/")
    editions.made(editions.documents(draft, ["edition-preview"])[0])
    assert "Up to date" in browser.get(draft.get_absolute_url()).content.decode()
    assert "Skills and knowledge" in browser.get(f"/evaluation/drafts/{draft.pk}/preview/").content.decode()
    assert "It can never be changed" in browser.get(f"/evaluation/drafts/{draft.pk}/publish/").content.decode()
    browser.post(f"/evaluation/drafts/{draft.pk}/publish/")
    assert "Add a section" not in browser.get(draft.get_absolute_url()).content.decode()
    editions.made(editions.documents(draft, ["edition-publication"])[0])
    assert browser.get(f"/evaluation/drafts/{draft.pk}/")["Location"] == "/evaluation/editions/impact-report/"


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_has_a_form_that_says_what_is_missing(small, browser, kind):
    draft = editions.a_draft(small)
    group = "commissioners" if NEEDS[Kind(kind)].group else "none"
    path = f"/evaluation/drafts/{draft.pk}/sections/{kind}/{group}/"
    assert browser.get(path).status_code == 200
    page = browser.post(path, {"measure": "nonsense", "question": "x", "attribute": "'; --", "services": "no"})
    assert page.status_code == 200
    assert "Enter a heading" in page.content.decode()
    assert not draft.sections.exists()


def test_addresses_that_name_nothing_are_404(draft, browser):
    for path in ("sections/nonsense/commissioners/", "sections/measure/nobody/", "sections/measure/none/"):
        assert browser.get(f"/evaluation/drafts/{draft.pk}/{path}").status_code == 404
    assert browser.get("/evaluation/drafts/987654/").status_code == 404
    assert browser.get("/evaluation/sections/987654/").status_code == 404


def test_a_round_against_itself_is_refused_at_the_form(small, browser):
    page = browser.post("/evaluation/drafts/add/", {"title": "x", "round": small.pk, "against": small.pk, "version": 0})
    assert "one cannot be held against itself" in page.content.decode()
    assert not Edition.objects.exists()


def test_commentary_is_no_longer_than_ten_thousand_characters(draft, browser):
    section = draft.sections.first()
    typed = {"heading": "First", "commentary": "a" * 10_001, "version": 1}
    page = browser.post(section.get_absolute_url(), typed).content.decode()
    assert "Commentary must be 10000 characters or fewer; it has 10001 now" in page
    browser.post(section.get_absolute_url(), typed | {"commentary": "a" * 10_000})
    assert len(EditionSection.objects.get(pk=section.pk).commentary) == 10_000


# --- Two editors at once ----------------------------------------------------------------------


def test_28_the_second_of_two_editors_is_told_and_nothing_is_lost(draft, browser):
    section = draft.sections.first()
    actions.save_section(section=section, typed=Section("First", "Their words"), version=1, by=editions.evaluator())
    page = browser.post(section.get_absolute_url(), {"heading": "First", "commentary": "My words", "version": 1})
    text = page.content.decode()
    assert "Not saved yet" in text
    assert "Their words" in text
    assert "My words" in text
    assert EditionSection.objects.get(pk=section.pk).commentary == "Their words"
    browser.post(section.get_absolute_url(), {"heading": "First", "commentary": "My words", "version": 2})
    assert EditionSection.objects.get(pk=section.pk).commentary == "My words"


def test_28_titles_too(draft, browser):
    typed = {"title": "Theirs", "round": draft.round_id, "against": ""}
    assert browser.post(f"/evaluation/drafts/{draft.pk}/edit/", typed | {"version": 1}).status_code == 302
    page = browser.post(f"/evaluation/drafts/{draft.pk}/edit/", typed | {"title": "Mine", "version": 1})
    assert "Not saved yet" in page.content.decode()
    assert Edition.objects.get(pk=draft.pk).title == "Theirs"


def test_a_section_removed_meanwhile_is_said_and_what_was_typed_is_shown(draft, browser):
    section = draft.sections.first()
    EditionSection.objects.filter(pk=section.pk).delete()
    with pytest.raises(NotNow, match="removed this section"):
        actions.save_section(section=section, typed=Section("Mine"), version=1, by=None)


def test_29_sections_move_once_however_often_the_button_is_pressed(draft, browser):
    last = draft.sections.get(heading="Third")
    for _ in range(2):
        browser.post(f"/evaluation/sections/{last.pk}/move/", {"where": "up", "seen": 3})
    assert order(draft) == ["First", "Third", "Second"]
    for nonsense in ({}, {"where": "sideways", "seen": 2}, {"where": "up", "seen": "²"}, {"where": "up", "seen": "-1"}):
        assert browser.post(f"/evaluation/sections/{last.pk}/move/", nonsense).status_code == 302
    assert order(draft) == ["First", "Third", "Second"]
    browser.post(f"/evaluation/sections/{last.pk}/move/", {"where": "down", "seen": 2})
    assert order(draft) == ["First", "Second", "Third"]


def test_a_section_is_asked_about_and_then_removed(draft, browser):
    section = draft.sections.get(heading="Second")
    assert "Remove “Second”?" in browser.get(f"/evaluation/sections/{section.pk}/remove/").content.decode()
    assert order(draft) == ["First", "Second", "Third"]
    browser.post(f"/evaluation/sections/{section.pk}/remove/")
    assert order(draft) == ["First", "Third"]


def test_lists_ask_as_much_for_one_row_as_for_many(small, browser, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(path):
        browser.get(path)
        with CaptureQueriesContext(connection) as captured:
            browser.get(path)
        return len(captured)

    first = editions.a_draft(small, title="One")
    editions.add(first, Kind.COMMENTARY, "H0", commentary="words")
    before = asked("/evaluation/drafts/"), asked(first.get_absolute_url())
    for number in range(8):
        editions.a_draft(small, title=f"Draft {number}")
        editions.add(first, Kind.COMMENTARY, f"H{number + 1}", commentary="words")
    assert (asked("/evaluation/drafts/"), asked(first.get_absolute_url())) == before


# --- Headline measures ------------------------------------------------------------------------


def test_headlines_are_named_before_the_round_closes_and_never_after(register, browser):
    round_ = rounds.a_round(version=rounds.a_version())
    group = rounds.group_of(round_)
    path = f"/evaluation/groups/{group.pk}/headlines/"
    figure = "training_skills asked net:positive"
    for _ in range(2):
        browser.post(path, {"figure": figure})
    headline = Headline.objects.get()
    assert headline.named_by == browser.person
    assert f"Named by {browser.person.full_name}" in browser.get(path).content.decode()
    assert "Select a figure from the list" in browser.post(path, {"figure": "no such figure"}).content.decode()
    rounds.close(round_)
    assert "they stand as they were named" in browser.get(path).content.decode()
    refused = browser.post(path, {"figure": "training_skills asked net:negative"})
    assert refused.status_code == 409
    assert "before the round closes" in refused.content.decode()
    assert browser.post(f"/evaluation/headlines/{headline.pk}/drop/").status_code == 409
    assert Headline.objects.get() == headline


def test_headlines_of_a_round_from_files_are_named_before_the_files(register, tmp_path):
    group = editions.a_group("Year 9", editions.a_version(("training",), ("skills",)))
    named = {"question": "training_skills", "basis": "asked", "answer": "net:positive", "by": None}
    made = headlines.name_headline(group=group, **named)
    with pytest.raises(NotNow, match="no such figure"):
        headlines.name_headline(group=group, **named | {"answer": "nonsense"})
    headlines.drop_headline(headline=made, by=None)
    headlines.name_headline(group=group, **named)
    editions.answered(group, tmp_path, 20)
    group = group.round.groups.select_related("round").get()
    with pytest.raises(NotNow, match="before answers come from files"):
        headlines.name_headline(group=group, **named | {"answer": "net:negative"})
    with pytest.raises(NotNow):
        headlines.drop_headline(headline=Headline.objects.select_related("group__round").get(), by=None)


@pytest.mark.slow
def test_only_headline_measures_are_tested(register, tmp_path):
    version = editions.a_version(("training",), ("skills", "delivery_now"))
    first, second = editions.a_group("Year 1", version), editions.a_group("Year 2", version)
    headlines.name_headline(
        group=second, question="training_skills", basis="asked", answer="net:positive", by=people.person("Ann Named")
    )
    editions.answered(first, tmp_path, 200, month="2025-10", seed=3)
    editions.answered(second, tmp_path, 200, month="2026-10", seed=4)
    draft = editions.a_draft(Round.objects.get(pk=second.round_id), Round.objects.get(pk=first.round_id))
    editions.add(draft, Kind.CHANGE, "Headlines")
    editions.add(draft, Kind.CHANGE, "Delivery", measure="delivery_now")
    editions.previewed(draft)
    pages = draft.preview.pages
    assert [one["named_by"] for one in pages["headlines"]] == ["Ann Named"]
    headline, delivery = ([table] for table in (section["figures"][0]["tables"][0] for section in pages["sections"]))
    tested = {row["label"]: row["cells"][-1] for row in headline[0]["groups"][0]["rows"]}
    assert float(tested["Very positive or Positive"].replace("under ", "")) <= 1
    assert tested["Very positive or Positive, of those with a view"] == "–"
    for group in delivery[0]["groups"]:
        assert {row["cells"][-1] for row in group["rows"]} == {"–"}
        assert all(" to " in row["cells"][5] for row in group["rows"] if row["cells"][5] != "withheld")


def test_themes_are_counted_of_those_who_answered_and_small_counts_withheld(register):
    """Base and counts as they are printed: “21 of 47”, noughts too; one or two people are withheld."""
    group = coded.a_group(["Pooled budgets"] * 21 + ["Workforce"] * 24 + ["Health"] * 2, slug="directors")
    coding = coded.begun(group, ["Pooling", "People", "Health", "Nothing named this"], editions.evaluator())
    at = {"Pooled budgets": "Pooling", "Workforce": "People", "Health": "Health"}
    first, second = editions.evaluator(), people.in_role(Role.EVALUATOR)
    for answer in coded.answers(coding):
        coded.code(coding, answer, at[answer.text], by=first)
    for answer in coding_queries.turn_answers(coding, SECOND):
        coded.code(coding, answer, at[answer.text], by=second, turn=SECOND)
    draft = editions.a_draft(group.round)
    typed = Section("Priorities", group="directors", question="priority")
    actions.add_section(edition=draft, kind=Kind.THEMES, typed=typed, by=None)
    editions.previewed(draft)
    [table] = draft.preview.pages["sections"][0]["figures"][0]["tables"]
    cells = {row["label"]: row["cells"][0] for row in table["groups"][0]["rows"]}
    assert cells["Pooling"] == "21 of 47"
    assert cells["Health"] == "withheld"
    assert cells["Nothing named this"] == "0 of 47"
