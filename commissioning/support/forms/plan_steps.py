"""The forms of milestones and actions: planned or changed, done, dropped."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from commissioning.govuk.fields import DateField, LineField, Radios
from commissioning.govuk.versioned import VersionedForm

from ..actions.plan_steps import Typed
from ..models import PlanStep, SupportPackage
from ..queries.sessions import first_day
from .requests import words

LATEST_DUE = timedelta(days=5 * 366)


class StepForm(VersionedForm):
    kind = forms.ChoiceField(
        label="What is it?",
        choices=PlanStep.Kind.choices,
        widget=Radios(
            hints={
                PlanStep.Kind.MILESTONE: "A point to be reached together",
                PlanStep.Kind.ACTION: "Something somebody has said they would do",
            }
        ),
        error_messages={"required": "Select what it is", "invalid_choice": "Select what it is from the list"},
    )
    title = LineField(
        label="In a few words",
        max_length=200,
        error_messages={"required": "Say in a few words what it is"},
    )
    owner = LineField(
        label="Who answers for it?",
        required=False,
        max_length=120,
        help_text="A name or a role, such as “Head of joint commissioning”.",
    )
    due_on = DateField(label="Due date", error_messages={"required": "Enter the due date"})

    def __init__(self, *args: Any, package: SupportPackage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].earliest = first_day(package)
        self.fields["due_on"].latest = timezone.localdate() + LATEST_DUE

    @property
    def typed(self) -> Typed:
        return Typed(**{name: self.cleaned_data[name] for name in ("kind", "title", "owner", "due_on")})


class DoneForm(VersionedForm):
    done_on = DateField(label="When was it done?", error_messages={"required": "Enter the day it was done"})
    words = words("What came of it?", "What came of it")

    def __init__(self, *args: Any, package: SupportPackage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done_on"].earliest = first_day(package)
        self.fields["done_on"].latest = timezone.localdate()


class DropForm(VersionedForm):
    words = words(
        "Why is it dropped?", "The reason", required=True, error_messages={"required": "Say why it is dropped"}
    )

    @property
    def why(self) -> str:
        return self.cleaned_data["words"]
