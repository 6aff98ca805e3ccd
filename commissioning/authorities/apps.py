from django.apps import AppConfig


class AuthoritiesConfig(AppConfig):
    name = "commissioning.authorities"
    label = "authorities"
    verbose_name = "Authorities"

    def ready(self) -> None:
        """Before any address is read: those of higher apps name areas by their code, too."""
        from django.urls import register_converter

        from . import timeline, verbs
        from .converters import GssCode

        register_converter(GssCode, "gss_code")
        timeline.register_sources()
        verbs.register_all()
