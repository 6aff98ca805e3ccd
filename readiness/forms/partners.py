"""The champion's forms about partners: the days, whom to ask and why, who reads beside them, which cards to print."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from commissioning.govuk.fields import DateField, LineField, ParagraphsField, Radios
from commissioning.govuk.forms import Form
from commissioning.govuk.text import visible
from commissioning.people.models import RoleAppointment

from .. import window
from ..actions.partners import Wanted
from ..models import PartnerKind

MOST_LINES = 100
LONGEST_NAME = 120
LONGEST_EMAIL = 254
LONGEST_WHY = 1000

# Why each kind of partner is asked: a first draft for the champion to make their own.
WHY = {
    PartnerKind.COUNCIL: "You know from inside the council how decisions about children’s services are made and "
    "carried out.",
    PartnerKind.DISTRICT_COUNCIL: "Housing, leisure and planning shape children’s lives, and you know how well the "
    "county works with you.",
    PartnerKind.HEALTH: "You plan or provide health care for children here, and know how well we commission together.",
    PartnerKind.GP: "You see families before other services do, and know whether what is commissioned reaches them.",
    PartnerKind.SCHOOLS: "You see children every day, and know whether the services around your school fit them.",
    PartnerKind.VOLUNTARY: "You work with families we may not reach, and know how fair and open our commissioning is.",
    PartnerKind.POLICE: "You meet children when things have gone wrong, and know how well partners act together.",
    PartnerKind.INDEPENDENT_PROVIDER: "You provide services we pay for, and know what we are like to work with. "
    "Your view is shown apart from other partners’, because we pay you.",
    PartnerKind.CHILDREN: "You speak for children and young people, who know best whether services work for them.",
    PartnerKind.OTHER: "You work with us for children here, and see what we may not.",
}


class WindowForm(Form):
    opens_on = DateField(label="First day", error_messages={"required": "Enter the first day"})
    closes_on = DateField(
        label="Last day",
        help_text="Views are taken until midnight on this day. Three weeks suit most areas.",
        error_messages={"required": "Enter the last day"},
    )

    def __init__(self, *args, today: date, **kwargs):
        kwargs.setdefault("initial", {"opens_on": today, "closes_on": today + window.USUAL})
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.earliest, field.latest = today, today + window.LONGEST

    def clean(self) -> dict:
        cleaned = super().clean()
        first, last = cleaned.get("opens_on"), cleaned.get("closes_on")
        if first and last and last < first:
            self.add_error("closes_on", "The last day must be the same as or after the first day")
        return cleaned


class ExtendForm(Form):
    closes_on = DateField(label="New last day", error_messages={"required": "Enter the new last day"})
    reason = ParagraphsField(
        label="Why do partners get more time?",
        help_text="It is kept in the history of this self-assessment, for you, your director and your local lead.",
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter why partners get more time"},
    )

    def __init__(self, *args, closes_on: date, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["closes_on"].earliest = max(closes_on, today)
        self.fields["closes_on"].latest = today + window.LONGEST


class WhomForm(Form):
    """By GET: the kind of partner, and how they take part."""

    kind = forms.ChoiceField(
        label="Which kind of partner?", widget=Radios, error_messages={"required": "Select a kind of partner"}
    )
    way = forms.ChoiceField(
        label="How do they take part?",
        widget=Radios(
            hints={
                "alone": "They get a link by email and answer alone. No other partner sees it.",
                "several": "The same for each of them; you paste their names and addresses.",
                "group": "Whoever speaks for the group gets the link, and enters one view for all of them.",
                "workshop": "You, or a facilitator you name, meet them with printed cards and enter what they say.",
            }
        ),
        choices=[
            ("alone", "One person"),
            ("several", "Several people, each alone"),
            ("group", "A group with somebody who speaks for it"),
            ("workshop", "A workshop"),
        ],
        error_messages={"required": "Select how they take part"},
    )

    def __init__(self, *args, standards: dict[str, int], ways: Iterable[str], **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [(kind, PartnerKind(kind).label) for kind in standards]
        hints = {kind: f"Asked about {number} standard{'s' * (number != 1)}" for kind, number in standards.items()}
        self.fields["kind"].choices = kinds
        self.fields["kind"].widget = Radios(choices=kinds, hints=hints)
        self.fields["way"].choices = [choice for choice in self.fields["way"].choices if choice[0] in set(ways)]


class WhyField(ParagraphsField):
    """Why them, in the champion's words; it is in the mail they get."""

    def __init__(self) -> None:
        super().__init__(
            label="Why you ask them",
            help_text="They read this in the email. Change it so that it is about them.",
            max_length=LONGEST_WHY,
            widget=forms.Textarea(attrs={"rows": 4}),
            error_messages={"required": "Enter why you ask them"},
        )


class InviteForm(Form):
    """One person, alone."""

    full_name = LineField(
        label="Full name", max_length=LONGEST_NAME, error_messages={"required": "Enter their full name"}
    )
    email = forms.EmailField(
        label="Email address", max_length=LONGEST_EMAIL, error_messages={"required": "Enter their email address"}
    )
    why = WhyField()

    heading, button = "Ask one person", "Send the invitation"

    @property
    def asked(self) -> dict[str, Any]:
        """What the action is given."""
        return {"people_wanted": [self._wanted], "why": self.cleaned_data["why"]}

    @property
    def _wanted(self) -> Wanted:
        return Wanted(self.cleaned_data["full_name"], self.cleaned_data["email"])

    @property
    def said(self) -> str:
        """What the page says once they are asked."""
        return f"{self.cleaned_data['full_name']} is asked; an email with their own link is on its way."

    def refuse(self, problems: dict[int, str]) -> None:
        self.add_error("email", ValidationError(list(problems.values())))


