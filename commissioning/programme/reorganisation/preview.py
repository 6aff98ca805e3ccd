"""What a reorganisation would do, thing by thing and with names, and what a person has to decide first.

`applying` does what a preview says and nothing else; the checksum tells whether two are of the same state of affairs.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from commissioning.access.roles import ROLES, Role
from commissioning.authorities.models import Authority
from commissioning.library.queries.reorganising import under_way
from commissioning.people.models import RoleAppointment
from commissioning.profiles.events import unmarked
from commissioning.support.queries.reorganising import being_built
from readiness.models import Campaign, SelfAssessment
from readiness.queries import reorganising as readiness

from . import found
from .models import Reorganisation, SuccessorCouncil
from .rules import ENDS, TABLE, Treatment, What

NONE, EVERY = "none", "every"
OF_ROLE = {Role.CHAMPION: What.CHAMPION, Role.DIRECTOR: What.DIRECTOR, Role.LOCAL_LEAD: What.LOCAL_LEAD}
ONE_IN_AN_AREA = (Role.CHAMPION, Role.DIRECTOR)


@dataclass(frozen=True)
class Question:
    """What a person decides. `answer` as it was given, else the one the rule presets, else empty."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    answer: str
    hint: str = ""


@dataclass(frozen=True)
class Line:
    """One thing that moves or ends. No `after`: it ends, or waits for its question to be answered."""

    what: What
    object_id: int
    before: Authority
    name: str
    said: str
    after: tuple[SuccessorCouncil, ...] = ()
    url: str = ""
    state: str = ""
    waits: bool = False
    stays: bool = False  # named here because somebody might look for it, and left where it is


@dataclass(frozen=True)
class Group:
    caption_id: str
    label: str
    rule: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Preview:
    reorganisation: Reorganisation
    lines: tuple[Line, ...]
    questions: tuple[Question, ...]
    kept: tuple[found.Kept, ...]
    vacancies: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def open_questions(self) -> list[Question]:
        return [one for one in self.questions if not one.answer]

    @property
    def groups(self) -> list[Group]:
        """Lines by what they are, in the order of the rule."""
        kind = self.reorganisation.kind
        listed = {what: tuple(one for one in self.lines if one.what is what) for what in TABLE}
        return [
            Group(f"{what}-caption", TABLE[what].label, TABLE[what].treatment(kind).value, lines)
            for what, lines in listed.items()
            if lines
        ]

    @property
    def is_due(self) -> bool:
        return self.reorganisation.effective_on <= timezone.localdate()

    @property
    def is_ready(self) -> bool:
        return not self.problems and not self.open_questions

    @cached_property
    def checksum(self) -> str:
        lines = [
            [one.what, one.object_id, one.before.gss_code, [to.gss_code for to in one.after], one.state, one.said]
            for one in self.lines
        ]
        whole = [
            self.reorganisation.version,
            lines,
            [[one.name, one.answer] for one in self.questions],
            [[one.label, one.number] for one in self.kept],
        ]
        return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


def preview(reorganisation: Reorganisation) -> Preview:
    return _Making(reorganisation).made()


