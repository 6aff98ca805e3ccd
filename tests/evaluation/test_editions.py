"""Editions of the impact report: built from sections, published once, never changed, and the same in every format."""

import csv
import io
import re
import tempfile
import zipfile
from html.parser import HTMLParser

import openpyxl
import pyreadstat
import pytest
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.documents import tasks
from commissioning.documents.kinds import Refused
from commissioning.documents.models import Document
from commissioning.people.models import AuditEntry
from commissioning.programme import integrity
from commissioning.saving import NotNow
from evaluation.actions import editions as actions
from evaluation.actions.editions import Section, Typed
from evaluation.edition_documents import intact
from evaluation.editions.checksums import checksum
from evaluation.editions.kinds import Kind
from evaluation.exports.tables import LIMITATIONS
from evaluation.models import Edition, EditionSection, EditionSnapshot, Round
from readiness.models import ComparisonPublication
from tests.pdf.reading import pages_of, text_of
from tests.support import editions
from tests.support.together import together


@pytest.fixture
def rounds(register, tmp_path):
    return editions.two_rounds(tmp_path)


@pytest.fixture
def small(register):
    return editions.a_small_round()


@pytest.fixture
def draft(small):
    made = editions.a_draft(small)
    editions.add(made, Kind.MEASURE, "Skills", measure="skills")
    editions.add(made, Kind.COMMENTARY, "In short", commentary="Nothing more.")
    return made


