"""The lists a resource is described by. Pure.

How strong the evidence is and how large the effect was are two questions with two answers: a large effect that nobody
checked is still an early idea. The tiers are C4EO’s.
"""

from django.db.models import TextChoices


class ResourceKind(TextChoices):
    CASE_STUDY = "case_study", "Case study"
    EXPLANATION = "explanation", "Explanation"  # of a way of working; never a recommendation


class Tier(TextChoices):
    VALIDATED = "validated", "Validated"
    PROMISING = "promising", "Promising"
    EARLY_IDEA = "early_idea", "Early idea"
    NOT_JUDGED = "not_judged", "Not judged"


TIERS_MEAN = {
    Tier.VALIDATED: "Judged by others against C4EO’s criteria: a clear reason, results that were checked, and tried in"
    " more than one place.",
    Tier.PROMISING: "Results are reported, with figures, by those who did it; others have not checked them yet.",
    Tier.EARLY_IDEA: "It is new, or what is reported is what was done and not yet what came of it.",
    Tier.NOT_JUDGED: "Nobody has said how strong the evidence is.",
}


class Effect(TextChoices):
    """Of the main result, against where it began: a sum saved says nothing of size without what was spent before."""

    LARGE = "large", "Large: a quarter or more"
    MODERATE = "moderate", "Moderate: a tenth or more"
    SMALL = "small", "Small: less than a tenth"
    NONE = "none", "None"
    NOT_MEASURED = "not_measured", "Not measured against a base"


class FigureKind(TextChoices):
    COST = "cost", "Cost"
    UNIT_COST = "unit_cost", "Price or unit cost"
    CASHABLE = "cashable", "Cashable saving"
    NON_CASHABLE = "non_cashable", "Non-cashable saving"
    AVOIDED = "avoided", "Avoided cost"
    SAVING = "saving", "Saving, its kind not said"


SAVINGS = frozenset({FigureKind.CASHABLE, FigureKind.NON_CASHABLE, FigureKind.AVOIDED, FigureKind.SAVING})


class Helped(TextChoices):
    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"
    TOO_EARLY = "too_early", "Too early to tell"
