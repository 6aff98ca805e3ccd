"""What happened in an area, as far as one reader may see it: newest first, by kind and by years.

There are some hundred lines of an area at the most, so they are put in order here and not by the database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateformat import format as format_date

from commissioning.access.scope import Scope
from commissioning.access.timeline import Happened, Source, sources_for
from commissioning.authorities.lineage import lineage_ids
from commissioning.authorities.models import Authority
from commissioning.govuk.forms import FilterForm

FIRST_YEAR, YEARS_AHEAD = 1800, 10


@dataclass(frozen=True)
class Entry:
    source: Source
    happened: Happened

    @property
    def when(self) -> str:
        one = self.happened
        return one.when or (f"{_day(one.on)} to {_day(one.until)}" if one.until else _day(one.on))

    @property
    def last(self) -> date:
        return self.happened.until or self.happened.on


def _day(day: date) -> str:
    return format_date(day, "j F Y")


class YearsForm(FilterForm):
    """Of which kinds, and from which year to which."""

    kind = forms.MultipleChoiceField(label="Kind", widget=forms.CheckboxSelectMultiple)
    since = forms.IntegerField(label="From year", help_text="For example, 2019", widget=forms.TextInput)
    until = forms.IntegerField(label="To year", widget=forms.TextInput)

    def __init__(self, data: QueryDict, sources: Iterable[Source]) -> None:
        super().__init__(data)
        self.fields["kind"].choices = [(source.key, source.label) for source in sources]
        for name in ("since", "until"):
            self.fields[name].widget.attrs |= {"inputmode": "numeric", "class": "govuk-input--width-4"}

    def clean_since(self) -> int | None:
        return self._year("since", "From year")

    def clean_until(self) -> int | None:
        return self._year("until", "To year")

    def _year(self, name: str, label: str) -> int | None:
        year, latest = self.cleaned_data[name], timezone.localdate().year + YEARS_AHEAD
        if year is not None and not FIRST_YEAR <= year <= latest:
            raise forms.ValidationError(f"{label} must be between {FIRST_YEAR} and {latest}")
        return year

    def clean(self) -> dict:
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", "To year must be the same as or after the first year")
        return cleaned

    def lets_through(self, entry: Entry) -> bool:
        """What went on for longer, in any of its years. What was typed wrongly narrows nothing."""
        asked = self.cleaned_data if self.is_valid() else {}
        kinds, since, until = asked.get("kind"), asked.get("since"), asked.get("until")
        of_kind = not kinds or entry.source.key in kinds
        return of_kind and (not since or entry.last.year >= since) and (not until or entry.happened.on.year <= until)


def entries(authority: Authority, scope: Scope) -> list[Entry]:
    """Newest first; on one day in the order of their kinds."""
    line = lineage_ids(authority)
    found = [
        Entry(source, one) for source in sources_for(authority, scope) for one in source.events(authority, line, scope)
    ]
    return sorted(found, key=lambda entry: (-entry.happened.on.toordinal(), entry.source.order, entry.happened.title))
