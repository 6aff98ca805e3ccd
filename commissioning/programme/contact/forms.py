"""The forms of an offer of contact: what was done, why it is set aside, what the area says."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from commissioning.govuk.fields import LineField, ParagraphsField, Radios
from commissioning.govuk.forms import Form
from commissioning.support.models import SupportPackage

from .models import LONGEST_LINE, LONGEST_TEXT, OfferOfContact


def _words(label: str, missing: str, hint: str = "") -> ParagraphsField:
    too_long = "What you wrote must be %(limit_value)s characters or fewer; it has %(show_value)s now"
    messages = {"required": missing, "max_length": too_long}
    return ParagraphsField(label=label, help_text=hint, max_length=LONGEST_TEXT, error_messages=messages)


class ActForm(Form):
    what = _words("What was done?", "Say what was done", "Such as “We met on 3 May”. The area reads it.")
    package = forms.ModelChoiceField(
        queryset=SupportPackage.objects.none(),
        label="Is it part of a support package?",
        required=False,
        empty_label="No",
        error_messages={"invalid_choice": "Select one of the area’s support packages, or “No”"},
    )

    def __init__(self, *args: Any, packages: QuerySet[SupportPackage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["package"].queryset = packages


class DismissForm(Form):
    reason = _words("Why is it set aside?", "Say why it is set aside", "The area reads it.")


class AnswerForm(Form):
    said = forms.ChoiceField(
        label="What do you say?",
        choices=OfferOfContact.Answer.choices,
        widget=Radios(
            hints={
                OfferOfContact.Answer.YES: "Your leads see it, and one of them gets in touch",
                OfferOfContact.Answer.NOT_NOW: "It ends here, and nobody asks why",
            }
        ),
        error_messages={
            "required": "Select “Yes please” or “Not now”",
            "invalid_choice": "Select “Yes please” or “Not now”",
        },
    )
    line = LineField(label="Anything you want to add?", required=False, max_length=LONGEST_LINE)
