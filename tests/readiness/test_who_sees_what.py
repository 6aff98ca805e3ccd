"""Who sees what: everybody × every stage × everything, measured by asking, against one table written by hand.

One self-assessment is led through every stage with one person of every kind looking on at each. What is expected is
written from the domain's words, and nothing of it is taken from the code's own table.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from commissioning.access.roles import Role
from commissioning.documents.models import Document
from commissioning.people.queries import scope_of
from readiness import visibility
from readiness.actions import agreement, readers, sharing
from readiness.levels import Answer
from readiness.models import Action, Evidence, EvidenceUse, Scorer, SelfAssessment, Share
from readiness.queries.reading import any_of, readable_snapshot, reading_of, ways_to_levels
from tests.conftest import browser_of
from tests.support import assessments
from tests.support.agreeing import said
from tests.support.made import make_files
from tests.support.people import DURHAM, EALING, area, in_role
from tests.support.sharing import shared

pytestmark = pytest.mark.django_db

STAGES = (
    *("open", "agreeing", "challenge", "response", "with the director", "returned", "agreeing again"),
    *("signed", "its levels shared", "its report shared"),
    *("reopened with its report shared", "reopened and shared no more"),
)
# Y: they see it. Whoever is not named sees nothing of it at any stage.
EXPECTED = """
                                 op ag ch re di rt ag  si le rp  ro no
how far it has got
    everybody with a role here    Y  Y  Y  Y  Y  Y  Y   Y  Y  Y   Y  Y
why it was returned
    champion, director            .  .  .  .  .  Y  Y   Y  Y  Y   Y  Y
    local lead                    .  .  .  .  .  Y  Y   Y  Y  Y   Y  Y
their own view
    took part                     Y  Y  Y  Y  Y  Y  Y   Y  Y  Y   Y  Y
what each partner thinks
    champion, named               .  Y  Y  Y  Y  Y  Y   Y  Y  Y   Y  Y
levels as they stand
    champion                      Y  Y  Y  Y  Y  Y  Y   Y  Y  Y   Y  Y
    named                         .  Y  Y  Y  Y  Y  Y   Y  Y  Y   Y  Y
    local lead                    .  .  Y  Y  Y  Y  .   Y  Y  Y   .  .
    director                      .  .  .  .  Y  Y  .   Y  Y  Y   .  .
levels that were signed
    champion, director            .  .  .  .  .  .  .   Y  Y  Y   Y  Y
    local lead, took part         .  .  .  .  .  .  .   Y  Y  Y   Y  Y
the page to challenge it
    local lead                    .  .  Y  Y  Y  Y  .   Y  Y  Y   .  .
the page to respond
    champion                      .  .  .  Y  Y  Y  Y   Y  Y  Y   .  .
the page to sign it
    director                      .  .  .  .  Y  .  .   .  .  .   .  .
the report on screen
    champion, named               .  .  .  .  Y  Y  Y   Y  Y  Y   Y  Y
    local lead, director          .  .  .  .  Y  Y  .   Y  Y  Y   Y  Y
    took part                     .  .  .  .  .  .  .   Y  Y  Y   Y  Y
    senior leader                 .  .  .  .  .  .  .   .  .  Y   Y  .
    regional lead, programme lead .  .  .  .  .  .  .   .  .  Y   Y  .
the report that was sent, as a file
    champion, named               .  .  .  .  Y  Y  Y   Y  Y  Y   Y  Y
    local lead, director          .  .  .  .  Y  Y  .   Y  Y  Y   .  .
the report that was signed, as a file
    champion, named               .  .  .  .  .  .  .   Y  Y  Y   Y  Y
    local lead, director          .  .  .  .  .  .  .   Y  Y  Y   Y  Y
    took part                     .  .  .  .  .  .  .   Y  Y  Y   Y  Y
    senior leader                 .  .  .  .  .  .  .   .  .  Y   Y  .
    regional lead, programme lead .  .  .  .  .  .  .   .  .  Y   Y  .
the list of evidence
    champion                      Y  Y  Y  Y  Y  Y  Y   Y  Y  Y   Y  Y
    named                         .  Y  Y  Y  Y  Y  Y   Y  Y  Y   Y  Y
    local lead                    .  .  Y  Y  Y  Y  .   Y  Y  Y   Y  Y
    director                      .  .  .  .  Y  Y  .   Y  Y  Y   Y  Y
    took part                     .  .  .  .  .  .  .   Y  Y  Y   Y  Y
    senior leader                 .  .  .  .  .  .  .   .  .  Y   Y  .
    regional lead, programme lead .  .  .  .  .  .  .   .  .  Y   Y  .
