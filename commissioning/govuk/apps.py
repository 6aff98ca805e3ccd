"""Registers the look as a Django app, so that its template tags are found."""

from django.apps import AppConfig


class GovukConfig(AppConfig):
    name = "commissioning.govuk"
    label = "govuk"
