"""load_reference_data — the register, the shipped standards, questionnaires and case studies. Run again, it changes
nothing.
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

import readiness
from commissioning import authorities
from commissioning.authorities.loading import load_register
from commissioning.authorities.source_files import BrokenFile
from commissioning.library.actions.shipped import load_shipped
from evaluation.actions.instruments import import_shipped
from readiness.management.commands.import_framework import import_file

REGISTER = Path(authorities.__file__).parent / "data"
STANDARDS = Path(readiness.__file__).parent / "data"
SHIPPED = ("good-commissioning-v1.xlsx", "conditions-for-readiness-v1.xlsx")


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options) -> None:
        try:
            register = load_register(folder=REGISTER)
        except BrokenFile as error:
            raise CommandError(str(error)) from error
        standards = "; ".join(import_file(STANDARDS / name) for name in SHIPPED)
        questionnaires = ", ".join(map(str, import_shipped()))
        studies = load_shipped()
        self.stdout.write(f"{register}; {standards}; questionnaires: {questionnaires}; {studies} case studies")
