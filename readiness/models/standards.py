"""Sets of standards, by version. A version is published by importing it and never changes after:
the site's database role may add rows to these tables, and neither change nor delete them.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse

from commissioning.access.scope import Scope
from commissioning.people.models import User

from ..levels import HIGHEST, LOWEST

CYCLE_STAGES = {
    1: "Outcomes",
    2: "Groups",
    3: "Needs",
    4: "Resources and priorities",
    5: "Pattern and prevention",
    6: "How to commission",
    7: "Commission, pooled resources included",
    8: "Workforce and market",
    9: "Monitor and review",
}


class PartnerKind(models.TextChoices):
    COUNCIL = "council", "Council"
    DISTRICT_COUNCIL = "district_council", "District council"
    HEALTH = "health", "Health (ICB or provider)"
    GP = "gp", "GP or primary care"
    SCHOOLS = "schools", "Schools"
    VOLUNTARY = "voluntary", "Voluntary sector"
    POLICE = "police", "Police"
    INDEPENDENT_PROVIDER = "independent_provider", "Independent provider"
    CHILDREN = "children_and_young_people", "Children and young people’s voice"
    OTHER = "other", "Other"


class Framework(models.Model):
    """A set of standards, whatever its version; the programme's own is `good-commissioning`."""

    APPEND_ONLY = True

    code = models.SlugField(unique=True)

    def __str__(self) -> str:
        return self.code


class FrameworkVersionQuerySet(models.QuerySet):
    def newest(self, code: str = "good-commissioning"):
        return self.filter(framework__code=code).order_by("-number").first()

    def visible_to(self, scope: Scope):
        """Standards are open to everyone in a role."""
        return self


class FrameworkVersion(models.Model):
    APPEND_ONLY = True

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    summary = models.TextField()
    source = models.TextField()
    published_at = models.DateTimeField(auto_now_add=True)
    checksum = models.CharField("SHA-256 of its content", max_length=64)

    objects = FrameworkVersionQuerySet.as_manager()

    class Meta:
        ordering = ["framework", "number"]
        constraints = [models.UniqueConstraint(fields=["framework", "number"], name="framework_version_once")]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("readiness:standards-version-detail", args=[self.framework.code, self.number])


class Section(models.Model):
    APPEND_ONLY = True

    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="sections")
    order = models.PositiveSmallIntegerField()
    code = models.SlugField()
    title = models.CharField(max_length=120)
    summary = models.TextField(blank=True)

    class Meta:
        ordering = ["version", "order"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="section_code_once")]

    def __str__(self) -> str:
        return self.title


class InWords:
    """What pages read off a standard, published or a draft."""

    evidence: Any
    stages: Any

    @property
    def evidence_list(self) -> list[str]:
        return self.evidence.splitlines()

    @property
    def stage_names(self) -> list[str]:
        return [CYCLE_STAGES[stage] for stage in self.stages]


class Standard(InWords, models.Model):
    APPEND_ONLY = True

    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="standards")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="standards")
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=10)
    title = models.CharField(max_length=120)
    short_title = models.CharField("title on charts", max_length=28)
    fully_achieved = models.TextField()
    why_it_matters = models.TextField(blank=True)
    what_good_looks_like = models.TextField()
    evidence = models.TextField("evidence to look for, one thing a line", blank=True)
    stages = ArrayField(models.PositiveSmallIntegerField(), verbose_name="stages of the commissioning cycle")
    asked_of = ArrayField(models.CharField(max_length=30, choices=PartnerKind), verbose_name="partner kinds asked")
    compares_with_last = models.BooleanField("compares with the last version")

    class Meta:
        ordering = ["version", "order"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="standard_code_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> int:
        return self.order

    @property
    def level_texts(self) -> dict[int, str]:
        """What each level looks like for this standard."""
        return {descriptor.level: descriptor.text for descriptor in self.descriptors.all()}


class Descriptor(models.Model):
    APPEND_ONLY = True

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="descriptors")
    level = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["standard", "level"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "level"], name="descriptor_once"),
            models.CheckConstraint(
                name="descriptor_level_on_scale", condition=models.Q(level__range=(LOWEST, HIGHEST))
            ),
        ]


class StandardsDraftQuerySet(models.QuerySet):
    def listed(self):
        """With what a list shows of each, and without its content, which is large."""
        title, number = KeyTextTransform("title", "content"), KeyTextTransform("version", "content")
        return self.select_related("uploaded_by").annotate(title=title, number=number).defer("content")


class StandardsDraft(models.Model):
    """A set that was brought in and is looked at before it is published or discarded."""

    content = models.JSONField()
    file_name = models.CharField(max_length=200)
    checksum = models.CharField("SHA-256 of its content", max_length=64)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    published = models.ForeignKey(FrameworkVersion, null=True, on_delete=models.PROTECT, related_name="+")
    discarded_at = models.DateTimeField(null=True)
    discarded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = StandardsDraftQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("readiness:standards-draft-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.published_id is None and self.discarded_at is None

    @property
    def status(self) -> str:
        if self.is_open:
            return "Draft"
        return "Published" if self.published_id else "Discarded"
