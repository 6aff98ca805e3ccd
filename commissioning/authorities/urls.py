"""Under /authorities/."""

from django.urls import path

from . import views

app_name = "authorities"
urlpatterns = [
    path("", views.authority_list, name="authority-list"),
    path("<gss_code:gss_code>/", views.authority_detail, name="authority-detail"),
]
