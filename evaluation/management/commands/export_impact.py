"""`export_impact --round NAME [--against NAME] [--by BREAKDOWN] --format csv|xlsx|sav|pdf -o FILE`: the impact tables.

Small numbers are withheld unless somebody who may see them says so, which is written down.
"""

from collections.abc import Callable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from commissioning.reporting.pdf import TooLarge
from commissioning.reporting.spreadsheets import CannotWrite
from evaluation.actions import exporting
from evaluation.exports import csv_files, report_html, sav, workbook
from evaluation.exports.files import CannotSave, saving
from evaluation.exports.gathering import tables_of
from evaluation.exports.tables import Tables
from evaluation.impact import impact_of
from evaluation.models import Round
from evaluation.queries.counts import attributes_of

ONE_FILE: dict[str, Callable[[Tables], bytes]] = {
    "csv": csv_files.as_zip,
    "xlsx": workbook.as_workbook,
    "sav": sav.as_sav,
    "pdf": report_html.as_pdf,
}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("--round", required=True, help="the round's name")
        parser.add_argument("--against", help="an earlier round's name: change, and what was expected")
        parser.add_argument("--by", default="", help="a breakdown: type, region, rurality, size, rating, role or other")
        parser.add_argument("--no-suppression", action="store_true", help="show small numbers too; needs --as")
        parser.add_argument("--as", dest="email", help="email address of who may see small numbers")
        parser.add_argument("--format", required=True, choices=ONE_FILE)
        parser.add_argument("-o", "--output", required=True, help="for csv a zip, or a folder: there, or ending in /")

    def handle(self, *args, **options) -> None:
        round_ = _round(options["round"])
        against = _round(options["against"]) if options["against"] else None
        _check_breakdown(round_, options["by"])
        suppressed = not options["no_suppression"]
        try:
            if not suppressed:
                exporting.record_unsuppressed(round_=round_, email=options["email"] or "")
            tables = tables_of(impact_of(round_, against=against, by=options["by"], suppressed=suppressed))
            self.stdout.write(f"{_save(tables, options['format'], options['output'])}{_mode(suppressed)}.")
        except (exporting.MayNotSee, CannotSave, CannotWrite, TooLarge) as problem:
            raise CommandError(str(problem)) from None


def _round(name: str) -> Round:
    found = Round.objects.filter(name=name).first()
    if found is None:
        known = ", ".join(f"“{one}”" for one in Round.objects.values_list("name", flat=True)[:10])
        raise CommandError(f"There is no round “{name}”. {f'There are: {known}.' if known else 'There are none yet.'}")
    return found


def _check_breakdown(round_: Round, by: str) -> None:
    known = list(dict.fromkeys(name for group in round_.groups.all() for name in attributes_of(group)))
    if by and by not in known:
        there = f"There are: {', '.join(known)}" if known else "Its answers hold no attribute"
        raise CommandError(f"“{round_}” has no breakdown “{by}”. {there}.")


def _save(tables: Tables, kind: str, output: str) -> str:
    said = f"{len(tables.levels):,} levels of {tables.of_when}"
    path = Path(output)
    if kind == "csv" and (path.is_dir() or output.endswith("/")):
        return f"{said} written to {len(csv_files.into_folder(tables, path))} files in {path}"
    with saving(path) as out:
        out.write(ONE_FILE[kind](tables))
    return f"{said} written to {path}"


def _mode(suppressed: bool) -> str:
    return "" if suppressed else "; nothing is withheld, and that is recorded"
