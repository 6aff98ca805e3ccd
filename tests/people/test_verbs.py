"""The trail in words: every verb that the code records has some, and none has words that nothing records."""

import ast

import pytest

from commissioning.access import verbs
from commissioning.people.models import AuditEntry
from tests.support.verbs import functions_that_call, modules, recorded

LONGEST = AuditEntry._meta.get_field("verb").max_length
KNOWN = {verb.key: verb for verb in verbs.all_verbs()}


@pytest.mark.slow
def test_every_verb_that_is_recorded_has_words():
    found = recorded()
    assert len(found) > 400
    without = {verb: sorted(places) for verb, places in found.items() if verb not in KNOWN}
    assert not without, "register its words in the app’s verbs.py"


@pytest.mark.slow
def test_no_words_are_left_of_a_verb_that_nothing_records():
    assert sorted(set(KNOWN) - set(recorded())) == []


@pytest.mark.parametrize("verb", KNOWN.values(), ids=lambda verb: verb.key)
def test_words_are_words(verb):
    assert len(verb.key) <= LONGEST
    assert verb.words[0].isupper()
    assert not verb.words.endswith(".")
    assert verb.key not in verb.words


@pytest.mark.parametrize("verb", KNOWN.values(), ids=lambda verb: verb.key)
def test_what_is_read_or_taken_is_among_reading_and_taking(verb):
    """The filter by what was done goes by it."""
    ends = {"-read": verbs.Act.READ, "-export": verbs.Act.TAKEN, "-download": verbs.Act.TAKEN}
    for end, act in ends.items():
        if verb.key.endswith(end):
            assert verb.act is act


def test_a_verb_has_words_once():
    with pytest.raises(ValueError, match="has words already"):
        verbs.register(verbs.Act.READ, {"appoint": "Appointed"})


def test_a_verb_that_was_given_up_still_says_something():
    assert verbs.words_of("a-verb-of-old") == "a-verb-of-old"


def test_entries_are_made_in_one_place():
    """What writes past `audit.record` would have verbs that no test has read."""
    made = {
        module.path
        for module in modules()
        for call in module.calls()
        if ast.unparse(call.func) in ("AuditEntry", "AuditEntry.objects.create", "AuditEntry.objects.bulk_create")
    }
    assert made == {"commissioning/people/audit.py"}


# Which downloads hold nothing of anybody: forms and examples to fill in.
NOTHING_IN_IT = {"csv_sample", "standards_sample", "instrument_sample"}
HANDS_OUT = ("Content-Disposition", "as_attachment", "FileResponse")


def _hands_out(function: ast.FunctionDef) -> bool:
    texts = {node.value for node in ast.walk(function) if isinstance(node, ast.Constant)}
    called = {ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}
    return "Content-Disposition" in texts or bool(called & set(HANDS_OUT))


def _records(function: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record" for node in ast.walk(function))


@pytest.mark.slow
def test_every_file_that_leaves_is_recorded():
    """By the view itself, or, of what only writes the answer, by all who call it."""
    for module in modules():
        if "/views" not in module.path:
            continue
        functions = {node.name: node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef)}
        for function in functions.values():
            if not _hands_out(function) or function.name in NOTHING_IN_IT or _records(function):
                continue
            callers = [name for place, name in functions_that_call(function.name) if name in functions]
            callers = [name for name in callers if name != function.name]
            assert callers, f"{module.path}: {function.name} hands out a file and records nothing"
            for name in (name for name in callers if name not in NOTHING_IN_IT):
                assert _records(functions[name]), f"{module.path}: {name} hands out a file and records nothing"


def test_nothing_of_who_was_asked_or_heard_is_told_to_the_area():
    """Partners give their view blind; answers and interviews could lead back to a person."""
    told = {verb.key for verb in KNOWN.values() if verb.own_area}
    beginnings = ("view", "partner-", "interview-", "invitation-", "area-interview-", "area-notes-", "area-passage-")
    close = ("relationship-", "conflict-", "challenge-save", "level-agree", "standard-save", "history-add", "passage-")
    assert not [key for key in told if key.startswith(beginnings + close)]
