"""Who may what, measured by asking every address as every role (quality 1, 2, 6)."""

import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from commissioning.access.roles import Role
from commissioning.programme import matrix

ROOT = Path(__file__).parents[2]


def test_every_address_is_in_the_matrix():
    assert matrix.missing_examples() == [], "say in matrix.EXAMPLES which object the new address names"


def test_no_example_is_left_over():
    assert set(matrix.EXAMPLES) <= set(matrix.addresses())


# Who may have an answer at all; everybody else is refused, redirected to sign in, or told it does not exist.
MAY = {
    ("readiness:entry-edit", "POST"): {"champion"},
    ("readiness:assessment-submit", "POST"): {"champion"},
    ("readiness:report-detail", "GET"): {"champion", "director", "local_lead", "contributor"},
    ("documents:document-download", "GET"): {"champion", "director", "local_lead", "contributor"},
    ("people:appointment-end", "POST"): {"administrator"},
    ("people:appointment-add", "GET"): {"administrator"},
    ("people:trail-list", "GET"): {"administrator"},
    ("people:area-trail-list", "GET"): {"champion", "director", "local_lead"},
    ("programme:overview", "GET"): {"regional_lead", "programme_lead", "evaluator", "administrator"},
    ("readiness:standards-import", "GET"): {"administrator"},
    ("readiness:agreement-detail", "GET"): {"champion"},
    ("readiness:campaign-close", "POST"): {"programme_lead"},
    ("readiness:over-time-detail", "GET"): {"champion", "director", "local_lead"},
    ("readiness:comparison-detail", "GET"): {"champion", "director"},
    ("readiness:group-levels", "GET"): {"evaluator"},
    ("readiness:comparison-retry", "POST"): {"programme_lead"},
    ("evaluation:home", "GET"): set(Role),
    ("evaluation:round-rates", "GET"): {"evaluator", "programme_lead"},
    ("evaluation:round-add", "POST"): {"evaluator"},
    ("evaluation:round-close", "POST"): {"evaluator"},
    ("evaluation:invitation-list", "GET"): {"evaluator"},
    ("evaluation:version-download", "GET"): {"evaluator"},
    ("evaluation:group-results", "GET"): {"evaluator"},
    ("evaluation:interview-detail", "GET"): {"evaluator"},
    ("evaluation:answer-code", "GET"): {"evaluator"},
    ("evaluation:counts-detail", "GET"): {"evaluator"},
    ("evaluation:quote-detail", "GET"): {"evaluator"},
    ("evaluation:listening-detail", "GET"): {"champion", "director", "local_lead"},
    ("evaluation:listening-end", "POST"): {"local_lead"},
    ("evaluation:area-interview-detail", "GET"): {"local_lead"},
    ("evaluation:area-report-detail", "GET"): {"champion", "director", "local_lead"},
}


@pytest.mark.slow
def test_1_2_6_the_matrix_as_measured_by_the_command(tmp_path):
    command = [sys.executable, "manage.py", "permission_matrix", "-o", str(tmp_path / "matrix.csv")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    rows = list(csv.DictReader((tmp_path / "matrix.csv").read_text().splitlines()))
    assert list(rows[0]) == ["url_name", "method", "role", "scope", "result"]
    assert {row["role"] for row in rows} == {*Role, matrix.ANONYMOUS}
    outside = Counter(row["result"] for row in rows if row["scope"] == "other")
    assert set(outside) == {"404", "sign-in"}
    assert outside["404"] > 100
    assert [row for row in rows if row["result"].startswith("5")] == []
    for (url_name, method), allowed in MAY.items():
        asked = [row for row in rows if (row["url_name"], row["method"]) == (url_name, method)]
        assert {row["role"] for row in asked if row["result"] not in ("403", "404", "sign-in")} == allowed, url_name
