"""The form of a session: made to be filled in standing up, on a phone."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from commissioning.govuk.fields import AffixedInput, DateField, LineField, ParagraphsField, Radios
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import VersionedForm
from commissioning.people.models import User

from ..actions.sessions import Typed
from ..amounts import QUARTER, Amount
from ..models import Session, SupportPackage, TeamMember
from ..queries.ledger import left_of_adviser
from ..queries.sessions import MOST_DAYS, first_day, parts, why_not
from .requests import words

OTHER = "other"
USUAL_DAYS = {"0.25": "A quarter of a day", "0.5": "Half a day", "1": "One day", "2": "Two days"}
NO_DAYS = {"0": "None: a call, or listening before days are allocated"}
OTHER_DAYS = {OTHER: "Another number"}
YEARS_AHEAD = timedelta(days=3 * 366)


class PageKeyField(forms.UUIDField):
    """The page’s own key, so that a page sent twice is known again."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        lost = "This page had lost its place. Check what is below and save it again."
        super().__init__(error_messages={"required": lost, "invalid": lost})


def _line(question: str, longest: int) -> LineField:
    too_long = f"The answer to “{question}” must be {longest} characters or less"
    return LineField(
        label=f"{question} (optional)", required=False, max_length=longest, error_messages={"max_length": too_long}
    )


