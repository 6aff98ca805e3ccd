"""Forms of a campaign: its dates and areas, and why a comparison is published again."""

from django import forms
from django.core.exceptions import ValidationError

from commissioning import years
from commissioning.authorities.models import Authority
from commissioning.govuk.fields import DateField, ParagraphsField
from commissioning.govuk.forms import Form


class CampaignForm(Form):
    opens_on = DateField(label="First day", help_text="For example, 1 4 2026")
    closes_on = DateField(
        label="Last day", help_text="Champions see it; the campaign closes when you close it after this day."
    )
    areas = forms.ModelMultipleChoiceField(
        Authority.objects.none(),
        label="Areas invited",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select the areas you invite"},
    )

    def __init__(self, *args, year: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.year = year
        self.fields["areas"].queryset = Authority.objects.current().order_by("short_name")

    def clean(self) -> dict:
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_on"), cleaned.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", "The last day must be the same as or after the first day")
        if opens and years.year_of(opens) != self.year:
            first, last = f"1 April {self.year}", f"31 March {self.year + 1}"
            self.add_error("opens_on", ValidationError(f"The first day must be between {first} and {last}"))
        return cleaned


class RepublishForm(Form):
    reason = ParagraphsField(
        label="Why is the comparison published again?",
        help_text="Printed beside the figures. For example, a late signature or a corrected level.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter why it is published again"},
    )
