"""The trail in words."""

from django import template

from commissioning.access.verbs import words_of

from ..models import AuditEntry
from ..queries.readers import role_words
from ..queries.trail import object_words

register = template.Library()
register.filter(role_words)
register.filter("what_was_done", words_of)


@register.filter
def about_what(entry: AuditEntry) -> str:
    return object_words(entry.object_kind, entry.object_id)
