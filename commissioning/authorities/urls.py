"""Under /authorities/."""

from django.urls import path, register_converter

from . import views
from .converters import GssCode

register_converter(GssCode, "gss_code")

app_name = "authorities"
urlpatterns = [
    path("", views.authority_list, name="authority-list"),
    path("<gss_code:gss_code>/", views.authority_detail, name="authority-detail"),
]
