"""The forms of whoever gives a view: one standard, and who a group was."""

from datetime import date
from typing import Any

from django import forms

from commissioning.govuk.fields import DateField, LineField, ParagraphsField, Radios
from commissioning.govuk.versioned import VersionedForm

from ..actions.giving import Group, Said
from ..levels import LEVELS, Answer
from ..models import Standard
from ..models.partners import LONGEST_LINE
from ..queries.giving import Question, no_level_words
from .versioned import PiecemealForm

MOST_PRESENT = 500


class ViewForm(PiecemealForm):
    """One standard, as one person sees it."""

    level = forms.ChoiceField(required=False, error_messages={"invalid_choice": "Select one of the answers"})
    line = ParagraphsField(
        label="Is there anything you want to say about it?",
        help_text="One line is enough. Leave out anything about individual children or families.",
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    of_group = False

    def __init__(self, *args, standard: Standard, **kwargs):
        super().__init__(*args, standard=standard, **kwargs)
        reasons = no_level_words(of_group=self.of_group)
        choices = [*((str(level), f"{level} – {words}") for level, words in LEVELS.items()), *reasons.items()]
        self.fields["level"].label = "Where do you see your area on this standard?"
        self.fields["level"].choices = choices
        self.fields["level"].widget = Radios(
            choices=choices,
            hints={str(level): text for level, text in standard.level_texts.items()},
            divider_before=next(iter(reasons)),
        )

    def clean(self) -> dict:
        cleaned = super().clean()
        if "level" in cleaned and not cleaned["level"] and "later" not in self.data:
            self.unfinished("level", "Select a level, or say that you don’t know")
        return cleaned

    @property
    def said(self) -> Said:
        return Said(
            answer=Answer.parse(self.data.get("level", "")),
            line=self.cleaned_data["line"],
            lowest=self.cleaned_data.get("lowest"),
            highest=self.cleaned_data.get("highest"),
            version=self.cleaned_data["version"],
        )


_LEVELS = [("", "No level"), *((str(level), f"{level} – {words}") for level, words in LEVELS.items())]


class GroupViewForm(ViewForm):
    """One standard, as a group sees it: its level, and how far apart people were."""

    lowest = forms.TypedChoiceField(
        label="The lowest level anybody in the room gave", choices=_LEVELS, coerce=int, empty_value=None, required=False
    )
    highest = forms.TypedChoiceField(label="The highest", choices=_LEVELS, coerce=int, empty_value=None, required=False)
    field_order = ("level", "lowest", "highest", "line")
    of_group = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].label = "What level did the group settle on?"
        self.fields["line"].label = "What did the group want to say about it?"

    def clean(self) -> dict:
        cleaned = super().clean()
        low, high = cleaned.get("lowest"), cleaned.get("highest")
        if (low is None) != (high is None):
            self.add_error("lowest" if low is None else "highest", "Select both the lowest and the highest, or neither")
        elif low is not None and high < low:
            self.add_error("highest", "The highest must be the same as or above the lowest")
        elif low is not None and cleaned.get("level", "").isdecimal() and not low <= int(cleaned["level"]) <= high:
            self.add_error("level", "The group’s level must lie between the lowest and the highest")
        return cleaned


def view_form(question: Question, data: Any = None) -> ViewForm:
    """The right one for a person or a group, starting with what they have said."""
    view = question.view
    kind = GroupViewForm if view.scorer.kind == "group" else ViewForm
    initial = {
        "level": view.answer.value,
        "line": view.line,
        "lowest": view.lowest,
        "highest": view.highest,
        "version": view.version,
    }
    return kind(data, standard=question.standard, initial=initial)


class GroupForm(VersionedForm):
    """Who a group was."""

    name = LineField(label="Name of the group", max_length=120, error_messages={"required": "Enter the group’s name"})
    present = forms.IntegerField(
        label="How many people were present?",
        min_value=1,
        max_value=MOST_PRESENT,
        error_messages={
            "required": "Enter how many people were present",
            "min_value": "At least 1 person must have been present",
        },
    )
    held_on = DateField(label="On which day did you meet?", error_messages={"required": "Enter the day you met"})

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["held_on"].latest = today

    @property
    def group(self) -> Group:
        cleaned = self.cleaned_data
        return Group(cleaned["name"], cleaned["present"], cleaned["held_on"], cleaned["version"])
