"""Questionnaires as imported. A version never changes: another file is another version."""

from functools import cached_property

from django.db import models
from django.urls import reverse

from commissioning.people.models import User

from ..instruments.definition import Instrument as Questionnaire


class Instrument(models.Model):
    """One questionnaire through the years, such as the commissioners' e-survey."""

    slug = models.SlugField(max_length=64, unique=True)
    title = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evaluation:instrument-detail", args=[self.slug])


class InstrumentVersion(models.Model):
    """What was read from one XLSForm: `definition` is walked, the file is what is downloaded again."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    definition = models.JSONField()
    checksum = models.CharField("SHA-256 of the definition", max_length=64)
    warnings = models.JSONField(default=list)  # what the reader of the file found odd and let pass
    file = models.FileField(upload_to="instruments/%Y/%m/")
    file_name = models.CharField(max_length=200)
    imported_at = models.DateTimeField(auto_now_add=True)
    imported_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # none: the shell

    class Meta:
        ordering = ["instrument", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "number"], name="instrument_version_once"),
            models.UniqueConstraint(fields=["instrument", "checksum"], name="instrument_same_definition_once"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument}, version {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:version-detail", args=[self.pk])

    @cached_property
    def content(self) -> Questionnaire:
        return Questionnaire.from_data(self.definition)


class Question(models.Model):
    """A question's number in the narrow table of answers. What it asks stands in the version's definition.

    An answer's code is the place of its choice in the question's list, counted from 1.
    """

    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    measure = models.CharField(max_length=64, blank=True)
    service = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["version", "number"]
        constraints = [models.UniqueConstraint(fields=["version", "name"], name="question_name_once")]

    def __str__(self) -> str:
        return self.name
