"""The forms of a request: what is asked for, and for which areas."""

from collections.abc import Iterable

from django import forms

from commissioning.govuk.fields import Checkboxes, LineField, ParagraphsField, Radios
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import VersionedForm
from readiness.models import Standard

from ..actions.requests import Typed
from ..kinds import Kind
from ..models import LONGEST_TEXT

SHARES = "Show our signed levels of these standards to the package’s advisers, its lead and the programme"


def words(label: str, subject: str, hint: str = "", **kwargs) -> ParagraphsField:
    """A long answer; `subject` begins the sentence that says it is too long."""
    too_long = f"{subject} must be %(limit_value)s characters or fewer; it has %(show_value)s now"
    messages = {"max_length": too_long, **kwargs.pop("error_messages", {})}
    return ParagraphsField(
        label=label, help_text=hint, max_length=LONGEST_TEXT, error_messages=messages, **{"required": False, **kwargs}
    )


class RequestForm(VersionedForm):
    """Everything but the title may wait while it is a draft; what is missing is said before it is sent."""

    mark_optional = False

    title = LineField(
        label="What is it about?",
        max_length=200,
        help_text="In a few words, such as “Pooling money for disabled children”.",
        error_messages={"required": "Say in a few words what it is about"},
    )
    kind = forms.ChoiceField(
        label="What kind of support is closest?",
        required=False,
        choices=Kind.choices,
        widget=Radios(choices=Kind.choices),
        error_messages={"invalid_choice": "Select a kind of support from the list"},
    )
    need = words(
        "What is needed?",
        "What is needed",
        "What is hard now, for whom, and what makes it hard. Leave out anything about individual children.",
    )
    hoped = words(
        "What should be different afterwards?", "What should be different", "For children and families, first."
    )
    tried = words("What has been tried?", "What has been tried")
    standards = forms.MultipleChoiceField(
        label="Which standards is it about?",
        required=False,
        widget=Checkboxes(small=True),
        error_messages={"invalid_choice": "Select standards from the list"},
    )
    shares = forms.BooleanField(
        label=SHARES,
        required=False,
        help_text="So that they see where you began and where you get to. You can end it at any time.",
    )

    def __init__(self, *args, standards: Iterable[Standard], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["standards"].choices = [(s.code, f"{s.number}. {s.title}") for s in standards]

    @property
    def typed(self) -> Typed:
        return Typed(**{**self.cleaned_data, "standards": tuple(sorted(self.cleaned_data["standards"]))})


class ShareForm(Form):
    standards = forms.MultipleChoiceField(
        label="Which standards’ levels do you show for this package?",
        required=False,
        widget=Checkboxes(small=True),
        help_text="Signed levels only, to the package’s advisers, its lead and the programme. Untick to end it.",
    )

    def __init__(self, *args, standards: Iterable[Standard], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["standards"].choices = [(s.code, f"{s.number}. {s.title}") for s in standards]
