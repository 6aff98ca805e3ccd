"""The forms of a resource: its beginning, its words and tags, one figure, one move."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from commissioning.authorities.models import Authority, Region
from commissioning.govuk.fields import Checkboxes, LineField, MoneyField, ParagraphsField, Radios
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import VersionedForm
from commissioning.kinds import Kind as Theme
from readiness.levels import LEVELS
from readiness.models import Standard
from readiness.models.standards import CYCLE_STAGES

from ..actions.writing import Sum, Typed
from ..kinds import TIERS_MEAN, Effect, FigureKind, ResourceKind, Tier
from ..models import ResourceVersion
from ..models.resources import LONGEST_SUMMARY, LONGEST_TEXT
from ..workflow import Step

MOST_AREAS = 40
NAME_NOBODY = "Name no individual person, and say nothing of an individual child."


def words(label: str, subject: str, hint: str = "", longest: int = LONGEST_TEXT) -> ParagraphsField:
    """A long answer; `subject` begins the sentence that says it is too long."""
    too_long = f"{subject} must be %(limit_value)s characters or fewer; it has %(show_value)s now"
    return ParagraphsField(
        label=label, help_text=hint, required=False, max_length=longest, error_messages={"max_length": too_long}
    )


def chosen(label: str, choices: Iterable[tuple[Any, str]], hint: str = "", coerce=str) -> forms.Field:
    return forms.TypedMultipleChoiceField(
        label=label,
        choices=list(choices),
        coerce=coerce,
        required=False,
        help_text=hint,
        widget=Checkboxes(small=True),
        error_messages={"invalid_choice": f"Select {label[0].lower()}{label[1:].rstrip('?')} from the list"},
    )


def one_of(label: str, choices: Iterable[tuple[str, str]], wanted: str, **widget: Any) -> forms.ChoiceField:
    messages = dict.fromkeys(("required", "invalid_choice"), f"Select {wanted} from the list")
    return forms.ChoiceField(label=label, choices=choices, widget=Radios(**widget), error_messages=messages)


def title_field() -> LineField:
    return LineField(
        label="Title",
        max_length=200,
        help_text="What was done and where, in a few words, such as “One budget for short breaks in two counties”.",
        error_messages={
            "required": "Enter a title",
            "max_length": "The title must be 200 characters or fewer",
        },
    )


class AreasField(ParagraphsField):
    """Councils, one a line, by name or ONS code; those that are no more included, for what happened then."""

    def clean(self, value: Any) -> tuple[Authority, ...]:
        lines = [" ".join(line.split()) for line in (super().clean(value) or "").splitlines()]
        names = list(dict.fromkeys(filter(None, lines)))
        if len(names) > MOST_AREAS:
            raise ValidationError(f"Enter {MOST_AREAS} councils or fewer; for more, choose their region")
        known: dict[str, list[Authority]] = {}
        for area in _named(names):
            for name in {area.gss_code, area.name, area.short_name}:
                known.setdefault(name.casefold(), []).append(area)
        unknown = [name for name in names if name.casefold() not in known]
        if unknown:
            raise ValidationError(
                [f"There is no council “{name[:80]}” in the register: enter its name or ONS code" for name in unknown]
            )
        found = {_best(known[name.casefold()]) for name in names}
        return tuple(sorted(found, key=lambda area: (area.short_name, area.gss_code)))


def _named(names: list[str]) -> Iterable[Authority]:
    wanted = Q(pk__in=[])
    for name in names:
        wanted |= Q(gss_code__iexact=name) | Q(name__iexact=name) | Q(short_name__iexact=name)
    return Authority.objects.filter(wanted)


def _best(areas: list[Authority]) -> Authority:
    """A recoded council stands in the register twice; a name alone means the one of today."""
    return min(areas, key=lambda area: (not area.is_current, area.gss_code))


class BeginForm(Form):
    kind = one_of(
        "What is it?",
        ResourceKind.choices,
        "what it is",
        hints={
            ResourceKind.CASE_STUDY: "What an area or a region did, and what came of it",
            ResourceKind.EXPLANATION: "How something works. It explains, and recommends nothing",
        },
    )
    title = title_field()


class VersionForm(VersionedForm):
    """Everything but the title may wait while it is a draft; what is missing is said before it is sent on."""

    mark_optional = False

    title = title_field()
    summary = words(
        "Summary", "The summary", "What was done, where, and what came of it, in a paragraph.", LONGEST_SUMMARY
    )
    context = words("Where it began", "Where it began", f"What was hard, for whom, and why. {NAME_NOBODY}")
    aims = words("Aims", "The aims")
    done = words("What was done", "What was done", "Steps, decisions, who took part by role, and how long it took.")
    outcomes = words(
        "What came of it",
        "What came of it",
        "For children and families first, with figures, their dates and where they come from. Say so where it is too"
        " early to tell.",
    )
    costs = words(
        "Costs and benefits in words", "Costs and benefits", "Sums are added apart, each with what it includes."
    )
    lessons = words(
        "What made it work, and lessons", "Lessons", "What helped, what got in the way, what you would do differently."
    )
    contact = words(
        "Whom to ask", "Whom to ask", "A team or an organisation and its shared address, not a person.", LONGEST_SUMMARY
    )
    caveat = words(
        "What to bear in mind",
        "What to bear in mind",
        "Such as how old it is, or what else was happening. Readers see it first.",
        LONGEST_SUMMARY,
    )
    areas = AreasField(
        label="In which councils’ areas?",
        required=False,
        max_length=4_000,
        help_text="One a line, by name or ONS code. Councils that are no more can be named too.",
        error_messages={"max_length": "The list of councils must be 4,000 characters or fewer"},
    )
    regions = chosen("Or in which whole regions?", ())
    areas_agreed = forms.BooleanField(label="Every area named agrees that this is published", required=False)
    original_publisher = LineField(
        label="Who published it before?",
        required=False,
        max_length=200,
        help_text="Leave it empty if nobody did.",
        error_messages={"max_length": "Who published it must be 200 characters or fewer"},
    )
    original_date = LineField(
        label="When, as printed?",
        required=False,
        max_length=40,
        help_text="Such as “May 2007”.",
        error_messages={"max_length": "When it was published must be 40 characters or fewer"},
    )
    source = words("Where can the original be found?", "Where it can be found", longest=LONGEST_SUMMARY)
    tier = one_of("How strong is the evidence?", Tier.choices, "how strong the evidence is", hints=TIERS_MEAN)
    tier_because = LineField(
        label="Why that strength?",
        required=False,
        max_length=500,
        error_messages={"max_length": "Why that strength must be 500 characters or fewer"},
    )
    effect = one_of("How large was the effect?", Effect.choices, "how large the effect was", small=True)
    standards = chosen("Which standards does it help with?", ())
    levels = chosen(
        "For areas at which levels is it useful?", [(n, f"{n} – {text}") for n, text in LEVELS.items()], coerce=int
    )
    stages = chosen(
        "Which stages of the commissioning cycle?",
        [(n, f"{n}. {name}") for n, name in CYCLE_STAGES.items()],
        coerce=int,
    )
    themes = chosen("Which themes?", Theme.choices)
    types = chosen(
        "For which types of council?", Authority.Type.choices, "Leave all unticked if it makes no difference."
    )

    def __init__(self, *args: Any, standards: Iterable[Standard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["standards"].choices = [(one.code, f"{one.number}. {one.title}") for one in standards]
        self.regions = {region.slug: region for region in Region.objects.all()}
        self.fields["regions"].choices = [(slug, region.name) for slug, region in self.regions.items()]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("tier", Tier.NOT_JUDGED) != Tier.NOT_JUDGED and not data.get("tier_because"):
            self.add_error("tier_because", "Say why the evidence is that strong")
        return data

    @property
    def typed(self) -> Typed:
        data = {name: tuple(value) if isinstance(value, list) else value for name, value in self.cleaned_data.items()}
        regions = tuple(self.regions[slug] for slug in data["regions"])
        return Typed(**{**data, "regions": regions})


def initial_of(row: ResourceVersion) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in Typed.__dataclass_fields__ if name not in ("areas", "regions")}
    areas = row.areas.order_by("short_name", "gss_code")
    return {
        **plain,
        "areas": "\n".join(area.short_name if area.is_current else area.gss_code for area in areas),
        "regions": [region.slug for region in row.regions.all()],
    }


class FigureForm(VersionedForm):
    kind = one_of("What is it?", FigureKind.choices, "what it is", small=True)
    about = LineField(
        label="What is the sum for?",
        max_length=200,
        help_text="Such as “An independent foster placement”.",
        error_messages={
            "required": "Say what the sum is for",
            "max_length": "What it is for must be 200 characters or fewer",
        },
    )
    pounds = MoneyField(
        label="How much?",
        min_value=0,
        max_digits=14,
        error_messages={
            "required": "Enter the sum, such as £1,200",
            "invalid": "The sum must be a number, such as £1,200",
            "min_value": "The sum must be £0 or more",
            **dict.fromkeys(("max_digits", "max_whole_digits"), "The sum must be less than £1,000 billion"),
            "max_decimal_places": "The sum must have no more than two decimals",
        },
    )
    up_to = MoneyField(
        label="Up to how much?",
        required=False,
        max_digits=14,
        help_text="Only where it is a range.",
        error_messages={
            "invalid": "The upper sum must be a number, such as £1,200",
            **dict.fromkeys(("max_digits", "max_whole_digits"), "The upper sum must be less than £1,000 billion"),
            "max_decimal_places": "The upper sum must have no more than two decimals",
        },
    )
    period = LineField(
        label="For how long, or for each what?",
        required=False,
        max_length=80,
        help_text="Such as “a year” or “a week for each child”.",
        error_messages={"max_length": "This must be 80 characters or fewer"},
    )
    includes = ParagraphsField(
        label="What does it include?",
        max_length=LONGEST_SUMMARY,
        help_text="Whole cost or direct cost, with overheads or without: sums compare only where these are the same.",
        error_messages={
            "required": "Say what the sum includes",
            "max_length": "What it includes must be %(limit_value)s characters or fewer",
        },
    )
    method = words("How was it worked out?", "How it was worked out", longest=LONGEST_SUMMARY)
    verified = forms.BooleanField(label="A finance officer has verified it", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        low, high = data.get("pounds"), data.get("up_to")
        if low is not None and high is not None and high <= low:
            self.add_error("up_to", "The upper sum must be more than the lower one")
        return data

    @property
    def typed(self) -> Sum:
        return Sum(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class MoveForm(Form):
    """`state`: the one the page was made for."""

    state = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    reason = ParagraphsField(
        label="Why?",
        max_length=LONGEST_SUMMARY,
        error_messages={
            "required": "Say why",
            "max_length": "The reason must be %(limit_value)s characters or fewer",
        },
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not step.reason:
            del self.fields["reason"]

    @property
    def told(self) -> dict[str, str]:
        return {"state": self.cleaned_data["state"], "reason": self.cleaned_data.get("reason", "")}
