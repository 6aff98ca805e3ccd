from django.urls import path

from ..views import answers, results

urlpatterns = [
    path("groups/<int:pk>/answers/", answers.answers_export, name="answers-export"),
    path("groups/<int:pk>/results/", results.group_results, name="group-results"),
    path("groups/<int:pk>/results/against/<int:earlier>/", results.group_change, name="group-change"),
    path("groups/<int:pk>/results/<slug:name>/", results.figure_detail, name="figure-detail"),
]
