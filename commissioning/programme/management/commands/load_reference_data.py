"""load_reference_data — the register, the shipped standards, questionnaires and case studies. Run again, it changes
nothing; run twice at once, the second waits. Parts of the register that were uploaded are left as they are.
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

import readiness
from commissioning.authorities import loading
from commissioning.authorities.register_files import SHIPPED_IN
from commissioning.authorities.source_files import BrokenFile
from commissioning.jobs.locks import key_of
from commissioning.library.actions.shipped import load_shipped
from commissioning.programme.refresh.sources import IN_WORDS, Source, left_alone, sources
from evaluation.actions.instruments import import_shipped
from readiness.management.commands.import_framework import import_file

STANDARDS = Path(readiness.__file__).parent / "data"
SHIPPED = ("good-commissioning-v1.xlsx", "conditions-for-readiness-v1.xlsx")


class Command(BaseCommand):
    help = __doc__

    @transaction.atomic
    def handle(self, *args, **options) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key_of("load-reference-data")])
        register = _register(SHIPPED_IN)
        standards = "; ".join(import_file(STANDARDS / name) for name in SHIPPED)
        questionnaires = ", ".join(map(str, import_shipped()))
        studies = load_shipped()
        self.stdout.write(f"{register}; {standards}; questionnaires: {questionnaires}; {studies} case studies")


def _register(folder: Path) -> str:
    """What it holds now, and what was left as it was uploaded."""
    loading.one_at_a_time()
    found = sources(folder)
    try:
        register = loading.load_register(folder=folder, leave=left_alone(found))
    except BrokenFile as error:
        if not left_alone(found):
            raise CommandError(str(error)) from error
        # The site’s own files need not fit a register that is kept by uploads: it stays as it is, and the site starts.
        return f"{loading.counts()}; the site’s own files were left out, they do not fit what was uploaded: {error}"
    return "; ".join([str(register), *(_kept(source) for source in found if source.is_uploaded)])


def _kept(source: Source) -> str:
    said = f"{IN_WORDS[source.part]}: kept as uploaded on {source.refresh.settled_at:%-d %B %Y}"
    return f"{said} (a newer edition came with this release; see Programme, Register)" if source.newer_shipped else said