class Tables(HTMLParser):
    """Every table of a page: by its caption, its rows of cells."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self.caption, self.into = "", ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "caption":
            self.caption = ""
        if tag == "tr":
            self.found.setdefault(self.caption, []).append([])
        if tag in ("th", "td"):
            self.found[self.caption][-1].append("")
        self.into = tag if tag in ("caption", "th", "td") else self.into

    def handle_endtag(self, tag):
        self.into = "" if tag in ("caption", "th", "td") else self.into

    def handle_data(self, data):
        if self.into == "caption":
            self.caption += data
        elif self.into:
            self.found[self.caption][-1][-1] += data


def content_of(edition, kind):
    [document] = editions.documents(edition, [kind])
    assert document.state == Document.State.DONE, document.reason
    with document.file.open("rb") as file:
        return file.read()


def csv_of(edition, name):
    with zipfile.ZipFile(io.BytesIO(content_of(edition, "edition-csv"))) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(name).decode())))


FIRST_HEADINGS = ("Round", "Group of respondents", "Role", "Year, April to March", "Earlier year")


def sheet_of(edition, name):
    book = openpyxl.load_workbook(io.BytesIO(content_of(edition, "edition-xlsx")))
    rows = list(book[name].iter_rows(values_only=True))
    start = next(number for number, row in enumerate(rows) if row[0] in FIRST_HEADINGS)
    return [row for row in rows[start + 1 :] if row[0]]


def sav_of(edition):
    with tempfile.NamedTemporaryFile(suffix=".sav") as file:
        file.write(content_of(edition, "edition-sav"))
        file.flush()
        return pyreadstat.read_sav(file.name, user_missing=True, apply_value_formats=False)


# --- What is published ------------------------------------------------------------------------


@pytest.mark.slow
def test_every_kind_is_published_and_five_formats_agree_to_the_digit(rounds, client_as):
    for year in (2025, 2026):
        editions.compared(year, seed=year)
    editions.held_and_used()
    draft = editions.a_draft(rounds[1], rounds[0])
    editions.every_kind(draft)
    edition = editions.published(draft)
    html = client_as(Role.ADVISER).get(edition.get_absolute_url()).content.decode()
    for limitation in LIMITATIONS:
        assert limitation in html
    printed = text_of(content_of(edition, "edition-pdf"))
    assert LIMITATIONS[0] in pages_of(content_of(edition, "edition-pdf"))[0]
    _files_agree(edition)
    _pages_agree(edition, Tables(html).found, printed)
    assert [finding for finding in integrity._editions() if finding] == []
    assert text_of(content_of(edition, "edition-pdf")).count("Second paragraph.") == 1
    assert "Since last year" in html
    assert "Expected in Year 1, found in Year 2" in html
    assert "Reach as stated, beside reach as recorded" in html
    _beside_agrees(edition, Tables(html).found, printed)


def _files_agree(edition):
    levels = csv_of(edition, "levels.csv")
    assert len(levels) > 200
    assert {row["breakdown"] for row in levels} == {"", "type"}
    sheet, (frame, _meta) = sheet_of(edition, "Levels"), sav_of(edition)
    assert len(levels) == len(sheet) == len(frame)
    numbers = {"count": 10, "base": 11, "percent": 12}
    for row, cells, coded in zip(levels, sheet, frame.to_dict("records"), strict=True):
        for name, column in numbers.items():
            if row[name]:
                assert float(row[name]) == float(cells[column]) == coded[name], (row, cells)
            else:
                assert (str(cells[column])[0], coded[name] in (-9, -8, -7)) == ("[", True), (row, cells)
    changed = csv_of(edition, "change.csv")
    assert [row["change_points"] for row in changed if row["change_points"]] == [
        f"{row[14]:.1f}" for row, of in zip(sheet_of(edition, "Change"), changed, strict=True) if of["change_points"]
    ]


def _pages_agree(edition, tables, printed):
    """Every cell of a measure's table is the file's figure, and stands on paper too."""
    levels = {
        (row["service"], row["label"], row["basis"]): row
        for row in csv_of(edition, "levels.csv")
        if row["measure"] == "skills" and not row["breakdown"]
    }
    assert len(levels) > 20
    services = {"Training and development": "training", "Online resources": "online"}
    compared = 0
    for whose, basis in (("everyone who answered", "asked"), ("those who expressed a view", "with_a_view")):
        heads, *rows = tables[f"Skills and knowledge: per cent of {whose}"]
        for label, *cells in rows:
            of_row = [(head, cell) for head, cell in zip(heads[1:], cells, strict=True)]
            for head, cell in of_row[:-1]:
                row = levels.get((services[label], re.sub(r", together$| \(net\)$", "", head), basis))
                if row is not None and cell != "withheld":
                    assert cell == row["percent"]
                    assert of_row[-1][1].split(" ")[0] == row["base"]
                    assert cell in printed
                    compared += 1
    assert compared >= 10


def _beside_agrees(edition, tables, printed):
    """What stands beside the survey is the same on the page, on paper, in the workbook and in the CSV files."""
    compared = 0
    for name in ("reach", "posts", "signed", "medians", "moves"):
        rows, sheet = csv_of(edition, f"{name}.csv"), sheet_of(edition, name.capitalize())
        assert len(rows) == len(sheet) > 0
        for row, cells in zip(rows, sheet, strict=True):
            for heading, cell in zip(row, cells, strict=True):
                if heading in ("people", "areas", "base_areas", "median_low", "median_high"):
                    assert (row[heading], bool(row["suppressed"])) == (
                        (str(cell), False) if row[heading] else ("", True)
                    )
                    assert row[heading] or cell == "[c]"
                    compared += 1
    assert compared > 150
    _signed_agrees(edition, tables, printed)
    _posts_agree(edition, tables)
    recorded = {row["label"]: row for row in csv_of(edition, "reach.csv")}
    for label, *cells in tables["Reach as stated, beside reach as recorded"][1:]:
        if label in recorded:
            assert cells[-2:] == [recorded[label][name] or "withheld" for name in ("people", "areas")]


def _signed_agrees(edition, tables, printed):
    signed = csv_of(edition, "signed.csv")
    for year in ("2025/26", "2026/27"):
        for label, *cells in tables[f"Signed levels in {year}: areas at each level, by standard"][1:]:
            rows = [row for row in signed if (row["year"], row["label"]) == (year, label)]
            assert cells[:6] == [row["areas"] or "withheld" for row in rows]
            assert cells[-1] == "153"
            assert all(cell in printed for cell in cells)
    for year in ("2025/26", "2026/27"):
        rare = {row["level"]: row["areas"] for row in signed if (row["standard"], row["year"]) == ("S02", year)}
        assert (rare["1"], rare["3"], rare["5"]) == ("", "143", "")  # six and four: together ten
    moves = csv_of(edition, "moves.csv")
    heads, *shown = tables["Movement between 2025/26 and 2026/27: areas whose level is higher, the same or lower"]
    assert heads[1:4] == ["Higher", "The same", "Lower"]
    for label, *cells in shown:
        assert cells[:3] == [row["areas"] or "withheld" for row in moves if row["label"] == label]
    first = [int(row["areas"]) for row in moves if row["standard"] == "S01"]
    assert sum(first) == int(moves[0]["base_areas"]) < 153
    assert [row["areas"] for row in moves if row["standard"] == "S02"] == [""] * 3  # everybody stayed: it would tell


def _posts_agree(edition, tables):
    posts = csv_of(edition, "posts.csv")
    for title, role in (("Commissioning champions", "champion"), ("Directors of children’s services", "director")):
        [_, whole, *_] = tables[f"{title}: areas by who was in post on 15 October 2026"]
        england = [row["areas"] for row in posts if row["role"] == role and not row["breakdown"]]
        assert whole == ["England", *england, "153"]
    champions = {row["post"]: row["areas"] for row in posts if row["role"] == "champion" and not row["breakdown"]}
    assert champions == {"same": "40", "new": "30", "acting": "0", "vacant": "83"}
    small = [int(row["areas"]) for row in posts if row["areas"]]
    assert not {1, 2} & set(small)
    assert any(row["suppressed"] for row in posts)


def test_commentary_is_filled_with_the_tables_own_figure(draft, client_as):
    section = draft.sections.get(heading="Skills")
    typed = Section("Skills", "Of users, [[training:count]] saw it: [[training]].", "commissioners", "skills")
    actions.save_section(section=section, typed=typed, version=1, by=None)
    edition = editions.published(draft, files=False)
    [content] = [one for one in edition.snapshot.pages["sections"] if one["heading"] == "Skills"]
    [[_, _, count, base, _, many]] = content["known"]["asked"]
    assert f"Of users, {count} of {base} {many} saw it" in content["commentary"][0]
    assert content["commentary"][0] in client_as(Role.ADVISER).get(edition.get_absolute_url()).content.decode()


def test_a_figure_opens_its_base_wording_and_filter(draft, client_as):
    edition = editions.published(draft, files=False)
    html = client_as(Role.DIRECTOR).get(edition.get_absolute_url()).content.decode()
    assert "What effect has training had: skills?" in html
    assert "Only those it applied to were asked. Base:" in html
    assert "“Training and development” is chosen in “Which have you used?”" in html


def test_a_published_edition_is_never_changed(draft):
    edition = editions.published(draft, files=False)
    section = EditionSection.objects.filter(edition=edition).first()
    for change in (
        lambda: actions.change(edition=edition, typed=Typed("Another", edition.round), version=1, by=None),
        lambda: actions.add_section(edition=edition, kind=Kind.COMMENTARY, typed=Section("More", "x"), by=None),
        lambda: actions.save_section(section=section, typed=Section("Else"), version=1, by=None),
        lambda: actions.move_section(section=section, up=False, seen=section.position, by=None),
        lambda: actions.remove_section(section=section, by=None),
        lambda: actions.request_preview(edition=edition, by=None),
    ):
        with pytest.raises(NotNow, match="is published"):
            change()


def test_a_corrected_one_says_what_it_replaces_and_the_old_one_by_what(draft, client_as):
    old = editions.published(draft, files=False)
    typed = Typed(old.title, old.round, None, "A heading was wrong.")
    new = actions.create(typed=typed, replaces=old, by=None)
    assert actions.create(typed=typed, replaces=old, by=None) == new
    assert new.number == 2
    assert new.sections.count() == old.sections.count()
    browser = client_as(Role.LOCAL_LEAD)
    assert "Superseded by" not in browser.get(old.get_absolute_url()).content.decode()
    new = editions.published(new, files=False)
    assert new.slug == f"{old.slug}-edition-2"
    page = browser.get(old.get_absolute_url()).content.decode()
    assert "Superseded by" in page
    assert new.get_absolute_url() in page
    assert "A heading was wrong." in page
    page = browser.get(new.get_absolute_url()).content.decode()
    assert "It replaces" in page
    assert old.get_absolute_url() in page
    with pytest.raises(NotNow, match="is replaced already"):
        actions.create(typed=typed, replaces=old, by=None)
    patterns = [row.patterns for row in EditionSnapshot.objects.order_by("edition")]
    assert patterns[0] == patterns[1]


def test_what_is_withheld_is_a_superset_of_what_the_round_withholds(draft):
    from evaluation.analysis.withholding import Pattern

    edition = editions.published(draft, files=False)
    group = edition.round.groups.get()
    stored = Pattern.from_data(group.withholdings.first().pattern)
    own = Pattern.from_data(edition.snapshot.patterns[str(group.pk)])
    hidden = 0
    for question, rows in stored.marks.items():
        for row, items in rows.items():
            for item, mark in items.items():
                assert not mark or own.mark(question, *row, item)
                hidden += not mark and bool(own.mark(question, *row, item))
    assert hidden > 0
    shown = [row for row in edition.snapshot.tables["levels"] if row[11] is not None]
    assert shown
    assert min(row[11] for row in shown) >= 10


# --- What stands in the way -------------------------------------------------------------------


def test_nothing_is_published_unseen_unclosed_or_empty(small):
    empty = editions.a_draft(small)
    with pytest.raises(NotNow, match="no sections yet"):
        actions.publish(edition=empty, by=editions.evaluator())
    editions.add(empty, Kind.COMMENTARY, commentary="Words")
    with pytest.raises(NotNow, match="make one, and read it"):
        actions.publish(edition=empty, by=editions.evaluator())
    editions.previewed(empty)
    editions.add(empty, Kind.COMMENTARY, commentary="More words")
    with pytest.raises(NotNow, match="make one, and read it"):
        actions.publish(edition=empty, by=editions.evaluator())
    Round.objects.filter(pk=small.pk).update(imported=False)
    with pytest.raises(NotNow, match="has not closed"):
        actions.publish(edition=empty, by=editions.evaluator())
    unanswered = editions.a_group("Nobody", small.groups.get().instrument_version).round
    Round.objects.filter(pk=unanswered.pk).update(imported=True)
    with pytest.raises(NotNow, match="Nobody has answered"):
        actions.publish(edition=editions.a_draft(unanswered), by=editions.evaluator())


def test_an_open_round_has_no_preview_either(draft, small, client_as):
    document = actions.request_preview(edition=draft, by=editions.evaluator())
    Round.objects.filter(pk=small.pk).update(imported=False)
    document = editions.made(document)
    assert (document.state, "has not closed" in document.reason) == (Document.State.FAILED, True)
    with pytest.raises(NotNow, match="there are no figures of it while they would still grow"):
        actions.request_preview(edition=draft, by=editions.evaluator())
    page = client_as(Role.EVALUATOR).get(draft.get_absolute_url()).content.decode()
    assert "Make a preview" not in page
    assert "has not closed" in page


def test_a_name_that_is_no_figure_keeps_it_from_being_published(draft):
    editions.add(draft, Kind.MEASURE, "Again", measure="skills", commentary="See [[no_such]].")
    editions.previewed(draft)
    with pytest.raises(NotNow, match=r"\[\[no_such\]\]"):
        actions.publish(edition=draft, by=editions.evaluator())


def test_a_round_is_not_held_against_itself_nor_a_later_one(small):
    with pytest.raises(NotNow, match="against itself"):
        editions.a_draft(small, small)
    earlier = editions.a_group("Before", small.groups.get().instrument_version).round
    Round.objects.filter(pk=earlier.pk).update(frame_on="2020-01-01")
    earlier.refresh_from_db()
    with pytest.raises(NotNow, match="is later than"):
        editions.a_draft(earlier, small)


def test_an_editor_is_warned_of_what_the_figures_do_not_allow(draft, client_as):
    section = draft.sections.get(heading="Skills")
    base = 0
    editions.previewed(draft)
    [content] = [one for one in draft.preview.pages["sections"] if one["section"] == section.pk]
    base = content["known"]["asked"][0][3]
    impossible = next(share for share in range(1, 100) if all(round(100 * n / base) != share for n in range(base + 1)))
    words = f"It was {impossible}% of {base} commissioners. Seen by 12 of 11 commissioners."
    typed = Section("Skills", words, "commissioners", "skills")
    actions.save_section(section=section, typed=typed, version=1, by=None)
    page = client_as(Role.EVALUATOR).get(f"/evaluation/drafts/{draft.pk}/").content.decode()
    assert f"No number of {base} is {impossible} per cent" in page
    assert "The count is larger than what it is a part of" in page
    assert "Out of date" in page


# --- Faults -----------------------------------------------------------------------------------


def test_29_published_twice_is_one_publication(draft):
    editions.previewed(draft)
    first = actions.publish(edition=draft, by=editions.evaluator())
    assert actions.publish(edition=draft, by=editions.evaluator()) == first
    with pytest.raises(NotNow, match="being published"):
        actions.add_section(edition=draft, kind=Kind.COMMENTARY, typed=Section("More", "x"), by=None)
    editions.made(first)
    assert actions.publish(edition=Edition.objects.get(pk=draft.pk), by=editions.evaluator()) == first
    assert EditionSnapshot.objects.count() == 1
    assert Document.objects.filter(kind="edition-pdf").count() == 1
    assert AuditEntry.objects.filter(verb="edition-freeze").count() == 1


def test_33_a_worker_lost_after_freezing_leaves_one_snapshot(draft, monkeypatch):
    from commissioning.documents import actions as documents

    editions.previewed(draft)
    document = actions.publish(edition=draft, by=editions.evaluator())

    def killed(*args):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(documents, "finish", killed)
        with pytest.raises(SystemExit):
            editions.made(document)
    document.refresh_from_db()
    assert document.state == Document.State.RUNNING
    assert EditionSnapshot.objects.count() == 1
    before = EditionSnapshot.objects.values_list("checksum", "made_at").get()
    documents.release(document)
    document = editions.made(document)
    assert document.state == Document.State.DONE
    assert EditionSnapshot.objects.values_list("checksum", "made_at").get() == before
    assert Document.objects.filter(kind__in=("edition-pdf", "edition-xlsx", "edition-csv", "edition-sav")).count() == 4


def test_36_a_full_disk_fails_a_file_with_its_reason_and_it_can_be_tried_again(draft, monkeypatch):
    import errno

    from commissioning.documents import actions as documents
    from evaluation.exports import csv_files

    edition = editions.published(draft, files=False)
    [document] = editions.documents(edition, ["edition-csv"])

    def full(tables):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(csv_files, "as_zip", full)
        document = editions.made(document)
    assert document.state == Document.State.FAILED
    assert "The disk is full" in document.reason
    documents.retry(document=document, by=editions.evaluator())
    assert editions.made(document).state == Document.State.DONE


def test_a_snapshot_that_was_tampered_with_makes_no_file_and_is_found(draft, small):
    edition = editions.published(draft, files=False)
    assert [finding for finding in integrity._editions() if finding] == []
    other = editions.a_draft(small, title="Tampered")
    kept = {name: getattr(edition.snapshot, name) for name in ("format", "tables", "patterns", "checksum")}
    EditionSnapshot.objects.create(edition=other, pages=edition.snapshot.pages | {"title": "Tampered"}, **kept)
    [finding] = [finding for finding in integrity._editions() if finding]
    assert finding == "“Tampered” no longer has the content it was published with."
    with pytest.raises(Refused, match="no longer matches its checksum"):
        intact(other)


def test_an_edition_of_the_first_format_still_opens_in_every_format(draft, small, client_as):
    """Before anything stood beside the survey’s tables."""
    edition, old = editions.published(draft, files=False), editions.a_draft(small, title="Of old")
    assert edition.snapshot.format == 2
    pages, patterns = edition.snapshot.pages | {"title": "Of old"}, edition.snapshot.patterns
    tables = {name: value for name, value in edition.snapshot.tables.items() if name != "beside"}
    EditionSnapshot.objects.create(
        edition=old, format=1, pages=pages, tables=tables, patterns=patterns, checksum=checksum(pages, tables, patterns)
    )
    Edition.objects.filter(pk=old.pk).update(slug="of-old", published_at=timezone.now())
    actions.request_files(old)
    for document in editions.documents(old):
        assert editions.made(document).state == Document.State.DONE
    assert len(csv_of(old, "levels.csv")) == len(tables["levels"]) > 0
    assert "Nothing more." in client_as(Role.ADVISER).get("/evaluation/editions/of-old/").content.decode()
    unknown = editions.a_draft(small, title="From a later site")
    EditionSnapshot.objects.create(
        edition=unknown, format=3, pages=pages, tables=tables, patterns=patterns, checksum="0" * 64
    )
    with pytest.raises(Refused, match="format 3"):
        intact(unknown)


# --- Signed levels and posts ------------------------------------------------------------------


@pytest.mark.slow
def test_signed_levels_are_of_the_published_comparison_alone(small):
    """Without one the section says so; types and regions are left to the comparison."""
    draft = editions.a_draft(small)
    editions.add(draft, Kind.MATURITY, "Levels")
    [content] = editions.previewed(draft).preview.pages["sections"]
    assert content["notes"] == [
        "There is no published comparison of 2026/27, so there are no signed levels of that year here."
    ]
    assert content["figures"] == []
    editions.compared(2026)
    [content] = editions.previewed(draft).preview.pages["sections"]
    [figure] = content["figures"]
    assert figure["of"].startswith("2026/27, comparison 1 of ")
    [table] = figure["tables"]
    assert "South West" not in str(table)


@pytest.mark.slow
def test_moves_between_the_same_years_are_published_of_one_comparison_only(small, tmp_path):
    for year in (2025, 2026):
        editions.compared(year, seed=year)
    version = small.groups.get().instrument_version
    rounds = small, editions.answered(editions.a_group("Before", version), tmp_path, 60, month="2025-10")
    first = editions.a_draft(*rounds, title="First")
    editions.add(first, Kind.MATURITY, "Levels", commentary="Higher: [[S01.higher:count]].")
    first = editions.published(first, files=False)
    assert re.search(r"Higher: \d+ of \d+ areas\.", first.snapshot.pages["sections"][0]["commentary"][0])
    again = ComparisonPublication.objects.get(campaign__year=2026)
    again.pk, again.number = None, 2
    again.save(force_insert=True)
    second = editions.a_draft(*rounds, title="Second")
    editions.add(second, Kind.MATURITY, "Levels")
    second = editions.published(second, files=False)
    counted = dict(_moves_of(first) | _moves_of(second))
    assert counted["First", "S01"] > 0
    assert counted["Second", "S01"] is None


def _moves_of(edition):
    return {((edition.title, row[2]), row[5]) for row in edition.snapshot.tables["beside"]["moves"] if row[4] == "same"}


# --- Hostile text -----------------------------------------------------------------------------

HOSTILE = '=HYPERLINK("http://x","<script>alert(1)</script>") <img src=file:///etc/passwd> {{ 7|add:7 }}'


@pytest.mark.slow
def test_16_hostile_words_are_words_in_page_paper_and_files(small, client_as):
    draft = editions.a_draft(small, title="=cmd() <b>Report</b>")
    editions.compared(2026)
    editions.add(draft, Kind.MEASURE, HOSTILE[:150], measure="skills", commentary=f"{HOSTILE}\n\n@SUM(1)")
    for kind in (Kind.MATURITY, Kind.REACH):
        editions.add(draft, kind, f"{kind} {HOSTILE}"[:150], commentary=f"{kind}: {HOSTILE}")
    edition = editions.published(draft)
    html = client_as(Role.CHAMPION).get(edition.get_absolute_url()).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<img" not in html
    assert "{{ 7|add:7 }}" in html
    assert "<b>Report" not in html
    text = text_of(content_of(edition, "edition-pdf"))
    assert "<script>alert(1)</script>" in text.replace("\n", " ")
    for kind in (Kind.MATURITY, Kind.REACH):
        assert f"{kind}: =HYPERLINK" in html
        assert f"{kind}: =HYPERLINK" in text
    book = openpyxl.load_workbook(io.BytesIO(content_of(edition, "edition-xlsx")))
    assert {"Signed", "Medians", "Reach"} <= set(book.sheetnames)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert any("=cmd()" in str(cell.value) for cell in cells)
    titles = [row["label"] for row in csv_of(edition, "codebook.csv") if row["variable"] == "title"]
    assert titles == ["'=cmd() <b>Report</b>"]


# --- At the same moment -----------------------------------------------------------------------


def test_two_evaluators_publish_one_edition_at_once(own_database):
    small = editions.a_small_round.__wrapped__()
    draft = editions.a_draft(small)
    editions.add(draft, Kind.COMMENTARY, "In short", commentary="Words")
    editions.previewed(draft)
    by = editions.evaluator()
    given = together(*(lambda: actions.publish(edition=draft, by=by),) * 3)
    assert len({document.pk for document in given}) == 1
    together(*(lambda: tasks.make(given[0].pk),) * 3)
    assert EditionSnapshot.objects.count() == 1
    assert Document.objects.filter(kind="edition-pdf").count() == 1
