"""Forms of a round: setting it up, its days, a group's questionnaire, and what became of an invitation."""

from dataclasses import dataclass

from django import forms

from commissioning.govuk.fields import AffixedInput, Checkboxes, DateField, LineField, Radios
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import OnTopForm

from .. import attributes as cuts
from ..actions.rounds import NameTaken, PlannedGroup, TooFewAlike
from ..models import Invitation, Mode, RoundGroup
from ..queries import instruments as queries

Source = RoundGroup.Source
NOTHING = "none"

PROMISES = {
    Mode.CONFIDENTIAL: "Answers are linked to the person and their authority. Evaluators know who has answered, can"
    " remind those who have not, and can follow the same person or authority from round to round. What is published"
    " names nobody. Interviews are always confidential.",
    Mode.ANONYMOUS: "Nobody can find out who gave an answer, evaluators included. No authority is kept, only what you"
    " choose below; there is no list of who has answered and no following from round to round.",
}
ATTRIBUTE_HINTS = {
    "broad_region": "North, Midlands and East, London and the South: in place of the region",
    "rating": "The latest inspection’s word and its scheme",
}


@dataclass(frozen=True)
class Offered:
    """A group that can be ticked. `instrument`: the questionnaire shipped for it."""

    slug: str
    title: str
    noun: str
    source: str
    hint: str
    instrument: str
    may_be_interviewed: bool = False


OFFERED = (
    Offered(
        "commissioners",
        "Commissioners",
        "commissioner",
        Source.COMMISSIONERS,
        "Those their champion lists, and those recorded as users of a service in the two years before",
        "commissioners",
    ),
    Offered(
        "champions",
        "Commissioning champions",
        "commissioning champion",
        Source.CHAMPIONS,
        "In role on the day you enter above",
        "champions",
        may_be_interviewed=True,
    ),
    Offered(
        "directors",
        "Directors of children’s services",
        "director of children’s services",
        Source.DIRECTORS,
        "In role on the day you enter above",
        "directors",
        may_be_interviewed=True,
    ),
    Offered(
        "open-link",
        "Anyone with the open link",
        "respondent",
        Source.LINK,
        "One address to pass on. It has no response rate: nobody knows who was asked",
        "commissioners",
    ),
)


class DaysForm(OnTopForm):
    opens_on = DateField(label="First day", help_text="Invitations go out from then. For example, 27 3 2026")
    closes_on = DateField(label="Last day", help_text="The round closes by itself in the night after it.")

    def clean(self) -> dict:
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_on"), cleaned.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", "The last day must be the same as or after the first day")
        return cleaned


class ChangeDaysForm(DaysForm):
    seen = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)


