"""The self-assessments of the two areas, through every stage, by the actions that real people use."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from commissioning import years
from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people.models import User
from commissioning.support.models import SupportPackage
from readiness.actions import agreement, evidence, giving, partners, plan, sharing
from readiness.actions import assessments as actions
from readiness.levels import HIGHEST, LOWEST, Answer
from readiness.models import AgreedLevel, PartnerKind, Scorer, SelfAssessment
from readiness.queries import assessments as queries
from readiness.queries.challenge import challenges_to_answer
from readiness.queries.giving import giving_of

from . import words
from .clock import as_of
from .places import DURHAM

Occasion = SelfAssessment.Occasion


def _in_role(area: Authority, role: Role) -> User:
    return area.appointments.in_force().filter(role=role).select_related("person").first().person


@dataclass(frozen=True)
class Course:
    """The days on which a self-assessment goes from one stage to the next."""

    opened: date
    agreed: date
    challenged: date
    signed: date


def baseline(area: Authority, year: int) -> None:
    """One area had looked at itself in the winter before, on its own."""
    if area.gss_code != DURHAM or _is_there(area, Occasion.BASELINE):
        return
    champion = _in_role(area, Role.CHAMPION)
    course = Course(date(year, 10, 7), date(year, 11, 25), date(year, 12, 9), date(year + 1, 1, 20))
    wanted = {"year": year, "occasion": Occasion.BASELINE}
    assessment = _answered(area, wanted, words.BASELINE, champion, course.opened)
    _agreed_and_signed(assessment, champion, course)


def last_year(area: Authority, year: int) -> None:
    """Asked in May, agreed in June, challenged in July, signed in September, played back in October."""
    if _is_there(area, Occasion.ANNUAL, year=year):
        return
    champion = _in_role(area, Role.CHAMPION)
    course = Course(date(year, 5, 6), date(year, 6, 20), date(year, 7, 8), date(year, 9, 22))
    assessment = _answered(area, {"year": year}, words.LAST_YEAR[area.gss_code], champion, course.opened)
    _partners_give_views(assessment, champion, sent=len(words.PARTNERS))
    with as_of(course.agreed):
        _plan(assessment, champion)
    _agreed_and_signed(assessment, champion, course)
    with as_of(date(year, 10, 10)):
        _play_back(assessment, champion)


def this_year(area: Authority, year: int) -> None:
    """One area is half-way through its own answers, the other agrees the levels."""
    if _is_there(area, Occasion.ANNUAL, year=year):
        return
    champion = _in_role(area, Role.CHAMPION)
    assessment = _answered(area, {"year": year}, words.THIS_YEAR[area.gss_code], champion, date(year, 5, 6))
    if area.gss_code == DURHAM:
        _ask_partners(assessment, champion, timezone.localdate() + timedelta(days=21))
        return
    _partners_give_views(assessment, champion, sent=len(words.PARTNERS))
    with as_of(date(year, 6, 20)):
        agreement.begin(assessment=assessment, by=champion)


def at_close(package: SupportPackage) -> None:
    """What the support was about, looked at again in the weeks after it closed."""
    area, opened = package.authority, timezone.localtime(package.closed_at).date()
    if _is_there(area, Occasion.CLOSE, about_package=package.title):
        return
    champion = _in_role(area, Role.CHAMPION)
    course = Course(opened, *(opened + timedelta(weeks=after) for after in (2, 4, 6)))
    wanted = {"year": years.year_of(opened), "occasion": Occasion.CLOSE, "about_package": package.title}
    assessment = _answered(area, wanted, words.AT_CLOSE, champion, course.opened, every=timedelta(days=1))
    _agreed_and_signed(assessment, champion, course)


def _is_there(area: Authority, occasion: str, **more: int | str) -> bool:
    return SelfAssessment.objects.filter(authority=area, occasion=occasion, **more).exists()


def _answered(
    area: Authority,
    wanted: dict,
    answers: tuple[str, ...],
    champion: User,
    opened: date,
    *,
    every: timedelta = timedelta(days=3),
) -> SelfAssessment:
    """One standard after the other."""
    with as_of(opened):
        assessment = actions.open_assessment(authority=area, by=champion, **wanted)
    for number, (task, value) in enumerate(zip(queries.progress(assessment).tasks, answers, strict=True), 1):
        if value:
            answer = Answer.parse(value)
            account = words.ACCOUNTS.get(answer.level, words.NO_ACCOUNT)
            typed = actions.Typed(answer, account, completed=True, version=task.entry.version)
            with as_of(opened + every * number):
                actions.save_standard(assessment=assessment, standard=task.standard, typed=typed, by=champion)
                _cite(assessment, task.standard, champion)
    return assessment


def _agreed_and_signed(assessment: SelfAssessment, champion: User, course: Course) -> None:
    """Agreed and sent, challenged, answered a week later, signed a week after the board discussed it."""
    area = assessment.authority
    with as_of(course.agreed):
        agreement.begin(assessment=assessment, by=champion)
        _agree(assessment, champion)
        agreement.send_for_challenge(assessment=assessment, by=champion)
    with as_of(course.challenged):
        _challenge(assessment, _in_role(area, Role.LOCAL_LEAD))
    with as_of(course.challenged + timedelta(days=6)):
        _respond_and_submit(assessment, champion)
    with as_of(course.signed):
        discussed = course.signed - timedelta(days=7)
        agreement.sign(assessment=assessment, by=_in_role(area, Role.DIRECTOR), board_discussed_on=discussed)


def _cite(assessment: SelfAssessment, standard, champion: User) -> None:
    if standard.code in words.EVIDENCE:
        title, citation, strength = words.EVIDENCE[standard.code]
        told = evidence.Told(title=title, citation=citation, strength=strength)
        evidence.add(assessment=assessment, standard=standard, told=told, by=champion)


# --- Partners -----------------------------------------------------------------------------


def _ask_partners(assessment: SelfAssessment, champion: User, closes_on: date) -> list[Scorer]:
    """Those of the list, and whoever is contributor in the area."""
    partners.set_window(assessment=assessment, opens_on=timezone.localdate(), closes_on=closes_on, by=champion)
    contributor = _in_role(assessment.authority, Role.CONTRIBUTOR)
    asked = [(contributor.full_name, contributor.email, PartnerKind.SCHOOLS), *(row[:3] for row in words.PARTNERS)]
    scorers = []
    for name, email, kind in asked:
        wanted = [partners.Wanted(name, email)]
        scorers += partners.invite(assessment=assessment, kind=kind, people_wanted=wanted, why=words.WHY, by=champion)
    return scorers


def _partners_give_views(assessment: SelfAssessment, champion: User, *, sent: int) -> None:
    with as_of(date(assessment.year, 5, 12)):
        scorers = _ask_partners(assessment, champion, date(assessment.year, 6, 15))
    leanings = (-1, *(row[3] for row in words.PARTNERS))
    with as_of(date(assessment.year, 6, 2)):
        for scorer, leaning in list(zip(scorers, leanings, strict=True))[: sent + 1]:
            _give_views(assessment, scorer, leaning)


def _give_views(assessment: SelfAssessment, scorer: Scorer, leaning: int) -> None:
    own = {task.standard.pk: task.answer for task in queries.progress(assessment).tasks}
    for question in giving_of(scorer).questions:
        level = own[question.standard.pk].level
        answer = Answer(min(HIGHEST, max(LOWEST, level + leaning))) if level else Answer(no_level="dont_know")
        said = giving.Said(answer, words.LINES[leaning], None, None, version=0)
        giving.save_view(scorer=scorer, standard=question.standard, said=said, by=scorer.person)
    giving.send_views(scorer=scorer, by=scorer.person)


# --- Agreeing, challenge, signature -------------------------------------------------------


def _agree(assessment: SelfAssessment, champion: User) -> None:
    """The champion's own levels, one higher aimed for."""
    versions = dict(AgreedLevel.objects.filter(assessment=assessment).values_list("standard", "version"))
    for number, task in enumerate(queries.progress(assessment).tasks, 1):
        agreed = agreement.Agreed(
            answer=task.answer,
            target=task.answer.next_level,
            rationale=words.RATIONALE,
            dissent=words.DISSENT if number % 4 == 1 else "",
            version=versions.get(task.standard.pk, 0),
        )
        agreement.agree_level(assessment=assessment, standard=task.standard, agreed=agreed, by=champion)


