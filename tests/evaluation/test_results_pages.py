"""An evaluator looks at a round’s figures: worked out by the worker, small ones withheld, each look behind recorded."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from evaluation import tabulating
from evaluation.actions import tabulating as actions
from evaluation.actions.importing import import_responses
from evaluation.models import Tabulation
from evaluation.queries.answering import router_of
from tests.support import responses

pytestmark = pytest.mark.django_db


def tabulate() -> None:
    """What the worker does with all that was asked for."""
    for row in Tabulation.objects.filter(rows__isnull=True):
        tabulating.tabulate(row.pk)


@pytest.fixture
def group(register, tmp_path):
    group = responses.a_group()
    router = router_of(group.instrument_version_id)
    rows = responses.believable(router, 120)
    for number, row in enumerate(rows):
        row |= {"_type": ("county", "unitary", "metropolitan", "london_borough")[number % 4 if number > 3 else 0]}
        row |= {"_sector": "rare" if number == 7 else "common"}
    import_responses(path=responses.write(tmp_path / "year2.csv", router, rows), group=group, by=None)
    return group


@pytest.fixture
def page(client_as, group):
    def look(query: str = ""):
        client = client_as(Role.EVALUATOR)
        first = client.get(f"/evaluation/groups/{group.pk}/results/{query}")
        assert first.status_code == 200
        assert "are being worked out" in first.content.decode()
        tabulate()
        return client.get(f"/evaluation/groups/{group.pk}/results/{query}").content.decode()

    return look


@pytest.mark.slow
def test_tables_charts_bases_and_the_wording_of_each_question(page):
    html = page()
    assert "are being worked out" not in html
    assert "What effect has the training and development had on your skills and knowledge in commissioning?" in html
    assert html.count("<svg") > 8
    assert "Base: commissioners" in html
    assert html.count("<caption") > 20


@pytest.mark.slow
def test_one_measure_by_one_attribute(page, group, client_as):
    html = page("?measure=skills&by=type")
    assert "Metropolitan" in html
    assert "on outcomes for children" not in html
    client = client_as(Role.EVALUATOR)
    figure = client.get(f"/evaluation/groups/{group.pk}/results/training_skills/?by=type")
    assert "Which of these have you used" in figure.content.decode()
    assert "Metropolitan" in figure.content.decode()
    assert client.get(f"/evaluation/groups/{group.pk}/results/no_such/?by=type").status_code == 404


@pytest.mark.slow
def test_one_person_alone_is_withheld_and_looking_behind_is_recorded(page, group):
    html = page("?measure=reach&by=sector")
    assert "withheld" in html
    assert not AuditEntry.objects.filter(verb="unsuppressed-read").exists()
    shown = page("?measure=reach&by=sector&withheld=shown")
    assert "Rare" in shown
    assert AuditEntry.objects.filter(verb="unsuppressed-read", object_id=group.pk).count() == 2


@pytest.mark.parametrize("query", ["?by=nonsense", "?measure=nonsense", "?by=authority"])
def test_nothing_but_what_there_is_can_be_asked_for(client_as, group, query):
    assert client_as(Role.EVALUATOR).get(f"/evaluation/groups/{group.pk}/results/{query}").status_code == 404


def test_nobody_but_evaluators_sees_figures(client_as, group):
    for role in (Role.PROGRAMME_LEAD, Role.ADMINISTRATOR, Role.ADVISER):
        assert client_as(role).get(f"/evaluation/groups/{group.pk}/results/").status_code == 403
    assert not Tabulation.objects.exists()


@pytest.mark.slow
def test_more_answers_make_the_tables_anew(page, group, tmp_path):
    page()
    router = router_of(group.instrument_version_id)
    more = responses.write(tmp_path / "more.csv", router, responses.believable(router, 10, seed=5))
    import_responses(path=more, group=group, by=None)
    page()
    assert group.withholdings.count() == 2
    assert Tabulation.objects.get(group=group, breakdown="", suppressed=True).respondents == 130


@pytest.mark.slow
def test_against_an_earlier_round(page, group, client_as, tmp_path):
    earlier = responses.a_group("Year 1")
    router = router_of(earlier.instrument_version_id)
    path = responses.write(tmp_path / "year1.csv", router, responses.believable(router, 90, seed=3))
    import_responses(path=path, group=earlier, by=None)
    assert "Year 1" in page()
    client = client_as(Role.EVALUATOR)
    address = f"/evaluation/groups/{group.pk}/results/against/{earlier.pk}/"
    assert "are being worked out" in client.get(address).content.decode()
    tabulate()
    html = client.get(address).content.decode()
    assert "Change from Year 1 to Year 2: per cent" in html
    assert "Expected in Year 1, found in Year 2" in html
    assert client.get(f"/evaluation/groups/{group.pk}/results/against/{group.pk}/").status_code == 404


def test_what_the_queue_forgot_is_asked_for_again(page, group, client_as):
    client_as(Role.EVALUATOR).get(f"/evaluation/groups/{group.pk}/results/?by=type")
    assert actions.requeue_waiting() == 0
    Tabulation.objects.update(asked_at=timezone.now() - timedelta(minutes=11))
    assert actions.requeue_waiting() == 1
    assert actions.requeue_waiting() == 0
