"""The forms of who works on a package, and which areas are in it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from commissioning.authorities.models import Authority
from commissioning.govuk.fields import AffixedInput, Checkboxes, Radios
from commissioning.govuk.forms import Form
from commissioning.people.models import User

from ..amounts import alike
from ..models import PackageArea
from .requests import words

HANDOVER = "What was agreed, what is under way, whom to talk to, what not to ask the area again."


class PersonForm(Form):
    """One person out of those who can be chosen."""

    person = forms.TypedChoiceField(
        label="Who?",
        coerce=int,
        error_messages={"required": "Select a person", "invalid_choice": "Select a person from the list"},
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in people}
        choices = [(pk, _named(person)) for pk, person in self.people.items()]
        self.fields["person"].choices = [("", "Choose"), *choices]

    @property
    def chosen(self) -> User:
        return self.people[self.cleaned_data["person"]]


def _named(person: User) -> str:
    return f"{person}, {person.job_title}" if person.job_title else str(person)


class LeadForm(PersonForm):
    """With a handover note, where somebody led it before."""

    handover = words("What does the next lead have to know?", "The handover note", HANDOVER)

    def __init__(self, *args: Any, before: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].label = "Who leads the package?"
        if before is None:
            del self.fields["handover"]
        else:
            self.fields["handover"].label = f"What does the next lead have to know from {before}?"
            self.fields["handover"].required = True
            self.fields["handover"].error_messages["required"] = "Write what the next lead has to know"

    @property
    def note(self) -> str:
        return self.cleaned_data.get("handover", "")


class EndForm(Form):
    handover = words(
        "What does the next adviser have to know?",
        "The handover note",
        HANDOVER,
        required=True,
        error_messages={"required": "Write what the next adviser has to know"},
    )


class SponsorForm(PersonForm):
    """Nobody chosen: the director."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        field.label, field.required, field.empty_value = "Who signs for the area?", False, None
        field.choices = [("", "The director of children’s services"), *field.choices[1:]]

    @property
    def chosen(self) -> User | None:
        return self.people.get(self.cleaned_data["person"])


class AnswerForm(Form):
    """Of an area that somebody else’s request names. Only a no needs its reason."""

    mark_optional = False

    answer = forms.ChoiceField(
        label="Does your area take part?",
        choices=[("yes", "Yes, we take part"), ("no", "No, not with us")],
        widget=Radios(hints={"no": "It leaves the request; its share of days and money goes to the area that leads."}),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select whether your area takes part"),
    )
    because = words(
        "If not, why?",
        "The reason",
        "Kept on the package’s timeline, where the other areas and the team read it.",
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("answer") == "no" and not cleaned.get("because") and "because" not in self.errors:
            self.add_error("because", "Say why your area does not take part")
        return cleaned

    @property
    def takes_part(self) -> bool:
        return self.cleaned_data["answer"] == "yes"


class HeirForm(Form):
    """Which of the councils that took over from a former one takes its part."""

    area = forms.ChoiceField(
        label="Which council?",
        error_messages={"required": "Select a council", "invalid_choice": "Select a council from the list"},
    )

    def __init__(self, *args: Any, heirs: Iterable[Authority], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heirs = {area.gss_code: area for area in heirs}
        self.fields["area"].choices = [("", "Choose"), *((code, area.name) for code, area in self.heirs.items())]

    @property
    def chosen(self) -> Authority:
        return self.heirs[self.cleaned_data["area"]]


class AreasForm(Form):
    """Which other areas are in it, and what share of the days and the money is for each."""

    whole_region = forms.BooleanField(label="Every area of the region", required=False)
    areas = forms.MultipleChoiceField(
        label="Which other areas are in it?",
        required=False,
        widget=Checkboxes(small=True),
        error_messages={"invalid_choice": "Select areas from the list"},
    )

    def __init__(self, *args: Any, lead: Authority, others: Iterable[Authority], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead = lead
        self.others = {area.gss_code: area for area in others}
        self.fields["areas"].choices = [(code, area.short_name) for code, area in self.others.items()]
        self.fields["whole_region"].label = f"Every area of {lead.region}"

    @property
    def chosen(self) -> list[Authority]:
        """The lead area first."""
        if self.cleaned_data["whole_region"]:
            found = [area for area in self.others.values() if area.region_id == self.lead.region_id]
        else:
            found = [self.others[code] for code in self.cleaned_data["areas"]]
        return [self.lead, *found]

    @property
    def shares(self) -> dict[Authority, Decimal]:
        """Alike to begin with."""
        return alike(self.chosen)


class SharesForm(Form):
    """One box for each area in it; 100 together."""

    def __init__(self, *args: Any, parts: Iterable[PackageArea], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = list(parts)
        for part in self.parts:
            self.fields[f"share_{part.pk}"] = forms.DecimalField(
                label=str(part.authority),
                min_value=0,
                max_value=100,
                decimal_places=2,
                initial=part.share,
                widget=AffixedInput({"class": "govuk-input--width-4", "inputmode": "decimal"}, suffix="per cent"),
                error_messages={
                    "required": f"Enter the share of {part.authority}",
                    "invalid": f"The share of {part.authority} must be a number, such as 25",
                    "min_value": f"The share of {part.authority} must be 0 or more",
                    "max_value": f"The share of {part.authority} must be 100 or less",
                    "max_decimal_places": f"The share of {part.authority} has at most two decimal places",
                },
            )

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors and sum(self.shares.values()) != 100:
            self.add_error(
                None, f"The shares must add up to 100 per cent; they add up to {sum(self.shares.values()):f}"
            )
        return cleaned

    @property
    def shares(self) -> dict[Authority, Decimal]:
        return {part.authority: self.cleaned_data[f"share_{part.pk}"] for part in self.parts}
