"""The steps of recording a reorganisation as forms: what happens, who takes over, what is decided; why withdrawn."""

from collections.abc import Sequence
from typing import Any

from django import forms

from commissioning.authorities.models import Authority, Region
from commissioning.authorities.reorganising import Facts
from commissioning.govuk.fields import DateField, LineField, ParagraphsField, Radios
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import VersionField
from commissioning.library.forms.resources import AreasField

from .actions import Planned
from .models import Reorganisation
from .preview import Question
from .rules import HINTS, KINDS, SEVERAL_BEFORE

CODE = r"^E(06|08|09|10)[0-9]{6}$"
MOST_CHILDREN = 2_000_000


def _select(missing: str) -> dict[str, str]:
    return dict.fromkeys(("required", "invalid_choice"), missing)


class PlannedForm(Form):
    kind = forms.ChoiceField(
        label="What happens?",
        choices=[(kind.value, label) for kind, label in KINDS.items()],
        widget=Radios(hints={kind.value: hint for kind, hint in HINTS.items()}),
        error_messages=_select("Select what happens"),
    )
    predecessors = AreasField(
        label="Which council or councils end, or give up a part?",
        help_text="One a line, by name or ONS code. Only a merger has several.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter the council that ends, or gives up a part"},
    )
    effective_on = DateField(
        label="First day of the councils that take over",
        help_text="The old council’s last day is the day before. For example, 1 4 2027",
        error_messages={"required": "Enter the first day of the councils that take over"},
    )
    legal_order = LineField(
        label="Legal order",
        required=False,
        max_length=200,
        help_text="Such as “The Cumbria (Structural Changes) Order 2022”.",
        error_messages={"max_length": "The legal order must be 200 characters or fewer"},
    )
    version = VersionField()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        several = len(cleaned.get("predecessors") or ()) > 1
        if several and cleaned.get("kind") and cleaned["kind"] not in SEVERAL_BEFORE:
            self.add_error("predecessors", "Enter one council: only a merger has several that end")
        return cleaned

    @property
    def planned(self) -> Planned:
        return Planned(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


def beginning() -> dict[str, Any]:
    return {"version": 0}


def initial_of(row: Reorganisation) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "predecessors": "\n".join(area.gss_code for area in row.predecessors.all()),
        "effective_on": row.effective_on,
        "legal_order": row.legal_order,
        "version": row.version,
    }


class KnownCouncilForm(Form):
    authority = forms.ModelChoiceField(
        Authority.objects.current(),
        label="A council of the register",
        empty_label="Select a council",
        error_messages=_select("Select the council that takes over from the list"),
    )


class NewCouncilForm(Form):
    gss_code = forms.RegexField(
        CODE,
        label="ONS code",
        help_text="Nine characters, such as E06000063.",
        strip=True,
        error_messages={
            "required": "Enter the ONS code",
            "invalid": "Enter an ONS code of an English council, such as E06000063",
        },
    )
    name = LineField(
        label="Full name",
        max_length=120,
        help_text="Such as “Cumberland Council”.",
        error_messages={
            "required": "Enter its full name",
            "max_length": "Its full name must be 120 characters or fewer",
        },
    )
    short_name = LineField(
        label="Name in lists",
        max_length=80,
        help_text="Such as “Cumberland”.",
        error_messages={"required": "Enter its name in lists", "max_length": "Its name must be 80 characters or fewer"},
    )
    type = forms.ChoiceField(
        label="Type",
        choices=Authority.Type.choices,
        widget=Radios(small=True),
        error_messages=_select("Select its type"),
    )
    region = forms.ModelChoiceField(
        Region.objects.all(), label="Region", empty_label="Select a region", error_messages=_select("Select its region")
    )
    rural_urban = forms.ChoiceField(
        label="Rurality",
        choices=Authority.RuralUrban.choices,
        widget=Radios(small=True),
        help_text="“Urban” and “Urban with rural areas” are counted as urban, the other two as rural.",
        error_messages=_select("Select how rural it is"),
    )
    population_0_17 = forms.IntegerField(
        label="Children aged 0 to 17",
        min_value=1,
        max_value=MOST_CHILDREN,
        error_messages={
            "required": "Enter how many children aged 0 to 17 live there",
            **dict.fromkeys(
                ("invalid", "min_value", "max_value"), "Enter the number of children as a whole number, such as 52489"
            ),
        },
    )
    population_0_17_year = forms.IntegerField(
        label="Year of that estimate",
        min_value=2000,
        max_value=2100,
        error_messages={
            "required": "Enter the year of that estimate",
            **dict.fromkeys(("invalid", "min_value", "max_value"), "Enter the year with four numbers, such as 2024"),
        },
    )
    dfe_code = forms.RegexField(
        r"^[0-9]{3,4}$",
        label="DfE number, if known",
        required=False,
        error_messages={"invalid": "Enter the DfE number as three or four numbers, or leave it empty"},
    )

    mark_optional = False

    @property
    def facts(self) -> Facts:
        return Facts(**self.cleaned_data)


class DecisionsForm(Form):
    """One list of choices for each question of the preview. What stays open can be answered later."""

    mark_optional = False

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in questions:
            self.fields[one.name] = forms.ChoiceField(
                label=one.label,
                choices=one.options,
                initial=one.answer,
                required=False,
                widget=Radios(small=True),
                help_text=one.hint,
                error_messages={"invalid_choice": "Select one of the answers below"},
            )


class WithdrawForm(Form):
    because = ParagraphsField(
        label="Why is it withdrawn?",
        max_length=500,
        error_messages={
            "required": "Say why it is withdrawn",
            "max_length": "What you wrote must be 500 characters or fewer",
        },
    )
