from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "commissioning.programme"
    label = "programme"

    def ready(self) -> None:
        from . import panels

        panels.register_all()
