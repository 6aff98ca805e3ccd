"""The forms of the quote bank."""

from django import forms

from commissioning.govuk.fields import ParagraphsField, Radios
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import VersionedForm

from .. import passages
from ..models import Quote

Consent = Quote.Consent


class QuoteForm(VersionedForm):
    """Whether the passage is the answer's own words is known once the action has compared them."""

    passage = ParagraphsField(
        label="Passage",
        help_text="The answer’s own words. Leave out what does not matter as […].",
        max_length=passages.LONGEST,
        widget=forms.Textarea({"rows": 6}),
    )
    consent = forms.ChoiceField(
        label="Did they agree to be quoted?",
        choices=[(Consent.GIVEN, "Yes"), (Consent.REFUSED, "No"), (Consent.NOT_ASKED, "Not asked yet")],
        widget=Radios,
    )
    field_order = ("passage", "consent")

    def __init__(self, *args, asks_consent: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_consent:
            del self.fields["consent"]

    @property
    def values(self) -> dict[str, str]:
        return {
            "passage": self.cleaned_data["passage"],
            "consent": self.cleaned_data.get("consent", Consent.NOT_ASKED),
        }


class ApproveForm(VersionedForm):
    reason = ParagraphsField(
        label="Why may these words stand?",
        help_text="Say of each why it names nobody and no place, for example that Reading is not the town.",
        max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Mask these words, or enter why they may stand"},
    )

    def __init__(self, *args, explains: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not explains:
            del self.fields["reason"]

    @property
    def override_reason(self) -> str:
        return self.cleaned_data.get("reason", "")


class WithdrawForm(Form):
    because = ParagraphsField(
        label="Why is it withdrawn?",
        max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Enter why it is withdrawn"},
    )
