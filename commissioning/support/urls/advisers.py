from django.urls import path

from ..views import advisers

urlpatterns = [
    path("advisers/", advisers.adviser_list, name="adviser-list"),
    path("advisers/new/", advisers.adviser_new, name="adviser-new"),
    path("advisers/<int:pk>/", advisers.adviser_detail, name="adviser-detail"),
    path("advisers/<int:pk>/edit/", advisers.adviser_edit, name="adviser-edit"),
    path("advisers/<int:pk>/away/", advisers.away_add, name="away-add"),
    path("advisers/away/<int:pk>/end/", advisers.away_end, name="away-end"),
    path("advisers/<int:pk>/conflicts/", advisers.conflict_add, name="conflict-add"),
    path("advisers/conflicts/<int:pk>/end/", advisers.conflict_end, name="conflict-end"),
    path("<int:pk>/matches/", advisers.package_matches, name="package-matches"),
    path("<int:pk>/checks/<int:adviser_pk>/", advisers.check_record, name="check-record"),
]
