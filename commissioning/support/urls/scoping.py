from django.urls import path

from ..views import scoping

urlpatterns = [
    path("<int:pk>/scoping/", scoping.package_scoping, name="package-scoping"),
    path("<int:pk>/scoping/notes/add/", scoping.note_add, name="note-add"),
    path("scoping/notes/<int:pk>/", scoping.note_edit, name="note-edit"),
    path("scoping/notes/<int:pk>/remove/", scoping.note_remove, name="note-remove"),
    path("<int:pk>/scoping/points/add/", scoping.point_add, name="point-add"),
    path("scoping/points/<int:pk>/", scoping.point_edit, name="point-edit"),
    path("scoping/points/<int:pk>/remove/", scoping.point_remove, name="point-remove"),
    path("<int:pk>/scoping/checklist/<slug:item>/", scoping.checklist_answer, name="checklist-answer"),
    path("<int:pk>/scoping/picture/", scoping.picture_edit, name="picture-edit"),
    path("<int:pk>/scoping/picture/agree/", scoping.picture_agree, name="picture-agree"),
]
