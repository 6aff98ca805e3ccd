from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created

from commissioning.logs import statements


class ProgrammeConfig(AppConfig):
    name = "commissioning.programme"
    label = "programme"

    def ready(self) -> None:
        from . import panels, verbs
        from .area import document as area_document
        from .area import panel as area
        from .contact import panel as contact
        from .protection import export
        from .reorganisation import panel as reorganisation
        from .sight import document

        verbs.register_all()
        panels.register_all()
        contact.register_panel()
        reorganisation.register_panel()
        document.register_kind()
        area_document.register_kinds()
        area.register_panels()
        export.register_kind()
        connection_created.connect(_watch_statements, dispatch_uid="slow-statements")


def _watch_statements(connection, **about) -> None:
    statements.watch(connection, settings.SLOW_QUERY_MS)
