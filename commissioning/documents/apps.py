from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "commissioning.documents"
    label = "documents"

    def ready(self) -> None:
        from . import verbs

        verbs.register_all()
