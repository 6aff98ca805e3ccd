"""The impact report: editions that are built from sections, published once and then never changed; and the headline
measures a round is judged by, named before anybody saw an answer.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from commissioning.people.models import User

from ..editions.kinds import Kind
from .rounds import Round, RoundGroup

LONGEST_COMMENTARY = 10_000


class Headline(models.Model):
    """One figure of a group that will be tested against another round."""

    group = models.ForeignKey(RoundGroup, on_delete=models.PROTECT, related_name="headlines")
    question = models.CharField(max_length=64)
    basis = models.CharField(max_length=12)
    answer = models.CharField(max_length=64)
    named_at = models.DateTimeField(auto_now_add=True)
    named_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["group", "id"]
        constraints = [models.UniqueConstraint(fields=["group", "question", "basis", "answer"], name="headline_once")]


class Edition(models.Model):
    """`version`: of its title and rounds, for whoever saves them. `revision`: of everything it is made of, for what
    was made of it. Where it replaces a published one, `correction` says what is put right; that one stays as it is.
    """

    title = models.CharField(max_length=150)
    number = models.PositiveSmallIntegerField(default=1)
    slug = models.SlugField(max_length=120, unique=True, null=True)  # given when it is published
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="editions")
    against = models.ForeignKey(Round, null=True, on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    correction = models.TextField("what is put right", blank=True)
    version = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="edition_published_at_an_address",
                condition=Q(published_at__isnull=True, slug__isnull=True)
                | Q(published_at__isnull=False, slug__isnull=False),
            ),
            models.CheckConstraint(
                name="edition_against_another_round", condition=Q(against__isnull=True) | ~Q(against=F("round"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, edition {self.number}" if self.number > 1 else self.title

    def get_absolute_url(self) -> str:
        if self.slug:
            return reverse("evaluation:edition-detail", args=[self.slug])
        return reverse("evaluation:draft-detail", args=[self.pk])

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class EditionSection(models.Model):
    """What is shown of which group, under a heading; the kind says which of the other columns it needs. `services`
    empty: all of them.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    heading = models.CharField(max_length=150)
    commentary = models.TextField(blank=True)
    group = models.SlugField(max_length=40, blank=True)
    measure = models.CharField(max_length=64, blank=True)
    services = ArrayField(models.CharField(max_length=64), default=list)
    question = models.CharField(max_length=64, blank=True)
    attribute = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "position"], name="edition_section_place", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return self.heading

    def get_absolute_url(self) -> str:
        return reverse("evaluation:section-edit", args=[self.pk])


class EditionPreview(models.Model):
    """A draft as the worker last made it: what its pages would say."""

    edition = models.OneToOneField(Edition, primary_key=True, on_delete=models.CASCADE, related_name="preview")
    revision = models.PositiveIntegerField("of the draft it was made of")
    pages = models.JSONField()
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["edition"]


class EditionSnapshot(models.Model):
    """All that was published: `pages` as they are read, `tables` as files hold them, `patterns` of what is withheld,
    by group. The checksum is of all three.
    """

    APPEND_ONLY = True

    edition = models.OneToOneField(Edition, primary_key=True, on_delete=models.PROTECT, related_name="snapshot")
    format = models.PositiveSmallIntegerField()
    pages = models.JSONField()
    tables = models.JSONField()
    patterns = models.JSONField()
    checksum = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["edition"]
