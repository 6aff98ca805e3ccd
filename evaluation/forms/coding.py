"""The forms of themes and of coding. What a page asks is read from the themes in use."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError

from commissioning.govuk.fields import Checkboxes, LineField, ParagraphsField
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import OnTopForm, VersionedForm, VersionField

from ..actions.coding import Chosen
from ..coding import NONE_FITS, NOTHING_SAID, THEMES, Decided
from ..models import AnswerCode, Theme

LONGEST_NAME, LONGEST_DEFINITION, LONGEST_REASON = 120, 2_000, 2_000
PARTS = 4
NO_THEME = ((NONE_FITS, "No theme fits"), (NOTHING_SAID, "Nothing is said that answers the question"))


def _definition(label: str, help_text: str = "") -> ParagraphsField:
    return ParagraphsField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST_DEFINITION,
        widget=forms.Textarea({"rows": 3}),
    )


def _reason(label: str, help_text: str = "", message: str = "") -> ParagraphsField:
    return ParagraphsField(
        label=label,
        help_text=help_text,
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": message} if message else {},
    )


class NewThemeForm(Form):
    name = LineField(label="Name of the theme", max_length=LONGEST_NAME)
    definition = _definition("Definition", "What belongs under it, and what does not, so that two people code alike.")


class ThemeForm(NewThemeForm, VersionedForm):
    field_order = ("name", "definition")


class MergeForm(NewThemeForm):
    themes = forms.MultipleChoiceField(
        label="Which themes become one?",
        widget=Checkboxes,
        error_messages={"required": "Select at least two themes"},
    )
    field_order = ("themes", "name", "definition")

    def __init__(self, *args, themes: Iterable[Theme], **kwargs):
        super().__init__(*args, **kwargs)
        self.by_key = {str(theme.pk): theme for theme in themes}
        self.fields["themes"].choices = [(key, theme.name) for key, theme in self.by_key.items()]
        self.fields["name"].label = "Name of the one theme"

    def clean_themes(self) -> list[Theme]:
        chosen = self.cleaned_data["themes"]
        if len(chosen) < 2:
            raise ValidationError("Select at least two themes")
        return [self.by_key[key] for key in chosen]


class SplitForm(Form):
    """Up to four parts; two at least have a name."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number in range(1, PARTS + 1):
            needed = number <= 2
            message = {"required": f"Enter a name for theme {number}"}
            self.fields[f"name_{number}"] = LineField(
                label=f"Name of theme {number}",
                max_length=LONGEST_NAME,
                required=needed,
                error_messages=message if needed else {},
            )
            self.fields[f"definition_{number}"] = _definition(f"Definition of theme {number}")

    def clean(self) -> dict:
        cleaned, seen = super().clean(), set()
        for number in range(1, PARTS + 1):
            name = cleaned.get(f"name_{number}", "")
            if name and name.casefold() in seen:
                self.add_error(f"name_{number}", "Two of the themes have this name. Enter another")
            elif not name and cleaned.get(f"definition_{number}") and f"name_{number}" not in self.errors:
                self.add_error(f"name_{number}", f"Enter a name for theme {number}, or empty its definition")
            seen.add(name.casefold())
        return cleaned

    @property
    def parts(self) -> list[tuple[str, str]]:
        cleaned = self.cleaned_data
        numbers = [number for number in range(1, PARTS + 1) if cleaned[f"name_{number}"]]
        return [(cleaned[f"name_{number}"], cleaned[f"definition_{number}"]) for number in numbers]


class CodeForm(OnTopForm):
    """One answer: the themes that are in it, or that there is none."""

    mark_optional = False
    codes = forms.MultipleChoiceField(
        label="Which themes are in this answer?",
        help_text="Select all that are.",
        error_messages={"required": "Select the themes, or that no theme fits, or that nothing is said"},
    )
    seen = VersionField()
    frame = VersionField()

    def __init__(self, *args, themes: Iterable[Theme], **kwargs):
        super().__init__(*args, **kwargs)
        themes = tuple(themes)
        choices = [*((str(theme.pk), theme.name) for theme in themes), *NO_THEME]
        hints = {str(theme.pk): theme.definition for theme in themes if theme.definition}
        self.fields["codes"].widget = Checkboxes(hints=hints, divider_before=NONE_FITS)
        self.fields["codes"].choices = choices

    def clean_codes(self) -> Decided:
        chosen = set(self.cleaned_data["codes"])
        without = chosen & {NONE_FITS, NOTHING_SAID}
        if without and len(chosen) > 1:
            raise ValidationError("Select either themes, or one reason why there is none")
        if without:
            return Decided(without.pop())
        return Decided(THEMES, frozenset(map(int, chosen)))

    @property
    def chosen(self) -> Chosen:
        cleaned = self.cleaned_data
        return Chosen(cleaned["codes"], cleaned["frame"], cleaned["seen"], cleaned.get("reason", ""))


def initial_of(code: AnswerCode | None, decided: Decided | None, frame: int, proposed: Iterable[int] = ()) -> dict:
    """What a page of an answer starts with."""
    if decided is None:
        codes = [str(theme) for theme in proposed]
    else:
        codes = [str(theme) for theme in decided.themes] or [decided.decision]
    return {"codes": codes, "seen": code.version if code else 0, "frame": frame, "reason": code.reason if code else ""}


class SettleForm(CodeForm):
    reason = _reason("Why?", "It is kept beside what the two coders chose.", "Enter why this was agreed")
    field_order = ("codes", "reason")


class EndSampleForm(Form):
    because = _reason(
        "Why does nobody code the rest a second time?",
        "It is told beside the figures.",
        "Enter why the rest is not coded a second time",
    )
