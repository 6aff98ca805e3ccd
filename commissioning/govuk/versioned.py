"""What forms share that save something another person may be editing too."""

from collections.abc import Callable
from typing import Any

from django import forms

from commissioning.saving import Saved

from .forms import Form


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
    theirs: Any = None  # what somebody else saved meanwhile, where nothing was saved over it

    @property
    def on_top_of(self) -> int:
        return self.cleaned_data["version"]

    def saved(self, save: Callable[[], Saved]) -> bool:
        """Whether what was posted is right and now stands. Where somebody else was quicker, nothing is saved: the page
        is shown again with `theirs` beside the words that were typed, which are now on top of it.
        """
        if not self.is_bound or not self.is_valid():
            return False
        saved = save()
        if saved.conflict:
            self.theirs = saved.row
            self.put_on_top_of(version=saved.row.version)
        return not saved.conflict
