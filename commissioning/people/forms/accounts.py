"""Forms about people."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from commissioning.access.roles import CHOICES, ROLES, Place, Role
from commissioning.authorities.models import Authority, Region
from commissioning.govuk.fields import DateField
from commissioning.govuk.forms import Form

from ..models import User


class NewPasswordForm(Form):
    password = forms.CharField(
        label="Choose a password",
        help_text="At least 12 characters. Three words you will remember work well, and pasting works too.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Enter a password"},
        strip=False,
    )

    def __init__(self, *args, person: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password


class CorrectionForm(Form):
    """What an administrator may put right of somebody; their address is optional only while they have none."""

    full_name = forms.CharField(label="Full name", max_length=120, error_messages={"required": "Enter their full name"})
    email = forms.EmailField(
        label="Email address",
        help_text="They sign in with it.",
        error_messages={
            "required": "Enter an email address: they sign in with it",
            "invalid": "Enter an email address like name@example.gov.uk",
        },
    )

    def __init__(self, *args, person: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = bool(person.email)


class AppointmentForm(Form):
    """A person, new or known by their email address, and the role they are to hold."""

    full_name = forms.CharField(label="Full name", max_length=120, error_messages={"required": "Enter their full name"})
    email = forms.EmailField(
        label="Email address",
        help_text="Someone already listed with this address is appointed; nobody is added twice.",
        error_messages={
            "required": "Enter an email address",
            "invalid": "Enter an email address like name@example.gov.uk",
        },
    )
    role = forms.ChoiceField(
        label="Role", choices=CHOICES, widget=forms.RadioSelect, error_messages={"required": "Select a role"}
    )
    authority = forms.ModelChoiceField(
        Authority.objects.current(), label="Local area", required=False, help_text="For roles held in one area."
    )
    region = forms.ModelChoiceField(
        Region.objects.all(), label="Region", required=False, help_text="For regional leads."
    )
    starts_on = DateField(
        label="First day", help_text="For example, 27 3 2026", error_messages={"required": "Enter the first day"}
    )
    ends_on = DateField(
        label="Last day, if known", help_text="They have access up to and including this day.", required=False
    )
    acting = forms.BooleanField(label="Acting appointment", required=False)
    replaces = forms.BooleanField(
        label="If somebody holds the role there, end their appointment the day before this one begins",
        help_text="For champions and directors, of whom an area has one at a time.",
        required=False,
    )

    mark_optional = False  # which of them is needed depends on the role; the hints say so

    def clean(self) -> dict:
        cleaned = super().clean()
        place = ROLES[Role(cleaned["role"])].place if cleaned.get("role") else None
        if place is Place.AUTHORITY and not cleaned.get("authority"):
            self.add_error("authority", "Select the local area for this role")
        if place is Place.REGION and not cleaned.get("region"):
            self.add_error("region", "Select the region for this role")
        if cleaned.get("starts_on") and cleaned.get("ends_on") and cleaned["ends_on"] < cleaned["starts_on"]:
            raise ValidationError({"ends_on": "The last day must be the same as or after the first day"})
        if place is not Place.AUTHORITY:
            cleaned["authority"] = None
        if place is not Place.REGION:
            cleaned["region"] = None
        return cleaned


class EndForm(Form):
    last_day = DateField(
        label="Last day, if not at once",
        help_text="Leave it empty to end access this second. A day gone by is kept as the day they left.",
        required=False,
    )
    mark_optional = False


class MergeForm(Form):
    """Which of two rows of one human stays in use, by the addresses they sign in with."""

    second = forms.EmailField(
        label="Email address of the row that is given up", help_text="What it holds moves to the other row."
    )
    into = forms.EmailField(label="Email address of the row that stays")
    keep_address_of_second = forms.BooleanField(
        label="From now on they sign in with the first of these addresses", required=False
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        for name in ("second", "into"):
            if cleaned.get(name):
                cleaned[name] = User.objects.filter(email__iexact=cleaned[name]).first()
                if cleaned[name] is None:
                    self.add_error(name, "Nobody is listed with this address. Check it in the list of people")
        return cleaned
