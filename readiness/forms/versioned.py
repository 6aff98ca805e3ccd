"""What forms share that save something another person may be editing too."""

from django import forms

from commissioning.govuk.forms import Form


class VersionField(forms.IntegerField):
    """The save a page was typed on top of; 0 before there is any."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        lost = "This page had lost its place. Check what is below and save it again."
        messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), lost)
        super().__init__(min_value=0, max_value=2**31 - 1, error_messages=messages)


class VersionedForm(Form):
    version = VersionField()

    def put_on_top_of(self, version: int) -> None:
        """The same words, to be saved knowingly over that save."""
        self.data = self.data.copy()
        self.data["version"] = str(version)