class GroupInviteForm(InviteForm):
    """Whoever speaks for a group."""

    name = LineField(
        label="Name of the group",
        help_text="For example, Heads of special schools.",
        max_length=LONGEST_NAME,
        error_messages={"required": "Enter the name of the group"},
    )
    field_order = ("name", "full_name", "email", "why")

    heading = "Ask a group"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["full_name"].label = "Who speaks for it"
        self.fields["email"].label = "Their email address"

    @property
    def asked(self) -> dict[str, Any]:
        return {"name": self.cleaned_data["name"], "convenor": self._wanted, "why": self.cleaned_data["why"]}

    @property
    def said(self) -> str:
        return f"{self.cleaned_data['full_name']} is asked to speak for {self.cleaned_data['name']}."


_BETWEEN = " \t,;<"  # what may stand between a name and an address
_AROUND = _BETWEEN + ">\"'"


class PeopleField(ParagraphsField):
    """One person a line: "Ann Lee <ann@example.org>", or with a comma or tab as a spreadsheet has it."""

    def clean(self, value: str) -> list[tuple[int, Wanted]]:
        """(number of the line, person). Raises every line's error at once."""
        text = super().clean(value)
        lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(f"Enter {MOST_LINES} people or fewer at a time; there are {len(lines)} lines.")
        found, errors = [], []
        for number, line in lines:
            try:
                found.append((number, self._wanted(line)))
            except ValidationError as error:
                errors.append(f"Line {number}: {error.message}")
        if errors:
            raise ValidationError(errors)
        return found

    def _wanted(self, line: str) -> Wanted:
        bare = line.strip(_AROUND)
        cut = max(bare.rfind(character) for character in _BETWEEN) + 1
        name, email = visible(bare[:cut]).strip(_AROUND), bare[cut:]
        if "@" not in email:
            raise ValidationError("Enter a name and an email address, like Ann Lee <ann.lee@example.org>")
        if not name:
            raise ValidationError(f"Enter the name of {email}")
        if len(name) > LONGEST_NAME:
            raise ValidationError(f"The name must be {LONGEST_NAME} characters or less")
        if len(email) > LONGEST_EMAIL:
            raise ValidationError(f"The email address must be {LONGEST_EMAIL} characters or less")
        try:
            validate_email(email)
        except ValidationError:
            raise ValidationError("Enter an email address in the correct format, like name@example.com") from None
        return Wanted(name, email)


class InviteSeveralForm(Form):
    """Several people of one kind, each alone."""

    people = PeopleField(
        label="Names and email addresses",
        help_text="One person a line, like Ann Lee <ann.lee@example.org>. You can paste two columns of a spreadsheet.",
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        error_messages={"required": "Enter at least one name and email address"},
    )
    why = WhyField()

    heading, button = "Ask several people", "Send the invitations"

    @property
    def asked(self) -> dict[str, Any]:
        wanted = [wanted for _, wanted in self.cleaned_data["people"]]
        return {"people_wanted": wanted, "why": self.cleaned_data["why"]}

    @property
    def said(self) -> str:
        return f"{len(self.cleaned_data['people'])} asked; each gets an email with a link of their own."

    def refuse(self, problems: dict[int, str]) -> None:
        """The action's refusals, by place, said of the lines they came from."""
        numbers = [number for number, _ in self.cleaned_data["people"]]
        errors = [f"Line {numbers[place]}: {problem}" for place, problem in sorted(problems.items())]
        self.add_error("people", ValidationError(errors))


class WorkshopForm(Form):
    name = LineField(
        label="Name of the workshop or group",
        help_text="For example, Parents’ forum, 4 December.",
        max_length=LONGEST_NAME,
        error_messages={"required": "Enter the name of the workshop or group"},
    )


class ReaderForm(Form):
    person = forms.TypedChoiceField(
        label="Who do you name?", coerce=int, widget=Radios, error_messages={"required": "Select a person"}
    )

    def __init__(self, *args, people: Iterable[RoleAppointment], **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(row.person_id, str(row.person)) for row in people]
        self.fields["person"].choices = choices
        self.fields["person"].widget = Radios(choices=choices, hints={row.person_id: row.role_label for row in people})


class PackForm(Form):
    kind = forms.ChoiceField(label="Whose standards?", widget=Radios, error_messages={"required": "Select one"})

    ALL = "all"

    def __init__(self, *args, standards: dict[str, int], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            (self.ALL, "All standards"),
            *((kind, PartnerKind(kind).label) for kind in standards),
        ]
        hints = {kind: f"{number} standard{'s' * (number != 1)}" for kind, number in standards.items()}
        self.fields["kind"].widget = Radios(choices=self.fields["kind"].choices, hints=hints)

    @property
    def partner_kind(self) -> str:
        """ "" for all of them."""
        kind = self.cleaned_data["kind"]
        return "" if kind == self.ALL else kind
