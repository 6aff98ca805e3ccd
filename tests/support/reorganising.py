"""The register as it was before a reorganisation that its files know, so that tests can record it anew."""

from datetime import date

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority, Judgement, StatisticalNeighbour, Succession
from commissioning.authorities.reorganising import Facts
from commissioning.people.models import User
from commissioning.programme.models import Reorganisation
from commissioning.programme.reorganisation import actions, applying
from commissioning.programme.reorganisation.preview import preview

from .people import in_role

CUMBRIA, CUMBERLAND, WESTMORLAND = "E10000006", "E06000063", "E06000064"
BEDFORDSHIRE, BEDFORD, CENTRAL_BEDFORDSHIRE = "E10000001", "E06000055", "E06000056"
BARNSLEY_BEFORE, BARNSLEY = "E08000016", "E08000038"
LONG_AGO = date(2008, 1, 1)


def undone(before: str, *after: str) -> tuple[Authority, list[Facts]]:
    """The old council current again; of its successors only the facts, for the register does not have them yet."""
    Succession.objects.filter(predecessor__gss_code=before).delete()
    facts = [_forgotten(Authority.objects.select_related("region").get(gss_code=code)) for code in after]
    old = Authority.objects.select_related("region").get(gss_code=before)
    old.ended_on, old.rural_urban = None, facts[0].rural_urban
    old.population_0_17 = sum(one.population_0_17 for one in facts)
    old.save()
    return Authority.objects.select_related("region").get(pk=old.pk), facts


def _forgotten(council: Authority) -> Facts:
    names = list(Facts.__dataclass_fields__)
    StatisticalNeighbour.objects.filter(neighbour=council).delete()
    StatisticalNeighbour.objects.filter(authority=council).delete()
    Judgement.objects.filter(authority=council).delete()
    facts = Facts(**{name: getattr(council, name) for name in names})
    council.delete()
    return facts


def recorded(
    kind: str, before: list[Authority], effective_on: date, after: list[Facts | Authority], by: User | None = None
) -> Reorganisation:
    by = by or in_role(Role.ADMINISTRATOR)
    planned = actions.Planned(kind, tuple(before), effective_on, "The Order")
    row = actions.record(planned=planned, by=by)
    for one in after:
        if isinstance(one, Facts):
            actions.add_new(reorganisation=row, facts=one, by=by)
        else:
            actions.add_known(reorganisation=row, authority=one, by=by)
    row.refresh_from_db()
    return row


def applied(row: Reorganisation, **answers: str) -> Reorganisation:
    """With these answers, by name of the question with its hyphens as underscores, and the rest of them `rest`."""
    by, rest = row.recorded_by, answers.pop("rest", "")
    given = {question.replace("_", "-"): answer for question, answer in answers.items()}
    if rest:
        given = {one.name: rest for one in preview(row).open_questions} | given
    actions.decide(reorganisation=row, answers=given, by=by)
    return applying.apply(reorganisation=row, checksum=preview(row).checksum, by=by)
