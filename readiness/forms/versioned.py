"""What forms share that save something another person may be editing too."""

from django import forms
from django.core.exceptions import ValidationError

from commissioning.govuk.forms import Form

from ..models import Standard

UNFINISHED = "unfinished"  # an error that keeps a standard from being finished, not from being saved


class VersionField(forms.IntegerField):
    """The save a page was typed on top of; 0 before there is any."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        lost = "This page had lost its place. Check what is below and save it again."
        messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), lost)
        super().__init__(min_value=0, max_value=2**31 - 1, error_messages=messages)


class OnTopForm(Form):
    """It knows what it was typed on top of."""

    def put_on_top_of(self, **saves: int | str) -> None:
        """The same words, to be saved knowingly over what stands now."""
        self.data = self.data.copy()
        for name, save in saves.items():
            self.data[name] = str(save)


class VersionedForm(OnTopForm):
    version = VersionField()


class PiecemealForm(VersionedForm):
    """One standard: every POST saves what can be saved, then says what is missing."""

    mark_optional = False  # everything may wait

    def __init__(self, *args, standard: Standard, **kwargs):
        super().__init__(*args, **kwargs)
        self.standard = standard

    def unfinished(self, field: str, message: str) -> None:
        self.add_error(field, ValidationError(message, code=UNFINISHED))

    def may_be_saved(self) -> bool:
        """Whether everything in it is well-formed, finished or not."""
        self.is_valid()
        return all(error.code == UNFINISHED for errors in self.errors.as_data().values() for error in errors)
