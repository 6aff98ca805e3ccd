"""Which of a group's figures to look at."""

from typing import Any

from django import forms

from commissioning.govuk.forms import FilterForm


class ResultsForm(FilterForm):
    """`choices`: of what was asked about, and of what figures can be cut by."""

    measure = forms.ChoiceField(label="What was asked about")
    by = forms.ChoiceField(label="Cut by")
    withheld = forms.ChoiceField(
        label="Small figures", choices=[("", "Withheld"), ("shown", "Shown, which is recorded")]
    )

    def __init__(self, *args: Any, measures: list[tuple[str, str]], breakdowns: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = [("", "Everything"), *measures]
        self.fields["by"].choices = [("", "Nothing: the whole group"), *breakdowns]
