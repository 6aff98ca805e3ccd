"""Shapes what happens in a package for the shared components."""

from datetime import date
from typing import Any

from django import forms, template
from django.db.models import Model
from django.utils.formats import date_format

from commissioning.people.queries.readers import role_words

from ..queries.looks import LOOKS

register = template.Library()
register.filter(role_words)


@register.filter
def what_was_looked_at(verb: str) -> str:
    return LOOKS[verb]


@register.simple_tag
def as_saved(form: forms.Form, row: Model) -> list[dict[str, Any]]:
    """For `summary_rows.html`: what the form asks for, as somebody else has saved it."""
    names = [name for name, field in form.fields.items() if not field.widget.is_hidden and hasattr(row, name)]
    return [{"key": form.fields[name].label, "value": _in_words(row, name)} for name in names]


def _in_words(row: Model, name: str) -> Any:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return date_format(value, "j F Y") if isinstance(value, date) else value
