from django.urls import path

from ..views import outcomes

urlpatterns = [
    path("outcomes/of/<gss_code:gss_code>/", outcomes.outcome_list, name="outcome-list"),
    path("outcomes/of/<gss_code:gss_code>/examples/", outcomes.outcome_examples, name="outcome-examples"),
    path("outcomes/of/<gss_code:gss_code>/add/", outcomes.outcome_add, name="outcome-add"),
    path("outcomes/<int:pk>/", outcomes.outcome_detail, name="outcome-detail"),
    path("outcomes/<int:pk>/edit/<slug:part>/", outcomes.outcome_edit, name="outcome-edit"),
    path("outcomes/<int:pk>/take/", outcomes.outcome_take, name="outcome-take"),
    path("outcomes/<int:pk>/remove/", outcomes.outcome_remove, name="outcome-remove"),
    path("outcomes/<int:pk>/return/", outcomes.outcome_return, name="outcome-return"),
]
