"""Who reads a comparison's figures: an account that can read levels of no other area, and nobody else, wherever they
are printed. Measured by asking every page and file that has them, against a table written by hand.
"""

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import openpyxl
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.documents.actions import request_document
from commissioning.documents.models import Document
from commissioning.people.models import RoleAppointment, User
from commissioning.people.queries import scope_of
from readiness import publication, report_document, snapshots
from readiness.actions import campaigns, readers, sharing
from readiness.comparison import COLUMNS
from readiness.models import Campaign, Scorer, SelfAssessment, Share, Snapshot
from readiness.queries import comparing
from readiness.queries.frozen import newest_snapshot
from readiness.queries.reports import ABOUT, ABOUT_COMPARED
from tests.conftest import browser_of
from tests.support import assessments
from tests.support.intruder import Intruder, small_world
from tests.support.people import EALING, area, in_role
from tests.support.remembered import remembered
from tests.support.reports import content_of, made
from tests.support.sharing import shared

CUMBERLAND, WESTMORLAND, CUMBRIA = "E06000063", "E06000064", "E10000006"

# Y: figures. No mark says by itself whether the page is there without them.
EXPECTED = """
                                            page report files groups
champion                                    Y    Y      Y     .
director                                    Y    Y      Y     .
champion and director                       Y    Y      Y     .
champion, senior leader elsewhere           Y    Y      Y     .
champion, regional lead                     Y    Y      Y     .
champion, programme lead                    Y    Y      Y     .
champion, asked elsewhere and silent        Y    Y      Y     .
champion, evaluator                         Y    Y      Y     .
champion of the council it came from        Y    Y      Y     .
champion here and elsewhere                 .    .      .     .
champion here and of the sister council     .    .      .     .
champion, director elsewhere                .    .      .     .
champion, local lead elsewhere              .    .      .     .
champion, took part elsewhere               .    .      .     .
champion, gave a view elsewhere by link     .    .      .     .
champion, named elsewhere                   .    .      .     .
champion, administrator                     .    .      .     .
local lead                                  .    .      .     .
contributor who took part                   .    .      .     .
regional lead                               .    .      .     .
programme lead                              .    .      .     .
evaluator                                   .    .      .     Y
evaluator, local lead elsewhere             .    .      .     .
administrator                               .    .      .     .
champion elsewhere                          .    .      .     .
"""
MARKS = {
    "page": ("areas by level of each standard", "median by year", "by section: the middle"),
    "report": ('id="others"', "number of other areas at each level"),
    "groups": ("areas by level of each standard", "median by year"),
}


@dataclass
class Scene:
    here: SelfAssessment
    elsewhere: SelfAssessment
    files: list[Document]  # the copies beside other areas, made for somebody who may have them
    tables: Document

    @property
    def snapshot(self) -> Snapshot:
        return newest_snapshot(self.here)


@pytest.fixture
def quick(monkeypatch):
    """PDFs that are the words they would hold."""
    monkeypatch.setattr(report_document, "laid_out", lambda html: html.encode())


@pytest.fixture
def scene(register, quick) -> Scene:
    """Cumberland and Ealing have signed, with thirty others; two years are published, and every file is made."""
    here, elsewhere, campaign = two_years_published()
    snapshot = newest_snapshot(here)
    files = [asked_for(snapshot, kind, compared=True) for kind in ABOUT_COMPARED]
    tables = request_document(
        kind="comparison-tables",
        title="Comparison",
        authority=None,
        params={"campaign": campaign.pk, "number": 1, "at": timezone.now().isoformat(), "reason": ""},
        by=None,
    )
    return Scene(here, elsewhere, files, made(tables))


@remembered
def two_years_published() -> tuple[SelfAssessment, SelfAssessment, Campaign]:
    here = assessments.signed(assessments.opened(authority=area(CUMBERLAND)))
    elsewhere = assessments.signed(assessments.opened(authority=area(EALING)))
    for year in (assessments.YEAR - 1, assessments.YEAR):
        campaign = a_publication(year, here.version.standards.values_list("code", flat=True)[:2])
    SelfAssessment.objects.create(  # the year before, for the wording that its levels go with
        authority=area(CUMBERLAND),
        version=here.version,
        framework=here.framework,
        occasion="annual",
        year=assessments.YEAR - 1,
        state="signed",
    )
    return here, elsewhere, campaign


