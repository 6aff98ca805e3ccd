"""The forms of an offer of contact: what was done, why it is set aside, what the area says."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.dateformat import format as format_date

from commissioning.govuk.fields import LineField, ParagraphsField, Radios
from commissioning.govuk.forms import Form
from commissioning.support.models import Session, SupportPackage

from .models import LONGEST_LINE, LONGEST_TEXT, OfferOfContact


def _words(label: str, missing: str, hint: str = "") -> ParagraphsField:
    too_long = "What you wrote must be %(limit_value)s characters or fewer; it has %(show_value)s now"
    messages = {"required": missing, "max_length": too_long}
    return ParagraphsField(label=label, help_text=hint, max_length=LONGEST_TEXT, error_messages=messages)


class SessionField(forms.ModelChoiceField):
    def label_from_instance(self, session: Session) -> str:
        """Its day and its package, and never what anybody wrote of it."""
        return f"{format_date(session.held_on, 'j F Y')}, {session.package.reference}: {session.package}"


class ActForm(Form):
    what = _words("What was done?", "Say what was done", "Such as “We met on 3 May”. The area reads it.")
    package = forms.ModelChoiceField(
        queryset=SupportPackage.objects.none(),
        label="Is it part of a support package?",
        required=False,
        empty_label="No",
        error_messages={"invalid_choice": "Select one of the area’s support packages, or “No”"},
    )
    session = SessionField(
        queryset=Session.objects.none(),
        label="Was it one of its sessions?",
        help_text="Of the last three months. A session says of itself which package it is of.",
        required=False,
        empty_label="No",
        error_messages={"invalid_choice": "Select one of the area’s sessions, or “No”"},
    )

    def __init__(
        self, *args: Any, packages: QuerySet[SupportPackage], sessions: QuerySet[Session], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["package"].queryset = packages
        self.fields["session"].queryset = sessions

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        package, session = cleaned.get("package"), cleaned.get("session")
        if package and session and session.package_id != package.pk:
            self.add_error("session", "Select a session of that support package, or “No”")
        return cleaned


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
