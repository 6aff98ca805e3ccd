"""Looking for a person, and erasing one."""

from django import forms
from django.core.exceptions import ValidationError

from commissioning.govuk.forms import Form
from commissioning.people.models import User


class FindForm(Form):
    who = forms.CharField(
        label="Email address, number or whole name",
        max_length=254,
        error_messages={"required": "Enter an email address, a number or a whole name"},
    )


class EraseForm(Form):
    """The name is typed, so that nobody is erased by a slip of the hand."""

    name = forms.CharField(label="Type their name to erase them", max_length=200)

    def __init__(self, *args, person: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_name(self) -> str:
        typed = " ".join(self.cleaned_data["name"].split())
        if typed.casefold() != " ".join(self.person.full_name.split()).casefold():
            raise ValidationError("Type the name as it stands on this page")
        return typed
