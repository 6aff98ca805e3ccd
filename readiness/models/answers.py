"""The one answer on the scale that views and agreed levels share."""

from django.db import models
from django.db.models import Q

from ..levels import HIGHEST, LOWEST, NO_LEVEL, Answer

_ON_SCALE = Q(level__isnull=True) | Q(level__range=(LOWEST, HIGHEST))
_ONE_ANSWER = Q(level__isnull=True) | Q(no_level="")


class WithAnswer(models.Model):
    """A level from 1 to 5, or a reason for none, or neither yet."""

    level = models.PositiveSmallIntegerField(null=True)
    no_level = models.CharField(max_length=20, blank=True, choices=list(NO_LEVEL.items()))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(name="%(class)s_level_on_scale", condition=_ON_SCALE),
            models.CheckConstraint(name="%(class)s_one_answer", condition=_ONE_ANSWER),
        ]

    @property
    def answer(self) -> Answer:
        return Answer(self.level, self.no_level)

    @answer.setter
    def answer(self, answer: Answer) -> None:
        self.level, self.no_level = answer.level, answer.no_level
