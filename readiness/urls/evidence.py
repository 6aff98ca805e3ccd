from django.urls import path

from ..views import evidence

urlpatterns = [
    path("<int:pk>/evidence/", evidence.evidence_list, name="evidence-list"),
    path("<int:pk>/standards/<str:code>/evidence/add/", evidence.evidence_add, name="evidence-add"),
    path("<int:pk>/standards/<str:code>/evidence/choose/", evidence.evidence_choose, name="evidence-choose"),
    path("<int:pk>/evidence/<int:piece>/", evidence.evidence_detail, name="evidence-detail"),
    path("<int:pk>/evidence/<int:piece>/standards/", evidence.evidence_assign, name="evidence-assign"),
    path("<int:pk>/evidence/<int:piece>/remove/", evidence.evidence_remove, name="evidence-remove"),
    path("<int:pk>/evidence/uses/<int:use>/", evidence.use_edit, name="use-edit"),
    path("evidence/<int:pk>/download/", evidence.evidence_download, name="evidence-download"),
]
