"""Migrations, then the application role's rights. Run as the database's owner (DATABASE_AS_OWNER=1)."""

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection, transaction

from commissioning.people.actions import reseal_second_factors


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        append_only = grant(settings.APPLICATION_ROLE)
        reseal_second_factors(clear_only=True)  # those of a release that did not seal them
        self.stdout.write(f"The database is prepared; {append_only} tables are append-only for the site.")


@transaction.atomic
def grant(role: str) -> int:
    """The site may read and write rows, but neither change nor delete those of append-only models – but for columns
    that name people in words (`NAMES_PEOPLE`), for erasing them – and never change the columns that a model says are
    `FIXED`.
    """
    name = connection.ops.quote_name(role)
    tables = [m._meta.db_table for m in apps.get_models() if getattr(m, "APPEND_ONLY", False)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] == role:
            raise SystemExit("Run this as the database's owner: set DATABASE_OWNER_URL and DATABASE_AS_OWNER=1.")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {name}")
        for table in tables:
            cursor.execute(f"REVOKE UPDATE, DELETE ON {connection.ops.quote_name(table)} FROM {name}")
        for model in apps.get_models():
            if names := getattr(model, "NAMES_PEOPLE", ()):
                columns = ", ".join(map(connection.ops.quote_name, names))
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"GRANT UPDATE ({columns}) ON {table} TO {name}")
            if fixed := getattr(model, "FIXED", ()):
                table = connection.ops.quote_name(model._meta.db_table)
                free = [field.column for field in model._meta.concrete_fields if field.name not in fixed]
                columns = ", ".join(map(connection.ops.quote_name, free))
                cursor.execute(f"REVOKE UPDATE ON {table} FROM {name}")
                cursor.execute(f"GRANT UPDATE ({columns}) ON {table} TO {name}")
    return len(tables)