a file of evidence
    champion                      Y  Y  Y  Y  Y  Y  Y   Y  Y  Y   Y  Y
    named                         .  Y  Y  Y  Y  Y  Y   Y  Y  Y   Y  Y
    local lead                    .  .  Y  Y  Y  Y  .   Y  Y  Y   Y  Y
    director                      .  .  .  .  Y  Y  .   Y  Y  Y   Y  Y
    took part                     .  .  .  .  .  .  .   Y  Y  Y   Y  Y
    senior leader                 .  .  .  .  .  .  .   .  .  Y   Y  .
    regional lead, programme lead .  .  .  .  .  .  .   .  .  Y   Y  .
the page of what is shared with them
    senior leader                 .  .  .  .  .  .  .   .  Y  Y   Y  .
    regional lead, programme lead .  .  .  .  .  .  .   .  Y  Y   Y  .
an action of the plan
    champion                      .  Y  Y  Y  Y  Y  Y   Y  Y  Y   Y  Y
    local lead                    .  .  Y  Y  Y  Y  .   Y  Y  Y   Y  Y
    director                      .  .  .  .  Y  Y  .   Y  Y  Y   Y  Y
who looked
    champion, director            Y  Y  Y  Y  Y  Y  Y   Y  Y  Y   Y  Y
what is shared with whom
    champion, director            Y  Y  Y  Y  Y  Y  Y   Y  Y  Y   Y  Y
what each audience sees
    champion                      Y  Y  Y  Y  Y  Y  Y   Y  Y  Y   Y  Y
the report before it is sent
    champion                      .  Y  Y  Y  Y  Y  Y   Y  Y  Y   Y  Y
how it was played back
    champion                      .  .  .  .  Y  Y  Y   Y  Y  Y   Y  Y
    director, local lead          Y  Y  Y  Y  Y  Y  Y   Y  Y  Y   Y  Y
    took part                     Y  Y  Y  Y  Y  Y  Y   Y  Y  Y   Y  Y
"""
HERE = ("champion", "named", "took part", "did not take part", "director", "senior leader", "local lead")
BEYOND = ("regional lead", "programme lead", "administrator")
OUTSIDE = ("adviser", "evaluator", "champion of another area", "nobody signed in")
EVERYBODY = (*HERE, *BEYOND, *OUTSIDE)

OWN_WORDS, A_PARTNERS_LINE, COMMENTS = "Words of the area alone", "What one partner thinks", "Say more of schools"


# --- What is expected ---------------------------------------------------------------------


def expected() -> dict[str, dict[str, str]]:
    """Thing → who → one mark a stage."""
    table: dict[str, dict[str, str]] = {}
    for line in EXPECTED.strip("\n").splitlines()[1:]:
        if not line.startswith(" "):
            thing = table.setdefault(line, dict.fromkeys(EVERYBODY, "." * len(STAGES)))
            continue
        who, marks = line[:33].strip(), line[33:].replace(" ", "")
        assert re.fullmatch(rf"[Y.]{{{len(STAGES)}}}", marks), line
        names = [*HERE, *BEYOND] if who == "everybody with a role here" else who.split(", ")
        assert set(names) <= set(EVERYBODY), line
        thing.update(dict.fromkeys(names, marks))
    return table


# --- The people, the self-assessment, and its way -------------------------------------------


@dataclass
class Scene:
    people: dict
    browsers: dict[str, Client]
    assessment: SelfAssessment
    partner: Scorer
    evidence: Evidence
    action: Action | None = None
    last: str = ""  # the page asked for last

    def refresh(self) -> None:
        self.assessment = SelfAssessment.objects.select_related("authority").get(pk=self.assessment.pk)


def cast() -> dict:
    """One person of every kind, in County Durham or where their role puts them; nobody for the last."""
    roles = {
        "champion": Role.CHAMPION,
        **dict.fromkeys(("named", "took part", "did not take part"), Role.CONTRIBUTOR),
        "director": Role.DIRECTOR,
        "senior leader": Role.SENIOR_LEADER,
        "local lead": Role.LOCAL_LEAD,
        "regional lead": Role.REGIONAL_LEAD,
        "programme lead": Role.PROGRAMME_LEAD,
        "administrator": Role.ADMINISTRATOR,
        "adviser": Role.ADVISER,
        "evaluator": Role.EVALUATOR,
    }
    people = {who: in_role(role, area(DURHAM)) for who, role in roles.items()}
    people["champion of another area"] = in_role(Role.CHAMPION, area(EALING))
    return people | {"nobody signed in": None}


def scene() -> Scene:
    """Every standard answered, one partner's views in, somebody named, and a file of evidence."""
    people = cast()
    champion = people["champion"]
    assessment = assessments.opened(champion)
    for standard in assessment.version.standards.all():
        assessments.answer(assessment, standard.code, narrative=OWN_WORDS)
    partner = said(assessment, line=A_PARTNERS_LINE)
    partner.person = people["took part"]
    partner.save()
    readers.name_reader(assessment=assessment, person=people["named"], by=champion)
    evidence = Evidence(authority=assessment.authority, kind="shown", title="Board paper 7", scan="clean", size=5)
    evidence.file.save("paper.pdf", ContentFile(b"paper"), save=False)
    evidence.file.close()
    evidence.save()
    EvidenceUse.objects.create(evidence=evidence, assessment=assessment, standard=assessment.version.standards.first())
    browsers = {who: browser_of(person) if person else Client() for who, person in people.items()}
    return Scene(people, browsers, assessment, partner, evidence)


