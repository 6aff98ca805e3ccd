"""Which actions of the area’s plan a package helps with."""

from collections.abc import Iterable
from typing import Any

from django import forms

from commissioning.govuk.fields import Checkboxes
from commissioning.govuk.forms import Form
from readiness.models import Action


class ActionsForm(Form):
    actions = forms.TypedMultipleChoiceField(
        label="Which actions of your plan does it help with?",
        required=False,
        coerce=int,
        widget=Checkboxes(small=True),
        error_messages={"invalid_choice": "Select actions from the list"},
    )

    def __init__(self, *args: Any, actions: Iterable[Action], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actions"].choices = [(action.pk, action.title) for action in actions]
