"""`script/bench`: what it writes and prints, what it refuses, how it says that something could not be measured.

No time is asserted here: the measurements themselves say what is fast enough.
"""

import json
import os
import subprocess
import sys
from itertools import count

import pytest
from benchmarks import peers
from benchmarks.running import Bench, Goal, at_least, at_most, choose, exponent, run, timed
from machine.place import ROOT

QUICK = Goal("quick", "s", at_most(2))
WIDE = Goal("wide", "pages", at_least(3))
ASKED = {"name", "ours", "reference", "ratio", "unit", "target", "ok", "n"}


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path / "line")


def written(lines, bench) -> tuple[int, dict]:
    file = bench.folder.with_name("bench.json")
    status = run(lines, bench, file)
    return status, {entry["name"]: entry for entry in json.loads(file.read_text())}


def test_each_goal_is_an_entry_and_a_row(bench, capsys):
    def line(bench):
        yield bench.against(QUICK, lambda: 3.0, lambda: 2.0, size=1_000)
        yield WIDE.reached(2)

    status, entries = written({"quick": line}, bench)
    assert status == 0
    assert entries["quick"].items() >= {"ours": 3, "reference": 2, "ratio": 1.5, "target": 2, "n": 3}.items()
    assert entries["quick"]["ok"] is True
    assert entries["wide"].items() >= {"ratio": 2, "reference": None, "unit": "pages", "ok": False}.items()
    assert entries["quick"].keys() >= ASKED
    assert all("skipped" not in entry for entry in entries.values())
    printed = capsys.readouterr().out
    assert "1 of 2 goals met" in printed
    assert "≥ 3" in printed


def test_what_cannot_be_measured_is_skipped_with_its_reason(bench, capsys):
    _, entries = written({"quick": lambda bench: [QUICK.skipped("no such product here")]}, bench)
    assert entries["quick"]["skipped"] == "no such product here"
    assert entries["quick"]["ratio"] is None
    assert entries["quick"]["ok"] is None
    assert "skipped: no such product here" in capsys.readouterr().out


def test_a_line_that_breaks_takes_no_other_with_it(bench, capsys):
    def broken(bench):
        raise ValueError("nothing to measure")

    status, entries = written({"broken": broken, "wide": lambda bench: [WIDE.reached(4)]}, bench)
    assert status == 1
    assert entries["wide"]["ok"] is True
    shown = capsys.readouterr()
    assert "because of an error: broken" in shown.out
    assert "nothing to measure" in shown.err


def test_medians_taken_in_turn_without_the_first_time(bench):
    order: list[str] = []
    numbers = count(1)

    def one() -> float:
        order.append("ours")
        return (100, 1, 9, 2)[next(numbers) - 1]

    def other() -> float:
        order.append("theirs")
        return 4

    assert bench.in_turn(one, other) == [2, 4]
    assert order == ["ours", "theirs", "theirs", "ours"] * 2


@pytest.mark.parametrize("power", [0, 0.93, 1, 2])
def test_the_exponent_of_a_growth(power):
    sizes = [1_000, 10_000, 100_000]
    assert exponent(sizes, [3 * size**power for size in sizes]) == pytest.approx(power)


def test_growth_is_measured_at_every_size(bench):
    entry = bench.growth(QUICK, lambda size: lambda: size / 10, [10, 100, 1_000])
    assert (entry.ratio, entry.ours, entry.reference, entry.size) == (pytest.approx(1), 100, 1, 1_000)


def test_plain_is_small_and_full_is_the_goal(tmp_path):
    plain, full = Bench(tmp_path), Bench(tmp_path, full=True)
    assert (plain.repeats, plain.size(10, 10_000)) == (3, 10)
    assert (full.repeats, full.size(10, 10_000)) == (5, 10_000)
    assert timed(lambda: None)() >= 0


def test_chosen_by_name_and_run_once():
    def two(bench):
        return []

    def one(bench):
        return []

    lines = {"first": two, "second": two, "third": one}
    assert list(choose([], lines)) == ["first", "third"]
    assert list(choose(["second", "first"], lines)) == ["second"]
    with pytest.raises(SystemExit, match=r"called fastest. There are: first, second, third\."):
        choose(["first", "fastest"], lines)


@pytest.mark.slow
def test_a_peer_that_cannot_be_installed_says_why(tmp_path, monkeypatch):
    """Its own file asks for what no index has; nothing is fetched."""
    (tmp_path / "other.txt").write_text("no-such-product==1\n")
    monkeypatch.setattr(peers, "HERE", tmp_path)
    monkeypatch.setattr(peers, "DATA", tmp_path)
    monkeypatch.setattr(peers, "digest_of", lambda file: "1")
    monkeypatch.setattr(peers, "is_done", lambda step, fingerprint: False)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(peers.Unavailable, match=r"other could not be installed: .*no-such-product"):
        peers.installed("other")


def test_the_command_names_what_there_is():
    """As `script/bench` calls it, once the database is there."""
    env = {**os.environ, "PYTHONPATH": f"{ROOT / 'script'}{os.pathsep}{ROOT}"}
    asked = [sys.executable, "-m", "benchmarks", "no_such_thing"]
    done = subprocess.run(asked, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 1
    assert "No measurement is called no_such_thing." in done.stderr
    assert "respond_results, respond_store" in done.stderr