def way(scene: Scene) -> Iterator[None]:
    """From stage to stage, in the order of STAGES."""
    people, found = scene.people, scene.assessment
    champion, director, lead = people["champion"], people["director"], people["local lead"]
    yield
    agreement.begin(assessment=found, by=champion)
    for standard in found.version.standards.all():
        agreed = agreement.Agreed(Answer(3), None, "", "", version=0)
        agreement.agree_level(assessment=found, standard=standard, agreed=agreed, by=champion)
    scene.action = Action.objects.create(authority=found.authority, assessment=found, title="Ask schools")
    yield
    agreement.send_for_challenge(assessment=found, by=champion)
    yield
    agreement.agree_with_the_rest(assessment=found, by=lead)
    agreement.give_challenge(assessment=found, by=lead)
    yield
    agreement.submit(assessment=found, by=champion)
    make_files()
    yield
    agreement.return_to_area(assessment=found, by=director, reason=COMMENTS)
    yield
    agreement.resume(assessment=found, by=champion)
    yield
    agreement.submit(assessment=found, by=champion)
    agreement.sign(assessment=found, by=director)
    make_files()
    yield
    for audience in Share.Audience:
        shared(found, audience, "levels")
    yield
    for audience in Share.Audience:
        shared(found, audience, "report")
    yield
    agreement.reopen(assessment=found, by=champion, reason="The board met")
    yield
    for share in Share.objects.all():
        sharing.end_share(share=share, by=champion)
    yield


# --- Asking -------------------------------------------------------------------------------

Question = Callable[[Scene, str], bool]


def page(name: str) -> Question:
    return lambda scene, who: gives(scene, who, reverse(f"readiness:{name}", args=[scene.assessment.pk]))


def gives(scene: Scene, who: str, path: str) -> bool:
    """Whether the address answers; to people outside it does not even exist."""
    response = scene.browsers[who].get(path)
    status, content = response.status_code, b"".join(response).decode(errors="replace")
    if who in OUTSIDE:
        assert (status, "/accounts/login/" in response.headers.get("Location", "")) in ((404, False), (302, True)), path
    if A_PARTNERS_LINE in content:
        assert who in ("champion", "named") or path == own_view(scene), f"{path} gives a partner’s view away to {who}"
    scene.last = content
    return status == 200


def own_view(scene: Scene) -> str:
    return reverse("readiness:view-detail", args=[scene.partner.pk])


def gives_reasons(scene: Scene, who: str) -> bool:
    """The page of the stage has the history; it never has the area's own words, but for who leads it."""
    page("assessment-detail")(scene, who)
    assert who == "champion" or OWN_WORDS not in scene.last, f"the stage gives the area’s words away to {who}"
    return COMMENTS in scene.last