@dataclass
class _Making:
    """Goes through the rule once, gathering lines and questions."""

    reorganisation: Reorganisation
    lines: list[Line] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    vacancies: list[str] = field(default_factory=list)

    def made(self) -> Preview:
        problems = found.problems(self.reorganisation)
        if self.reorganisation.kind in ENDS and self.successors:
            self._assessments()
            self._plans()
            self._packages()
            self._drafts()
            self._listening()
            self._offers()
            self._posts()
            self._campaigns()
        kept = found.kept(self.predecessors)
        return Preview(self.reorganisation, *map(tuple, (self.lines, self.questions, kept, self.vacancies, problems)))

    # --- What is asked of the reorganisation ------------------------------------------------

    @cached_property
    def predecessors(self) -> list[Authority]:
        return list(self.reorganisation.predecessors.select_related("region").order_by("short_name", "gss_code"))

    @cached_property
    def successors(self) -> list[SuccessorCouncil]:
        return list(self.reorganisation.successors.select_related("authority", "region"))

    @cached_property
    def answers(self) -> dict[str, str]:
        return dict(self.reorganisation.decisions.values_list("question", "answer"))

    @property
    def last_day(self) -> date:
        return self.reorganisation.effective_on - timedelta(days=1)

    def rule(self, what: What) -> Treatment:
        return TABLE[what].treatment(self.reorganisation.kind)

    def ask(self, name: str, label: str, options: list[tuple[str, str]], preset: str = "", hint: str = "") -> str:
        """The answer; empty while there is none. One that is no longer among the options is no answer."""
        known = self.answers.get(name, preset)
        answer = known if known in dict(options) else ""
        self.questions.append(Question(name, label, tuple(options), answer, hint))
        return answer

    def named(self, answer: str) -> tuple[SuccessorCouncil, ...]:
        if answer == EVERY:
            return tuple(self.successors)
        return tuple(one for one in self.successors if one.gss_code == answer)

    def add(self, what: What, row: object, before: Authority, name: str, said: str, **more) -> None:
        self.lines.append(Line(what, row.pk, before, name, said, **more))  # type: ignore[attr-defined]

    # --- What there is ----------------------------------------------------------------------

    def _assessments(self) -> None:
        rows = list(readiness.unfinished(self.predecessors))
        kinds = Counter(readiness.of_one_kind(row) for row in rows)
        for row in rows:
            free = [one for one in self.successors if not (one.authority and self._in_the_way(row, one))]
            after, waits = self._of_assessment(row, free, kinds[readiness.of_one_kind(row)] == 1)
            said = _goes_on(after) or ("Waits for your decision" if waits else "Is ended, and stays readable")
            self.add(
                What.ASSESSMENT, row, row.authority, str(row), said,
                after=after, url=row.get_absolute_url(), state=row.state, waits=waits,
            )  # fmt: skip

    def _of_assessment(
        self, row: SelfAssessment, free: list[SuccessorCouncil], alone: bool
    ) -> tuple[tuple[SuccessorCouncil, ...], bool]:
        if self.rule(What.ASSESSMENT) is not Treatment.DECIDED:
            return (tuple(free[:1]) if alone else ()), False
        options = [*_choices(free), (NONE, "None: end it")]
        answer = self.ask(f"assessment-{row.pk}", f"Who goes on with “{row}”?", options, hint="The others begin anew.")
        return self.named(answer), not answer

    @staticmethod
    def _in_the_way(row: SelfAssessment, to: SuccessorCouncil) -> bool:
        return readiness.is_in_the_way(row, to.authority)

    def _plans(self) -> None:
        actions = Counter(row.authority_id for row in readiness.unfinished_actions(self.predecessors))
        for area in self.predecessors:
            if actions[area.pk]:
                count = f"{actions[area.pk]} action{'' if actions[area.pk] == 1 else 's'} not finished"
                url = reverse("readiness:plan-detail", args=[area.gss_code])
                label = f"Who takes over the action plan of {area}, with {count}?"
                self._moving(What.PLAN, area, area, f"Action plan of {area}: {count}", f"plan-{area.pk}", label, url)

    def _packages(self) -> None:
        for part in found.parts(self.predecessors):
            package = part.package
            role = "leads" if package.authority_id == part.authority_id else "takes part"
            name = f"{package.reference or 'Draft'}, {package.title} ({part.authority} {role})"
            label = f"Who takes over the part of {part.authority} in “{package.title}”?"
            self._moving(
                What.PACKAGE, part, part.authority, name, f"package-{part.pk}", label, package.get_absolute_url(),
                package.stage,
            )  # fmt: skip

    def _drafts(self) -> None:
        """What stays among those who work on it: how many, without a word of what they say."""
        areas, since = self.predecessors, self.reorganisation.effective_on
        for what, rows, one, many in (
            (What.OUTCOMES, being_built(areas), "outcome being built", "outcomes being built"),
            (What.CASE_STUDY, under_way(areas), "case study", "case studies"),
            (What.BOOKING, unmarked(areas, since), "place booked", "places booked"),
        ):
            counts = found.by_area(rows)
            for area in areas:
                if number := counts[area.pk]:
                    name = f"{area}: {number} {one if number == 1 else many}"
                    self._moving(what, area, area, name, f"{what}-{area.pk}", f"{name}. Where do they go on?")

    def _listening(self) -> None:
        for row in found.listening(self.predecessors):
            said = "Is ended. Let its report be released before, if there is to be one"
            self.add(What.LISTENING, row, row.authority, str(row), said)

    def _offers(self) -> None:
        for row in found.offers(self.predecessors):
            said = "Runs out; the area had said “yes please”" if row.answer == row.Answer.YES else "Runs out"
            self.add(What.OFFER, row, row.authority, str(row), said, state=row.state)

    def _moving(
        self, what: What, row: object, before: Authority, name: str, question: str, label: str, url: str = "",
        state: str = "",
    ) -> None:  # fmt: skip
        """What goes on under the one successor, or under the one that is named."""
        if self.rule(what) is Treatment.NAMED:
            after = self.named(self.ask(question, label, _choices(self.successors)))
        else:
            after = tuple(self.successors[:1])
        said = _goes_on(after) or "Waits for your decision"
        self.add(what, row, before, name, said, after=after, url=url, state=state, waits=not after)

    def _posts(self) -> None:
        rows = found.appointments(self.predecessors, self.last_day)
        chosen = {role: self._chosen(role, rows) for role in ONE_IN_AN_AREA}
        for row in rows:
            what = OF_ROLE.get(Role(row.role), What.OTHER_POST)
            if what in (What.CHAMPION, What.DIRECTOR):
                after, waits = chosen[Role(row.role)].get(row.pk, ()), False
            else:
                after, waits = self._of_post(what, row)
            ends = f"Ends on {_day(self.last_day)}"
            said = f"{ends}; goes on in {_listed(after)}" if after else ends
            name = f"{row.person}, {row.role_label.lower()} of {row.authority}"
            url = reverse("people:person-detail", args=[row.person_id])
            self.add(what, row, row.authority, name, said, after=after, url=url, waits=waits)

    def _of_post(self, what: What, row: RoleAppointment) -> tuple[tuple[SuccessorCouncil, ...], bool]:
        if self.rule(what) is Treatment.EVERY:
            return tuple(self.successors), False
        options = [(NONE, "Ends"), *_choices(self.successors), (EVERY, "Every successor")]
        label = f"Where does {row.person}, {row.role_label.lower()} of {row.authority}, go on?"
        return self.named(self.ask(f"post-{row.pk}", label, options, preset=NONE)), False

    def _chosen(self, role: Role, rows: list[RoleAppointment]) -> dict[int, tuple[SuccessorCouncil, ...]]:
        """Of each who held the role: the successors that they are chosen for. One that has somebody keeps them."""
        found_, label = {}, ROLES[role].label.lower()
        candidates = [row for row in rows if row.role == role]
        for to in self.successors:
            if to.authority and found.is_held(role, to.authority, self.reorganisation.effective_on):
                continue
            if not candidates:
                self.vacancies.append(f"{to} has no {label}: nobody held the role in {_listed(self.predecessors)}")
                continue
            options = [
                (str(row.pk), f"{row.person}, {row.role_label.lower()} of {row.authority}") for row in candidates
            ]
            proposed = self.rule(OF_ROLE[role]) is Treatment.PROPOSED and len(candidates) == 1
            preset = options[0][0] if proposed else ""
            ask = f"Who is {label} of {to}?"
            answer = self.ask(f"{role}-{to.gss_code}", ask, [*options, (NONE, "Nobody yet")], preset)
            if answer == NONE:
                self.vacancies.append(f"{to} has no {label} until somebody is appointed")
            elif answer:
                found_[int(answer)] = (*found_.get(int(answer), ()), to)
        return found_

    def _campaigns(self) -> None:
        for campaign, area in self._places():
            signed = readiness.has_signed(campaign, area)
            said = "Has signed, and stays in it" if signed else f"{_listed(self.successors)} asked in its place"
            self.add(
                What.CAMPAIGN, campaign, area, f"{campaign}: {area}", said,
                after=() if signed else tuple(self.successors), url=campaign.get_absolute_url(), stays=signed,
            )  # fmt: skip

    def _places(self) -> Iterator[tuple[Campaign, Authority]]:
        for campaign in readiness.open_campaigns(self.predecessors):
            invited = set(campaign.areas.values_list("pk", flat=True))
            yield from ((campaign, area) for area in self.predecessors if area.pk in invited)


def _choices(successors: list[SuccessorCouncil]) -> list[tuple[str, str]]:
    return [(one.gss_code, one.short_name) for one in successors]


def _goes_on(after: tuple[SuccessorCouncil, ...]) -> str:
    return f"Goes on in {_listed(after)}" if after else ""


def _listed(councils) -> str:
    *before, last = [str(one) for one in councils]
    return f"{', '.join(before)} and {last}" if before else last


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
