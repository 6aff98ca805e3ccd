from django.urls import path

from ..views import decisions

urlpatterns = [
    path("<int:pk>/decisions/add/", decisions.decision_add, name="decision-add"),
    path("<int:pk>/decisions/<int:decision>/replace/", decisions.decision_replace, name="decision-replace"),
]
