"""A form field as the templates see it: which control, which ids, which words.

A plain view of a bound field, so that `templates/govuk/` stays free of decisions. Every id follows the
design system: the first radio, checkbox or the only input carries the field's own id, so that a link
from the error summary always reaches something that takes focus.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from commissioning.govuk.fields import DATE_PARTS, DateWidget

# The first class that fits decides; subclasses stand before their parents.
_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (DateWidget, "date"),
    (forms.HiddenInput, "hidden"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
    (forms.Textarea, "textarea"),
    (forms.CheckboxInput, "checkbox"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.SelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.Select, "select"),
    (forms.widgets.Input, "input"),
)
# The rest of a widget's attributes (placeholder, required, maxlength, autofocus) hinder people.
_KEPT_ATTRIBUTES = {
    "accept",
    "autocapitalize",
    "autocomplete",
    "disabled",
    "inputmode",
    "multiple",
    "rows",
    "spellcheck",
}
_GROUPED = {"checkboxes", "date", "radios"}
_CHARACTERS_LEFT_SHOWN_FROM = 75  # per cent of the limit


@dataclass(frozen=True)
class Question:
    """How a label or legend is written: its size (s, m, l, xl or none), as the page's h1 or not, a caption."""

    size: str = "s"
    heading: bool = False
    caption: str = ""


@dataclass(frozen=True)
class Choice:
    id: str
    value: str
    label: str
    selected: bool = False
    hint: str = ""
    divider: bool = False
    attrs: dict[str, Any] | None = None


@dataclass(frozen=True)
class DatePart:
    id: str
    name: str
    label: str
    value: str
    width: int
    wrong: bool