def a_publication(year: int, codes):
    campaign = campaigns.create_campaign(
        year=year, opens_on=date(year, 4, 1), closes_on=date(year + 1, 3, 31), areas=[area(CUMBERLAND)], by=None
    )
    levels = {10_000 + number: 2 + number % 3 for number in range(30)} | {area(CUMBERLAND).pk: 4, area(EALING).pk: 3}
    signed = [publication.Signed(pk, "unitary", "North West", dict.fromkeys(codes, at)) for pk, at in levels.items()]
    data = publication.publish(signed, dict.fromkeys(codes, "all"), {})
    campaign.closed_at = timezone.now()
    campaign.save()
    campaign.publications.create(
        number=1, format=1, data=data, checksum=snapshots.checksum(data), made_at=timezone.now()
    )
    return campaign


def asked_for(snapshot: Snapshot, kind: str, **params) -> Document:
    document = request_document(
        kind=kind,
        title="x",
        authority=snapshot.assessment.authority,
        params={"snapshot": snapshot.pk, **params},
        by=None,
    )
    return made(document)


# --- The accounts -------------------------------------------------------------------------

CHAMPION = (Role.CHAMPION, CUMBERLAND)
ROLES = {
    "champion": [CHAMPION],
    "director": [(Role.DIRECTOR, CUMBERLAND)],
    "champion and director": [CHAMPION, (Role.DIRECTOR, CUMBERLAND)],
    "champion, senior leader elsewhere": [CHAMPION, (Role.SENIOR_LEADER, EALING)],
    "champion, regional lead": [CHAMPION, (Role.REGIONAL_LEAD, EALING)],
    "champion, programme lead": [CHAMPION, (Role.PROGRAMME_LEAD, EALING)],
    "champion, asked elsewhere and silent": [CHAMPION, (Role.CONTRIBUTOR, EALING)],
    "champion, evaluator": [CHAMPION, (Role.EVALUATOR, EALING)],
    "champion of the council it came from": [CHAMPION, (Role.CHAMPION, CUMBRIA)],
    "champion, director elsewhere": [CHAMPION, (Role.DIRECTOR, EALING)],
    "champion, local lead elsewhere": [CHAMPION, (Role.LOCAL_LEAD, EALING)],
    "champion, took part elsewhere": [CHAMPION, (Role.CONTRIBUTOR, EALING)],
    "champion, gave a view elsewhere by link": [CHAMPION],
    "champion, named elsewhere": [CHAMPION, (Role.CONTRIBUTOR, EALING)],
    "champion, administrator": [CHAMPION, (Role.ADMINISTRATOR, EALING)],
    "local lead": [(Role.LOCAL_LEAD, CUMBERLAND)],
    "contributor who took part": [(Role.CONTRIBUTOR, CUMBERLAND)],
    "regional lead": [(Role.REGIONAL_LEAD, CUMBERLAND)],
    "programme lead": [(Role.PROGRAMME_LEAD, CUMBERLAND)],
    "evaluator": [(Role.EVALUATOR, CUMBERLAND)],
    "evaluator, local lead elsewhere": [(Role.EVALUATOR, EALING), (Role.LOCAL_LEAD, EALING)],
    "administrator": [(Role.ADMINISTRATOR, EALING)],
    "champion here and of the sister council": [CHAMPION, (Role.CHAMPION, WESTMORLAND)],
    "champion here and elsewhere": [CHAMPION, (Role.CHAMPION, EALING)],
    "champion elsewhere": [(Role.CHAMPION, EALING)],
}


def account(*roles: tuple[Role, str]) -> User:
    """One person with all these roles, each where its place wants it."""
    (first, at), *others = roles
    person = appointed(first, at)
    for role, code in others:
        give(person, role, code)
    return person


