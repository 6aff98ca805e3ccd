from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "commissioning.programme"
    label = "programme"
