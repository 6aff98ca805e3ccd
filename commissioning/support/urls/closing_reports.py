from django.urls import path

from ..views import closing_reports

urlpatterns = [
    path("<int:pk>/report/", closing_reports.package_report, name="package-report"),
    path("<int:pk>/report/<int:number>/", closing_reports.report_version, name="report-version"),
    path("<int:pk>/report/<int:number>/request/", closing_reports.report_request, name="report-request"),
]