def appointed(role: Role, code: str) -> User:
    """A new person in place of whoever held it, where an area has but one."""
    if role is Role.CHAMPION:
        held = RoleAppointment.objects.filter(role=role, authority=area(code), revoked_at=None)
        held.update(revoked_at=timezone.now())
    return in_role(role, area(code), acting=role is Role.DIRECTOR)


def give(person: User, role: Role, code: str) -> None:
    beside = appointed(role, code).appointments.get()
    beside.person = person
    beside.save()


def took_part(person: User, assessment: SelfAssessment, sent: bool = True) -> User:
    at = newest_snapshot(assessment).made_at if sent else None
    Scorer.objects.create(assessment=assessment, kind="alone", partner_kind="police", person=person, sent_at=at)
    return person


def cast(scene: Scene) -> Iterator[tuple[str, User]]:
    """One after the other: an area has one champion at a time."""
    for who, roles in ROLES.items():
        person = account(*roles)
        if who == "champion, asked elsewhere and silent":
            took_part(person, scene.elsewhere, sent=False)
        if who in ("champion, took part elsewhere", "champion, gave a view elsewhere by link"):
            took_part(person, scene.elsewhere)
        if who == "champion, named elsewhere":
            leader = assessments.champion_of(scene.elsewhere)
            readers.name_reader(assessment=scene.elsewhere, person=person, by=leader)
        if who == "contributor who took part":
            took_part(person, scene.here)
        yield who, person


# --- Asking -------------------------------------------------------------------------------


def text(client: Client, path: str) -> str:
    response = client.get(path)
    return b"".join(response).decode(errors="replace").lower() if response.status_code == 200 else ""


def on(what: str, content: str) -> bool:
    """All the marks of figures or none: half a page would be a leak, too."""
    found = {mark.lower() in content for mark in MARKS[what]}
    assert len(found) == 1, f"some figures only: {what}"
    return found.pop()


def measured(scene: Scene, person: User) -> dict[str, bool]:
    client = browser_of(person)
    groups = on("groups", text(client, reverse("readiness:group-levels")))
    tables = client.get(f"{scene.tables.get_absolute_url()}download/")
    tables.getvalue()
    assert (tables.status_code == 200) == groups
    return {
        "page": on("page", text(client, reverse("readiness:comparison-detail", args=[CUMBERLAND]))),
        "report": on("report", text(client, reverse("readiness:report-detail", args=[scene.here.pk]))),
        "files": gets_files(scene, client),
        "groups": groups,
    }


def gets_files(scene: Scene, client: Client) -> bool:
    """The finished ones are downloaded, listed and asked for by the same people."""
    found, shown = set(), text(client, reverse("documents:document-list"))
    for document in scene.files:
        response = client.get(f"{document.get_absolute_url()}download/")
        response.getvalue()
        path = reverse("readiness:copy-request", args=[scene.here.pk, scene.snapshot.pk, document.kind])
        asked = client.post(path, {"compared": "yes"})
        assert response.status_code in (200, 404)
        assert asked.status_code in (302, 403, 404)
        found |= {response.status_code == 200, asked.status_code == 302}
        found |= {document.get_absolute_url() in shown}
    assert len(found) == 1
    return found.pop()


def expected() -> dict[str, dict[str, bool]]:
    head, *lines = EXPECTED.strip("\n").splitlines()
    names = head.split()
    return {line[:44].strip(): dict(zip(names, (m == "Y" for m in line[44:].split()), strict=True)) for line in lines}


@pytest.mark.slow
@pytest.mark.django_db
def test_figures_are_for_accounts_that_read_no_other_area_s_levels(scene, caplog):
    caplog.set_level("CRITICAL")  # each refusal is a line in the log
    found = {who: measured(scene, person) for who, person in cast(scene)}

    assert found == expected()


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("what", Share.What)
@pytest.mark.parametrize(
    ("role", "audience"),
    [(Role.SENIOR_LEADER, "leaders"), (Role.REGIONAL_LEAD, "region"), (Role.PROGRAMME_LEAD, "programme")],
)
def test_what_another_area_shares_stops_it_until_it_ends(scene, role, audience, what, caplog):
    caplog.set_level("CRITICAL")
    person = scene.here.opened_by = account((Role.CHAMPION, CUMBERLAND), (role, EALING))
    shared(scene.here, audience, what)
    assert set(measured(scene, person).values()) == {True, False}, "one's own area's share is none of another area's"
    share = shared(scene.elsewhere, audience, what)
    assert set(measured(scene, person).values()) == {False}
    page = text(browser_of(person), reverse("readiness:comparison-detail", args=[CUMBERLAND]))
    assert "no figures for your account" in page
    assert "ealing: it shares what was signed with you" in page

    sharing.end_share(share=share, by=assessments.champion_of(scene.elsewhere))
    assert [what for what, so in measured(scene, person).items() if so] == ["page", "report", "files"]


