"""Forms of this app. What a form refuses is shown again beside its reason; nothing typed is dropped."""

from django import forms
from django.core.exceptions import ValidationError

from commissioning.govuk.fields import ParagraphsField, Radios
from commissioning.govuk.forms import Form

from .actions import Typed
from .levels import LEVELS, NO_LEVEL, Answer
from .models import Standard
from .models.assessments import LONGEST_NARRATIVE

UNFINISHED = "unfinished"  # an error that keeps a standard from being completed, not from being saved


class StandardForm(Form):
    """One standard: the level, the area's words, and whether it is finished. All may be left for later."""

    level = forms.ChoiceField(required=False, error_messages={"invalid_choice": "Select one of the levels"})
    narrative = ParagraphsField(
        label="In your own words, what shows this?",
        required=False,
        max_length=LONGEST_NARRATIVE,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "max_length": "What shows this must be %(limit_value)s characters or fewer; it has %(show_value)s now",
        },
    )
    completed = forms.ChoiceField(
        label="Have you completed this standard?",
        required=False,
        choices=[("yes", "Yes, I’ve completed it"), ("no", "No, I’ll come back to it")],
        widget=Radios(inline=False),
        error_messages={"invalid_choice": "Select yes or no"},
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        max_value=2**31 - 1,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            "This page had lost its place. Check what is below and save it again.",
        ),
    )

    mark_optional = False  # everything may wait; the last question says what is finished

    def __init__(self, *args, standard: Standard, **kwargs):
        super().__init__(*args, **kwargs)
        self.standard = standard
        texts = standard.level_texts
        self.fields["level"].label = "Where are you on this standard?"
        self.fields["level"].choices = [
            *((str(level), f"{level} – {words}") for level, words in LEVELS.items()),
            *NO_LEVEL.items(),
        ]
        self.fields["level"].widget = Radios(
            choices=self.fields["level"].choices,
            hints={str(level): text for level, text in texts.items()},
            divider_before=next(iter(NO_LEVEL)),
        )
        self.fields["narrative"].help_text = (
            "Needed at level 4 or 5, welcome at any. You can cite evidence without attaching it, such as a board "
            "paper and its date. Leave out anything about individual children or families."
        )

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("completed") != "yes" or self.errors:
            return cleaned
        answer = Answer.parse(cleaned["level"])
        if not answer.is_given:
            self._unfinished("level", "Select a level, or say that it does not apply or that you don’t know")
        elif answer.wants_words and not cleaned["narrative"].strip():
            self._unfinished("narrative", f"Say briefly what shows level {answer.level}")
        return cleaned

    def _unfinished(self, field: str, message: str) -> None:
        self.add_error(field, ValidationError(message, code=UNFINISHED))

    def may_be_saved(self) -> bool:
        """Whether everything in it is well-formed, finished or not."""
        self.is_valid()
        unfinished_only = all(error.code == UNFINISHED for errors in self.errors.as_data().values() for error in errors)
        return unfinished_only

    @property
    def typed(self) -> Typed:
        """What is saved of it: a standard that is not finished is saved as unfinished."""
        return Typed(
            answer=Answer.parse(self.data.get("level", "")),
            narrative=self.fields["narrative"].clean(self.data.get("narrative", "")),
            completed=self.cleaned_data.get("completed") == "yes" and self.is_valid(),
            version=self.cleaned_data["version"],
        )

    def on_top_of(self, version: int) -> "StandardForm":
        """The same words, to be saved knowingly over that save."""
        data = self.data.copy()
        data["version"] = str(version)
        return StandardForm(data, standard=self.standard)
