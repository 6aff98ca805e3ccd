from django.urls import path

from ..views import brief, links, moving, packages, requests, team

urlpatterns = [
    path("", packages.package_list, name="package-list"),
    path("new/<gss_code:gss_code>/", requests.request_add, name="request-add"),
    path("<int:pk>/", packages.package_detail, name="package-detail"),
    path("<int:pk>/brief/", brief.package_brief, name="package-brief"),
    path("<int:pk>/request/", requests.request_edit, name="request-edit"),
    path("<int:pk>/shares/", requests.package_share, name="package-share"),
    path("<int:pk>/move/<slug:move>/", moving.package_advance, name="package-advance"),
    path("<int:pk>/actions/", links.actions_link, name="actions-link"),
    path("<int:pk>/closing-assessment/", links.closing_assessment_open, name="closing-assessment-open"),
    path("<int:pk>/people/", team.package_team, name="package-team"),
    path("<int:pk>/people/lead/", team.lead_name, name="lead-name"),
    path("<int:pk>/people/adviser/", team.adviser_add, name="adviser-add"),
    path("people/<int:pk>/end/", team.member_end, name="member-end"),
    path("<int:pk>/areas/", team.package_areas, name="package-areas"),
    path("areas/<int:pk>/answer/", team.part_answer, name="part-answer"),
    path("areas/<int:pk>/pass-on/", team.part_pass_on, name="part-pass-on"),
    path("areas/<int:pk>/sponsor/", team.sponsor_name, name="sponsor-name"),
]
