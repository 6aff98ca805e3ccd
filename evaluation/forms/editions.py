"""Forms of an edition: its title and rounds, one of its sections, and a headline measure."""

from collections.abc import Mapping
from typing import Any

from django import forms

from commissioning.govuk.fields import Checkboxes, LineField, ParagraphsField
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import VersionedForm

from ..actions.editions import Section, Typed
from ..analysis.questions import Measured
from ..analysis.words import measure_words
from ..editions.kinds import NEEDS, WHY_NOT, Kind
from ..models import Edition, EditionSection, RoundGroup
from ..models.editions import LONGEST_COMMENTARY
from ..queries import editions as queries
from ..queries import results
from ..queries.counts import measured


class RoundField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.date.day} {obj.date:%B %Y}, {obj.get_state_display().lower()})"


def _words(limit: str) -> dict[str, str]:
    return {"max_length": f"{limit} must be %(limit_value)s characters or fewer; it has %(show_value)s now"}


class EditionForm(VersionedForm):
    title = LineField(
        label="Title",
        help_text="For example, Impact report 2026/27",
        max_length=150,
        error_messages={"required": "Enter a title"},
    )
    round = RoundField(
        None,
        label="Round it reports on",
        empty_label="Choose a round",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select the round it reports on"),
    )
    against = RoundField(
        None,
        label="Earlier round to hold it against",
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": "Select an earlier round from the list"},
    )
    correction = ParagraphsField(
        label="What is put right",
        help_text="It is printed on the first page, beside the name of the edition this one replaces.",
        max_length=LONGEST_COMMENTARY,
        error_messages={"required": "Say what is put right", **_words("What is put right")},
    )

    def __init__(self, *args: Any, replaces: Edition | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("round", "against"):
            self.fields[name].queryset = queries.rounds_to_report()
        if replaces is None:
            del self.fields["correction"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        round_, against = cleaned.get("round"), cleaned.get("against")
        if round_ and against and round_ == against:
            self.add_error("against", "Select another round: one cannot be held against itself")
        elif round_ and against and against.date > round_.date:
            self.add_error("against", "Select a round that is earlier than the one it reports on")
        return cleaned

    @property
    def typed(self) -> Typed:
        of = self.cleaned_data
        return Typed(of["title"], of["round"], of["against"], of.get("correction", ""))


def initial_of(edition: Edition) -> dict[str, Any]:
    return {
        "title": edition.title,
        "round": edition.round_id,
        "against": edition.against_id,
        "correction": edition.correction,
        "version": edition.version,
    }


class SectionForm(VersionedForm):
    """What it asks hangs on the kind of section and on what the group was asked."""

    heading = LineField(label="Heading", max_length=150, error_messages={"required": "Enter a heading"})
    measure = forms.ChoiceField(label="Measure")
    services = forms.MultipleChoiceField(
        label="Services",
        help_text="All of them, unless you select some.",
        widget=Checkboxes(small=True),
        required=False,
        error_messages={"invalid_choice": "Select services from the list"},
    )
    question = forms.ChoiceField(label="Question")
    attribute = forms.ChoiceField(label="Broken down by")
    commentary = ParagraphsField(
        label="Commentary",
        help_text="Plain paragraphs, an empty line between them. Name a figure in double square brackets to have it"
        " filled in, such as [[training]]; [[training:count]], [[training:words]] and [[training:rank]] put it in"
        " other ways.",
        required=False,
        max_length=LONGEST_COMMENTARY,
        error_messages=_words("Commentary"),
    )

    def __init__(self, *args: Any, kind: str, group: RoundGroup | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group, needs = group, NEEDS[Kind(kind)]
        asked = measured(group.instrument_version_id) if group and group.instrument_version_id else {}
        choices = _choices(kind, group, asked)
        for name in ("measure", "services", "question", "attribute"):
            if not getattr(needs, name):
                del self.fields[name]
                continue
            field = self.fields[name]
            field.choices = choices[name]
            if name != "services":
                field.error_messages |= dict.fromkeys(
                    ("required", "invalid_choice"), f"Select the {name} from the list"
                )
        if kind == Kind.CHANGE:
            self.fields["measure"].required = False
        if kind == Kind.COMMENTARY:
            self.fields["commentary"].required = True
            self.fields["commentary"].error_messages["required"] = "Enter the commentary"

    @property
    def typed(self) -> Section:
        of = self.cleaned_data
        return Section(
            of["heading"],
            of["commentary"],
            self.group.slug if self.group else "",
            of.get("measure", ""),
            tuple(of.get("services", ())),
            of.get("question", ""),
            of.get("attribute", ""),
        )


def _choices(kind: str, group: RoundGroup | None, asked: Mapping[str, Measured]) -> dict[str, list[tuple[str, str]]]:
    if group is None:
        return {}
    measures = [(slug, measure_words(slug)) for slug in dict.fromkeys(one.measure for one in asked.values()) if slug]
    first = ("", "The headline measures") if kind == Kind.CHANGE else ("", "Choose a measure")
    naming = results.naming(group)
    of = [one for one in asked.values() if one.service and (kind != Kind.WHY_NOT or one.measure == WHY_NOT)]
    if kind == Kind.THEMES:
        return {"question": [("", "Choose a question"), *queries.coded_questions(group)]}
    return {
        "measure": [first, *measures],
        "services": [(slug, naming.service(slug)) for slug in dict.fromkeys(one.service for one in of)],
        "question": [("", "Choose a question"), *((name, _question(one, naming)) for name, one in asked.items())],
        "attribute": [("", "Choose how"), *results.breakdowns(group)],
    }


def _question(question: Measured, naming: Any) -> str:
    about = [measure_words(question.measure)] if question.measure else []
    about += [naming.service(question.service)] if question.service else []
    return f"{', '.join(about)}: {question.text}" if about else question.text


def section_initial(section: EditionSection) -> dict[str, Any]:
    names = ("heading", "commentary", "measure", "services", "question", "attribute", "version")
    return {name: getattr(section, name) for name in names}


class HeadlineForm(Form):
    figure = forms.ChoiceField(
        label="Headline measure",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select a figure from the list"),
    )

    def __init__(self, *args: Any, group: RoundGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["figure"].choices = [("", "Choose a figure"), *queries.figure_choices(group)]

    @property
    def named(self) -> dict[str, str]:
        return dict(zip(("question", "basis", "answer"), self.cleaned_data["figure"].split(" "), strict=True))
