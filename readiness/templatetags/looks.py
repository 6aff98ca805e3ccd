"""Who looked, in words."""

from django import template

from commissioning.people.queries.readers import role_words

from ..queries import looks

register = template.Library()

register.filter(role_words)


@register.filter
def what_was_read(verb: str) -> str:
    return looks.LOOKS[verb]
