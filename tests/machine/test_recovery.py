"""The rehearsal of a recovery to a point in time: what was written after the moment is not there (quality 40)."""

import os
import shutil

import pytest
from machine import postgres, recovery


@pytest.mark.slow
def test_40_a_server_recovered_to_a_moment_holds_what_was_written_before_it_and_nothing_after(tmp_path):
    home = postgres.home_for(tmp_path, f"rehearsal-{os.getpid()}")
    said: list[str] = []
    try:
        assert recovery.Rehearsal(home, said.append).run() == ["A"]
    finally:
        shutil.rmtree(home)
    assert [line[:2] for line in said] == ["1.", "2.", "3.", "4.", "5."]
