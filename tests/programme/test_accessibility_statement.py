"""What the accessibility statement says of itself, against what is tested and made."""

import re

from commissioning.access.roles import Role
from commissioning.programme import matrix
from tests.browser import test_matrix_pages as tested
from tests.support.browser import DESK, PHONE, RUN_AXE

PARTS = (
    "How accessible it is",
    "Feedback and contact",
    "Enforcement procedure",
    "Compliance status",
    "What is not known to be accessible",
    "How we tested",
    "Preparation of this statement",
)


def statement(client) -> str:
    answer = client.get("/accessibility/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_it_has_the_parts_public_bodies_must_give(client, db):
    said = statement(client)
    assert [part for part in PARTS if f">{part}</h2>" not in said] == []
    assert "partially compliant with the Web Content Accessibility Guidelines version 2.2, level AA" in said


def test_what_it_says_was_tested_is_tested(client, db):
    said = statement(client)
    assert f"windows {DESK['width']:,} and {PHONE['width']} pixels wide" in said
    assert tested.SIZES == {"get": (DESK, PHONE), "post": (PHONE,)}
    assert all(f"'{level}'" in RUN_AXE for level in ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"))
    assert set(tested.ORDER) == {*Role, matrix.ANONYMOUS}
    walked = " ".join(tested.JOURNEYS.values()).split()
    assert set(walked) <= set(matrix.addresses()), "a journey leads over a page that is gone"


def test_it_claims_no_screen_reader_user_and_no_audit(client, db):
    said = statement(client)
    assert "Nobody who uses one has tested this yet" in said
    assert "no audit by people outside" in said
