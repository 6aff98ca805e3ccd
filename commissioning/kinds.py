"""The kinds of support there are (domain C), in the words of whoever asks for one or would welcome one. Pure."""

from django.db.models import TextChoices


class Kind(TextChoices):
    VISION = "vision", "Shared vision of senior leaders"
    LEADERSHIP = "leadership", "Assistant directors’ leadership"
    PARTNERSHIP = "partnership", "Partnership alignment"
    JOINT = "joint", "Joint commissioning and pooled budgets"
    MARKET = "market", "Market development"
    NEEDS = "needs", "Needs analysis"
    CONTRACTS = "contracts", "Contracts and procurement"
    OUTCOMES = "outcomes", "Outcomes and performance"
    WORKFORCE = "workforce", "Workforce and skills"
    EFFICIENCY = "efficiency", "Efficiency"