@pytest.mark.django_db
def test_the_page_says_what_stops_it_and_what_to_do(scene):
    person = account((Role.CHAMPION, CUMBERLAND), (Role.DIRECTOR, EALING), (Role.LOCAL_LEAD, WESTMORLAND))
    took_part(person, scene.elsewhere)
    client = browser_of(person)
    page = text(client, reverse("readiness:comparison-detail", args=[CUMBERLAND]))

    assert "ealing: you have a role there that reads its levels" in page
    assert "westmorland and furness: you have a role there that reads its levels" in page
    assert "an administrator ends a role" in page
    assert page.count("<h1") == 1
    assert "why, and what to do" in text(client, reverse("readiness:report-detail", args=[scene.here.pk]))


# --- Reports ------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ABOUT)
def test_the_copy_for_everybody_has_no_figure_whoever_asks(scene, kind):
    client = browser_of(account((Role.CHAMPION, CUMBERLAND)))
    ordinary = made(posted(client, scene, kind))

    assert (ordinary.state, ordinary.params) == ("done", {"snapshot": scene.snapshot.pk})
    assert not has_chapter(ordinary)
    if kind in ABOUT_COMPARED:
        assert has_chapter(next(file for file in scene.files if file.kind == kind))


def posted(client: Client, scene: Scene, kind: str, **words: str) -> Document:
    """The document that asking for it leads to."""
    path = reverse("readiness:copy-request", args=[scene.here.pk, scene.snapshot.pk, kind])
    return Document.objects.get(pk=client.post(path, words).url.rstrip("/").rpartition("/")[2])


def has_chapter(document: Document) -> bool:
    content = content_of(document)
    if document.content_type.endswith("sheet"):
        return "Comparison" in openpyxl.load_workbook(io.BytesIO(content)).sheetnames
    return b"Number of other areas at each level" in content


@pytest.mark.django_db
def test_there_is_no_copy_of_the_board_s_pages_beside_other_areas(scene):
    client = browser_of(account((Role.CHAMPION, CUMBERLAND)))
    path = reverse("readiness:copy-request", args=[scene.here.pk, scene.snapshot.pk, "board-report"])

    assert client.post(path, {"compared": "yes"}).status_code == 404
    board = text(client, reverse("readiness:board-detail", args=[scene.here.pk, scene.snapshot.pk]))
    assert "two pages for the board" in board
    assert "other areas" not in board


@pytest.mark.django_db
def test_both_copies_are_offered_to_who_may_compare_and_one_to_others(scene):
    path = reverse("readiness:report-detail", args=[scene.here.pk])
    champion = text(browser_of(account((Role.CHAMPION, CUMBERLAND))), path)
    lead = text(browser_of(account((Role.LOCAL_LEAD, CUMBERLAND))), path)

    assert "the whole report, beside other areas" in champion
    assert "so that it can be handed on" in champion
    assert "beside other areas" not in lead
    assert "the report as a tagged pdf." in lead
    assert "handed on" not in lead


@pytest.mark.django_db
def test_whoever_can_no_longer_compare_no_longer_has_the_copy(scene, caplog):
    """Neither the one that was made for them nor the one that is on its way."""
    caplog.set_level("CRITICAL")
    person = account((Role.CHAMPION, CUMBERLAND))
    client = browser_of(person)
    own = posted(client, scene, "feedback-report", compared="yes")
    assert client.get(own.get_absolute_url()).status_code == 200
    give(person, Role.LOCAL_LEAD, EALING)

    assert made(own).reason == "The person who asked for this is no longer allowed to have it."
    for page in ("", "status/", "download/"):
        assert client.get(f"{own.get_absolute_url()}{page}").status_code == 404
    assert client.post(f"{own.get_absolute_url()}retry/").status_code == 404


