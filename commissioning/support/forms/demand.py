"""What the numbers of the demand view are counted within: a year, and who said it."""

from collections.abc import Iterable
from typing import Any

from django import forms

from commissioning import years
from commissioning.govuk.forms import FilterForm
from commissioning.profiles.models.said import SAID_BY

from ..queries.demand import Cut


class CutForm(FilterForm):
    year = forms.TypedChoiceField(label="Year", coerce=int, empty_value=None)
    said_by = forms.ChoiceField(label="Who said it", choices=[("", "Everybody"), *SAID_BY])

    def __init__(self, *args: Any, said_in: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", "All years"), *((str(year), years.label(year)) for year in said_in)]

    @property
    def cut(self) -> Cut:
        return Cut(self.cleaned_data["year"], self.cleaned_data["said_by"])
