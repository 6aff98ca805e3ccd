"""Forms of listening to an area: its beginning, an interview, a passage, a theme, a playback, the check of notes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from commissioning.govuk.fields import Checkboxes, DateField, LineField, ParagraphsField, Radios
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import VersionedForm, VersionField
from commissioning.people.models import User
from commissioning.profiles.models import Stakeholder
from commissioning.support.models import SupportPackage

from .. import passages
from ..actions.area_interviews import Checked, Held
from ..actions.area_passages import Coded
from ..actions.area_reports import Played
from ..actions.listening import Said
from ..models import AreaInterview, Heard, InstrumentVersion, Interview
from ..models.listening import LONGEST_TEXT
from ..queries.listening import Theme

CONSENT = {
    "label": "May passages be quoted to the area?",
    "choices": [  # everybody knows which area it is
        (Interview.Consent.YES, "Yes, without a name or a job"),
        (Interview.Consent.ASK, "Only after seeing the passage"),
        (Interview.Consent.NO, "No"),
    ],
    "widget": Radios,
    "help_text": "They are signed with no more than three people or more have in common.",
    "error_messages": dict.fromkeys(("required", "invalid_choice"), "Select whether passages may be quoted"),
}
MOST_PRESENT = 200


def _in_the_past(day):
    if day > timezone.localdate():
        raise ValidationError("The day it was held must be today or in the past")
    return day


class BeginForm(Form):
    purpose = ParagraphsField(
        label="What is it to find out?",
        help_text="The champion and the director of children’s services read this.",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Enter what it is to find out"},
    )
    guides = forms.ModelMultipleChoiceField(
        InstrumentVersion.objects.none(),
        label="Which guides will you use?",
        widget=Checkboxes,
        error_messages={"required": "Select one guide or more"},
    )
    package = forms.ModelChoiceField(
        SupportPackage.objects.none(),
        label="Which support package is it for?",
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": "Select a package from the list, or none"},
    )

    def __init__(self, *args: Any, guides: QuerySet, packages: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guides"].queryset = guides
        self.fields["package"].queryset = packages
        if not packages:
            del self.fields["package"]


class MemberForm(Form):
    person = forms.ModelChoiceField(
        User.objects.none(),
        label="Who else carries it out?",
        help_text="An evaluator or an adviser. They will read the notes of every interview.",
        empty_label="Select somebody",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select somebody from the list"),
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = User.objects.filter(pk__in=[one.pk for one in people]).order_by("full_name")


class HeldForm(VersionedForm):
    held_on = DateField(label="When was it held?")
    kind = forms.ChoiceField(
        label="How?",
        choices=AreaInterview.Kind.choices,
        widget=Radios,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select how it was held"),
    )
    people = forms.ModelMultipleChoiceField(
        Stakeholder.objects.none(),
        label="Who was heard?",
        help_text="Those on the list that the champion agreed.",
        widget=Checkboxes,
        error_messages={"required": "Select who was heard"},
    )
    present = forms.IntegerField(
        label="How many were there, of a group?",
        required=False,
        min_value=2,
        max_value=MOST_PRESENT,
        widget=forms.TextInput({"class": "govuk-input--width-3", "inputmode": "numeric"}),
    )
    others = LineField(
        label="Who else was there?", help_text="By role, without names.", required=False, max_length=300
    )  # fmt: skip
    guide = forms.ModelChoiceField(
        InstrumentVersion.objects.none(),
        label="Which guide did you follow?",
        widget=Radios,
        empty_label=None,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select the guide you followed"),
    )
    consent = forms.ChoiceField(**CONSENT)

    def __init__(self, *args: Any, guides: QuerySet, people: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guide"].queryset = guides
        self.fields["people"].queryset = people
        self.fields["people"].label_from_instance = lambda one: f"{one.name}, {one.job}, {one.organisation}"

    def clean_held_on(self):
        return _in_the_past(self.cleaned_data["held_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind, people, present = (cleaned.get(name) for name in ("kind", "people", "present"))
        if kind == AreaInterview.Kind.SINGLE and people is not None and len(people) > 1:
            self.add_error("people", "Select one person, or say that it was held with several together")
        if kind == AreaInterview.Kind.GROUP and "present" not in self.errors:
            if not present:
                self.add_error("present", "Enter how many were there")
            elif people is not None and present < len(people):
                self.add_error("present", "Enter a number that includes everybody you selected")
        return cleaned

    @property
    def held(self) -> Held:
        given = self.cleaned_data
        is_group = given["kind"] == AreaInterview.Kind.GROUP
        return Held(
            guide=given["guide"],
            held_on=given["held_on"],
            people=frozenset(one.pk for one in given["people"]),
            kind=given["kind"],
            present=given["present"] if is_group else 1,
            others=given["others"] if is_group else "",
            consent=given["consent"],
        )


def initial_of(interview: AreaInterview) -> dict[str, Any]:
    plain = ("held_on", "kind", "others", "guide", "consent", "version")
    people = [row.stakeholder_id for row in interview.heard.all()]
    present = interview.present if interview.kind == AreaInterview.Kind.GROUP else None
    return {**{name: getattr(interview, name) for name in plain}, "people": people, "present": present}


class UncheckedForm(Form):
    because = LineField(
        label="Why do the notes count without their check?",
        help_text="For example, read back to them on the day, or no reply after two emails.",
        max_length=500,
        error_messages={"required": "Enter why the notes count without their check"},
    )


class PassageForm(Form):
    question = forms.ChoiceField(label="From the notes on", error_messages={"required": "Select what it is about"})
    text = ParagraphsField(
        label="Words to put under a theme",
        help_text="Copied from the notes.",
        max_length=passages.LONGEST,
        error_messages={"required": "Enter the words"},
    )

    def __init__(self, *args: Any, questions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].choices = [("", "Select a question"), *questions]


class CodedForm(VersionedForm):
    themes = forms.MultipleChoiceField(
        label="Which themes does it speak of?",
        widget=Checkboxes,
        error_messages={"required": "Select one theme or more"},
    )
    quote = ParagraphsField(
        label="What of it may be quoted?",
        help_text="Their own words. Leave out what does not matter as […], and everything where nothing is quoted.",
        required=False,
        max_length=passages.LONGEST,
        widget=forms.Textarea({"rows": 4}),
    )
    seen_on = DateField(
        label="When did they agree to these words?",
        help_text="Only where they asked to see a passage first. For example, 27 3 2026.",
        required=False,
    )

    def __init__(self, *args: Any, themes: tuple[Theme, ...], asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = [(theme.key, theme.title) for theme in themes]
        if not asks:
            del self.fields["seen_on"]

    def clean_seen_on(self):
        day = self.cleaned_data["seen_on"]
        return day and _in_the_past(day)

    @property
    def coded(self) -> Coded:
        given = self.cleaned_data
        return Coded(frozenset(given["themes"]), given["quote"], given.get("seen_on"))


class ApproveForm(VersionedForm):
    reason = LineField(
        label="Why may these words stand?",
        help_text="Say of each why it tells nobody apart.",
        max_length=500,
        error_messages={"required": "Mask these words, or enter why they may stand"},
    )

    def __init__(self, *args: Any, explains: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not explains:
            del self.fields["reason"]

    @property
    def override_reason(self) -> str:
        return self.cleaned_data.get("reason", "")


class SummaryForm(VersionedForm):
    strengths = ParagraphsField(label="Strengths", required=False, max_length=LONGEST_TEXT)
    difficulties = ParagraphsField(label="Difficulties", required=False, max_length=LONGEST_TEXT)
    differed = ParagraphsField(label="Where people differed", required=False, max_length=LONGEST_TEXT)

    @property
    def said(self) -> Said:
        return Said(**{name: self.cleaned_data[name] for name in ("strengths", "difficulties", "differed")})


class PlaybackForm(VersionedForm):
    held_on = DateField(label="When was it held?")
    number = forms.IntegerField(
        label="How many came?",
        min_value=1,
        max_value=1000,
        widget=forms.TextInput({"class": "govuk-input--width-3", "inputmode": "numeric"}),
    )
    came = LineField(
        label="Who came?",
        help_text="By role, without names, such as “champion, four heads, two from health”.",
        max_length=500,
        error_messages={"required": "Enter who came, by role"},
    )
    disputed = ParagraphsField(label="What was disputed?", required=False, max_length=LONGEST_TEXT)
    changed = ParagraphsField(
        label="What changed because of it?",
        help_text="In the report, or in what the area means to do.",
        required=False,
        max_length=LONGEST_TEXT,
    )

    def clean_held_on(self):
        return _in_the_past(self.cleaned_data["held_on"])

    @property
    def played(self) -> Played:
        names = ("held_on", "came", "number", "disputed", "changed")
        return Played(**{name: self.cleaned_data[name] for name in names})


def in_words(consent: str) -> str:
    """As they were asked."""
    words = str(dict(CONSENT["choices"])[consent])
    return words[0].lower() + words[1:]


class ConsentForm(Form):
    """Of somebody who has checked the notes, by the same link. `choices`: what may be said now."""

    consent = forms.ChoiceField(**CONSENT)

    def __init__(self, *args: Any, choices: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["consent"]
        field.choices = [(value, label) for value, label in field.choices if value in choices]


class CheckForm(Form):
    """Of somebody who was heard, by their link."""

    said = forms.ChoiceField(
        label="Are the notes right?",
        choices=Heard.Said.choices,
        widget=Radios,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select whether the notes are right"),
    )
    wished = ParagraphsField(
        label="What has to be changed?", required=False, max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 5})
    )
    consent = forms.ChoiceField(**CONSENT)
    version = VersionField()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("said") == Heard.Said.CHANGE and not cleaned.get("wished"):
            self.add_error("wished", "Enter what has to be changed")
        return cleaned

    @property
    def checked(self) -> Checked:
        given = self.cleaned_data
        return Checked(given["said"], given["wished"] if given["said"] == Heard.Said.CHANGE else "", given["consent"])