class Control:
    """One field, ready to be written out."""

    def __init__(self, bound: BoundField, question: Question | None = None) -> None:
        self.bound = bound
        self.field = bound.field
        self.widget = bound.field.widget
        self.question = question or Question()
        self.kind = _kind(self.widget)
        self.id = self.widget.attrs.get("id") or bound.auto_id or bound.html_name
        self.name = bound.html_name
        self.hint = bound.help_text
        self.errors = list(bound.errors)

    @property
    def template(self) -> str:
        return f"govuk/{self.kind}.html"

    @property
    def label(self) -> Any:
        """The label, marked when an answer is optional: nothing else tells."""
        label = self.bound.label
        if self.kind == "checkbox" or self.field.required or not getattr(self.bound.form, "mark_optional", True):
            return label
        return label if str(label).endswith("(optional)") else f"{label} (optional)"

    @property
    def described_by(self) -> str:
        """The ids of hint, error and character count, in the design system's order."""
        ids = [
            f"{self.id}-info" if self.maxlength else "",
            # A lone checkbox wears its hint as a choice does.
            f"{self.id}-item-hint" if self.hint and self.kind == "checkbox" else "",
            f"{self.id}-hint" if self.hint and self.kind != "checkbox" else "",
            f"{self.id}-error" if self.errors else "",
        ]
        return " ".join(filter(None, ids))

    @property
    def focus_id(self) -> str:
        """Where a link from the error summary leads."""
        return f"{self.id}-{self.wrong_parts[0]}" if self.kind == "date" else self.id

    # --- One box ------------------------------------------------------------------------------
    @property
    def classes(self) -> str:
        given = self.widget.attrs.get("class", "")
        if self.kind == "input" and isinstance(self.widget, forms.NumberInput) and "width" not in given:
            given = f"govuk-input--width-5 {given}"
        return given.strip()

    @property
    def input_type(self) -> str:
        """Numbers are text boxes with a numeric keyboard: number boxes change when scrolled over."""
        return "text" if isinstance(self.widget, forms.NumberInput) else self.widget.input_type

    @property
    def attrs(self) -> dict[str, Any]:
        attrs: dict[str, Any] = {
            name: value
            for name, value in self.bound.build_widget_attrs(self.widget.attrs).items()
            if name in _KEPT_ATTRIBUTES or name.startswith("data-")
        }
        if self.described_by and self.kind not in _GROUPED:
            attrs["aria-describedby"] = self.described_by
        if isinstance(self.widget, forms.NumberInput):
            attrs.setdefault("inputmode", "numeric" if isinstance(self.field, forms.IntegerField) else "decimal")
        if isinstance(self.widget, forms.SearchInput) and "maxlength" in self.widget.attrs:
            attrs["maxlength"] = self.widget.attrs["maxlength"]  # the address of the page has to carry it
        if self.kind == "input" and self.input_type == "email":
            attrs.setdefault("autocomplete", "email")
            attrs.setdefault("spellcheck", "false")
        if self.kind == "textarea":
            attrs["rows"] = 5 if str(attrs.get("rows", 10)) == "10" else attrs["rows"]  # 10 is Django's own default
            attrs.pop("cols", None)
        return attrs

    @property
    def autocomplete(self) -> str:
        return self.widget.attrs.get("autocomplete", "current-password")

    @property
    def value(self) -> str:
        if self.kind in {"password", "file"}:
            return ""
        value = self.widget.format_value(self.bound.value())
        return "" if value is None else str(value)

    @property
    def prefix(self) -> str:
        return getattr(self.widget, "prefix", "")

    @property
    def suffix(self) -> str:
        return getattr(self.widget, "suffix", "")

    @property
    def maxlength(self) -> int | None:
        """The limit to count against. The box itself has none: it would cut pasted text in silence."""
        return getattr(self.field, "max_length", None) if self.kind == "textarea" else None

    @property
    def threshold(self) -> int:
        return _CHARACTERS_LEFT_SHOWN_FROM

    # --- Choices ------------------------------------------------------------------------------
    @property
    def small(self) -> bool:
        return getattr(self.widget, "small", False)

    @property
    def inline(self) -> bool:
        return getattr(self.widget, "inline", False)

    @property
    def checked(self) -> bool:
        return bool(self.widget.check_test(self.bound.value()))

    @property
    def option_groups(self) -> list[tuple[str | None, list[dict[str, Any]]]]:
        """For a select: (group or None, options) in order."""
        values = self.widget.format_value(self.bound.value())
        groups = self.widget.optgroups(self.name, values, {})
        for _, options, _ in groups:
            for option in options:
                if option["value"] in {"", None} and str(option["label"]).strip("-") == "":
                    option["label"] = "Select an option"
        return [(group, options) for group, options, _ in groups]

    @property
    def choices(self) -> list[Choice]:
        """For radios and checkboxes: one entry a choice. A divider counts in the ids, as upstream."""
        hints = getattr(self.widget, "hints", {})
        divider_before = getattr(self.widget, "divider_before", None)
        exclusive = getattr(self.widget, "exclusive", None)
        options = [option for _, group in self.option_groups for option in group if option["value"] not in {"", None}]
        choices, number = [], 0
        for option in options:
            value = str(option["value"])
            divider = value == divider_before
            number += 2 if divider else 1
            id_ = self.id if number == 1 else f"{self.id}-{number}"
            hint = hints.get(value, "")
            attrs = {name: given for name, given in option["attrs"].items() if name == "disabled"}
            if hint:
                attrs["aria-describedby"] = f"{id_}-item-hint"
            if value == exclusive:
                attrs["data-behaviour"] = "exclusive"
            choices.append(Choice(id_, value, option["label"], bool(option["selected"]), hint, divider, attrs))
        return choices

    # --- Dates --------------------------------------------------------------------------------
    @property
    def wrong_parts(self) -> tuple[str, ...]:
        """The boxes to mark; all three when the error names none."""
        for error in self.bound.form.errors.as_data().get(self.bound.name, []):
            return getattr(error, "parts", DATE_PARTS)
        return ()

    @property
    def date_parts(self) -> list[DatePart]:
        value = self.bound.value()
        values = value if isinstance(value, list) else self.widget.decompress(value)
        return [
            DatePart(
                id=f"{self.id}-{part}",
                name=f"{self.name}-{part}",
                label=label,
                value="" if given is None else str(given),
                width=4 if part == "year" else 2,
                wrong=part in self.wrong_parts,
            )
            for part, label, given in zip(DATE_PARTS, self.widget.labels, values, strict=True)
        ]


def _kind(widget: forms.Widget) -> str:
    if widget.is_hidden:
        return "hidden"
    for widget_class, kind in _KINDS:
        if isinstance(widget, widget_class):
            return kind
    raise TypeError(f"templates/govuk has no control for {type(widget).__name__}")


@dataclass(frozen=True)
class Problem:
    """One line of the error summary; `href` is empty when there is nothing to go to."""

    text: str
    href: str


def problems_of(form: forms.BaseForm) -> list[Problem]:
    """Every error of a form, in the order of its fields; what concerns no one field leads to the first."""
    controls = [Control(bound) for bound in form.visible_fields()]
    first = _href(controls[0], f"{controls[0].id}-day" if controls[0].kind == "date" else "") if controls else ""
    problems = [Problem(str(text), first) for text in form.non_field_errors()]
    problems += [Problem(str(text), first) for bound in form.hidden_fields() for text in bound.errors]
    problems += [Problem(str(text), _href(control)) for control in controls for text in control.errors]
    return problems


def _href(control: Control, box: str = "") -> str:
    """To that box of it, or where its errors lead; radios and checkboxes with nothing to choose have none."""
    nothing = control.kind in ("radios", "checkboxes") and not list(control.widget.choices)
    return "" if nothing else f"#{box or control.focus_id}"
