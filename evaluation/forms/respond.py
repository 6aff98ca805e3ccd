"""The forms of whoever answers a questionnaire. What a page asks is read from the questionnaire; so are its errors."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from commissioning.govuk.fields import Checkboxes, DateField, DatePartError, Radios
from commissioning.govuk.forms import Form

from ..instruments.answers import Answer, BadAnswer, checked, read
from ..instruments.definition import Group, Kind, Question
from ..instruments.routing import Page
from ..queries.answering import Answers, course_of
from ..queries.pages import Walk
from ..spoken import Spoken, spoken_in

NARROW = {"class": "govuk-input--width-10"}


class _Date(DateField):
    subject = "The date"

    def __init__(self, *, spoken: Spoken, language: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.spoken, self.language = spoken, language
        self.widget.labels = spoken.date_parts

    def to_python(self, value: Any) -> date | None:
        try:
            return super().to_python(value)
        except DatePartError as wrong:
            raise DatePartError(self.spoken.error(wrong.message, self.language), wrong.code, wrong.parts) from None


@dataclass(frozen=True)
class Part:
    """What stands on a page: a heading, a note, or a question's box."""

    kind: str
    text: str = ""
    level: int = 2
    field: BoundField | None = None


class PageForm(Form):
    """One page of a questionnaire. It asks what the answers so far lead to, and reads nothing else that is posted.

    `given`: the answers that can be kept; `unread`: the questions whose answer cannot be.
    """

    mark_optional = False

    def __init__(self, data: Any = None, *, walk: Walk, page: Page, offered: Answers) -> None:
        super().__init__(data)
        self.walk, self.page = walk, page
        self.spoken = spoken_in(walk.language)
        self.given: Answers = {}
        self.unread: set[str] = set()
        self.names = walk.asked_on(page)
        self._needed = {name for name in self.names if self._is_required(self._question(name))}
        for name in self.names:
            question = self._question(name)
            answer = walk.sheet.answers.get(name) or offered.get(name, "")
            self.fields[_field_name(question)] = _field(question, walk, self._label(question), answer)

    def _question(self, name: str) -> Question:
        return self.walk.instrument.questions[name]

    def _is_required(self, question: Question) -> bool:
        return self.walk.way.router.is_required(question, self.walk.course)

    def _label(self, question: Question) -> str:
        """Where a page has questions of both kinds, those that may be left are marked."""
        label = self.walk.label(question)
        return label if not self._needed or question.name in self._needed else f"{label} ({self.spoken.optional})"

    @property
    def is_for_later(self) -> bool:
        return "later" in self.data or "language" in self.data

    def clean(self) -> dict[str, Any]:
        """In two goes: what is asked, and needed, depends on the other answers of the page."""
        cleaned = super().clean()
        raw = {name: _posted(cleaned.get(_field_name(self._question(name)))) for name in self.names}
        for name in self.names:
            if _field_name(self._question(name)) in self.errors:  # a date that is none
                self.unread.add(name)
            else:
                self._take(name, lambda q, value: read(self.walk.instrument, q, value), raw[name])
        before = {name: answer for name, answer in self.walk.sheet.answers.items() if name not in self.names}
        course = course_of(self.walk.way, before | self.given)
        router, language = self.walk.way.router, self.walk.language
        for name in self.names:
            left = not self.given.get(name)
            if name in course.asked and name not in self.unread and not (left and self.is_for_later):
                self._take(name, lambda q, value: checked(router, q, value, course, language=language), raw[name])
        return cleaned

    def _take(self, name: str, take: Any, raw: str | list[str]) -> None:
        question = self._question(name)
        try:
            self.given[name] = take(question, raw)
        except BadAnswer as problem:
            if raw:
                self.unread.add(name)
                self.given.pop(name, None)
            self.add_error(_field_name(question), self.spoken.error(str(problem), self.walk.language))

    @property
    def parts(self) -> list[Part]:
        """In the order of the sheet: headings where a group inside the page begins, notes, questions."""
        parts: list[Part] = []
        opened: list[Group] = []
        for item in self.page.items:
            if not isinstance(item, Question) or item.name not in self.walk.course.shown:
                continue
            around = self.walk.around(item, self.page)
            new = [group for group in around if group not in opened]
            parts += [Part("heading", self.walk.text(g.labels), min(around.index(g) + 2, 4)) for g in new if g.labels]
            opened += new
            if item.kind is Kind.NOTE:
                parts.append(Part("note", self.walk.text(item.labels)))
            elif _field_name(item) in self.fields:
                parts.append(Part("question", field=self[_field_name(item)]))
        return parts


def _field_name(question: Question) -> str:
    """Of a kind of their own, so that no question's name is that of a button or of part of a date."""
    return f"{'d' if question.kind is Kind.DATE else 'q'}-{question.name}"


def _posted(value: Any) -> str | list[str]:
    if isinstance(value, list):
        return value
    return "" if value is None else str(value)


def _field(question: Question, walk: Walk, label: str, answer: Answer) -> forms.Field:
    about = {"label": label, "help_text": walk.text(question.hints), "required": False, "initial": answer}
    if question.kind is Kind.DATE:
        spoken = spoken_in(walk.language)
        about |= {"help_text": about["help_text"] or spoken.date_hint, "spoken": spoken, "language": walk.language}
        return _Date(**about | {"initial": forms.DateField().to_python(answer or None)})
    if question.kind in (Kind.ONE, Kind.SEVERAL):
        return forms.Field(widget=_choices(question, walk), **about)
    if question.kind is Kind.TEXT:
        return forms.Field(widget=forms.Textarea(attrs={"rows": 4}), **about)
    mode = "numeric" if question.kind is Kind.INTEGER else "decimal"
    return forms.Field(widget=forms.TextInput(attrs=NARROW | {"inputmode": mode}), **about)


def _choices(question: Question, walk: Walk) -> forms.Widget:
    """Answers that express no view stand apart from the scale."""
    listed = walk.instrument.choices_of(question)
    choices = [(choice.name, walk.text(choice.labels) or choice.name) for choice in listed]
    if question.kind is Kind.SEVERAL:
        return Checkboxes(choices=choices)
    points = [place for place, choice in enumerate(listed) if choice.value is not None]
    outside = [choice.name for choice in listed[points[-1] + 1 :]] if points else []
    return Radios(choices=choices, divider_before=outside[0] if outside else None)


class RefuseForm(Form):
    """Not this time, or never again."""

    how_long = forms.ChoiceField(
        label="For how long?",
        choices=[("once", "Not this time; you may ask me again another year"), ("ever", "Never ask me again")],
        widget=Radios,
        error_messages={"required": "Select whether we may ask you another year"},
    )


class LostForm(Form):
    email = forms.EmailField(
        label="Email address that the invitation came to",
        error_messages={"required": "Enter the email address that the invitation came to"},
    )
