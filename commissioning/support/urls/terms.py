from django.urls import path

from ..views import terms

urlpatterns = [
    path("<int:pk>/terms/", terms.package_terms, name="package-terms"),
    path("<int:pk>/terms/edit/", terms.terms_edit, name="terms-edit"),
    path("<int:pk>/terms/sign/<slug:side>/", terms.terms_sign, name="terms-sign"),
    path("<int:pk>/criteria/add/", terms.criterion_add, name="criterion-add"),
    path("criteria/<int:pk>/", terms.criterion_edit, name="criterion-edit"),
    path("criteria/<int:pk>/drop/", terms.criterion_drop, name="criterion-drop"),
]
