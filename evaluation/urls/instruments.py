from django.urls import path

from ..views import instruments

urlpatterns = [
    path("questionnaires/", instruments.instrument_list, name="instrument-list"),
    path("questionnaires/<slug:slug>/", instruments.instrument_detail, name="instrument-detail"),
    path("questionnaire-import/", instruments.instrument_import, name="instrument-import"),
    path("questionnaire-import/sample/", instruments.instrument_sample, name="instrument-sample"),
    path("questionnaire-versions/<int:pk>/", instruments.version_detail, name="version-detail"),
    path("questionnaire-versions/<int:pk>/file/", instruments.version_download, name="version-download"),
]
