"""The register. Facts here are public and open to every signed-in person; what a programme knows of an area
is kept by higher apps and shown through panels. Data and licences: `data/SOURCES.md`.
"""

from django.db import models
from django.urls import reverse

from commissioning.access.scope import Scope


class Region(models.Model):
    """One of the nine ONS regions of England."""

    NAMES = (
        "East Midlands",
        "East of England",
        "London",
        "North East",
        "North West",
        "South East",
        "South West",
        "West Midlands",
        "Yorkshire and The Humber",
    )

    name = models.CharField(max_length=40, unique=True)
    slug = models.SlugField(unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AuthorityQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_on__isnull=True)

    def visible_to(self, scope: Scope):
        """Register facts are open: every signed-in person sees every authority."""
        return self


class Authority(models.Model):
    """A council with children's-services duties, current or former, under one ONS code.

    A recoded council (Barnsley in 2025) has a row for each code, joined by a succession.
    """

    class Type(models.TextChoices):
        COUNTY = "county", "County"
        UNITARY = "unitary", "Unitary"
        METROPOLITAN = "metropolitan", "Metropolitan"
        LONDON_BOROUGH = "london_borough", "London borough"  # the City of London counts as London

    class RuralUrban(models.TextChoices):
        URBAN = "urban", "Urban"
        URBAN_WITH_RURAL = "urban_with_rural", "Urban with rural areas"
        RURAL = "rural", "Rural"
        SPARSE_RURAL = "sparse_rural", "Sparse and rural"

    class Rurality(models.TextChoices):
        """The binary cut used in every analysis (domain, A)."""

        URBAN = "urban", "Urban"
        RURAL = "rural", "Rural"

    gss_code = models.CharField("ONS code", max_length=9, unique=True)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=80)
    alternative_names = models.TextField(blank=True)
    type = models.CharField(max_length=20, choices=Type)
    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    rural_urban = models.CharField(max_length=20, choices=RuralUrban, blank=True)
    rurality = models.GeneratedField(
        expression=models.Case(
            models.When(rural_urban="", then=models.Value("")),
            models.When(rural_urban__in=["rural", "sparse_rural"], then=models.Value("rural")),
            default=models.Value("urban"),
        ),
        output_field=models.CharField(max_length=5, choices=Rurality),
        db_persist=True,
    )
    population = models.PositiveIntegerField("all ages", null=True)
    population_year = models.PositiveSmallIntegerField(null=True)
    population_0_17 = models.PositiveIntegerField("children aged 0 to 17", null=True)
    population_0_17_year = models.PositiveSmallIntegerField(null=True)
    dfe_code = models.CharField("DfE number", max_length=4, blank=True)
    started_on = models.DateField(null=True)
    ended_on = models.DateField("last day", null=True)
    note = models.TextField(blank=True)

    objects = AuthorityQuerySet.as_manager()

    class Meta:
        ordering = ["short_name", "gss_code"]
        verbose_name_plural = "authorities"
        indexes = [models.Index("short_name", "gss_code", "id", name="authority_by_name")]  # the list's own order
        constraints = [
            models.CheckConstraint(
                name="authority_current_is_described",
                condition=models.Q(ended_on__isnull=False)
                | (models.Q(population_0_17__isnull=False) & ~models.Q(rural_urban="")),
            ),
            models.CheckConstraint(
                name="authority_ends_after_it_starts",
                condition=models.Q(started_on__isnull=True)
                | models.Q(ended_on__isnull=True)
                | models.Q(ended_on__gte=models.F("started_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return reverse("authorities:authority-detail", args=[self.gss_code])

    @property
    def is_current(self) -> bool:
        return self.ended_on is None

    @property
    def rurality_label(self) -> str:
        """Empty for former authorities. Django makes no `get_rurality_display` for a generated field."""
        return self.Rurality(self.rurality).label if self.rurality else ""


class Succession(models.Model):
    """One link of lineage: on that day, this authority's area passed to that one, whole or in part."""

    class Kind(models.TextChoices):
        REPLACED = "replaced", "Replaced by"
        MERGED = "merged", "Merged into"
        SPLIT = "split", "Split, part became"
        PART = "part", "A part joined"
        RECODED = "recoded", "Same council, new code"

    predecessor = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="origins")
    effective_on = models.DateField("took effect")
    kind = models.CharField(max_length=10, choices=Kind)
    legal_order = models.CharField(max_length=200, blank=True)
    basis = models.TextField(blank=True)

    class Meta:
        ordering = ["effective_on", "predecessor_id", "successor_id"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(
                name="succession_not_to_itself", condition=~models.Q(predecessor=models.F("successor"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} {self.get_kind_display().lower()} {self.successor_id}, {self.effective_on}"


class StatisticalNeighbour(models.Model):
    """DfE's ten closest councils to each, in order; the model year says which list."""

    class Closeness(models.TextChoices):
        EXTREMELY_CLOSE = "extremely_close", "Extremely close"
        VERY_CLOSE = "very_close", "Very close"
        CLOSE = "close", "Close"
        SOMEWHAT_CLOSE = "somewhat_close", "Somewhat close"
        NOT_CLOSE = "not_close", "Not close"

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="neighbours")
    neighbour = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="neighbour_of")
    rank = models.PositiveSmallIntegerField()
    closeness = models.CharField(max_length=20, choices=Closeness)
    model_year = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["model_year", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "model_year", "rank"], name="neighbour_rank_once"),
            models.UniqueConstraint(fields=["authority", "model_year", "neighbour"], name="neighbour_once"),
            models.CheckConstraint(name="neighbour_not_oneself", condition=~models.Q(authority=models.F("neighbour"))),
            models.CheckConstraint(name="neighbour_ranked_one_to_ten", condition=models.Q(rank__range=(1, 10))),
        ]

    def __str__(self) -> str:
        return f"{self.authority_id}, neighbour {self.rank}: {self.neighbour_id} ({self.model_year})"


class Judgement(models.Model):
    """One published inspection. A judgement is scheme, word and date, never a bare number (domain, A)."""

    class Scheme(models.TextChoices):
        ILACS = "ilacs", "ILACS"  # Ofsted's inspections of local authority children's services, from 2018

    class InspectionType(models.TextChoices):
        STANDARD = "standard", "Standard"
        SHORT = "short", "Short"

    class Word(models.TextChoices):
        OUTSTANDING = "outstanding", "Outstanding"
        GOOD = "good", "Good"
        REQUIRES_IMPROVEMENT = "requires_improvement", "Requires improvement"
        INADEQUATE = "inadequate", "Inadequate"
        NOT_JUDGED = "not_judged", "No grade given"  # no overall grade since 2026; care leavers before 2023

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="judgements")
    scheme = models.CharField(max_length=20, choices=Scheme)
    inspection_type = models.CharField(max_length=20, choices=InspectionType, blank=True)
    inspected_from = models.DateField()
    inspected_to = models.DateField(null=True)
    published_on = models.DateField(null=True)
    overall = models.CharField(max_length=20, choices=Word)
    leaders = models.CharField("impact of leaders", max_length=20, choices=Word)
    help_and_protection = models.CharField(max_length=20, choices=Word)
    in_care = models.CharField("children in care", max_length=20, choices=Word)
    care_leavers = models.CharField(max_length=20, choices=Word)
    report_url = models.URLField(blank=True)

    class Meta:
        ordering = ["-inspected_from"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "scheme", "inspected_from"], name="judgement_once"),
            models.CheckConstraint(
                name="judgement_dates_in_order",
                condition=models.Q(inspected_to__isnull=True) | models.Q(inspected_to__gte=models.F("inspected_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()}: {self.get_overall_display()}, {self.inspected_from}"
