"""One use of a service as a form: to put down, or to correct with the reason."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from commissioning.govuk.fields import DateField, LineField, ParagraphsField, Radios
from commissioning.govuk.forms import Form
from commissioning.services import Service

from ..actions.service_use import Typed
from ..csv_files import EARLIEST
from ..models import ServiceUse
from ..models.kept import LONGEST_REASON
from ..models.service_use import LONGEST_WHAT
from .persons import AddressField


class ServiceUseForm(Form):
    service = forms.ChoiceField(
        label="Which service?",
        choices=Service.choices,
        widget=Radios(small=True),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select a service from the list"),
    )
    used_on = DateField(label="Day it was used", earliest=EARLIEST)
    what = LineField(
        label="What was it, in a line?",
        required=False,
        max_length=LONGEST_WHAT,
        help_text="Such as the title of an event.",
        error_messages={"max_length": f"What it was must be {LONGEST_WHAT} characters or less"},
    )
    email = AddressField(
        label="Email address of whoever used it",
        required=False,
        help_text="Leave it and the name empty where only the area is known. Nothing is sent to it from here.",
    )
    name = LineField(label="Their name", required=False, max_length=120)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["used_on"].latest = timezone.localdate()

    def clean(self) -> dict:
        given = super().clean() or {}
        if given.get("email") and not given.get("name") and "name" in given:
            self.add_error("name", ValidationError("Enter their name, or leave the email address empty too"))
        if given.get("name") and not given.get("email") and "email" in given:
            self.add_error("email", ValidationError("Enter their email address, or leave the name empty too"))
        return given

    @property
    def typed(self) -> Typed:
        return Typed(**{name: value for name, value in self.cleaned_data.items() if name != "because"})


class CorrectForm(ServiceUseForm):
    because = ParagraphsField(
        label="What was wrong?",
        help_text="Kept with the row as it was, and with who corrected it and when.",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Enter what was wrong",
            "max_length": f"What was wrong must be {LONGEST_REASON} characters or less",
        },
    )


def initial_of(use: ServiceUse) -> dict:
    who = {"email": use.person.email, "name": use.person.full_name} if use.person else {}
    return {name: getattr(use, name) for name in ("service", "used_on", "what")} | who
