from django.urls import path

from ..views import benefits

urlpatterns = [
    path("<int:pk>/benefits/", benefits.package_benefits, name="package-benefits"),
    path("<int:pk>/benefits/add/", benefits.figure_add, name="figure-add"),
    path("figures/<int:pk>/", benefits.figure_edit, name="figure-edit"),
    path("figures/<int:pk>/verify/", benefits.figure_verify, name="figure-verify"),
    path("figures/<int:pk>/remove/", benefits.figure_remove, name="figure-remove"),
]
