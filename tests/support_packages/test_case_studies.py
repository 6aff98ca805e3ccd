"""A closed package becomes the draft of a case study: what it takes over, what it leaves out, who may begin it."""

import pytest
from django.core.exceptions import PermissionDenied

from commissioning.access.roles import Role
from commissioning.library.actions import moves, writing
from commissioning.library.models import Figure, ResourceVersion
from commissioning.library.workflow import Move
from commissioning.people.models import AuditEntry
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow
from commissioning.support.actions import case_studies
from commissioning.support.models import Closing, CostBenefit, PackageEvent
from commissioning.support.workflow import Stage
from tests.conftest import browser_of
from tests.support.packages import a_package, people_for
from tests.support.pages import text
from tests.support.people import EALING, area, in_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]


@pytest.fixture
def package():
    made = a_package(Stage.CLOSED)
    Closing.objects.filter(package=made).update(
        offered_as_case_study=True, helped="Both finance officers came.", lessons="Settle overspends first."
    )
    return made


def figures_of(package) -> None:
    told = {"category": "placements", "year": 2026, "method": "Counted", "includes": "All", "pounds": 100}
    for kind, verified in (("cashable", False), ("set_up", False), ("avoided", True)):
        officer = {"verified_by": "Finance officer", "verified_on": "2026-05-01"} if verified else {}
        CostBenefit.objects.create(package=package, authority=package.authority, kind=kind, **told, **officer)


def test_what_it_takes_over(package):
    champion = people_for(package).champion
    draft = case_studies.write(package=package, by=champion)
    package.refresh_from_db()
    assert package.case_study == draft.resource
    assert (draft.state, draft.title, draft.aims) == ("draft", package.title, package.aims)
    assert draft.context.startswith(package.picture)
    for criterion in package.criteria.filter(dropped_at__isnull=True):
        assert criterion.text in draft.outcomes
    assert "What helped: Both finance officers came." in draft.lessons
    assert "Settle overspends first." in draft.lessons
    assert (draft.standards, draft.themes, draft.places) == (["S08"], ["joint"], "County Durham")
    assert draft.authority == package.authority
    assert not draft.areas_agreed


def test_no_names_and_no_unverified_savings(package):
    figures_of(package)
    people = people_for(package)
    draft = case_studies.write(package=package, by=people.champion)
    words = " ".join(str(getattr(draft, name)) for name in (*writing.WORDS, "places"))
    for person in vars(people).values():
        assert person.full_name not in words
    assert sorted(one.kind for one in draft.figures.all()) == ["avoided", "cost"]


def test_twice_is_one_draft_and_dropped_it_may_begin_anew(package):
    people = people_for(package)
    first = case_studies.write(package=package, by=people.champion)
    assert case_studies.write(package=package, by=people.local_lead) == first
    assert PackageEvent.objects.filter(package=package, text="A case study begun from it").count() == 1
    assert AuditEntry.objects.filter(verb="package-case-study", object_id=package.pk).count() == 1
    moves.advance(row=first, move=Move.DROP, by=people.champion)
    second = case_studies.write(package=package, by=people.champion)
    package.refresh_from_db()
    assert (second.pk != first.pk, package.case_study) == (True, second.resource)


def test_only_of_a_closed_package_that_was_offered(package):
    champion = people_for(package).champion
    Closing.objects.filter(package=package).update(offered_as_case_study=False)
    with pytest.raises(NotNow, match="if it was offered"):
        case_studies.write(package=package, by=champion)
    assert browser_of(champion).post(f"/support/{package.pk}/case-study/").status_code == 409
    assert "Write a case study" not in text(browser_of(champion).get(f"/support/{package.pk}/close/"))
    assert not Figure.objects.filter(of__authority=package.authority).exists()


@pytest.mark.parametrize("role", [*Role])
def test_who_may_begin_it(package, client_as, role):
    people = people_for(package)
    held = {Role.CHAMPION: people.champion, Role.DIRECTOR: people.director, Role.LOCAL_LEAD: people.local_lead}
    held[Role.PROGRAMME_LEAD] = people.programme
    reader = browser_of(held[role]) if role in held else client_as(role)
    may = role in (Role.CHAMPION, Role.LOCAL_LEAD, Role.PROGRAMME_LEAD)
    sees = may or role in (Role.DIRECTOR, Role.REGIONAL_LEAD)
    if sees:
        assert ("Write a case study from this package" in text(reader.get(f"/support/{package.pk}/close/"))) is may
    answer = reader.post(f"/support/{package.pk}/case-study/")
    assert answer.status_code == (302 if may else 403 if sees else 404)
    assert ResourceVersion.objects.filter(title=package.title).exists() is may


def test_another_area_finds_neither_package_nor_draft(package, client_as):
    draft = case_studies.write(package=package, by=people_for(package).champion)
    other = client_as(Role.CHAMPION, area(EALING))
    assert other.post(f"/support/{package.pk}/case-study/").status_code == 404
    assert other.get(draft.get_absolute_url()).status_code == 404
    with pytest.raises(PermissionDenied):
        case_studies.write(package=package, by=other.person)


def test_the_page_leads_to_it(package):
    people = people_for(package)
    draft = case_studies.write(package=package, by=people.champion)
    assert draft.get_absolute_url() in text(browser_of(people.champion).get(f"/support/{package.pk}/close/"))
    page = text(browser_of(people.programme).get(f"/support/{package.pk}/close/"))
    assert draft.get_absolute_url() not in page, "a draft is for those who write it"
    assert not ResourceVersion.objects.visible_to(scope_of(in_role(Role.EVALUATOR))).filter(pk=draft.pk).exists()
