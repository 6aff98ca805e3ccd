from django.urls import path

from ..views import assessments

urlpatterns = [
    path("", assessments.assessment_list, name="assessment-list"),
    path("start/<str:gss_code>/", assessments.assessment_start, name="assessment-start"),
    path("<int:pk>/", assessments.assessment_detail, name="assessment-detail"),
    path("<int:pk>/standards/<str:code>/", assessments.entry_edit, name="entry-edit"),
    path("<int:pk>/check/", assessments.assessment_check, name="assessment-check"),
]
