"""The forms of opening a self-assessment and of one standard."""

from collections.abc import Sequence

from django import forms

from commissioning.govuk.fields import ParagraphsField, Radios
from commissioning.govuk.forms import Form

from ..actions.assessments import Typed
from ..levels import LEVELS, NO_LEVEL, Answer
from ..models import FrameworkVersion, SelfAssessment, Standard
from ..models.assessments import LONGEST_NARRATIVE
from .versioned import PiecemealForm

LEVEL_CHOICES = [*((str(level), f"{level} – {words}") for level, words in LEVELS.items()), *NO_LEVEL.items()]
WHEN = {
    "annual": "Once a year, April to March.",
    "baseline": "Where you are before any support begins; once.",
    "close": "Where you are when a package of support ends.",
}


def level_widget(standard: Standard) -> Radios:
    """The five levels with what each looks like for this standard; or a reason for none."""
    hints = {str(level): text for level, text in standard.level_texts.items()}
    return Radios(choices=LEVEL_CHOICES, hints=hints, divider_before=next(iter(NO_LEVEL)))


def too_long(subject: str) -> dict[str, str]:
    return {"max_length": f"{subject} must be %(limit_value)s characters or fewer; it has %(show_value)s now"}


class StartForm(Form):
    """Which occasion, on which set of standards; the set is asked only where there is a choice."""

    occasion = forms.ChoiceField(
        label="What is it for?",
        error_messages={"required": "Select what it is for", "invalid_choice": "Select what it is for"},
    )
    about_package = forms.CharField(
        label="Which support package is closing?",
        help_text="Only where it is at the close of one: its name, as on the agreement.",
        required=False,
        max_length=200,
    )
    set_code = forms.ChoiceField(
        label="Which set of standards?",
        error_messages={"required": "Select a set of standards", "invalid_choice": "Select a set of standards"},
    )

    def __init__(self, *args, occasions: Sequence[str], sets: Sequence[FrameworkVersion], **kwargs):
        super().__init__(*args, **kwargs)
        labels = dict(SelfAssessment.Occasion.choices)
        self.fields["occasion"].choices = [(occasion, labels[occasion]) for occasion in occasions]
        self.fields["occasion"].widget = Radios(choices=self.fields["occasion"].choices, hints=WHEN)
        self.fields["set_code"].choices = [(version.framework.code, str(version)) for version in sets]
        hints = {version.framework.code: version.summary for version in sets}
        self.fields["set_code"].widget = Radios(choices=self.fields["set_code"].choices, hints=hints)
        if len(sets) == 1:
            del self.fields["set_code"]

    def clean(self) -> dict:
        cleaned = super().clean()
        closes = cleaned.get("occasion") == SelfAssessment.Occasion.CLOSE
        if closes and "about_package" not in self.errors and not cleaned["about_package"]:
            self.add_error("about_package", "Enter the name of the support package that is closing")
        return cleaned


class StandardForm(PiecemealForm):
    """One standard: the level, the area's words, and whether it is finished. All may be left for later.

    Once the champion's views are sent the level is none of this page's business: `settled` is what was agreed
    since, which words are asked for as for any level.
    """

    level = forms.ChoiceField(
        label="Where are you on this standard?",
        required=False,
        choices=LEVEL_CHOICES,
        error_messages={"invalid_choice": "Select one of the levels"},
    )
    narrative = ParagraphsField(
        label="In your own words, what shows this?",
        required=False,
        max_length=LONGEST_NARRATIVE,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Needed at level 4 or 5, welcome at any. You can cite evidence without attaching it, such as a "
        "board paper and its date. Leave out anything about individual children or families.",
        error_messages=too_long("What shows this"),
    )
    completed = forms.ChoiceField(
        label="Have you completed this standard?",
        required=False,
        choices=[("yes", "Yes, I’ve completed it"), ("no", "No, I’ll come back to it")],
        widget=Radios(inline=False),
        error_messages={"invalid_choice": "Select yes or no"},
    )

    def __init__(self, *args, standard: Standard, settled: Answer | None = None, **kwargs):
        super().__init__(*args, standard=standard, **kwargs)
        self.settled = settled
        self.fields["level"].widget = level_widget(standard)
        if settled is not None:
            del self.fields["level"]

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("completed") != "yes" or self.errors:
            return cleaned
        answer = self._answer(cleaned)
        if self.settled is None and not answer.is_given:
            self.unfinished("level", "Select a level, or say that it does not apply or that you don’t know")
        elif answer.wants_words and not cleaned["narrative"].strip():
            self.unfinished("narrative", f"Say briefly what shows level {answer.level}")
        return cleaned

    def _answer(self, given: dict) -> Answer:
        return Answer.parse(given.get("level", "")) if self.settled is None else self.settled

    @property
    def typed(self) -> Typed:
        """What is saved of it: a standard that is not finished is saved as unfinished."""
        return Typed(
            answer=self._answer(self.data),
            narrative=self.fields["narrative"].clean(self.data.get("narrative", "")),
            completed=self.cleaned_data.get("completed") == "yes" and self.is_valid(),
            version=self.cleaned_data["version"],
        )