class _SessionForm(Form):
    days = forms.ChoiceField(
        label="How many days?",
        choices=[*USUAL_DAYS.items(), *NO_DAYS.items(), *OTHER_DAYS.items()],
        widget=Radios(),
        error_messages={"required": "Select how many days", "invalid_choice": "Select how many days from the list"},
    )
    other_days = forms.DecimalField(
        label="Another number of days",
        help_text="Only if you selected it. In quarters, such as 1.75.",
        required=False,
        min_value=0,
        max_value=MOST_DAYS,
        max_digits=4,
        widget=AffixedInput({"class": "govuk-input--width-4", "inputmode": "decimal"}, suffix="days"),
        error_messages={
            "invalid": "Days must be a number, such as 1.5",
            "min_value": "Days must be 0 or more. To take days back, take the session back",
            "max_value": f"Days must be {MOST_DAYS} or fewer. Record the rest as another session",
            "max_digits": "Days must be a number, such as 1.5",
            "max_whole_digits": f"Days must be {MOST_DAYS} or fewer. Record the rest as another session",
            "max_decimal_places": "Days are counted in quarters, such as 0.25, 0.5 or 1.75",
        },
    )
    what = words(
        "What was done?",
        "What was done",
        "A line is enough. Leave out anything about individual children.",
        required=True,
        error_messages={"required": "Say what was done"},
    )
    who = _line("With whom?", 300)
    next = _line("What comes next?", 500)
    next_on = DateField(label="Next session", help_text="If it is planned. For example, 27 3 2026", required=False)
    override = words(
        "Say why more days are used than were allocated",
        "Why more days are used",
        "It is kept with the days, and the programme sees it. Or enter fewer days, or ask for more first.",
    )

    mark_optional = False  # the labels say so themselves

    def __init__(self, *args: Any, package: SupportPackage, session: Session | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.package, self.session = package, session
        self.person: User | None = session.adviser if session else None  # whose session it was
        self.today, self.first = timezone.localdate(), first_day(package)
        self.fields["next_on"].latest = self.today + YEARS_AHEAD
        self._override = self.fields.pop("override")
        if self.is_bound and self.data.get("override", "").strip():
            self._ask_why_beyond()

    def _ask_why_beyond(self) -> None:
        self.fields["override"] = self._override
        self._override.required = True
        names = [name for name in self.fields if name != "override"]
        self.order_fields([*names[: names.index("other_days") + 1], "override"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._clean_days(cleaned)
        held_on = self._held_on(cleaned)
        cleaned["held_on"] = held_on
        if held_on and cleaned.get("next_on") and cleaned["next_on"] < held_on:
            self.add_error("next_on", f"Next session must be on or after {date_format(held_on, 'j F Y')}")
        if held_on and cleaned.get("counted") is not None and self.person is not None:
            self._clean_person(held_on, cleaned["counted"])
        return cleaned

    def _clean_days(self, cleaned: dict[str, Any]) -> None:
        """`counted`: the number, whichever way it was given."""
        if cleaned.get("days") is None or "other_days" in self.errors:
            return
        if cleaned["days"] != OTHER:
            cleaned["counted"] = Decimal(cleaned["days"])
            return
        other = cleaned.get("other_days")
        if other is None:
            self.add_error("other_days", "Enter the number of days")
        elif other % QUARTER:
            self.add_error("other_days", "Days are counted in quarters, such as 0.25, 0.5 or 1.75")
        else:
            cleaned["counted"] = other

    def _held_on(self, cleaned: dict[str, Any]) -> date | None:
        held_on = cleaned.get("held_on")
        if held_on and held_on > self.today:
            self.add_error("held_on", "The day must be today or in the past. Give a day to come as the next session")
            return None
        if held_on and held_on < self.first:
            self.add_error("held_on", f"The day must be on or after {date_format(self.first, 'j F Y')}")
            return None
        return held_on

    def _clean_person(self, held_on: date, days: Decimal) -> None:
        wrong = why_not(parts(self.package, self.person), self.person, held_on, days)
        if wrong:
            self.add_error("adviser" if "adviser" in self.fields else None, wrong)
        elif days and not self.why_beyond and self._is_beyond(days):
            if "override" not in self.fields:
                self._ask_why_beyond()
            left = left_of_adviser(self.package, self.person).days
            self.add_error("override", f"Say why more days are used than were allocated: {max(left, 0):f} are left")

    def _is_beyond(self, days: Decimal) -> bool:
        already = self.session.days if self.session else 0
        return not Amount(days - already).fits(left_of_adviser(self.package, self.person)) and days > already

    @property
    def why_beyond(self) -> str:
        return self.cleaned_data.get("override", "")

    @property
    def typed(self) -> Typed:
        names = ("held_on", "what", "who", "next", "next_on")
        return Typed(days=self.cleaned_data["counted"], **{name: self.cleaned_data[name] for name in names})


class SessionForm(_SessionForm):
    """A new one. `members`: parts on the team to choose from; none: whoever records it held it."""

    key = PageKeyField()
    adviser = forms.TypedChoiceField(
        label="Whose session was it?",
        coerce=int,
        widget=Radios(),
        error_messages={"required": "Select whose session it was", "invalid_choice": "Select somebody from the list"},
    )
    when = forms.ChoiceField(
        label="When was it?",
        choices=[("today", "Today"), ("yesterday", "Yesterday"), (OTHER, "Another day")],
        widget=Radios(),
        error_messages={"required": "Select when it was", "invalid_choice": "Select when it was from the list"},
    )
    held_on = DateField(
        label="Another day", help_text="Only if you selected it. For example, 27 3 2026", required=False
    )
    field_order = ("key", "adviser", "when", "held_on", "days", "other_days", "what", "who", "next", "next_on")

    def __init__(self, *args: Any, me: User, members: Iterable[TeamMember] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {member.person_id: member.person for member in members or ()}
        if members is None:
            self.person = me
            del self.fields["adviser"]
            return
        self.fields["adviser"].choices = [(pk, str(person)) for pk, person in self.people.items()]
        if len(self.people) == 1:
            self.initial["adviser"] = next(iter(self.people))

    def clean_adviser(self) -> int:
        self.person = self.people[self.cleaned_data["adviser"]]
        return self.cleaned_data["adviser"]

    def _held_on(self, cleaned: dict[str, Any]) -> date | None:
        when = cleaned.get("when")
        if when in ("today", "yesterday"):
            cleaned["held_on"] = self.today - timedelta(days=when == "yesterday")
        elif when and not cleaned.get("held_on") and "held_on" not in self.errors:
            self.add_error("held_on", "Enter the day it was")
        return super()._held_on(cleaned)


class CorrectForm(_SessionForm, VersionedForm):
    held_on = DateField(label="When was it?", error_messages={"required": "Enter the day it was"})
    why = words("Why do the days or the day change? (only if they do)", "The reason")
    field_order = ("version", "held_on", "days", "other_days", "why", "what", "who", "next", "next_on")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        changed = (cleaned.get("held_on"), cleaned.get("counted")) != (self.session.held_on, self.session.days)
        if changed and not self.errors and not cleaned["why"].strip():
            self.add_error("why", "Say why the days or the day change")
        return cleaned


def days_as_typed(days: Decimal) -> dict[str, Any]:
    """The choice that stands for a number of days, and the number where none does."""
    found = next((key for key in (*USUAL_DAYS, *NO_DAYS) if Decimal(key) == days), OTHER)
    return {"days": found, "other_days": days.normalize() if found == OTHER else None}


class TakeBackForm(Form):
    because = ParagraphsField(
        label="Why is it taken back?",
        help_text="It stays on the list, struck through, with your reason. Its days are given back.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say why it is taken back",
            "max_length": "Why it is taken back must be 500 characters or less",
        },
    )
