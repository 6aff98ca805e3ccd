from django.urls import path

from . import views

app_name = "readiness"

urlpatterns = [
    path("", views.assessment_list, name="assessment-list"),
    path("standards/", views.standard_list, name="standard-list"),
    path("standards/<str:code>/", views.standard_detail, name="standard-detail"),
    path("start/<str:gss_code>/", views.assessment_start, name="assessment-start"),
    path("<int:pk>/", views.assessment_detail, name="assessment-detail"),
    path("<int:pk>/standards/<str:code>/", views.entry_edit, name="entry-edit"),
    path("<int:pk>/check/", views.assessment_check, name="assessment-check"),
    path("<int:pk>/submit/", views.assessment_submit, name="assessment-submit"),
    path("<int:pk>/sent/", views.assessment_sent, name="assessment-sent"),
    path("<int:pk>/report/", views.report_detail, name="report-detail"),
    path("<int:pk>/report/pdf/", views.report_request, name="report-request"),
]
