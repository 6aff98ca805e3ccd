from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "commissioning.people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from commissioning.lists import trail

        from . import audit, panels, timeline, verbs

        trail.record_with(audit.record_request)
        verbs.register_all()
        panels.register_all()
        timeline.register_source()
