from django.urls import path

from ..views import plan

urlpatterns = [
    path("plan/<gss_code:gss_code>/", plan.plan_detail, name="plan-detail"),
    path("plan/<gss_code:gss_code>/spreadsheet/", plan.plan_spreadsheet, name="plan-spreadsheet"),
    path("plan/<gss_code:gss_code>/draft/", plan.plan_draft, name="plan-draft"),
    path("plan/<gss_code:gss_code>/add/", plan.action_add, name="action-add"),
    path("actions/<int:pk>/", plan.action_detail, name="action-detail"),
    path("actions/<int:pk>/edit/", plan.action_edit, name="action-edit"),
    path("actions/<int:pk>/update/", plan.action_update, name="action-update"),
    path("actions/<int:pk>/drop/", plan.action_drop, name="action-drop"),
]
