from django.urls import path

from ..views import measures

urlpatterns = [
    path("<int:pk>/measures/", measures.package_measures, name="package-measures"),
    path("<int:pk>/measures/add/", measures.measure_add, name="measure-add"),
    path("measures/<int:pk>/", measures.measure_detail, name="measure-detail"),
    path("measures/<int:pk>/edit/", measures.measure_edit, name="measure-edit"),
    path("measures/<int:pk>/remove/", measures.measure_remove, name="measure-remove"),
    path("measures/<int:pk>/points/", measures.points_add, name="measure-points-add"),
    path("measures/<int:pk>/points/<int:point>/remove/", measures.point_remove, name="measure-point-remove"),
]
