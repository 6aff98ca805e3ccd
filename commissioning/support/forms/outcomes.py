"""The forms of the outcomes builder: an example to begin from, and one short form for each part of an outcome."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from commissioning.govuk.fields import DateField, LineField, ParagraphsField, Radios
from commissioning.govuk.forms import FilterForm, Form
from commissioning.govuk.versioned import VersionedForm, VersionField
from commissioning.kinds import Kind
from commissioning.reporting.curve import Point
from readiness.models import Standard

from .. import point_lines
from ..forecast import Method
from ..models import LONGEST_PART, Outcome, OutcomeMeasure
from .measures import AHEAD, EARLIEST, OneLineDateField, figure_field

MOST_ERRORS = 5  # of one box: more are not read


class ExamplesForm(FilterForm):
    kind = forms.ChoiceField(label="Kind of support", choices=[("", "Any"), *Kind.choices])
    standard = forms.ChoiceField(label="Standard")
    hardness = forms.ChoiceField(
        label="Kind of measure", choices=[("", "Hard or soft"), *OutcomeMeasure.Hardness.choices]
    )

    def __init__(self, *args: Any, standards: Iterable[Standard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["standard"].choices = [("", "Any"), *((s.code, f"{s.number}. {s.title}") for s in standards)]

    @property
    def wanted(self) -> dict[str, str]:
        """What of it is right; the rest is left open."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


def _text(label: str, subject: str, hint: str = "") -> ParagraphsField:
    too_long = f"{subject} must be %(limit_value)s characters or fewer; it has %(show_value)s now"
    return ParagraphsField(
        label=label, help_text=hint, required=False, max_length=LONGEST_PART, error_messages={"max_length": too_long}
    )


def _choice(label: str, choices: type, hints: dict | None = None) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=choices.choices,
        widget=Radios(choices=choices.choices, hints=hints or {}),
        error_messages={"invalid_choice": "Select it from the list"},
    )


class PartForm(VersionedForm):
    """A part of an outcome. Everything but its first sentence may wait: what is missing is said beside it."""

    mark_optional = False

    @classmethod
    def initial_of(cls, outcome: Outcome) -> dict[str, Any]:
        return {name: getattr(outcome, name) for name in cls.base_fields}

    @property
    def words(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class DifferenceForm(PartForm):
    text = LineField(
        label="What will be different?",
        max_length=500,
        help_text="Begin with who will notice: “Children in care stay with the same carers”.",
        error_messages={"required": "Enter what will be different"},
    )
    standard = forms.ChoiceField(label="Which standard does it serve?", required=False)
    why = _text(
        "Why does it matter to children and families?",
        "Why it matters",
        "In a sentence or two. Leave out anything about individual children.",
    )

    def __init__(self, *args: Any, standards: Iterable[Standard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standards = {one.code: one for one in standards}
        choices = [(one.code, f"{one.number}. {one.title}") for one in self.standards.values()]
        self.fields["standard"].choices = [("", "None of them"), *choices]

    @classmethod
    def initial_of(cls, outcome: Outcome) -> dict[str, Any]:
        code = outcome.standard.code if outcome.standard else ""
        return {**super().initial_of(outcome), "standard": code}

    @property
    def words(self) -> dict[str, Any]:
        return {**super().words, "standard": self.standards.get(self.cleaned_data["standard"])}


class KnowingForm(PartForm):
    title = LineField(
        label="What is measured?",
        required=False,
        max_length=200,
        help_text="Of whom or of what, such as “Parents who say that they asked once”.",
    )
    unit = LineField(
        label="In which unit?",
        required=False,
        max_length=60,
        help_text="Such as “children”, “per cent of parents asked”, “weeks”.",
    )
    about = _choice(
        "What does it tell about?",
        OutcomeMeasure.About,
        {"outcome": "People are better off", "service": "Something is done more, sooner or at less cost"},
    )
    hardness = _choice("What kind of measure is it?", OutcomeMeasure.Hardness)
    better = _choice("Which way is better?", OutcomeMeasure.Better)
    source = LineField(
        label="How would you know, and from whom?",
        required=False,
        max_length=300,
        help_text="For a soft measure: who is asked, how many of them, by whom and when.",
    )

    def clean_better(self) -> str:
        return self.cleaned_data["better"] or OutcomeMeasure.Better.UP


class PointLinesField(ParagraphsField):
    """Points, one a line. Gives them back in order of time, as `point_lines.written` writes them."""

    def __init__(self, *, latest: date | None = None, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=LONGEST_PART, widget=forms.Textarea({"rows": 6}), **kwargs)
        self.latest = latest

    def clean(self, value: Any) -> str:
        lines = point_lines.lines_of(super().clean(value) or "")
        if len(lines) > point_lines.MOST_LINES:
            raise ValidationError(f"Enter {point_lines.MOST_LINES} lines or fewer; there are {len(lines)} now")
        found: dict[date, Point] = {}
        wrong: list[str] = []
        for place, line in enumerate(lines, 1):
            try:
                point = self._point(place, line)
                if point.on in found:
                    raise ValidationError(f"The date in line {place} is entered twice")
                found[point.on] = point
            except ValidationError as error:
                wrong.extend(error.messages)
        if wrong:
            raise ValidationError(wrong[:MOST_ERRORS])
        return point_lines.written(found.values())

    def _point(self, place: int, line: str) -> Point:
        parts = point_lines.split(line)
        if parts is None:
            raise ValidationError(f"Line {place} must be a date and a figure, such as “31 March 2025: 41.5”")
        day = OneLineDateField(label=f"The date in line {place}", earliest=EARLIEST, latest=self.latest)
        on = day.clean(parts[0])
        if on is None:
            raise ValidationError(f"Line {place} must begin with a date, such as “31 March 2025: 41.5”")
        return Point(on, parts[1])


class GoingForm(PartForm):
    history = PointLinesField(
        label="How did it go until now?",
        help_text="Three points or more, one a line: “31 March 2025: 41.5”. Columns of a spreadsheet can be pasted.",
    )
    method = _choice(
        "How would it go if nothing changes?",
        Method,
        {
            "pace": "The same amount a year as from its first point to its last",
            "level": "The last figure, year after year",
            "own": "Enter your own figures below, and say why",
        },
    )
    own_forecast = PointLinesField(
        label="What do you expect instead?", help_text="Only where you expect something else. One point a line."
    )
    forecast_why = _text("Why do you expect it to go like that?", "Why you expect it")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["history"].latest = timezone.localdate()
        self.fields["own_forecast"].latest = timezone.localdate() + AHEAD

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        own = point_lines.points(cleaned.get("own_forecast") or "")
        history = point_lines.points(cleaned.get("history") or "")
        if cleaned.get("method") == Method.OWN and not own and "own_forecast" not in self.errors:
            self.add_error("own_forecast", "Enter what you expect: a date and a figure on each line")
        if own and history and own[0].on <= history[-1].on:
            self.add_error("own_forecast", "What you expect must begin after the last point of the history")
        return cleaned


class AimForm(PartForm):
    target = figure_field("Which figure do you aim for?")
    target_on = DateField(label="By when?", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target_on"].earliest = EARLIEST
        self.fields["target_on"].latest = timezone.localdate() + AHEAD


class TakeForm(Form):
    """The save the page showed is the one that is taken, or none is."""

    version = VersionField()
    package = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
