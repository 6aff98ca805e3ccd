"""The site map. Each app's own addresses are in its `urls.py`."""

from django.urls import include, path

from commissioning.people.urls import accounts

urlpatterns = [
    path("", include("commissioning.programme.urls")),
    path("accounts/", include(accounts)),
    path("accounts/", include("commissioning.people.urls")),
    path("authorities/", include("commissioning.authorities.urls")),
    path("documents/", include("commissioning.documents.urls")),
    path("evaluation/", include("evaluation.urls")),
    path("library/", include("commissioning.library.urls")),
    path("profiles/", include("commissioning.profiles.urls")),
    path("readiness/", include("readiness.urls")),
    path("respond/", include("evaluation.urls.respond")),
    path("support/", include("commissioning.support.urls")),
]

handler400 = "commissioning.programme.errors.bad_request"
handler403 = "commissioning.programme.errors.permission_denied"
handler404 = "commissioning.programme.errors.not_found"
handler429 = "commissioning.programme.errors.too_many_requests"  # django-allauth looks for this name
handler500 = "commissioning.programme.errors.server_error"
