"""check_integrity — re-verifies snapshots' and files' checksums, orphans, stuck jobs. Exits 1 on any finding."""

from django.core.management.base import BaseCommand, CommandError

from commissioning.programme import integrity, stored_files


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options) -> None:
        checked, findings = integrity.check()
        findings += stored_files.without_row()
        for finding in findings:
            self.stderr.write(finding)
        if findings:
            raise CommandError(f"{len(findings)} findings in {checked} things checked")
        self.stdout.write(f"{checked} things checked; nothing wrong found")
