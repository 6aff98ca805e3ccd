"""Self-assessments for tests, made through the real actions."""

from commissioning.access.roles import Role
from readiness import actions, queries
from readiness.levels import Answer
from readiness.models import SelfAssessment, Standard
from tests.support.people import area, in_role

YEAR = 2026


def opened(champion=None, authority=None, year: int = YEAR) -> SelfAssessment:
    authority = authority or area()
    champion = champion or in_role(Role.CHAMPION, authority)
    return actions.open_assessment(authority=authority, year=year, by=champion)


def champion_of(assessment: SelfAssessment):
    return assessment.opened_by


def answer(
    assessment: SelfAssessment,
    code: str = "S01",
    value: str = "3",
    narrative: str = "Because",
    *,
    version: int = 0,
    completed: bool = True,
    by=None,
) -> actions.Saved:
    standard = Standard.objects.get(version=assessment.version, code=code)
    typed = actions.Typed(Answer.parse(value), narrative, completed, version)
    return actions.save_standard(
        assessment=assessment, standard=standard, typed=typed, by=by or champion_of(assessment)
    )


def answered(assessment: SelfAssessment | None = None, value: str = "3") -> SelfAssessment:
    """With every standard completed."""
    assessment = assessment or opened()
    for task in queries.progress(assessment).tasks:
        answer(assessment, task.standard.code, value)
    return assessment


def submitted(assessment: SelfAssessment | None = None) -> SelfAssessment:
    assessment = answered(assessment)
    actions.submit(assessment=assessment, by=champion_of(assessment))
    assessment.refresh_from_db()
    return assessment


def signed(assessment: SelfAssessment | None = None) -> SelfAssessment:
    assessment = submitted(assessment)
    actions.sign(assessment=assessment, by=in_role(Role.DIRECTOR, assessment.authority))
    assessment.refresh_from_db()
    return assessment


def typed(value: str = "3", narrative: str = "Because", completed: str = "yes", version: int = 0, **more) -> dict:
    """A standard's form as a browser sends it."""
    return {"level": value, "narrative": narrative, "completed": completed, "version": version, **more}
