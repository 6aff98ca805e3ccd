"""Listening to County Durham for tests, made through the real actions."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils import timezone

import evaluation
from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people.models import OutgoingEmail, User
from commissioning.profiles.actions import stakeholders
from commissioning.profiles.models import Stakeholder
from evaluation.actions import area_interviews, area_passages, instruments, listening
from evaluation.actions.area_interviews import Held
from evaluation.actions.area_passages import Coded
from evaluation.models import AreaInterview, AreaPassage, Listening
from evaluation.queries import answering as reading
from evaluation.queries.listening import answers_of, guides
from tests.support.people import area, in_role

DATA = Path(evaluation.__file__).with_name("data")
SAID = "The board talks, and money is decided elsewhere."


@dataclass(frozen=True)
class Scene:
    """`people`: by name, those on the list, all agreed."""

    listening: Listening
    authority: Authority
    champion: User
    lead: User
    people: dict[str, Stakeholder]

    @property
    def home(self) -> str:
        return f"/evaluation/listening/{self.listening.pk}/"


def with_guides() -> None:
    for slug in ("listening-themes", "listening-questions"):
        name = f"{slug}-v1.xlsx"
        instruments.import_version(content=(DATA / name).read_bytes(), file_name=name, slug=slug, by=None)


def begun() -> Scene:
    """Three from health, one from a school and one from the council are agreed."""
    with_guides()
    authority = area()
    champion, lead = in_role(Role.CHAMPION, authority), in_role(Role.LOCAL_LEAD, authority)
    people = {
        name: _listed(authority, champion, name, side)
        for name, side in (
            ("Amina Barrow", "health"),
            ("Bryn Castell", "health"),
            ("Cora Denholm", "health"),
            ("Dev Ellwood", "schools"),
            ("Esme Fairhurst", "council"),
        )
    }
    shown = {row.pk: row.version for row in people.values()}
    stakeholders.agree(authority=authority, shown=shown, by=champion)
    made = listening.begin(authority=authority, purpose="What helps here", guides=guides(), package=None, by=lead)
    return Scene(made, authority, champion, lead, people)


def _listed(authority: Authority, by: User, name: str, side: str) -> Stakeholder:
    email = f"{name.split()[0].lower()}@example.org"
    typed = stakeholders.Typed(name, f"Head of {side} planning", f"Wear {side} body", side, None, "", "either", email)
    return stakeholders.add(authority=authority, typed=typed, by=by)


def held(scene: Scene, *names: str, consent: str = "yes", kind: str = "", **more) -> AreaInterview:
    kind = kind or ("single" if len(names) == 1 else "group")
    wanted = Held(
        guide=guides().get(instrument__slug="listening-themes"),
        held_on=more.get("held_on", date(2026, 3, 2)),
        people=frozenset(scene.people[name].pk for name in names),
        kind=kind,
        present=more.get("present", 1 if kind == "single" else len(names)),
        others="",
        consent=consent,
    )
    return area_interviews.add(listening=scene.listening, held=wanted, by=scene.lead)


def noted(scene: Scene, interview: AreaInterview, text: str = SAID, question: str = "governance_decides") -> None:
    names = [question]
    seen = reading.seen(answers_of(interview), names)
    area_interviews.save_notes(interview=interview, names=names, answers={question: text}, seen=seen, by=scene.lead)


def counted(scene: Scene, *names: str, text: str = SAID, **more) -> AreaInterview:
    interview = held(scene, *names, **more)
    noted(scene, interview, text)
    area_interviews.count_unchecked(interview=interview, because="Read back on the day", by=scene.lead)
    interview.refresh_from_db()
    return interview


def passage(scene: Scene, interview: AreaInterview, text: str = SAID, quote: str | None = None) -> AreaPassage:
    """Under the theme of its question; what may be quoted is all of it unless said."""
    made = area_passages.add(interview=interview, question="governance_decides", text=text, by=scene.lead)
    coded = Coded(frozenset({"governance"}), text if quote is None else quote, None)
    return area_passages.save(passage=made, coded=coded, version=made.version, by=scene.lead).row


def quoted(scene: Scene, interview: AreaInterview, text: str = SAID) -> AreaPassage:
    row = passage(scene, interview, text)
    return area_passages.approve(passage=row, override_reason="", version=row.version, by=scene.lead).row


def link_to(person: Stakeholder) -> str:
    """The address in the newest email to them."""
    body = OutgoingEmail.objects.filter(recipient=person.email).latest("pk").body
    return re.search(r"https?://[^/\s]+(/respond/notes/\S+)", body)[1]


def day_parts(name: str = "held_on", day: date | None = None) -> dict[str, int]:
    day = day or timezone.localdate()
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}
