"""Durham is listened to: conversations, a report the area has, and its playback. All of it made up."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.people.models import User
from commissioning.people.queries import holders
from commissioning.profiles.actions import stakeholders
from commissioning.profiles.models import Stakeholder
from evaluation.actions import area_interviews, area_passages, area_reports
from evaluation.actions import listening as actions
from evaluation.actions.area_interviews import Checked, Held
from evaluation.actions.area_passages import Coded
from evaluation.actions.area_reports import Played
from evaluation.actions.listening import Said
from evaluation.models import AreaInterview, Heard, Listening
from evaluation.queries import answering
from evaluation.queries.listening import guides

from .clock import as_of
from .places import DURHAM

PURPOSE = "What helps partners to commission short breaks together, and what gets in the way, before support is agreed."


@dataclass(frozen=True)
class Talk:
    """`said`: by question; the first is quoted, where they agree. `email`: whose link to the notes was used."""

    people: tuple[str, ...]
    weeks_ago: int
    said: dict[str, str]
    consent: str = "yes"
    present: int = 1
    email: str = ""


TALKS = (
    Talk(
        ("Sarah Whitmore",),
        9,
        {
            "governance_decides": "The board talks, and money is decided in two rooms that never meet.",
            "relationships_hard": "An old overspend still sits at the table.",
        },
        email="partnerships.director@demo.example",
    ),
    Talk(
        ("Neil Farrow",),
        9,
        {
            "relationships_hard": "Each side remembers the figures that suit it.",
            "capacity_skills": "We borrow analysts.",
        },
    ),
    Talk(
        ("Lynn Prior",),
        8,
        {
            "capacity_time": "Commissioning is what I do after five.",
            "governance_decides": "Contracts are let before plans are.",
        },
        email="procurement@demo.example",
    ),
    Talk(
        ("Grace Tunnard",),
        8,
        {
            "governance_decides": "Whoever chairs decides what is talked about, and the chair changes each year.",
            "journey_next": "One plan that both finance teams have read.",
        },
        email="early.help@demo.example",
    ),
    Talk(
        ("Karen Oduya", "Daniel Achebe"),
        8,
        {"understanding_case": "Short breaks changed because families were in the room early."},
        present=6,
    ),
    Talk(("Moira Kelly",), 7, {"journey_next": "Ask us before the paper is written."}, consent="ask"),
)
NOW = Talk(
    ("Supt Alan Reyes",),
    0,
    {"leadership_who": "Whoever chairs the board, and two who make it work."},
    email="superintendent@demo.example",
)
WRITTEN = {
    "governance": Said(
        "People know which board they would like to decide.",
        "Decisions about money are taken apart from decisions about services.",
        "Some would give the board more power; others would first make it smaller.",
    ),
    "relationships": Said(
        "Families and schools feel heard where they are asked early.", "An unsettled account is still felt.", ""
    ),
    "capacity": Said("", "Time to commission is borrowed from other work.", ""),
}
PLAYED = Played(
    date(2000, 1, 1),
    "champion, director, two from health, three heads, a parent, the voluntary sector",
    9,
    "That nobody had tried to settle the old account: letters were exchanged twice.",
    "The partnership agreed to close the account before it plans another pool.",
)


def held() -> None:
    """What is there already is left as it is."""
    area = Authority.objects.select_related("region").get(gss_code=DURHAM)
    if Listening.objects.filter(authority=area).exists():
        return
    lead = holders(Permission.LISTENING_RUN, area)[0].person
    champion = holders(Permission.SUPPORT_REQUEST, area)[0].person
    for talk in (*TALKS, NOW):
        _can_be_reached(area, talk, champion)
    with as_of(_weeks_ago(10)):
        made = actions.begin(authority=area, purpose=PURPOSE, guides=guides(), package=None, by=lead)
    for talk in TALKS:
        with as_of(_weeks_ago(talk.weeks_ago)):
            _hear(made, talk, lead)
    with as_of(_weeks_ago(6)):
        _tell(made, lead)
    with as_of(_weeks_ago(4)):
        played = Played(**vars(PLAYED) | {"held_on": timezone.localdate() - timedelta(days=1)})
        area_reports.add_playback(listening=made, played=played, by=lead)
    with as_of(_weeks_ago(3)):
        area_reports.release(report=area_reports.make(listening=made, by=lead), by=lead)
    _hear_now(made, lead)


def _weeks_ago(weeks: int) -> date:
    return timezone.localdate() - timedelta(weeks=weeks)


def _can_be_reached(area: Authority, talk: Talk, champion: User) -> None:
    """Whoever checks the notes has an address on the area's list."""
    if not talk.email:
        return
    row = Stakeholder.objects.kept().get(authority=area, name=talk.people[0])
    words = ("name", "job", "organisation", "side", "structure_id", "why_they_matter", "hearing")
    typed = stakeholders.Typed(**{word: getattr(row, word) for word in words}, email=talk.email)
    stakeholders.save(stakeholder=row, typed=typed, version=row.version, by=champion)


def _recorded(listening: Listening, talk: Talk, lead: User) -> AreaInterview:
    people = Stakeholder.objects.kept().filter(authority=listening.authority, name__in=talk.people)
    held_on = _weeks_ago(talk.weeks_ago)
    kind = "group" if talk.present > 1 else "single"
    ids = frozenset(people.values_list("pk", flat=True))
    guide = guides().get(instrument__slug="listening-themes")
    wanted = Held(guide, held_on, ids, kind, talk.present, "", talk.consent)
    interview = area_interviews.add(listening=listening, held=wanted, by=lead)
    seen = answering.seen({}, talk.said)
    area_interviews.save_notes(interview=interview, names=talk.said, answers=talk.said, seen=seen, by=lead)
    return interview


def _hear(listening: Listening, talk: Talk, lead: User) -> None:
    interview = _recorded(listening, talk, lead)
    if talk.email:
        _check(interview, talk, lead)
    else:
        area_interviews.count_unchecked(interview=interview, because="Read back to them on the day", by=lead)
    interview.refresh_from_db()
    for number, (question, text) in enumerate(talk.said.items()):
        row = area_passages.add(interview=interview, question=question, text=text, by=lead)
        if number == 0 and talk.consent == "yes":
            coded = Coded(frozenset(one.theme for one in row.themes.all()), text, None)
            row = area_passages.save(passage=row, coded=coded, version=row.version, by=lead).row
            area_passages.approve(passage=row, override_reason="", version=row.version, by=lead)


def _check(interview: AreaInterview, talk: Talk, lead: User) -> None:
    """By the link that was mailed to them."""
    interview.refresh_from_db()
    (heard,) = area_interviews.send(interview=interview, by=lead)
    right = Checked(Heard.Said.RIGHT, "", talk.consent)
    area_interviews.check(digest=heard.token_hash, checked=right, notes_version=interview.notes_version)


def _tell(listening: Listening, lead: User) -> None:
    for theme, said in WRITTEN.items():
        actions.summarise(listening=listening, theme=theme, said=said, version=0, by=lead)
    report = area_reports.make(listening=listening, by=lead)
    area_reports.release(report=report, by=lead)
    area_reports.request_pdf(report=report, by=lead)


def _hear_now(listening: Listening, lead: User) -> None:
    """One conversation of this week, whose notes wait for their check: the link waits in the outbox."""
    area_interviews.send(interview=_recorded(listening, NOW, lead), by=lead)
