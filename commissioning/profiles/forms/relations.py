"""What binds two structures, as a form; when it ended; a note on how two organisations get on."""

from django import forms
from django.db.models import QuerySet

from commissioning.govuk.fields import ParagraphsField, Radios
from commissioning.govuk.versioned import VersionedForm

from ..actions import relations, relationships
from ..dates import Known
from ..models import Relation, RelationshipNote, Structure
from ..models.kept import LONGEST_TEXT
from .dates import AHEAD, ENDS_TOO_EARLY, KnownDateField, ends_too_early, today

_HINTS = {
    Relation.Kind.REPORTS: "Such as a group to the board that set it up.",
    Relation.Kind.CHAIRS: "An office or an organisation; never a person.",
    Relation.Kind.MEMBER: "",
    Relation.Kind.FUNDS: "",
    Relation.Kind.POOLS: "It goes both ways: write it down once.",
    Relation.Kind.SCRUTINISES: "",
}


class StructureField(forms.ModelChoiceField):
    """One of the area's own; which is set when the page is asked for."""

    def __init__(self, label: str, what: str = "a structure") -> None:
        super().__init__(
            Structure.objects.none(),
            label=label,
            empty_label=f"Select {what}",
            error_messages=dict.fromkeys(("required", "invalid_choice"), f"Select {what} from the list"),
        )

    def label_from_instance(self, structure: Structure) -> str:
        when = f", {structure.when[0].lower()}{structure.when[1:]}" if structure.when else ""
        return f"{structure.name} ({structure.get_kind_display().lower()}{when})"


class RelationForm(VersionedForm):
    source = StructureField("Which structure?")
    kind = forms.ChoiceField(
        label="What does it do?",
        choices=Relation.Kind.choices,
        widget=Radios(hints={key.value: hint for key, hint in _HINTS.items() if hint}),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select what it does"),
    )
    target = StructureField("To which other structure?")
    starts = KnownDateField(subject="The start", label="Since when?", required=False)
    ends = KnownDateField(
        subject="The end",
        label="Until when?",
        required=False,
        help_text="Leave it empty while it is so: it ends by itself when either structure does. A year is enough.",
    )

    def __init__(self, *args, structures: QuerySet[Structure], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = self.fields["target"].queryset = structures
        self.fields["starts"].latest = self.fields["ends"].latest = today() + AHEAD

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("source") and cleaned.get("source") == cleaned.get("target"):
            self.add_error("target", "Select two different structures")
        if ends_too_early(cleaned):
            self.add_error("ends", ENDS_TOO_EARLY)
        return cleaned

    @property
    def typed(self) -> relations.Typed:
        values = {name: self.cleaned_data[name] for name in ("kind", "starts", "ends")}
        source, target = self.cleaned_data["source"], self.cleaned_data["target"]
        return relations.Typed(**values, source_id=source.pk, target_id=target.pk)


def initial_of(relation: Relation) -> dict:
    return {name: getattr(relation, name) for name in ("source", "kind", "target", "starts", "ends", "version")}


class EndForm(VersionedForm):
    ends = KnownDateField(
        subject="The end", label="Until when was it so?", error_messages={"required": "Enter when it ended"}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ends"].latest = today() + AHEAD

    @property
    def typed(self) -> Known:
        return self.cleaned_data["ends"]


class RelationshipForm(VersionedForm):
    one = StructureField("Which organisation?", "an organisation")
    other = StructureField("And which other one?", "an organisation")
    words = ParagraphsField(
        label="How do the two get on?",
        max_length=LONGEST_TEXT,
        help_text="In your own words, of the organisations and not of people in them. Leave out names, and posts that"
        " only one person holds.",
        error_messages={"required": "Enter how the two get on"},
    )

    def __init__(self, *args, structures: QuerySet[Structure], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["one"].queryset = self.fields["other"].queryset = structures

    @property
    def typed(self) -> relationships.Typed:
        cleaned = self.cleaned_data
        return relationships.Typed(cleaned["one"].pk, cleaned["other"].pk, cleaned["words"])


def initial_of_note(note: RelationshipNote) -> dict:
    return {name: getattr(note, name) for name in ("one", "other", "words", "version")}
