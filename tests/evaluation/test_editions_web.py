"""What web processes load of editions, and the report of the demonstration."""

import subprocess
import sys

import pytest

from commissioning.authorities.models import Authority
from commissioning.programme.demo import edition as demo
from evaluation.actions.importing import import_responses
from evaluation.queries.answering import router_of
from tests.support import editions, responses


@pytest.mark.slow
def test_web_processes_carry_neither_statistics_nor_weasyprint():
    program = (
        "import django, sys; django.setup(); import commissioning.config.urls, evaluation.views.editions.drafts;"
        "heavy = 'statsmodels', 'pandas', 'scipy', 'weasyprint', 'pyreadstat';"
        "print([name for name in heavy if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True)
    assert told.stdout.strip() == "[]"


@pytest.mark.slow
@pytest.mark.django_db
def test_the_demonstrations_report_is_published_once(register, tmp_path):
    group = responses.a_group("Commissioning survey")
    router = router_of(group.instrument_version_id)
    codes = list(Authority.objects.current().values_list("gss_code", flat=True))
    rows = responses.believable(router, 150)
    for number, row in enumerate(rows):
        row |= {"_authority": codes[number % len(codes)], "_submitted_at": "2026-10-15T09:00"}
    import_responses(path=responses.write(tmp_path / "year.csv", router, rows), group=group, by=None)
    group.round.refresh_from_db()
    made = demo.make(round_=group.round, against=None, evaluator=editions.evaluator())
    assert made.is_published
    assert made.snapshot.pages["sections"][1]["figures"]
    assert demo.make(round_=group.round, against=None, evaluator=editions.evaluator()) == made
