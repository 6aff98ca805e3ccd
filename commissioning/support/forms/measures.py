"""The forms of outcome measures: a measure, and several of its points at once."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils import timezone

from commissioning.authorities.models import Authority
from commissioning.govuk.fields import DATE_PARTS, DateField, LineField, Radios
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import VersionedForm

from ..actions.measures import Told, Typed
from ..models import Criterion, MeasurePoint, OutcomeMeasure
from .requests import words

EARLIEST = date(1990, 1, 1)
AHEAD = timedelta(days=7305)
ROWS = 6
Series = MeasurePoint.Series


def figure_field(label: str, **kwargs: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        max_digits=14,
        decimal_places=3,
        widget=forms.TextInput({"class": "govuk-input--width-10", "inputmode": "decimal"}),
        error_messages={
            "invalid": f"{label} must be a number, such as 12.5",
            "max_digits": f"{label} must have fewer digits",
            "max_whole_digits": f"{label} must have fewer digits",
            "max_decimal_places": f"{label} must have no more than three decimals",
        },
        **kwargs,
    )


def _choice(label: str, choices: type, wrong: str, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices.choices,
        widget=Radios(choices=choices.choices),
        error_messages={"required": wrong, "invalid_choice": wrong},
        **kwargs,
    )


class MeasureForm(VersionedForm):
    """Its name and kind are enough to save it; what it still lacks is said beside it."""

    mark_optional = False

    title = LineField(
        label="What is measured?",
        max_length=200,
        help_text="Of whom or of what, such as “Children placed more than 20 miles from home”.",
        error_messages={"required": "Enter what is measured"},
    )
    unit = LineField(
        label="In which unit?",
        max_length=60,
        help_text="Such as “children”, “per cent of parents asked”, “weeks”.",
        error_messages={"required": "Enter the unit, such as “children”"},
    )
    about = _choice("What does it tell about?", OutcomeMeasure.About, "Select what it tells about")
    hardness = _choice("What kind of measure is it?", OutcomeMeasure.Hardness, "Select what kind of measure it is")
    better = _choice("Which way is better?", OutcomeMeasure.Better, "Select which way is better")
    target = figure_field("Which figure do you aim for?")
    target_on = DateField(label="By when?", required=False)
    source = LineField(
        label="Where do the figures come from?",
        required=False,
        max_length=300,
        help_text="For a soft measure: who is asked, how many of them, and how.",
    )
    story = words(
        "What is the story behind the curve?",
        "The story",
        "Why it went as it did, what drives it, who has a part in it. Leave out anything about individual children.",
    )
    criterion = forms.TypedChoiceField(
        label="Which criterion does it belong to?", required=False, coerce=int, empty_value=None
    )
    area = forms.ChoiceField(label="For which area?", required=False)

    def __init__(self, *args: Any, areas: Iterable[Authority], criteria: Iterable[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {area.gss_code: area for area in areas}
        self.criteria = {one.pk: one for one in criteria}
        self.fields["target_on"].earliest = EARLIEST
        self.fields["target_on"].latest = timezone.localdate() + AHEAD
        self.fields["criterion"].choices = [
            ("", "None of them"),
            *((pk, one.text) for pk, one in self.criteria.items()),
        ]
        of_areas = [(code, str(area)) for code, area in self.areas.items()]
        self.fields["area"].choices = [("", "All areas together"), *of_areas]
        if len(self.areas) < 2:
            del self.fields["area"]
        if not self.criteria:
            del self.fields["criterion"]

    @property
    def typed(self) -> Typed:
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return Typed(
            authority=self.areas.get(data.pop("area", "")),
            criterion=self.criteria.get(data.pop("criterion", None)),
            **data,
        )


class OneLineDateField(DateField):
    """A date in one box, for rows of many: “31 3 2026”, “31/3/2026”, “31 March 2026”, “2026-03-31”."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> date | None:
        parts = [part for part in re.split(r"[\s/.,-]+", str(value or "").strip()) if part]
        if not parts:
            return None
        if re.fullmatch(r"[0-9]{4}", parts[0]):
            parts.reverse()
        if len(parts) != len(DATE_PARTS):
            raise ValidationError(f"{self.subject} must be a real date, such as 31 3 2026", "invalid")
        return self._real_date(dict(zip(DATE_PARTS, parts, strict=True)))


class PointsForm(Form):
    """Rows of a date and a value; empty ones are passed over."""

    mark_optional = False

    series = forms.ChoiceField(
        label="What are these?",
        choices=Series.choices,
        widget=Radios(
            choices=Series.choices,
            hints={
                Series.HISTORY: "How it was before the work began: three points or more",
                Series.FORECAST: "How you expect it to go without the work",
                Series.READING: "How it went since",
            },
        ),
        error_messages={"required": "Select what these points are", "invalid_choice": "Select it from the list"},
    )

    def __init__(self, *args: Any, known: Iterable[MeasurePoint], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {(point.series, point.on): point.value for point in known}
        latest = timezone.localdate() + AHEAD
        for number in range(1, ROWS + 1):
            on = OneLineDateField(
                label=f"Date {number}", required=False, earliest=EARLIEST, latest=latest, help_text=""
            )
            on.widget.attrs["class"] = "govuk-input--width-10"
            self.fields[f"on_{number}"], self.fields[f"value_{number}"] = on, figure_field(f"Value {number}")

    @property
    def rows(self) -> list[tuple[BoundField, BoundField]]:
        return [(self[f"on_{number}"], self[f"value_{number}"]) for number in range(1, ROWS + 1)]

    def clean(self) -> dict:
        cleaned = super().clean()
        seen: set[date] = set()
        for number in range(1, ROWS + 1):
            self._clean_row(number, cleaned.get(f"on_{number}"), cleaned.get(f"value_{number}"), seen)
        if not self.errors and not self.points:
            self.add_error("on_1", "Enter at least one date and its value")
        return cleaned

    def _clean_row(self, number: int, on: date | None, value: Decimal | None, seen: set[date]) -> None:
        if f"on_{number}" in self.errors or f"value_{number}" in self.errors:
            return
        if on is None and value is not None:
            self.add_error(f"on_{number}", f"Enter the date of value {number}")
        elif on is not None and value is None:
            self.add_error(f"value_{number}", f"Enter the value of date {number}")
        elif on is not None:
            self._check_point(number, on, value, seen)
            seen.add(on)

    def _check_point(self, number: int, on: date, value: Decimal | None, seen: set[date]) -> None:
        series = self.cleaned_data.get("series", "")
        if on in seen:
            self.add_error(f"on_{number}", f"Date {number} is entered twice")
        elif self.known.get((series, on), value) != value:
            self.add_error(f"on_{number}", f"Date {number} has another value already: remove that one first")
        elif series in (Series.HISTORY, Series.READING) and on > timezone.localdate():
            self.add_error(f"on_{number}", f"Date {number} is still to come: that belongs to the forecast")

    @property
    def points(self) -> list[Told]:
        rows = range(1, ROWS + 1)
        given = [(self.cleaned_data.get(f"on_{number}"), self.cleaned_data.get(f"value_{number}")) for number in rows]
        return [Told(on, value) for on, value in given if on is not None and value is not None]
