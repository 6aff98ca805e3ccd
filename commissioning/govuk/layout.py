"""What a form's crispy layout is built of: questions, groups and buttons.

    helper = form_helper(Question("level", heading=True, caption="Standard 4"), Buttons(Button("Save")))

A form without a layout needs none of this: its fields come out right by themselves.
"""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK, render_field
from django.template.loader import render_to_string

from commissioning.govuk import controls


def form_helper(*fields: Any) -> FormHelper:
    """A helper with this layout. The page writes the form tag: method, action and buttons are in one place."""
    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(*fields)
    return helper


class Question(LayoutObject):
    """One field whose label or legend is larger, or is the page's h1."""

    def __init__(self, name: str, *, size: str = "", heading: bool = False, caption: str = "") -> None:
        self.fields = [name]
        self.question = controls.Question(size or ("l" if heading else "m"), heading, caption)

    def render(self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any) -> str:
        extra = {"govuk_question": self.question}
        return render_field(self.fields[0], form, context, template_pack=template_pack, extra_context=extra)


class Fieldset(LayoutObject):
    """Several fields under one legend."""

    def __init__(self, legend: str, *fields: Any, size: str = "m", heading: bool = False) -> None:
        self.fields = list(fields)
        self.legend = legend
        self.size = size
        self.heading = heading

    def render(self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any) -> str:
        inner = self.get_rendered_fields(form, context, template_pack, **kwargs)
        values = {"legend": self.legend, "size": self.size, "heading": self.heading, "fields": inner}
        return render_to_string("govuk/layout/fieldset.html", values)


class Button:
    """A submit button: primary, secondary or warning."""

    def __init__(self, text: str, *, name: str = "", value: str = "", kind: str = "primary") -> None:
        self.text = text
        self.name = name
        self.value = value
        self.kind = kind

    def render(self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any) -> str:
        return render_to_string("_components/button.html", vars(self))


class Buttons(LayoutObject):
    """Buttons side by side."""

    def __init__(self, *buttons: Button) -> None:
        self.fields = list(buttons)

    def render(self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any) -> str:
        inner = self.get_rendered_fields(form, context, template_pack, **kwargs)
        return render_to_string("govuk/layout/buttons.html", {"buttons": inner})
