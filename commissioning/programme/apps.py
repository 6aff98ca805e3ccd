from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "commissioning.programme"
    label = "programme"

    def ready(self) -> None:
        from . import panels
        from .area import document as area_document
        from .area import panel as area
        from .contact import panel as contact
        from .reorganisation import panel as reorganisation
        from .sight import document

        panels.register_all()
        contact.register_panel()
        reorganisation.register_panel()
        document.register_kind()
        area_document.register_kinds()
        area.register_panels()