def gives_document(moment: str) -> Question:
    """The file of the newest report of that moment."""

    def asked(scene: Scene, who: str) -> bool:
        snapshot = scene.assessment.snapshots.filter(moment=moment).first()
        if snapshot is None:
            return False
        document = Document.objects.get(params={"snapshot": snapshot.pk})
        return gives(scene, who, reverse("documents:document-download", args=[document.pk]))

    return asked


def reads(what: str) -> Question:
    """By the rule itself, where no address shows that thing alone; the rule on rows has to agree with it."""

    def asked(scene: Scene, who: str) -> bool:
        person = scene.people[who]
        if person is None:
            return False
        scope = scope_of(person)
        reading = reading_of(scene.assessment, scope)
        open_to_them = SelfAssessment.objects.filter(any_of(ways_to_levels(scope).values()), pk=scene.assessment.pk)
        assert reading.levels == open_to_them.exists()
        if scene.assessment.snapshots.exists():
            assert reading.report == (readable_snapshot(scene.assessment, scope) is not None)
        return getattr(reading, what)

    return asked


ASK: dict[str, Question] = {
    "how far it has got": page("assessment-detail"),
    "why it was returned": gives_reasons,
    "their own view": lambda scene, who: gives(scene, who, own_view(scene)),
    "what each partner thinks": page("agreement-detail"),
    "levels as they stand": reads("live"),
    "levels that were signed": reads("signed"),
    "the page to challenge it": page("challenge-detail"),
    "the page to respond": page("response-detail"),
    "the page to sign it": page("signature-add"),
    "the report on screen": page("report-detail"),
    "the report that was sent, as a file": gives_document("sent"),
    "the report that was signed, as a file": gives_document("signed"),
    "the list of evidence": page("evidence-list"),
    "a file of evidence": lambda scene, who: gives(
        scene, who, reverse("readiness:evidence-download", args=[scene.evidence.pk])
    ),
    "the page of what is shared with them": page("share-detail"),
    "an action of the plan": lambda scene, who: (
        bool(scene.action) and gives(scene, who, reverse("readiness:action-detail", args=[scene.action.pk]))
    ),
    "who looked": page("look-list"),
    "what is shared with whom": page("share-list"),
    "what each audience sees": page("audience-list"),
    "the report before it is sent": page("board-preview"),
    "how it was played back": page("playback-edit"),
}


BY_RULE = {"levels as they stand", "levels that were signed"}  # cheap, so of everybody at every stage
# Addresses are asked at these, which differ most, and on both sides of every change the table names.
TELLING = {"with the director", "its report shared"}


def is_asked(thing: str, marks: str, place: int) -> bool:
    beside = marks[max(0, place - 1) : place + 2]
    return thing in BY_RULE or STAGES[place] in TELLING or len(set(beside)) > 1


def measured(table: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """The same table as it turns out."""
    found = {thing: dict.fromkeys(row, "") for thing, row in table.items()}
    shown = scene()
    for place, _ in zip(range(len(STAGES)), way(shown), strict=True):
        shown.refresh()
        for thing, row in table.items():
            for who, marks in row.items():
                asked = is_asked(thing, marks, place)
                found[thing][who] += marks[place] if not asked else "Y" if ASK[thing](shown, who) else "."
    return found


def as_lines(table: dict[str, dict[str, str]]) -> list[str]:
    return [f"{thing}: {who} {' '.join(marks)}" for thing, row in table.items() for who, marks in row.items()]


@pytest.mark.slow
@pytest.mark.parametrize("half", [0, 1])
def test_everybody_sees_at_every_stage_what_the_table_says_and_nothing_else(half, caplog):
    """In two halves, for two workers."""
    caplog.set_level("CRITICAL")  # each refusal is a line in the log
    assert set(expected()) == set(ASK)
    table = dict([*expected().items()][half::2])
    assert as_lines(measured(table)) == as_lines(table)


def test_the_page_tells_everybody_signed_in_or_not():
    shown = " ".join(Client().get("/who-sees-what/").content.decode().split())
    for line in visibility.TABLE:
        assert f"{line.who}</dt>" in shown
        assert line.sees in shown
    for said_plainly in (
        "Freedom of Information Act 2000",
        "inspectorate may ask",
        "Each export is listed",
        "who looked",
    ):
        assert said_plainly in shown
