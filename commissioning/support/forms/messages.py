"""The form of a message."""

from commissioning.govuk.forms import Form

from .requests import words
from .sessions import PageKeyField


class MessageForm(Form):
    key = PageKeyField()
    body = words(
        "Your message",
        "Your message",
        "Leave out anything about individual children.",
        required=True,
        error_messages={"required": "Enter your message"},
    )
