"""The forms of agreeing a level, and of every step back that has to say why."""

from django import forms

from commissioning.govuk.fields import ParagraphsField
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import VersionedForm

from ..actions.agreement import Agreed
from ..levels import LEVELS, Answer
from ..models import AgreedLevel, Standard
from ..models.assessments import LONGEST_NARRATIVE
from .assessments import LEVEL_CHOICES, level_widget, too_long


class AgreementForm(VersionedForm):
    """What the partnership settles on for one standard. All may wait: a meeting goes round more than once."""

    level = forms.ChoiceField(
        label="Which level do you agree on?",
        required=False,
        choices=LEVEL_CHOICES,
        error_messages={"invalid_choice": "Select one of the levels"},
    )
    target = forms.ChoiceField(
        label="Which level do you aim for?",
        required=False,
        choices=[("", "None for now"), *((str(level), f"{level} – {words}") for level, words in LEVELS.items())],
        error_messages={"invalid_choice": "Select one of the levels to aim for"},
    )
    rationale = ParagraphsField(
        label="Why this level?",
        required=False,
        max_length=LONGEST_NARRATIVE,
        error_messages=too_long("Why this level"),
    )
    dissent = ParagraphsField(
        label="Who saw it differently, and why?",
        help_text="Kinds of partners, not people’s names: your local lead and your director read this.",
        required=False,
        max_length=LONGEST_NARRATIVE,
        error_messages=too_long("Who saw it differently"),
    )
    mark_optional = False

    def __init__(self, *args, standard: Standard, **kwargs):
        super().__init__(*args, **kwargs)
        self.standard = standard
        self.fields["level"].widget = level_widget(standard)

    @classmethod
    def initial_of(cls, row: AgreedLevel | None) -> dict:
        if row is None:
            return {"version": 0}
        return {
            "level": row.answer.value,
            "target": str(row.target or ""),
            "rationale": row.rationale,
            "dissent": row.dissent,
            "version": row.version,
        }

    @property
    def agreed(self) -> Agreed:
        given = self.cleaned_data
        return Agreed(
            answer=Answer.parse(given["level"]),
            target=int(given["target"]) if given["target"] else None,
            rationale=given["rationale"],
            dissent=given["dissent"],
            version=given["version"],
        )


class ReasonForm(Form):
    """One text that has to be given before something goes back."""

    reason = ParagraphsField(max_length=LONGEST_NARRATIVE)

    def __init__(self, *args, label: str, missing: str, help_text: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label, field.help_text = label, help_text
        field.error_messages["required"] = missing
