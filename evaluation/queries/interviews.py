"""Reads about interviews: where each stands, and its answers so far."""

from dataclasses import dataclass

from django.db.models import QuerySet

from ..instruments.definition import Kind
from ..models import Interview, Invitation, Passage
from .answering import Way, sheet_of
from .pages import Section, Walk


@dataclass(frozen=True)
class Standing:
    """`missing`: questions that still need an answer before it can count."""

    interview: Interview | None
    walk: Walk
    sections: list[Section]
    missing: dict[str, str]
    passages: QuerySet[Passage] | None

    @property
    def is_in(self) -> bool:
        return self.walk.sheet.is_finished

    @property
    def words(self) -> str:
        one = self.interview
        if one is None:
            return "Not held yet"
        if one.checked_on:
            return "Checked and counted"
        if self.is_in:
            return "Counted, not checked"
        return "Waiting for their check" if one.sent_on else "Being recorded"


def passages() -> QuerySet[Passage]:
    return Passage.objects.select_related("interview__invitation__group__round")


def interview_of(invitation: Invitation) -> Interview | None:
    rows = Interview.objects.select_related("interviewer", "invitation__group__round")
    return rows.filter(invitation=invitation).first()


def walk_of(invitation: Invitation) -> Walk:
    way = Way(invitation.group, invitation)
    return Walk(way, sheet_of(way))


def standing_of(invitation: Invitation, walk: Walk, missing: dict[str, str]) -> Standing:
    """`missing`: by question, what is left to do."""
    interview = interview_of(invitation)
    kept = interview.passages.all() if interview else None
    return Standing(interview, walk, [] if walk.sheet.is_finished else walk.sections(missing), missing, kept)


def spoken(walk: Walk) -> list[tuple[str, str]]:
    """The questions that are answered in words: name and text."""
    questions = walk.instrument.questions.values()
    return [(one.name, walk.label(one)) for one in questions if one.kind is Kind.TEXT]
