"""Somebody who commissions in an area, as a form: who they are, what they do, when they left."""

from datetime import date

from django import forms
from django.utils import timezone

from commissioning.govuk.fields import DateField, LineField, Radios
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import VersionedForm

from ..actions.commissioners import Post
from ..models import Commissioner
from ..posts import Employer, Level
from .persons import AddressField

_HINTS = {
    Level.STRATEGIC.value: "Decides what is wanted, for whom and with which money.",
    Level.OPERATIONAL.value: "Secures services and works with those who provide them.",
}


class PostFields(Form):
    """The questions that adding and changing share."""

    job_title = LineField(label="Job title", max_length=120)
    employer = forms.ChoiceField(
        label="Who employs them?",
        choices=Employer.choices,
        widget=Radios(small=True),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select who employs them"),
    )
    level = forms.ChoiceField(
        label="Is their work mostly strategic or operational?",
        choices=Level.choices,
        widget=Radios(hints=_HINTS),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select strategic or operational"),
    )

    @property
    def typed(self) -> Post:
        return Post(**{name: self.cleaned_data[name] for name in ("job_title", "employer", "level")})


class CommissionerForm(PostFields):
    name = LineField(label="Name", max_length=120)
    email = AddressField(label="Email address", help_text="A survey is sent here. Nothing is sent now.")
    field_order = ("name", "email", "job_title", "employer", "level")


class PostForm(PostFields, VersionedForm):
    pass


class LeaveForm(VersionedForm):
    left_on = DateField(label="Day they left")

    def __init__(self, *args, commissioner: Commissioner, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["left_on"].earliest = commissioner.since
        self.fields["left_on"].latest = timezone.localdate()

    @property
    def typed(self) -> date:
        return self.cleaned_data["left_on"]


class ConfirmForm(Form):
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


def initial_of(commissioner: Commissioner) -> dict:
    return {name: getattr(commissioner, name) for name in ("job_title", "employer", "level", "version")}
