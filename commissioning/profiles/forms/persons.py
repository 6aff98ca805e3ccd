"""Somebody's address, by which a list finds whoever is there already."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

_WRONG = "Enter an email address in the correct format, like name@example.com"


class AddressField(forms.EmailField):
    """Plain letters only, so that no two addresses look the same."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)

    def clean(self, value: Any) -> str:
        address = super().clean(value)
        if not address.isascii():
            raise ValidationError(_WRONG)
        return address
