from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "commissioning.support"
    label = "support"
    verbose_name = "Bespoke support"

    def ready(self) -> None:
        from readiness.queries import comparing

        from . import closing_document, panels, timeline, verbs
        from .queries import levels

        verbs.register_all()
        panels.register_all()
        timeline.register_source()
        closing_document.register_kind()
        comparing.register_way("it shows its levels to a support package you work on", levels.areas_shown)
