"""The demonstration data, as `seed_demo` made them for the run."""

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry, RoleAppointment, User
from commissioning.people.queries import scope_of
from commissioning.profiles.models import HistoryEntry, Stakeholder, Structure
from commissioning.programme import demo
from commissioning.support import curve
from commissioning.support.models import (
    CostBenefit,
    FollowUp,
    MeasurePoint,
    PackageFile,
    Risk,
    SupportPackage,
)
from commissioning.support.queries.measures import known, standing
from commissioning.support.workflow import Stage
from evaluation.models import Coding, Quote
from evaluation.queries import theme_counts
from readiness.models import Campaign, SelfAssessment
from tests.conftest import browser_of
from tests.support.database import DEMO_PASSWORD

pytestmark = pytest.mark.django_db


def said(*command) -> str:
    out = io.StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


@pytest.fixture
def seeded(demonstration, db, settings, monkeypatch):
    settings.DEMO_MODE = True
    monkeypatch.setenv("DEMO_PASSWORD", DEMO_PASSWORD)


def test_the_demonstration_has_people_in_every_role(seeded):
    assert set(RoleAppointment.objects.in_force().values_list("role", flat=True)) == set(Role)
    for account in ("champion", "director", "contributor", "local.lead", "regional.lead", "adviser", "admin"):
        assert User.objects.get(email=f"{account}@demo.example").has_usable_password()
    champion = User.objects.get(email="champion2@demo.example")
    assert [grant.role for grant in scope_of(champion).grants] == [Role.CHAMPION]


def test_last_year_is_signed_and_this_year_in_progress(seeded):
    rows = SelfAssessment.objects.filter(occasion="annual").order_by("authority__gss_code", "year")
    rows = rows.values_list("authority__gss_code", "state")
    assert list(rows.filter(authority__gss_code__in=(demo.DURHAM, demo.EALING))) == [
        (demo.DURHAM, "signed"),
        (demo.DURHAM, "open"),
        (demo.EALING, "signed"),
        (demo.EALING, "agreeing"),
    ]
    elsewhere = rows.exclude(authority__gss_code__in=(demo.DURHAM, demo.EALING))
    assert {state for _, state in elsewhere} == {"signed"}
    assert elsewhere.count() > 100
    others = SelfAssessment.objects.exclude(occasion="annual").order_by("occasion")
    assert list(others.values_list("occasion", "state")) == [("baseline", "signed"), ("close", "signed")]
    assert Campaign.objects.filter(closed_at=None).count() == 1


def test_the_demonstrations_history_has_dates_of_its_own(seeded):
    signed = SelfAssessment.objects.get(state="signed", occasion="annual", authority__gss_code=demo.DURHAM)
    months = [move.at.month for move in signed.moves.order_by("pk")]
    assert months == [5, 5, 6, 6, 7, 7, 9]


def test_seeding_again_touches_nothing(seeded):
    kinds = (User, AuditEntry, SelfAssessment, SupportPackage, CostBenefit, MeasurePoint, HistoryEntry, PackageFile)
    before = [kind.objects.count() for kind in kinds]
    assert "0 new" in said("seed_demo")
    assert [kind.objects.count() for kind in kinds] == before


def test_the_packages_have_something_on_every_page(seeded):
    stages = set(SupportPackage.objects.values_list("stage", flat=True))
    assert stages == set(Stage), "one of each stage"
    assert set(CostBenefit.objects.values_list("kind", flat=True)) == set(CostBenefit.Kind)
    assert set(Risk.objects.values_list("rating", flat=True)) == set(Risk.Rating)
    assert Risk.objects.filter(escalated_at__isnull=False).exists()
    assert set(HistoryEntry.objects.values_list("kind", flat=True)) == set(HistoryEntry.Kind)
    assert Stakeholder.objects.filter(agreed_at__isnull=False).count() >= 8
    assert Structure.objects.values("authority").distinct().count() == 2
    assert PackageFile.objects.exists()
    assert any(one.is_overdue for one in FollowUp.objects.all())
    assert FollowUp.objects.filter(done_at__isnull=False).exists()
    assert SupportPackage.objects.filter(pounds_used__gt=0).count() > 1


def test_one_curve_turns_one_is_flat_and_one_is_soft(seeded):
    turned: dict[str, set[str]] = {"hard": set(), "soft": set()}
    for measure in standing():
        turned[measure.hardness].add(curve.turned(known(measure)))
    assert "Readings are better than the forecast at the same date." in turned["hard"]
    assert "Readings are as the forecast said." in turned["hard"]
    assert turned["soft"]


def test_what_directors_wrote_is_coded_and_quoted(seeded):
    counts = theme_counts.counts_of(Coding.objects.get())
    assert len(counts.themes) == 6
    assert counts.themes[-1].said.count == 0
    assert counts.reliability.overall.kappa > 0.6
    assert set(Quote.objects.values_list("state", flat=True)) == {"approved", "draft"}


def test_another_demonstration_password_takes_effect(seeded, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "quite another password")
    said("seed_demo")
    champion = User.objects.get(email="champion@demo.example")
    assert champion.check_password("quite another password")
    assert not champion.check_password(DEMO_PASSWORD)


@pytest.mark.parametrize(
    "account",
    ["champion", "director", "local.lead", "regional.lead", "programme.lead", "evaluator", "adviser", "admin"],
)
def test_an_area_page_with_every_panel_full_asks_little(seeded, account):
    reader = browser_of(User.objects.get(email=demo.email_of(account)))
    reader.get("/")  # the first page of a session writes it down
    with CaptureQueriesContext(connection) as asked:
        assert reader.get(f"/authorities/{demo.DURHAM}/").status_code == 200
    assert len(asked) <= 25, "\n".join(one["sql"][:150] for one in asked)
