"""The forms of an action: what it is, and how it goes."""

from collections.abc import Iterable
from datetime import date, timedelta

from django import forms
from django.utils import timezone

from commissioning.govuk.fields import Checkboxes, DateField, LineField, ParagraphsField, Radios
from commissioning.govuk.versioned import VersionedForm

from ..actions.plan import Said, Typed
from ..models import Action, Standard
from ..models.assessments import LONGEST_NARRATIVE
from ..models.plan import EXPLAINED

EARLIEST_DUE = date(2000, 1, 1)
LATEST_DUE = timedelta(days=3653)  # ten years on; further is a slip of the hand


class ActionForm(VersionedForm):
    title = LineField(
        label="What will be done?",
        max_length=200,
        help_text="Begin with a verb, such as “Agree” or “Publish”. Leave out anything about individual children.",
        error_messages={"required": "Enter what will be done"},
    )
    standards = forms.MultipleChoiceField(
        label="Which standards is it about?",
        widget=Checkboxes(small=True),
        error_messages={
            "required": "Select at least one standard",
            "invalid_choice": "Select standards from the list",
        },
    )
    owner = LineField(label="Who answers for it?", max_length=120, error_messages={"required": "Enter a name"})
    owner_email = forms.EmailField(
        label="Their email address",
        required=False,
        max_length=254,
        help_text="For reminders, from a week before it is due. They need no account; only champions see the address.",
    )
    due_on = DateField(label="Due date", earliest=EARLIEST_DUE, error_messages={"required": "Enter the due date"})
    measure = ParagraphsField(
        label="How will you know that it worked?",
        required=False,
        max_length=LONGEST_NARRATIVE,
        help_text="What will be different, for whom, and where one could see it.",
        error_messages={
            "max_length": "How you will know must be %(limit_value)s characters or fewer; it has %(show_value)s now",
        },
    )

    def __init__(self, *args, standards: Iterable[Standard], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["standards"].choices = [(s.code, f"{s.number}. {s.title}") for s in standards]
        self.fields["due_on"].latest = timezone.localdate() + LATEST_DUE

    @property
    def typed(self) -> Typed:
        return Typed(**{**self.cleaned_data, "standards": tuple(self.cleaned_data["standards"])})


STATUS_HINTS = {
    Action.Status.DONE: "Say below what shows it",
    Action.Status.STOPPED: "Say below why",
}
NEEDS_WORDS = {
    Action.Status.DONE: "Say what shows that it is done",
    Action.Status.STOPPED: "Say why it was stopped",
}


class UpdateForm(VersionedForm):
    status = forms.ChoiceField(
        label="How does it stand?",
        choices=Action.Status.choices,
        widget=Radios(hints={status.value: hint for status, hint in STATUS_HINTS.items()}),
        error_messages={"required": "Select how it stands", "invalid_choice": "Select how it stands from the list"},
    )
    text = ParagraphsField(
        label="In your own words",
        required=False,
        max_length=LONGEST_NARRATIVE,
        help_text="Needed when it is done or stopped, welcome at any time. It stays in the action’s history.",
        error_messages={
            "max_length": "Your own words must be %(limit_value)s characters or fewer; they have %(show_value)s now",
        },
    )

    def __init__(self, *args, action: Action, **kwargs):
        super().__init__(*args, **kwargs)
        self.action = action

    def clean(self) -> dict:
        cleaned = super().clean()
        status, text = cleaned.get("status"), cleaned.get("text", "").strip()
        if status and not text and "text" not in self.errors:
            if status in EXPLAINED:
                self.add_error("text", NEEDS_WORDS[Action.Status(status)])
            elif self._says_nothing_new(cleaned):
                self.add_error("text", "Say how it goes, or select another status")
        return cleaned

    def _says_nothing_new(self, cleaned: dict) -> bool:
        """On top of an earlier save it may be the same page sent twice, which the action knows."""
        return (cleaned["status"], cleaned.get("version")) == (self.action.status, self.action.version)

    @property
    def said(self) -> Said:
        return Said(**self.cleaned_data)
