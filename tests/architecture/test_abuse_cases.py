"""Every abuse and fault case has a test that carries its number: `test_N_…`, or `test_N_M_…` for two at once."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
NUMBERED = re.compile(r"test((?:_\d+)+)_[a-z]")

CASES = {
    # Who may
    1: "Another area’s object by a guessed number answers as one that does not exist, at every address",
    2: "A role without the permission is refused with a page",
    3: "An appointment that ended, or has not begun, opens nothing from that minute on",
    4: "Hidden, extra and forged fields of a form change nothing",
    5: "Nobody fetches a partner’s view while it is blind: page, file, paper, count, history or search",
    6: "A file’s own address opens for nobody without the permission, nor after it ended",
    7: "A file that was asked for is not made for somebody who lost the permission meanwhile",
    8: "Nobody gives themselves a role, the last administrator stays, an invitation works once",
    9: "Field names of a model that no form asks for change nothing",
    10: "Filters, orders, addresses to go on to and headers of a client’s own lead nowhere else",
    # Sign-in
    11: "Guessing passwords is slowed without keeping anybody out for ever",
    12: "Who has an account is not told, neither in words nor in time",
    13: "A session of before does not outlive signing in, a new password or too long away",
    14: "The second factor cannot be gone round, reused or missed by half a minute",
    15: "A form without its token stores nothing, what was typed is kept; a one-use link stays secret",
    # Content
    16: "Markup, script and template words are words in every page, paper, file, picture and email",
    17: "A cell that a spreadsheet would compute is text, a number is a number",
    18: "A paper fetches nothing and embeds nothing; one that would never end is ended",
    19: "Workbooks that unpack without end or name other files are refused fast",
    20: "A file is what is inside it, of a size and a name that do no harm, and free of viruses",
    21: "Line breaks and ten thousand recipients do not reach the mail server",
    22: "What cannot be seen, stored or told apart is refused or taken out, never an error",
    23: "Patterns and formulas of a questionnaire take bounded time",
    # Disclosure
    24: "What is withheld cannot be worked out from anything else that is shown",
    25: "An anonymous answer leads back to nobody, whoever holds the database, the logs or a dump",
    26: "A quotation that only one person can have said is attributed more coarsely",
    27: "Search, counts, error pages and emails do not tell what their reader may not see",
    # At the same time
    28: "Two who change one thing at once: the second is told, nothing is lost",
    29: "What is sent twice has one effect",
    30: "Two who take the last of something: one has it, the other is told",
    31: "One import running twice is one import",
    32: "A job that two workers claim is done once",
    # Things break
    33: "Any process killed at any moment: everything asked for is done, once",
    34: "The queue’s server away, emptied or full loses nothing",
    35: "The database away, exhausted or read-only is said plainly and nothing is half done",
    36: "A full disk leaves no half file and says so",
    37: "A mail server that refuses, is slow or takes half loses no mail and sends none twice",
    38: "Midnight, the year’s end, summer time and 29 February are days like others",
    39: "An upgrade under way: old with new and new with old lose no request",
    40: "A backup restored elsewhere is the same, figure for figure",
    41: "What ends while somebody is at it is said to them; work that always fails keeps nothing else waiting",
    42: "Hundreds who save within an hour, and hundreds of reports asked for, are all served",
}


def numbered() -> Iterator[tuple[int, str]]:
    """Every number in a test’s name, and the test."""
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and (found := NUMBERED.match(node.name)):
                for number in found[1].strip("_").split("_"):
                    yield int(number), f"{path.relative_to(TESTS)}::{node.name}"


SHOWN_BY = list(numbered())


@pytest.mark.parametrize("number", CASES)
def test_every_case_has_its_test(number):
    assert [name for shown, name in SHOWN_BY if shown == number], f"nothing shows case {number}: {CASES[number]}"


def test_no_test_carries_a_number_that_is_no_case():
    assert [name for number, name in SHOWN_BY if number not in CASES] == []


def test_the_cases_are_numbered_without_a_gap():
    assert list(CASES) == list(range(1, len(CASES) + 1))
