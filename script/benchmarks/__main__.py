"""`script/bench [--full] [NAME…]`, once the database is there."""

import argparse
import logging
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import django
from machine.place import ROOT

from commissioning.frames import with_room

from .running import Bench, Line, choose, run

TOPICS = ("printing", "analysing", "importing", "exporting", "answering", "serving", "growing", "running_site")


def main(arguments: list[str]) -> int:
    asked = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ["DATA_DIR"] = folder  # files that the product keeps
        os.environ["EXTRA_HOSTS"] = "testserver"  # what Django's test client calls a site
        django.setup()
        logging.getLogger("commissioning.jobs.queue").setLevel(logging.ERROR)  # mostly nobody is there to take work up
        from . import scratch  # uses the settings

        chosen = choose(asked.names, lines())
        try:
            # Work of ours and the reference alike, as under gunicorn and Celery.
            return with_room(run, chosen, Bench(Path(folder) / "line", full=asked.full), ROOT / "bench.json")
        finally:
            scratch.end()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="script/bench", description="Measures, writes bench.json, prints a table.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="what to measure; everything when none is given")
    parser.add_argument("--full", action="store_true", help="the goals’ own sizes, five repeats")
    return parser


def lines() -> dict[str, Line]:
    return {name: line for topic in TOPICS for name, line in import_module(f"{__package__}.{topic}").LINES.items()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
