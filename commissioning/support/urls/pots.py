from django.urls import path

from ..views import pots

urlpatterns = [
    path("pots/", pots.pot_list, name="pot-list"),
    path("pots/add/", pots.pot_add, name="pot-add"),
    path("pots/<int:pk>/", pots.pot_detail, name="pot-detail"),
    path("pots/<int:pk>/edit/", pots.pot_edit, name="pot-edit"),
    path("pots/<int:pk>/close/", pots.pot_close, name="pot-close"),
    path("pots/<int:pk>/reopen/", pots.pot_reopen, name="pot-reopen"),
]
