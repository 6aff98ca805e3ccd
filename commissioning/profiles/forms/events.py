"""An event, a place on it, who came and what it was like, as forms."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from commissioning.access.roles import CHOICES as ROLES
from commissioning.authorities.models import Authority, Region
from commissioning.govuk.clock import ClockField, NoSuchTime, in_london
from commissioning.govuk.fields import Checkboxes, DateField, LineField, ParagraphsField, Radios
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import VersionedForm

from ..actions.bookings import Guest
from ..actions.event_feedback import Said
from ..actions.events import Typed
from ..event_feedback import SCALES, Question
from ..events import Places
from ..models import Booking, Event
from ..models.events import MOST_PLACES, SERVICES
from ..models.kept import LONGEST_REASON, LONGEST_TEXT
from ..models.service_use import LONGEST_WHAT
from .persons import AddressField

_FORWARD = "That night the clocks go forward, and this time is left out. Enter another time"


class EventForm(VersionedForm):
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = LineField(label="Title", max_length=LONGEST_WHAT)
    about = ParagraphsField(
        label="What is it about?", required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4})
    )
    service = forms.ChoiceField(
        label="What does it count as?",
        choices=SERVICES,
        widget=Radios(small=True),
        help_text="Whoever came is put down as having used this service.",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select what it counts as from the list"),
    )
    starts_on = DateField(label="Day of the event")
    begins = ClockField(label="Start")
    ends = ClockField(label="End")
    place = LineField(label="Place", required=False, max_length=200, help_text="Leave it empty for an online event.")
    online_link = forms.URLField(
        label="Link to join online",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="Shown only to those who have a place.",
        error_messages={"invalid": "Enter a link in the correct format, like https://example.org/join"},
    )
    places = forms.IntegerField(
        label="Places",
        min_value=1,
        max_value=MOST_PLACES,
        widget=forms.TextInput({"class": "govuk-input--width-3", "inputmode": "numeric"}),
        error_messages={"required": "Enter how many places there are"},
    )
    closes_on = DateField(label="Last day to book")
    region = forms.ModelChoiceField(
        Region.objects.none(),
        label="For which region?",
        required=False,
        empty_label="The whole programme",
        error_messages={"invalid_choice": "Select a region from the list", "required": "Select a region from the list"},
    )
    roles = forms.MultipleChoiceField(
        label="For which roles?",
        choices=ROLES,
        required=False,
        widget=Checkboxes(small=True),
        help_text="Leave all empty for everybody in a role.",
        error_messages={"invalid_choice": "Select the roles from the list"},
    )

    def __init__(self, *args: Any, regions: QuerySet[Region], everywhere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = self.fields["region"]
        region.queryset, region.required = regions, not everywhere
        if not everywhere:
            region.empty_label = None

    def clean(self) -> dict:
        given = super().clean() or {}
        for name in ("begins", "ends"):
            self._moment(given, name)
        if given.get("begins_at") and given.get("ends_at") and given["ends_at"] <= given["begins_at"]:
            self.add_error("ends", ValidationError("The end must be after the start"))
        if {"place", "online_link"} <= set(given) and not (given["place"] or given["online_link"]):
            self.add_error("place", ValidationError("Enter a place, or a link to join online"))
        return given

    def _moment(self, given: dict, name: str) -> None:
        if given.get("starts_on") and given.get(name):
            try:
                given[f"{name}_at"] = in_london(given["starts_on"], given[name])
            except NoSuchTime:
                self.add_error(name, ValidationError(_FORWARD))

    @property
    def typed(self) -> Typed:
        given = self.cleaned_data
        same = ("title", "about", "service", "place", "online_link", "places", "closes_on", "roles")
        return Typed(
            region_id=given["region"].pk if given["region"] else None,
            starts_at=given["begins_at"],
            ends_at=given["ends_at"],
            **{name: given[name] for name in same},
        )


def initial_of(event: Event) -> dict:
    same = ("title", "about", "service", "place", "online_link", "places", "closes_on", "roles", "version", "key")
    begins, ends = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
    times: dict[str, datetime | time | Any] = {"begins": begins.time(), "ends": ends.time(), "starts_on": begins.date()}
    return {name: getattr(event, name) for name in same} | times | {"region": event.region_id}


class BecauseForm(Form):
    because = ParagraphsField(
        label="Why is it cancelled?",
        help_text="Sent to everybody who is booked or waiting, and shown on the event’s page.",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter why it is cancelled"},
    )


class BookForm(Form):
    """Asked only of somebody who could come for more than one area, or for an area and the programme."""

    area = forms.ChoiceField(
        label="For which area do you come?",
        widget=Radios,
        required=False,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select for which area you come"),
    )

    def __init__(self, *args: Any, places: Places, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._areas = {str(area.pk): area for area in places.areas}
        choices = [(key, str(area)) for key, area in self._areas.items()]
        if places.for_programme:
            choices.append(("programme", "For the programme"))
        self.fields["area"].choices = choices
        self.fields["area"].required = len(choices) > 1
        self._only = next(iter(choices), ("",))[0] if len(choices) == 1 else ""
        if len(choices) == 1:
            self.fields["area"].widget = forms.HiddenInput()

    @property
    def authority(self) -> Authority | None:
        return self._areas.get(self.cleaned_data["area"] or self._only)


class GuestForm(Form):
    name = LineField(label="Name", max_length=120)
    email = AddressField(label="Email address", help_text="Whoever has an account is found by it.")
    authority = forms.ModelChoiceField(
        Authority.objects.none(),
        label="Area",
        required=False,
        empty_label="As their role or the list of commissioners says",
        error_messages={"invalid_choice": "Select an area from the list"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].queryset = Authority.objects.current().order_by("short_name")

    @property
    def typed(self) -> Guest:
        return Guest(**self.cleaned_data)


class AttendanceForm(VersionedForm):
    """One question a person; who is left without an answer stays as they are."""

    because = ParagraphsField(
        label="What was wrong?",
        required=False,
        help_text="Only where you correct what was marked before. It is kept with the use of the service.",
        max_length=LONGEST_REASON - 40,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ("version",)

    def __init__(self, *args: Any, bookings: Iterable[Booking], **kwargs: Any) -> None:
        self.bookings = list(bookings)
        super().__init__(*args, **kwargs)
        because = self.fields.pop("because")
        for booking in self.bookings:
            area = f", {booking.authority}" if booking.authority else ""
            self.fields[f"came-{booking.pk}"] = forms.ChoiceField(
                label=f"{booking.person}{area}",
                choices=Booking.Attendance.choices,
                widget=Radios(inline=True, small=True),
                required=False,
                initial=booking.attendance,
                help_text=booking.get_state_display() if booking.state == Booking.State.WALKED_IN else "",
                error_messages={"invalid_choice": "Select “Came” or “Did not come”"},
            )
        self.fields["because"] = because

    mark_optional = False

    @property
    def marks(self) -> dict[int, str]:
        given = {row.pk: self.cleaned_data[f"came-{row.pk}"] for row in self.bookings}
        return {pk: mark for pk, mark in given.items() if mark}


class FeedbackForm(Form):
    words = ParagraphsField(
        label="Anything else?",
        required=False,
        help_text="What helped, what was missing. Name nobody, yourself included.",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = self.fields.pop("words")
        for question in Question:
            self.fields[question.value] = forms.ChoiceField(
                label=question.label,
                choices=SCALES[question],
                widget=Radios(small=True, divider_before="undecided"),
                error_messages=dict.fromkeys(("required", "invalid_choice"), "Select an answer from the list"),
            )
        self.fields["words"] = words

    @property
    def typed(self) -> Said:
        return Said(**self.cleaned_data)
