"""Asks the engine of ODK's web forms, in one process of node that lives as long as the tests that ask it."""

import json
import os
import subprocess
import sys
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

PROGRAM = Path(__file__).with_name("oracle.mjs")
NODE = Path(sys.executable).with_name("node")


class Oracle:
    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [NODE, PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "TZ": "UTC"},
        )

    def ask(self, *, today: date, **case) -> dict:
        noon = datetime.combine(today, time(12), ZoneInfo("UTC"))
        self.process.stdin.write(json.dumps({**case, "today": int(noon.timestamp() * 1000)}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self) -> None:
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=10)
