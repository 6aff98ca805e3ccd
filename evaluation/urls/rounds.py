from django.urls import path

from ..views import home, invitations, rates, rounds

urlpatterns = [
    path("", home.home, name="home"),
    path("rounds/", rounds.round_list, name="round-list"),
    path("rounds/add/", rounds.round_add, name="round-add"),
    path("rounds/<int:pk>/", rounds.round_detail, name="round-detail"),
    path("rounds/<int:pk>/days/", rounds.round_days, name="round-days"),
    path("rounds/<int:pk>/draw/", rounds.round_draw, name="round-draw"),
    path("rounds/<int:pk>/open/", rounds.round_open, name="round-open"),
    path("rounds/<int:pk>/close/", rounds.round_close, name="round-close"),
    path("rounds/<int:pk>/rates/", rates.round_rates, name="round-rates"),
    path("groups/<int:pk>/questionnaire/", rounds.group_instrument, name="group-instrument"),
    path("groups/<int:pk>/remind/", invitations.group_remind, name="group-remind"),
    path("groups/<int:pk>/rates/", rates.group_rates, name="group-rates"),
    path("groups/<int:pk>/people/", invitations.invitation_list, name="invitation-list"),
    path("invitations/<int:pk>/", invitations.invitation_detail, name="invitation-detail"),
    path("invitations/<int:pk>/link/", invitations.invitation_link, name="invitation-link"),
]
