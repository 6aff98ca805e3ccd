from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "commissioning.profiles"
    label = "profiles"
    verbose_name = "Authority profiles"

    def ready(self) -> None:
        from . import panels, timeline, verbs

        verbs.register_all()
        panels.register_all()
        timeline.register_source()
