"""What a move is told: why; and for “not now”, until when and on what condition."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from commissioning.govuk.fields import DateField, LineField
from commissioning.govuk.forms import Form

from ..actions.moves import Told
from ..workflow import STEPS, Move
from .requests import words

LATEST_REVISIT = timedelta(days=731)


class MoveForm(Form):
    """The fields its move asks for, and no others. `stage`: the one the page was made for."""

    stage = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = words("Why?", "The reason", "It is kept in the package’s history, for everybody who sees the package.")
    condition = LineField(
        label="Which condition has to be in place?",
        max_length=500,
        help_text="Such as a director in post, or partners who have agreed to meet.",
        error_messages={"required": "Enter the condition that has to be in place"},
    )
    revisit_on = DateField(
        label="When will you come back to it?", error_messages={"required": "Enter the day you will come back to it"}
    )
    override = words(
        "Why more than the pot has left?",
        "The reason",
        "Only where it holds too little. It is kept in the ledger.",
    )

    def __init__(self, *args: Any, move: Move, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {"stage", *_asked_for(move)}
        for name in set(self.fields) - asked:
            del self.fields[name]
        if "reason" in self.fields:
            self.fields["reason"].required = STEPS[move].reason
            self.fields["reason"].error_messages["required"] = "Say why"
        if "revisit_on" in self.fields:
            tomorrow = timezone.localdate() + timedelta(days=1)
            self.fields["revisit_on"].earliest = tomorrow
            self.fields["revisit_on"].latest = tomorrow + LATEST_REVISIT

    @property
    def told(self) -> Told:
        return Told(**self.cleaned_data)


def _asked_for(move: Move) -> tuple[str, ...]:
    if move is Move.DEFER:
        return "reason", "condition", "revisit_on"
    if move is Move.AGREE:
        return ("override",)
    return ("reason",) if STEPS[move].reason else ()
