"""Forms about evidence: show or cite a piece, choose among what is there, weigh it, remove it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings

from commissioning.documents import uploads
from commissioning.govuk.fields import Checkboxes, ParagraphsField, Radios
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import VersionedForm

from ..actions.evidence import Told
from ..models import Evidence, EvidenceUse, Standard
from ..queries.evidence import Offered

Kind = Evidence.Kind
CHOOSE_AGAIN = "Choose the file again: it could not be kept while something else was to be put right"


def _strength() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="How strong is it for this standard? (optional)",
        help_text="Kept apart from the level: it neither raises nor lowers it.",
        required=False,
        choices=EvidenceUse.Strength.choices,
        widget=Radios,
        error_messages={"invalid_choice": "Select how strong it is from the list"},
    )


def _note() -> ParagraphsField:
    return ParagraphsField(
        label="What should readers look at? (optional)",
        help_text="Such as the page, the paragraph or the figure.",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "What readers should look at must be 500 characters or less"},
    )


class EvidenceForm(Form):
    """A new piece. A cited one says where it can be found; a shown one brings its file."""

    mark_optional = False  # whether place and file may be left out depends on the first answer

    kind = forms.ChoiceField(
        label="How do you give this evidence?",
        choices=[(Kind.CITED, "Cite it"), (Kind.SHOWN, "Show it")],
        widget=Radios(
            hints={
                Kind.CITED: "Say where it can be found. Nothing leaves your own systems.",
                Kind.SHOWN: "Choose a file that may be read by everybody who may read your evidence.",
            }
        ),
        error_messages={
            "required": "Select whether you cite it or show it",
            "invalid_choice": "Select whether you cite it or show it",
        },
    )
    title = forms.CharField(
        label="What is it?",
        help_text="For example, “Board paper 7: joint commissioning of early help”.",
        max_length=200,
        error_messages={"required": "Enter what it is"},
    )
    citation = ParagraphsField(
        label="Where can it be found?",
        help_text="Needed if you cite it: for example, “Children’s partnership board, 12 May, item 4”.",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "Where it can be found must be 500 characters or less"},
    )
    file = forms.FileField(
        label="The file",
        required=False,
        # Its name and content are looked at by `uploads.checked`, which has words for each case.
        max_length=None,
        allow_empty_file=True,
    )
    strength = _strength()
    note = _note()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        largest = f"up to {settings.LARGEST_FILE_MB} MB, without macros or a password"
        self.fields["file"].help_text = f"Needed if you show it: {uploads.ACCEPTED}, {largest}."
        self.checked: uploads.CheckedFile | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") == Kind.SHOWN:
            self._clean_file(cleaned.get("file"))
        elif cleaned.get("file"):
            self.add_error("kind", "You chose a file. Select “Show it” and choose the file again, or leave it out")
        elif cleaned.get("kind") == Kind.CITED and "citation" not in self.errors and not cleaned["citation"]:
            self.add_error("citation", "Enter where it can be found")
        if self.errors and cleaned.get("file") and "file" not in self.errors:
            self.add_error("file", CHOOSE_AGAIN)
        return cleaned

    def _clean_file(self, file: Any) -> None:
        if not file:
            self.add_error("file", "Choose the file you want to show")
            return
        try:
            self.checked = uploads.checked(file)
        except uploads.Refused as refused:
            self.add_error("file", str(refused))

    @property
    def told(self) -> Told:
        words = {name: self.cleaned_data[name] for name in ("title", "citation", "strength", "note")}
        return Told(**words, file=self.cleaned_data["file"] if self.checked else None, checked=self.checked)


class ChooseForm(Form):
    """Pieces that are there already, for one more standard."""

    pieces = forms.TypedMultipleChoiceField(
        label="Which of these serve this standard too?",
        coerce=int,
        widget=Checkboxes,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select at least one piece from the list"),
    )

    def __init__(self, *args: Any, offered: Iterable[Offered], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["pieces"]
        field.choices = [(piece.pk, piece.title) for piece in offered]
        hints = {piece.pk: " ".join(filter(None, [piece.citation, _from(piece)])) for piece in offered}
        field.widget = Checkboxes(choices=field.choices, hints={pk: hint for pk, hint in hints.items() if hint})


def _from(piece: Offered) -> str:
    return f"(From: {piece.used_in})" if piece.used_in else ""


class _StandardsForm(Form):
    standards = forms.MultipleChoiceField(widget=Checkboxes)

    def __init__(self, *args: Any, standards: Iterable[Standard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by_code = {standard.code: standard for standard in standards}
        self.fields["standards"].choices = [
            (code, f"{standard.number}. {standard.title}") for code, standard in self._by_code.items()
        ]

    @property
    def chosen(self) -> list[Standard]:
        return [self._by_code[code] for code in self.cleaned_data["standards"]]


class AssignForm(_StandardsForm):
    """Further standards that a piece serves."""

    standards = forms.MultipleChoiceField(
        label="Which further standards does it serve?",
        widget=Checkboxes,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select at least one standard from the list"),
    )


class RemoveForm(_StandardsForm):
    standards = forms.MultipleChoiceField(
        label="From which standards?",
        widget=Checkboxes,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select at least one standard from the list"),
    )
    because = ParagraphsField(
        label="Why?",
        help_text="Kept with what it was called, when it was removed and by whom.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Enter why you remove it",
            "max_length": "Why you remove it must be 500 characters or less",
        },
    )


class UseForm(VersionedForm):
    """How strong one piece is for one standard, and a note."""

    mark_optional = False  # the labels say so themselves

    strength = _strength()
    note = _note()
