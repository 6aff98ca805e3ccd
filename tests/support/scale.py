"""The whole country at once, written straight into the tables: for measuring, and for tests of what must not grow."""

import random
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone

from commissioning.authorities.models import Authority
from commissioning.people.models import User
from readiness import snapshots
from readiness.models import (
    AgreedLevel,
    Campaign,
    PartnerKind,
    Scorer,
    SelfAssessment,
    Snapshot,
    Standard,
    StandardEntry,
    View,
)
from readiness.queries.standards import current_standards
from tests.support.people import person

WORDS = "The board agreed it in the autumn and most partners now work this way. " * 4


def a_country(
    years: range, contributors: int = 8, seed: int = 1, areas: Iterable[Authority] | None = None
) -> list[SelfAssessment]:
    """Every current area, or these, with a signed annual self-assessment in each year, and so many partners' views."""
    chance = random.Random(seed)
    version = current_standards()
    standards = list(version.standards.all())
    author = person()
    assessments = SelfAssessment.objects.bulk_create(
        SelfAssessment(
            authority=area,
            version=version,
            framework=version.framework,
            occasion="annual",
            year=year,
            state="signed",
            opened_by=author,
            views_open_on=date(year, 5, 1),
            views_close_on=date(year, 6, 30),
        )
        for year in years
        for area in (Authority.objects.current() if areas is None else areas)
    )
    _views(assessments, standards, contributors, author, chance)
    _signed(assessments, standards, chance)
    return assessments


def a_campaign(year: int) -> Campaign:
    framework = current_standards().framework
    campaign = Campaign.objects.create(
        framework=framework, year=year, opens_on=date(year, 4, 1), closes_on=date(year + 1, 3, 31)
    )
    campaign.areas.set(Authority.objects.current())
    return campaign


def _views(
    assessments: list[SelfAssessment],
    standards: list[Standard],
    contributors: int,
    author: User,
    chance: random.Random,
) -> None:
    now = timezone.now()
    scorers = Scorer.objects.bulk_create(
        Scorer(
            assessment=assessment,
            kind="alone" if number else "champion",
            partner_kind=chance.choice(PartnerKind.values) if number else "council",
            person=None if number else author,
            label=f"Partner {number}" if number else "",
            sent_at=now,
        )
        for assessment in assessments
        for number in range(contributors + 1)
    )
    View.objects.bulk_create(
        (
            View(scorer=scorer, standard=standard, level=chance.randint(1, 5), line="As we see it.")
            for scorer in scorers
            for standard in standards
        ),
        batch_size=5000,
    )


def _signed(assessments: list[SelfAssessment], standards: list[Standard], chance: random.Random) -> None:
    levels = {
        (assessment.pk, standard.pk): chance.choice((1, 2, 2, 3, 3, 3, 4, 4, 5))
        for assessment in assessments
        for standard in standards
    }
    at = timezone.now() - timedelta(days=1)
    AgreedLevel.objects.bulk_create(
        AgreedLevel(
            assessment_id=assessment, standard_id=standard, level=level, moderated=True, version=1, agreed_at=at
        )
        for (assessment, standard), level in levels.items()
    )
    StandardEntry.objects.bulk_create(
        StandardEntry(assessment=a, standard=s, narrative=WORDS, completed=True, version=1, saved_at=at)
        for a in assessments
        for s in standards
    )
    Snapshot.objects.bulk_create(_snapshots(assessments, standards, levels, at))


def _snapshots(assessments, standards, levels, at: datetime) -> Iterator[Snapshot]:
    for assessment in assessments:
        records = [
            {
                "code": standard.code,
                "level": levels[assessment.pk, standard.pk],
                "no_level": "",
                "target": None,
                "narrative": WORDS,
                "moderated": True,
            }
            for standard in standards
        ]
        for moment in ("sent", "signed"):
            data = snapshots.build(assessment=assessment, moment=moment, at=at.isoformat(), standards=records, about={})
            yield Snapshot(
                assessment=assessment,
                moment=moment,
                revision=1,
                format=1,
                data=data,
                checksum=snapshots.checksum(data),
                made_at=at,
            )
