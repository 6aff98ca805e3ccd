"""Answers, in the shape that was measured best for tables over a million of them.

A *cohort* is a combination of attributes that respondents of a group have in common. An answer is one narrow row;
whoever was asked a question has one of it even when they left it out, so every base is a count of rows.

Of an anonymous round nothing here says who answered or when: ids are random, rows are written in shuffled batches.
"""

from django.db import models
from django.db.models import Q

from commissioning.authorities.models import Authority
from commissioning.people.models import User

from .instruments import Question
from .rounds import Invitation, Mode, RoundGroup

# Codes of an answer that are no choice.
LEFT_OUT = -1  # asked, and nothing was answered
ANSWERED = 0  # asked and answered, where the answer is several choices or no choice


class Cohort(models.Model):
    """`key` is the attributes and their values, sorted, as one text: the same combination is one cohort."""

    group = models.ForeignKey(RoundGroup, on_delete=models.CASCADE, related_name="cohorts")
    key = models.TextField()

    class Meta:
        ordering = ["group", "id"]
        constraints = [models.UniqueConstraint(fields=["group", "key"], name="cohort_once")]


class CohortValue(models.Model):
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="values")
    attribute = models.CharField(max_length=64)
    value = models.CharField(max_length=200, blank=True)  # empty: not known

    class Meta:
        ordering = ["cohort", "attribute"]
        constraints = [models.UniqueConstraint(fields=["cohort", "attribute"], name="cohort_value_once")]


class Respondent(models.Model):
    """One person's answers. The id is random, so it tells nothing of when they came."""

    id = models.BigIntegerField(primary_key=True)
    group = models.ForeignKey(RoundGroup, on_delete=models.PROTECT, related_name="respondents")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="respondents")
    partial = models.BooleanField("unfinished when the round closed", default=False)

    class Meta:
        ordering = ["group", "id"]


class Identity(models.Model):
    """Who a respondent of a confidential round is. There is none in an anonymous round."""

    respondent = models.OneToOneField(Respondent, primary_key=True, on_delete=models.CASCADE, related_name="identity")
    mode = models.CharField(max_length=12, choices=Mode, default=Mode.CONFIDENTIAL)
    invitation = models.OneToOneField(Invitation, null=True, on_delete=models.PROTECT, related_name="identity")
    person = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    stable_id = models.CharField("the same person in other rounds", max_length=100, blank=True)
    authority = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["respondent"]
        verbose_name_plural = "identities"
        constraints = [models.CheckConstraint(name="identity_is_confidential", condition=Q(mode=Mode.CONFIDENTIAL))]
        indexes = [models.Index(fields=["stable_id"], name="identity_by_stable_id")]


class Answer(models.Model):
    """`code`: the place of a choice in its list from 1; `ANSWERED` or `LEFT_OUT`.

    One choice: one row. Several: one that says whether anything was ticked, and one for each tick. Anything else: one.
    """

    pk = models.CompositePrimaryKey("respondent_id", "question_id", "code")
    respondent = models.ForeignKey(Respondent, on_delete=models.CASCADE, db_index=False, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, db_index=False, related_name="+")
    code = models.SmallIntegerField()
    group = models.ForeignKey(RoundGroup, on_delete=models.PROTECT, db_index=False, related_name="+")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, db_index=False, related_name="+")

    class Meta:
        ordering = ["respondent", "question", "code"]
        indexes = [models.Index(fields=["group", "question"], name="answer_by_question")]


class WrittenAnswer(models.Model):
    """What was typed: words, numbers and days. Numbers and days as the questionnaire writes them."""

    respondent = models.ForeignKey(Respondent, on_delete=models.CASCADE, db_index=False, related_name="written")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="written")
    text = models.TextField()

    class Meta:
        ordering = ["respondent", "question"]
        constraints = [models.UniqueConstraint(fields=["respondent", "question"], name="written_answer_once")]


class ImportedFile(models.Model):
    """A file of answers that was taken in: the same one again changes nothing."""

    group = models.ForeignKey(RoundGroup, on_delete=models.PROTECT, related_name="imported_files")
    checksum = models.CharField("SHA-256", max_length=64)
    name = models.CharField(max_length=200)
    respondents = models.PositiveIntegerField()
    imported_at = models.DateTimeField(auto_now_add=True)
    imported_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["group", "id"]
        constraints = [models.UniqueConstraint(fields=["group", "checksum"], name="imported_file_once")]
