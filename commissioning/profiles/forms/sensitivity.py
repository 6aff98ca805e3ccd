"""Who may see an entry: asked the same way wherever an entry has a sensitivity of its own."""

from collections.abc import Iterable

from django import forms

from commissioning.govuk.fields import Radios

from ..sensitivity import WHO, Sensitivity

_NOT_YOURS = "“The area only” is for the champion and the director: you could not read it back."


class SensitivityField(forms.ChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label="Who may see it?",
            widget=Radios(hints={key.value: who for key, who in WHO.items()}),
            error_messages=dict.fromkeys(("required", "invalid_choice"), "Select who may see it from the list"),
        )

    def offer(self, readable: Iterable[Sensitivity]) -> None:
        """Only what whoever writes could read back."""
        self.choices = [(key.value, key.label) for key in readable]
        if Sensitivity.AREA not in dict(self.choices):
            self.help_text = _NOT_YOURS
