"""The forms about which form of support fits: one side's answers, and a decision."""

from django import forms

from commissioning.govuk.fields import Checkboxes, ParagraphsField, Radios
from commissioning.govuk.versioned import OnTopForm, VersionedForm, VersionField

from ..actions.support_form import Decision, Typed
from ..models.assessments import LONGEST_NARRATIVE
from ..support_forms import ABOUT, QUESTIONS, WORDS, Answers
from ..support_forms import Form as SupportForm

_TOO_LONG = "Your reasons must be %(limit_value)s characters or fewer; they have %(show_value)s now"


class AnswersForm(VersionedForm):
    """The four questions, in the words of the rules, and why."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            wanted = f"Select an answer to “{question.text}”"
            self.fields[question.key] = forms.ChoiceField(
                label=question.text,
                help_text=question.hint,
                choices=question.choices,
                widget=Radios(),
                error_messages={"required": wanted, "invalid_choice": wanted},
            )
        self.fields["reasons"] = ParagraphsField(
            label="What makes you say so?",
            required=False,
            max_length=LONGEST_NARRATIVE,
            help_text="The other side reads this too, once both have answered. Name nobody.",
            error_messages={"max_length": _TOO_LONG},
        )

    @property
    def typed(self) -> Typed:
        answers = Answers(**{question.key: self.cleaned_data[question.key] for question in QUESTIONS})
        return Typed(answers, self.cleaned_data["reasons"], self.cleaned_data["version"])


class DecisionForm(OnTopForm):
    forms = forms.MultipleChoiceField(
        label="What have you decided?",
        choices=[(form.value, f"{words[0].upper()}{words[1:]}") for form, words in WORDS.items()],
        widget=Checkboxes(hints={form.value: text for form, text in ABOUT.items()}),
        help_text="Select all that apply; forms can be combined.",
        error_messages={
            "required": "Select at least one form of support",
            "invalid_choice": "Select forms of support from the list",
        },
    )
    reasons = ParagraphsField(
        label="Why?",
        max_length=LONGEST_NARRATIVE,
        help_text="The suggestion decides nothing. Say what you weighed, and with whom you talked.",
        error_messages={"required": "Say why you decided so", "max_length": _TOO_LONG},
    )
    seen = VersionField()  # the newest decision the page showed

    @property
    def decision(self) -> Decision:
        chosen = {SupportForm(value) for value in self.cleaned_data["forms"]}
        return Decision(
            forms=tuple(form for form in SupportForm if form in chosen),
            reasons=self.cleaned_data["reasons"],
            seen=self.cleaned_data["seen"],
        )
