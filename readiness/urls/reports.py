from django.urls import path

from ..views import reports

urlpatterns = [
    path("<int:pk>/report/", reports.report_detail, name="report-detail"),
    path("<int:pk>/report/pdf/", reports.report_request, name="report-request"),
    path("<int:pk>/report/<int:snapshot>/", reports.report_version, name="report-version"),
    path("<int:pk>/report/<int:snapshot>/board/", reports.board_detail, name="board-detail"),
    path("<int:pk>/report/<int:snapshot>/<slug:kind>/", reports.copy_request, name="copy-request"),
    path("campaigns/<int:year>/reports/", reports.campaign_reports, name="campaign-reports"),
]
