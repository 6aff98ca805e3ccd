from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "commissioning.programme"
    label = "programme"

    def ready(self) -> None:
        from . import panels
        from .sight import document

        panels.register_all()
        document.register_kind()