def _plan(assessment: SelfAssessment, champion: User) -> None:
    for code, (title, measure, days) in words.ACTIONS.items():
        typed = plan.Typed(
            title=title,
            standards=(code,),
            owner=champion.full_name,
            owner_email=champion.email,
            due_on=timezone.localdate() + timedelta(days=days),
            measure=measure,
            version=0,
        )
        plan.add(authority=assessment.authority, typed=typed, by=champion)


def _challenge(assessment: SelfAssessment, lead: User) -> None:
    """Agrees with everything but one level, which looks higher from outside."""
    for entry in assessment.entries.select_related("standard"):
        finding, reason = words.CHALLENGED.get(entry.standard.code, ("agree", ""))
        found = agreement.Found(finding, reason, version=0)
        agreement.save_finding(assessment=assessment, standard=entry.standard, found=found, by=lead)
    agreement.give_challenge(assessment=assessment, by=lead)


def _respond_and_submit(assessment: SelfAssessment, champion: User) -> None:
    assessment.refresh_from_db()
    for row in challenges_to_answer(assessment):
        said = {"response": words.RESPONSE, "version": row.version}
        agreement.respond(assessment=assessment, standard=row.standard, by=champion, **said)
    agreement.print_challenge(assessment=assessment, printed=True, by=champion)
    agreement.submit(assessment=assessment, by=champion)


def _play_back(assessment: SelfAssessment, champion: User) -> None:
    who_came, disputed, changed = words.PLAYED_BACK
    told = sharing.Told(timezone.localdate(), who_came, disputed, changed, version=0)
    sharing.save_playback(assessment=assessment, told=told, by=champion)
    wanted = sharing.Wanted("programme", "levels", "Planning next year’s support in the region", _in_a_year())
    sharing.share(assessment=assessment, wanted=wanted, by=champion)


def _in_a_year() -> date:
    return timezone.localdate() + timedelta(days=540)
