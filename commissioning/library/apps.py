from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "commissioning.library"
    label = "library"
    verbose_name = "Resource bank"

    def ready(self) -> None:
        from . import panels, verbs

        verbs.register_all()
        panels.register_all()
