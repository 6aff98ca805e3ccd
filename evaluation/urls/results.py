from django.urls import path

from ..views import results

urlpatterns = [
    path("groups/<int:pk>/results/", results.group_results, name="group-results"),
    path("groups/<int:pk>/results/against/<int:earlier>/", results.group_change, name="group-change"),
    path("groups/<int:pk>/results/<slug:name>/", results.figure_detail, name="figure-detail"),
]
