"""Forms whose errors say what to do, in the design system's words.

`Form` words the errors Django would word for programmers ("This field is required."). A message that a field gives
itself is kept. There is no form of a model: a field added to a model later must not become one that a browser may fill.
"""

from typing import Any

from django import forms
from django.forms.utils import pretty_name
from django.http import HttpRequest, QueryDict


class Form(forms.Form):
    """Fills a field's default messages from its label."""

    mark_optional = True  # write "(optional)" beside the labels of fields that may stay empty

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        for name, field in self.fields.items():
            _word_errors(name, field)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty POST is a POST too, and gets its errors."""
    return request.POST if request.method == "POST" else None


class FilterForm(Form):
    """The choices above a list, sent by GET: nothing is required and nothing needs saying so."""

    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False


def _word_errors(name: str, field: forms.Field) -> None:
    if field.label is None:
        field.label = pretty_name(name)
    for code, message in _messages(field, str(field.label)).items():
        standard = _standard_message(field, code)
        if field.error_messages.get(code, standard) == standard:
            field.error_messages[code] = message


def _messages(field: forms.Field, label: str) -> dict[str, str]:
    """Error code → what to say. Codes with a limit are filled in by Django, hence the doubled per cent."""
    question = label.endswith("?")
    subject = f"The answer to “{label}”" if question else label
    wanted = f"an answer to “{label}”" if question else _in_sentence(label)
    limited = subject.replace("%", "%%")
    chosen = isinstance(field.widget, forms.Select | forms.RadioSelect | forms.CheckboxSelectMultiple | forms.FileInput)
    messages = {
        "required": f"{'Select' if chosen else 'Enter'} {wanted}",
        "max_length": f"{limited} must be %(limit_value)d characters or less",
        "min_length": f"{limited} must be %(limit_value)d characters or more",
        "max_value": f"{limited} must be %(limit_value)s or less",
        "min_value": f"{limited} must be %(limit_value)s or more",
        "max_digits": f"{limited} must be a smaller number",
        "max_whole_digits": f"{limited} must be a smaller number",
        "max_decimal_places": f"{limited} must have %(max)s decimal places or fewer",
    }
    if isinstance(field, forms.FileField):
        messages["empty"] = "The selected file is empty"
    elif isinstance(field, forms.BooleanField):
        messages["required"] = f"Select if {wanted}"
    elif isinstance(field, forms.EmailField):
        messages["invalid"] = "Enter an email address in the correct format, like name@example.com"
    elif isinstance(field, forms.DecimalField | forms.FloatField):
        messages["invalid"] = f"{subject} must be a number"
    elif isinstance(field, forms.IntegerField):
        messages["invalid"] = f"{subject} must be a whole number"
    elif isinstance(field, forms.ChoiceField):
        messages["invalid_choice"] = f"Select {wanted} from the list"
    return messages


def _standard_message(field: forms.Field, code: str) -> Any:
    """The message the field's class would give, or None when it comes from a validator."""
    for cls in type(field).__mro__:
        if code in getattr(cls, "default_error_messages", {}):
            return cls.default_error_messages[code]
    return None


def _in_sentence(label: str) -> str:
    """A label after a verb: "Your name" → "your name", but "NHS number" as it is."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
