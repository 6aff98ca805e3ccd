"""The rest of the country, so that a comparison has something to compare with. Written in bulk; levels are made up.

Nobody can sign in there. Snapshots are frozen by the code that freezes real ones.
"""

import random
from datetime import date

from django.utils import timezone

from commissioning.authorities.models import Authority
from commissioning.people.models import User
from readiness.actions import campaigns as actions
from readiness.actions import moves
from readiness.models import AgreedLevel, AssessmentMove, Campaign, Scorer, SelfAssessment, StandardEntry, View
from readiness.queries.standards import current_standards
from readiness.workflow import State

from . import words
from .clock import as_of
from .places import DURHAM, EALING

LEVELS = (1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, None)
TOOK_PART = 0.9  # of the areas


def took_part(year: int) -> None:
    """Nine areas of ten, by their champion alone, signed in September."""
    if SelfAssessment.objects.filter(year=year).exclude(authority__gss_code__in=(DURHAM, EALING)).exists():
        return
    chance = random.Random(year)
    others = Authority.objects.current().exclude(gss_code__in=(DURHAM, EALING)).select_related("region")
    areas = [area for area in others if chance.random() < TOOK_PART]
    with as_of(date(year, 9, 10)):
        _sign(_answered(areas, year, chance))


def _answered(areas: list[Authority], year: int, chance: random.Random) -> list[SelfAssessment]:
    version = current_standards()
    standards = list(version.standards.all())
    now = timezone.now()
    made = SelfAssessment.objects.bulk_create(
        SelfAssessment(
            authority=area,
            version=version,
            framework=version.framework,
            occasion=SelfAssessment.Occasion.ANNUAL,
            year=year,
            state=State.SIGNED,
        )
        for area in areas
    )
    answers = {(a.pk, s.pk): _answer(chance) for a in made for s in standards}
    scorers = Scorer.objects.bulk_create(
        Scorer(assessment=a, kind=Scorer.Kind.CHAMPION, partner_kind="council", sent_at=now) for a in made
    )
    pairs = [(a, scorer, s) for a, scorer in zip(made, scorers, strict=True) for s in standards]
    View.objects.bulk_create(View(scorer=scorer, standard=s, **answers[a.pk, s.pk]) for a, scorer, s in pairs)
    StandardEntry.objects.bulk_create(
        StandardEntry(assessment=a, standard=s, narrative=words.ACCOUNTS[3], completed=True, version=1, saved_at=now)
        for a, _, s in pairs
    )
    AgreedLevel.objects.bulk_create(
        AgreedLevel(assessment=a, standard=s, version=1, agreed_at=now, **answers[a.pk, s.pk]) for a, _, s in pairs
    )
    return made


def _answer(chance: random.Random) -> dict:
    level = chance.choice(LEVELS)
    return {"level": level, "no_level": "" if level else "dont_know"}


def _sign(assessments: list[SelfAssessment]) -> None:
    AssessmentMove.objects.bulk_create(
        AssessmentMove(assessment=a, move=move, from_state=before, to_state=after, revision=1)
        for a in assessments
        for move, before, after in (
            ("open", "", State.OPEN),
            ("agree", State.OPEN, State.AGREEING),
            ("submit", State.AGREEING, State.WITH_DIRECTOR),
            ("sign", State.WITH_DIRECTOR, State.SIGNED),
        )
    )
    for assessment in assessments:
        moves.freeze(assessment, "signed")


def campaigns(this_year: int, *, by: User) -> None:
    """Last year's is closed, and its comparison waits for a worker; this year's runs."""
    for year in (this_year - 1, this_year):
        if Campaign.objects.filter(year=year).exists():
            continue
        with as_of(date(year, 4, 1)):
            everybody = Authority.objects.current()
            campaign = actions.create_campaign(
                year=year, opens_on=date(year, 4, 1), closes_on=date(year + 1, 3, 31), areas=everybody, by=by
            )
        if year < this_year:
            with as_of(date(year + 1, 4, 2)):
                actions.close_campaign(campaign=campaign, by=by)
