"""The forms of the local lead's finding on one level, and of the area's response to it."""

from django import forms
from django.core.exceptions import ValidationError

from commissioning.govuk.fields import ParagraphsField, Radios
from commissioning.govuk.versioned import VersionedForm, VersionField

from ..actions.agreement import Agreed, Found
from ..levels import Answer
from ..models import Challenge
from ..models.assessments import LONGEST_NARRATIVE
from ..queries.challenge import Point
from .assessments import LEVEL_CHOICES, level_widget, too_long

Finding = Challenge.Finding


class FindingForm(VersionedForm):
    """Agree, lower or higher; why is needed unless it is agreed with."""

    finding = forms.ChoiceField(
        label="How does it look to you?",
        choices=Finding.choices,
        widget=Radios,
        error_messages={"required": "Select whether you agree", "invalid_choice": "Select whether you agree"},
    )
    reason = ParagraphsField(
        label="Why?",
        help_text="Needed unless you agree. The area reads it and answers it; it may choose to print both.",
        required=False,
        max_length=LONGEST_NARRATIVE,
        error_messages=too_long("Why"),
    )
    mark_optional = False

    def __init__(self, *args, point: Point, **kwargs):
        row = point.found
        kwargs["initial"] = (
            {"finding": row.finding, "reason": row.reason, "version": row.version} if row else {"version": 0}
        )
        super().__init__(*args, **kwargs)
        self.point = point
        agree = f"I agree: {point.answer.words}"
        choices = [(Finding.AGREE.value, agree), *(choice for choice in Finding.choices if choice[0] != Finding.AGREE)]
        self.fields["finding"].choices = choices

    def clean(self) -> dict:
        cleaned = super().clean()
        differs = cleaned.get("finding") not in (None, Finding.AGREE)
        if differs and "reason" not in self.errors and not cleaned["reason"]:
            self.add_error("reason", f"Say why it looks {cleaned['finding']} to you")
        return cleaned

    @property
    def found(self) -> Found:
        return Found(self.cleaned_data["finding"], self.cleaned_data["reason"], self.cleaned_data["version"])


class ResponseForm(VersionedForm):
    """What the area answers to one challenge and, where it changes its mind, the level with why."""

    response = ParagraphsField(
        label="Your response",
        required=False,
        max_length=LONGEST_NARRATIVE,
        error_messages=too_long("Your response"),
    )
    level = forms.ChoiceField(
        label="The level after this",
        help_text="Leave it as it is, or change it and say why below.",
        choices=LEVEL_CHOICES,
        error_messages={"required": "Select one of the levels", "invalid_choice": "Select one of the levels"},
    )
    rationale = ParagraphsField(
        label="Why this level?",
        required=False,
        max_length=LONGEST_NARRATIVE,
        error_messages=too_long("Why this level"),
    )
    level_version = VersionField()

    mark_optional = False

    def __init__(self, *args, point: Point, **kwargs):
        kwargs["initial"] = {
            "response": point.found.response,
            "level": point.answer.value,
            "rationale": point.agreed.rationale,
            "version": point.found.version,
            "level_version": point.agreed.version,
        }
        super().__init__(*args, **kwargs)
        self.point = point
        self.fields["level"].widget = level_widget(point.standard)

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.point.is_disputed and "response" not in self.errors and not cleaned["response"]:
            self.add_error("response", ValidationError("Enter your response to the challenge"))
        changes = "level" in cleaned and Answer.parse(cleaned["level"]) != self.point.answer
        if changes and "rationale" not in self.errors and not cleaned["rationale"]:
            self.add_error("rationale", "Say why the level changes")
        return cleaned

    @property
    def agreed(self) -> Agreed:
        row = self.point.agreed
        return Agreed(
            answer=Answer.parse(self.cleaned_data["level"]),
            target=row.target,
            rationale=self.cleaned_data["rationale"],
            dissent=row.dissent,
            version=self.cleaned_data["level_version"],
        )
