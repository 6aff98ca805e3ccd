from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "commissioning.library"
    label = "library"
    verbose_name = "Resource bank"

    def ready(self) -> None:
        from . import panels

        panels.register_all()
