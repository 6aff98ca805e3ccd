"""Showing on a page what higher apps registered for it."""

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from commissioning.access.registry import BuiltPanel

register = template.Library()


@register.simple_tag(takes_context=True)
def show_panel(context: Context, panel: BuiltPanel) -> SafeString:
    """The panel's own template, with its context on top of the page's. `{% include %}` cannot hand over a dict."""
    with context.push(panel.context):
        return context.template.engine.get_template(panel.template).render(context)
