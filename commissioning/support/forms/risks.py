"""The forms of risks and concerns, and of decisions."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from commissioning.govuk.fields import DateField, LineField, Radios
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import VersionedForm

from ..actions import decisions, risks
from ..models import Decision, Risk, SupportPackage
from ..queries.sessions import first_day
from .requests import words


class RiskForm(VersionedForm):
    kind = forms.ChoiceField(
        label="What is it?",
        choices=Risk.Kind.choices,
        widget=Radios(
            hints={
                Risk.Kind.RISK: "Something that may keep the package from its aims",
                Risk.Kind.CONCERN: "Something about how the work goes",
            }
        ),
        error_messages={"required": "Select what it is", "invalid_choice": "Select what it is from the list"},
    )
    title = LineField(
        label="In a few words", max_length=200, error_messages={"required": "Say in a few words what it is"}
    )
    rating = forms.ChoiceField(
        label="How grave is it?",
        choices=Risk.Rating.choices,
        widget=Radios(
            hints={
                Risk.Rating.GREEN: "In hand",
                Risk.Rating.AMBER: "Needs watching",
                Risk.Rating.RED: "Endangers the aims: the programme sees it on its desk",
            }
        ),
        error_messages={"required": "Select how grave it is", "invalid_choice": "Select how grave it is from the list"},
    )
    response = words("What is done about it?", "What is done about it")
    owner = LineField(label="Who answers for it?", required=False, max_length=120)

    @property
    def typed(self) -> risks.Typed:
        names = ("kind", "title", "rating", "response", "owner")
        return risks.Typed(**{name: self.cleaned_data[name] for name in names})


class EscalateForm(Form):
    why = words(
        "What should the programme know or do?",
        "What the programme should know",
        required=True,
        error_messages={"required": "Say what the programme should know or do"},
    )


class CloseRiskForm(VersionedForm):
    outcome = words("How did it end?", "How it ended", required=True, error_messages={"required": "Say how it ended"})


class DecisionForm(Form):
    text = words(
        "What was decided?",
        "What was decided",
        "It cannot be changed afterwards; a later decision can take its place.",
        required=True,
        error_messages={"required": "Say what was decided"},
    )
    made_on = DateField(label="When was it decided?", error_messages={"required": "Enter the day it was decided"})
    made_by = LineField(
        label="Who decided?",
        max_length=200,
        help_text="A name or a group, such as “Children’s partnership board”.",
        error_messages={"required": "Say who decided"},
    )

    def __init__(self, *args: Any, package: SupportPackage, replaces: Decision | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.replaces = replaces
        self.fields["made_on"].earliest = first_day(package)
        self.fields["made_on"].latest = timezone.localdate()

    def clean_made_on(self):
        made_on = self.cleaned_data["made_on"]
        if made_on and self.replaces and made_on < self.replaces.made_on:
            earlier = date_format(self.replaces.made_on, "j F Y")
            raise forms.ValidationError(f"It must be on or after {earlier}, when the earlier decision was made")
        return made_on

    @property
    def typed(self) -> decisions.Typed:
        return decisions.Typed(**self.cleaned_data)
