"""Who looked, in words."""

from django import template

from ..queries import looks

register = template.Library()

register.filter(looks.role_words)


@register.filter
def what_was_read(verb: str) -> str:
    return looks.LOOKS[verb]