class RoundForm(DaysForm):
    """A new round. What its frame does not allow is known once the action has drawn it (`refuse`)."""

    name = LineField(
        label="Name",
        help_text="Respondents see it. For example, Commissioning survey 2026/27",
        max_length=120,
        error_messages={"required": "Enter a name for the round"},
    )
    mode = forms.ChoiceField(
        label="What are respondents promised?",
        help_text="This cannot be changed later.",
        choices=Mode.choices,
        widget=Radios(hints=PROMISES),
        error_messages={"required": "Select what respondents are promised"},
    )
    frame_on = DateField(
        label="Who is in role, as at",
        help_text="People in role and lists are read as they stood on that day, and so are the facts of their areas.",
    )
    groups = forms.MultipleChoiceField(
        label="Who is asked?",
        choices=[(each.slug, each.title) for each in OFFERED],
        widget=Checkboxes(hints={each.slug: each.hint for each in OFFERED}),
        error_messages={"required": "Select who is asked"},
    )
    interviewed = forms.MultipleChoiceField(
        label="Who is interviewed?",
        help_text="Staff record the answers on their behalf. Others answer by a link of their own.",
        choices=[(each.slug, each.title) for each in OFFERED if each.may_be_interviewed],
        widget=Checkboxes,
        required=False,
    )
    partial_percent = forms.IntegerField(
        label="From how much answered does an unfinished questionnaire count?",
        help_text="As a share of what the person was asked. It is printed with the response rate.",
        min_value=1,
        max_value=100,
        widget=AffixedInput({"class": "govuk-input--width-3", "inputmode": "numeric"}, suffix="%"),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Enter a share between 1 and 100 per cent"
        ),
    )
    attributes = forms.MultipleChoiceField(
        label="If it is anonymous: what is kept of each respondent?",
        help_text="Every combination that occurs must cover ten invited people or more; if it does not, nothing is made"
        " and you are told what to leave out. A confidential round keeps all of this.",
        choices=[(each.key, each.label) for each in cuts.ATTRIBUTES.values()],
        widget=Checkboxes(hints=ATTRIBUTE_HINTS),
        required=False,
    )

    field_order = ("name", "mode", "frame_on", "opens_on", "closes_on", "groups")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        newest, versions = queries.newest(), queries.choosable()
        for each in OFFERED:
            self.fields[_version_field(each)] = forms.ModelChoiceField(
                versions,
                label=f"Questionnaire for {each.title[:1].lower()}{each.title[1:]}",
                initial=newest.get(each.instrument),
                required=False,
                empty_label="Choose later",
                error_messages={"invalid_choice": "Select a questionnaire from the list"},
            )
        self.order_fields([*self.field_order, *map(_version_field, OFFERED)])

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("mode") == Mode.ANONYMOUS and cleaned.get("interviewed"):
            self.add_error("interviewed", "Interviews are always confidential. Untick them, or promise confidentiality")
        return cleaned

    @property
    def planned(self) -> list[PlannedGroup]:
        ticked, interviewed = self.cleaned_data["groups"], self.cleaned_data["interviewed"]
        return [
            PlannedGroup(
                each.slug,
                each.title,
                each.noun,
                each.source,
                self.cleaned_data[_version_field(each)],
                each.slug in interviewed,
                self.cleaned_data["partial_percent"],
            )
            for each in OFFERED
            if each.slug in ticked
        ]

    @property
    def values(self) -> dict:
        """What the action takes, but for who does it."""
        kept = self.cleaned_data["attributes"] if self.cleaned_data["mode"] == Mode.ANONYMOUS else None
        plain = {name: self.cleaned_data[name] for name in ("name", "mode", "frame_on", "opens_on", "closes_on")}
        return plain | {"groups": self.planned, "attributes": kept}

    def refuse(self, reason: NameTaken | TooFewAlike) -> None:
        self.add_error("name" if isinstance(reason, NameTaken) else "attributes", str(reason))


def _version_field(each: Offered) -> str:
    return f"version-{each.slug}"


class InstrumentForm(Form):
    version = forms.ModelChoiceField(
        None,
        label="Questionnaire",
        empty_label=None,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select a questionnaire from the list"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = queries.choosable()


class OutcomeForm(Form):
    """Of an anonymous round staff cannot say that somebody does not want to: it would say that they have not
    answered.
    """

    outcome = forms.ChoiceField(
        label="What became of the invitation?",
        widget=Radios(divider_before=NOTHING),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Select what became of the invitation, or that there is nothing to note"
        ),
    )

    def __init__(self, *args, group: RoundGroup, **kwargs):
        super().__init__(*args, **kwargs)
        known = [Invitation.Outcome.INELIGIBLE, Invitation.Outcome.BOUNCED]
        if not group.is_anonymous:
            known.insert(1, Invitation.Outcome.REFUSED)
        self.fields["outcome"].choices = [*((each.value, each.label) for each in known), (NOTHING, "Nothing to note")]

    def clean_outcome(self) -> str:
        outcome = self.cleaned_data["outcome"]
        return "" if outcome == NOTHING else outcome
