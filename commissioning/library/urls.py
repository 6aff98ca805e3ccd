"""Under /library/."""

from django.urls import path

from .views import resources, uses, writing

app_name = "library"

urlpatterns = [
    path("", resources.resource_list, name="resource-list"),
    path("begin/", writing.resource_begin, name="resource-begin"),
    path("versions/", writing.version_list, name="version-list"),
    path("versions/<int:pk>/", resources.version_detail, name="version-detail"),
    path("versions/<int:pk>/edit/", writing.version_edit, name="version-edit"),
    path("versions/<int:pk>/figures/", writing.figure_add, name="figure-add"),
    path("versions/<int:pk>/<slug:move>/", writing.version_advance, name="version-advance"),
    path("figures/<int:pk>/", writing.figure_edit, name="figure-edit"),
    path("figures/<int:pk>/remove/", writing.figure_remove, name="figure-remove"),
    path("uses/<int:pk>/helped/", uses.use_helped, name="use-helped"),
    path("uses/<int:pk>/remove/", uses.use_remove, name="use-remove"),
    path("areas/<gss_code:gss_code>/", uses.use_list, name="use-list"),
    path("resources/<slug:code>/", resources.resource_detail, name="resource-detail"),
    path("resources/<slug:code>/keep/", resources.resource_keep, name="resource-keep"),
    path("resources/<slug:code>/let-go/", resources.resource_let_go, name="resource-let-go"),
    path("resources/<slug:code>/correct/", writing.resource_correct, name="resource-correct"),
    path("resources/<slug:code>/used/", uses.use_add, name="use-add"),
]
