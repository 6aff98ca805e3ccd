from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "commissioning.support"
    label = "support"
    verbose_name = "Bespoke support"
