from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "commissioning.people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from . import panels, timeline

        panels.register_all()
        timeline.register_source()