@pytest.mark.django_db
def test_who_took_part_reads_the_report_without_the_chapter(scene):
    """Also by the one-use link, and also somebody who may compare: a partner's page is the partner's."""
    person = account((Role.CHAMPION, CUMBERLAND))
    took_part(person, scene.here)
    asked_for(scene.snapshot, "feedback-report")
    asked_for(scene.snapshot, "feedback-report", compared=True)
    scorer = Scorer.objects.get(person=person, kind="alone")
    client = browser_of(person)

    assert not on("report", text(client, reverse("readiness:thanks-report", args=[scorer.pk])))
    download = b"".join(client.get(reverse("readiness:thanks-download", args=[scorer.pk])))
    assert b"Level of each standard" in download
    assert b"Number of other areas at each level" not in download


@pytest.mark.django_db
@pytest.mark.parametrize(("options", "so"), [([], False), (["--compared"], True)])
def test_the_command_adds_the_chapter_only_when_told(scene, tmp_path, options, so):
    file = tmp_path / "report.pdf"
    year = str(assessments.YEAR)
    call_command("render_feedback_report", "--authority", CUMBERLAND, "--year", year, "-o", file, *options)
    assert (b"Number of other areas at each level" in file.read_bytes()) is so


# --- The rule itself ----------------------------------------------------------------------


@pytest.mark.django_db
def test_the_rule_for_one_area_and_for_rows_is_one(scene):
    for _, person in cast(scene):
        scope = scope_of(person)
        compared = comparing.areas_compared(scope)
        for code in (CUMBERLAND, WESTMORLAND, CUMBRIA, EALING):
            assert comparing.may_compare(scope, area(code)).yes == (area(code).pk in compared)


@pytest.mark.django_db
def test_a_council_and_those_it_came_from_or_became_are_one_and_its_sister_is_another(register):
    person = account((Role.CHAMPION, CUMBRIA), (Role.CHAMPION, CUMBERLAND))
    assert comparing.areas_compared(scope_of(person)) == {area(CUMBRIA).pk, area(CUMBERLAND).pk}
    give(person, Role.CHAMPION, WESTMORLAND)
    assert comparing.areas_compared(scope_of(person)) == {area(CUMBRIA).pk}


@pytest.mark.django_db
def test_as_many_queries_for_one_other_area_as_for_six(register, django_assert_num_queries):
    person = account((Role.CHAMPION, CUMBERLAND), (Role.LOCAL_LEAD, EALING))
    cumberland = area(CUMBERLAND)
    one = scope_of(person)
    for code in ("E08000035", "E10000016", "E06000001", WESTMORLAND, "E06000002"):
        give(person, Role.LOCAL_LEAD, code)
    for scope, others in ((one, 1), (scope_of(person), 6)):
        with django_assert_num_queries(7):
            assert len(comparing.may_compare(scope, cumberland).stops) == others


# --- Why ----------------------------------------------------------------------------------


class Knowing(Intruder):
    """One who reads another area's levels besides."""

    def __init__(self, *args, known: publication.Signed, **more) -> None:
        super().__init__(*args, **more)
        column = COLUMNS.index(known.levels["one"])
        self.least.append((self.row(lambda kind, at: kind == known.kind and at == column), 1))


@pytest.mark.slow
def test_whoever_reads_two_areas_works_out_what_is_hidden_from_whoever_reads_one():
    """So the rule is needed: the same publication, the same intruder, one level more."""
    told = 0
    for seed in range(4):
        areas, neighbours = small_world(seed)
        data = publication.publish(areas, {"one": "section"}, neighbours)
        pairs = random.Random(seed).sample(list(combinations(areas, 2)), 12)
        for reader, other in pairs:
            about = {"reader": reader, "neighbours": neighbours.get(reader.area_id, ())}
            assert Intruder(data, areas, **about).finds() == []
            told += bool(Knowing(data, areas, known=other, **about).finds())
    assert told
