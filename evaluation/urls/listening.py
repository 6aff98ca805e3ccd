from django.urls import path

from ..views.listening import interviews, passages, plan, reports

urlpatterns = [
    path("areas/<str:gss_code>/listening/", plan.listening_begin, name="listening-begin"),
    path("listening/", plan.listening_list, name="listening-list"),
    path("listening/<int:pk>/", plan.listening_detail, name="listening-detail"),
    path("listening/<int:pk>/name/", plan.listening_name, name="listening-name"),
    path("listening/<int:pk>/members/<int:member>/leave/", plan.listening_leave, name="listening-leave"),
    path("listening/<int:pk>/end/", plan.listening_end, name="listening-end"),
    path("listening/<int:pk>/themes/", plan.theme_list, name="listening-themes"),
    path("listening/<int:pk>/themes/<slug:theme>/", plan.theme_summarise, name="theme-summarise"),
    path("listening/<int:pk>/interviews/add/", interviews.interview_add, name="area-interview-add"),
    path("listening/<int:pk>/reports/make/", reports.report_make, name="area-report-make"),
    path("listening/<int:pk>/reports/<int:number>/", reports.report_detail, name="area-report-detail"),
    path("listening/<int:pk>/reports/<int:number>/release/", reports.report_release, name="area-report-release"),
    path("listening/<int:pk>/reports/<int:number>/pdf/", reports.report_request, name="area-report-request"),
    path("listening/<int:pk>/playback/", reports.playback_add, name="playback-add"),
    path("listening/<int:pk>/playback/<int:playback>/", reports.playback_edit, name="playback-edit"),
    path("area-interviews/<int:pk>/", interviews.interview_detail, name="area-interview-detail"),
    path("area-interviews/<int:pk>/edit/", interviews.interview_edit, name="area-interview-edit"),
    path("area-interviews/<int:pk>/notes/<int:number>/", interviews.interview_notes, name="area-interview-notes"),
    path("area-interviews/<int:pk>/send/", interviews.interview_send, name="area-interview-send"),
    path("area-interviews/<int:pk>/count/", interviews.interview_count, name="area-interview-count"),
    path("area-interviews/<int:pk>/passages/", interviews.passage_add, name="area-passage-add"),
    path("area-passages/<int:pk>/", passages.passage_detail, name="area-passage-detail"),
    path("area-passages/<int:pk>/mask/", passages.passage_mask, name="area-passage-mask"),
    path("area-passages/<int:pk>/approve/", passages.passage_approve, name="area-passage-approve"),
    path("area-passages/<int:pk>/withdraw/", passages.passage_withdraw, name="area-passage-withdraw"),
    path("area-passages/<int:pk>/remove/", passages.passage_remove, name="area-passage-remove"),
]
