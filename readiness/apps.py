from django.apps import AppConfig


class ReadinessConfig(AppConfig):
    name = "readiness"
    label = "readiness"
    verbose_name = "Self-assessment"

    def ready(self) -> None:
        from . import panels, report_document

        panels.register_all()
        report_document.register_kind()
