"""Which day a page is asked for, or which two: in the address as a date, on the page as three boxes."""

from datetime import date

from django import forms
from django.http import QueryDict

from .fields import DateField
from .forms import FilterForm

_HINT = "For example, 27 3 2026"


class _DaysForm(FilterForm):
    """Takes `?on=2026-03-27`, which can be shared, and what the boxes send, which can be wrong."""

    def __init__(self, data: QueryDict, **shown: date) -> None:
        data = data.copy()
        for name, usual in shown.items():
            boxes = [f"{name}-{part}" for part in ("day", "month", "year")]
            if not any(data.get(box) for box in boxes):
                given = (data.get(name) or usual.isoformat()).split("-", 2)
                for box, part in zip(reversed(boxes), given, strict=False):
                    data[box] = part
        super().__init__(data)

    def day(self, name: str) -> date | None:
        return self.cleaned_data.get(name) if self.is_valid() else None


class OnForm(_DaysForm):
    on = DateField(label="As at date", help_text=_HINT)


class BetweenForm(_DaysForm):
    earlier = DateField(label="Earlier date", help_text=_HINT)
    later = DateField(label="Later date", help_text=_HINT)

    def clean(self) -> dict:
        cleaned = super().clean()
        first, last = cleaned.get("earlier"), cleaned.get("later")
        if first and last and first >= last:
            raise forms.ValidationError({"later": "The later date must be after the earlier date"})
        return cleaned
