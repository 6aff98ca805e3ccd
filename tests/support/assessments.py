"""Self-assessments for tests, made through the real actions.

`signed()` before anybody else is made, and `champion_of` it, costs a test nothing: see `remembered`.
"""

from commissioning.access.permissions import Permission
from commissioning.access.roles import Role
from commissioning.people.queries import holders
from readiness.actions import agreement
from readiness.actions import assessments as actions
from readiness.levels import Answer
from readiness.models import SelfAssessment, Standard, View
from readiness.queries import assessments as queries
from readiness.queries.agreement import challengers
from tests.support.people import area, in_role
from tests.support.remembered import remembered

YEAR = 2026


@remembered
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


@remembered
def answered(assessment: SelfAssessment | None = None, value: str = "3") -> SelfAssessment:
    """With every standard completed, and those that were left as they are. The first goes through its page's action,
    the others as that leaves them.
    """
    assessment = assessment or opened()
    empty = [entry.standard for entry in assessment.entries.filter(version=0).select_related("standard")]
    if not empty:
        return assessment
    entry = answer(assessment, empty[0].code, value).row
    left = {name: getattr(entry, name) for name in ("narrative", "completed", "version", "saved_at", "saved_by")}
    assessment.entries.filter(version=0).update(**left)
    view = View.objects.get(scorer=queries.champion_scorer(assessment), standard=empty[0])
    View.objects.bulk_create(
        View(scorer=view.scorer, standard=other, level=view.level, no_level=view.no_level) for other in empty[1:]
    )
    return assessment


@remembered
def agreeing(assessment: SelfAssessment | None = None, value: str = "3") -> SelfAssessment:
    """The champion's own views are sent; with nobody else asked they are the levels."""
    if assessment is None or assessment.state == "open":
        assessment = answered(assessment, value)
        agreement.begin(assessment=assessment, by=champion_of(assessment))
        assessment.refresh_from_db()
    return assessment


@remembered
def challenging(assessment: SelfAssessment | None = None, value: str = "3") -> SelfAssessment:
    """With the local lead; one is appointed where there is none."""
    assessment = agreeing(assessment, value)
    if not challengers(assessment):
        in_role(Role.LOCAL_LEAD, assessment.authority)
    agreement.send_for_challenge(assessment=assessment, by=champion_of(assessment))
    assessment.refresh_from_db()
    return assessment


@remembered
def responding(
    assessment: SelfAssessment | None = None, value: str = "3", lower: tuple[str, ...] = ()
) -> SelfAssessment:
    """The local lead has given the challenge: these look lower, every other is agreed with."""
    return given(challenging(assessment, value), lower)


def given(assessment: SelfAssessment, lower: tuple[str, ...] = ()) -> SelfAssessment:
    """By a local lead in role."""
    lead = challengers(assessment)[0].person
    for code in lower:
        standard = Standard.objects.get(version=assessment.version, code=code)
        found = agreement.Found("lower", f"{code} looks lower from outside", version=0)
        agreement.save_finding(assessment=assessment, standard=standard, found=found, by=lead)
    agreement.agree_with_the_rest(assessment=assessment, by=lead)
    agreement.give_challenge(assessment=assessment, by=lead)
    assessment.refresh_from_db()
    return assessment


@remembered
def submitted(assessment: SelfAssessment | None = None, value: str = "3") -> SelfAssessment:
    """With the director; challenged on the way where a local lead is in role."""
    if assessment is None or assessment.state == "open":
        assessment = agreeing(assessment, value)
    if assessment.state == "challenge":
        assessment = given(assessment)
    if assessment.state == "agreeing" and challengers(assessment):
        assessment = responding(assessment)
    if assessment.state != "with_director":
        agreement.submit(assessment=assessment, by=champion_of(assessment))
        assessment.refresh_from_db()
    return assessment


@remembered
def signed(assessment: SelfAssessment | None = None, value: str = "3") -> SelfAssessment:
    """By the director in role; one is appointed where there is none."""
    assessment = submitted(assessment, value)
    in_post = holders(Permission.ASSESSMENT_SIGN, assessment.authority)
    director = in_post[0].person if in_post else in_role(Role.DIRECTOR, assessment.authority)
    agreement.sign(assessment=assessment, by=director)
    assessment.refresh_from_db()
    return assessment


def typed(value: str = "3", narrative: str = "Because", completed: str = "yes", version: int = 0, **more) -> dict:
    """A standard's form as a browser sends it."""
    return {"level": value, "narrative": narrative, "completed": completed, "version": version, **more}
