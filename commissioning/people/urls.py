"""/accounts/…: django-allauth's own views, of which we use a few, and our invitations and appointments.

allauth reverses its views by bare names, so those stay outside a namespace (`accounts`); ours are `people:…`.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path

from .views import accounts as views
from .views import appointments, correcting, directory, merging, second_factor, single_sign_on, trail

app_name = "people"


def own_account(view):
    """A page of one's own account opens to people who hold no role today."""
    view.without_role = True
    return view


urlpatterns = [
    path("invitation/<str:token>/", views.invitation_open, name="invitation-open"),
    path("invitation/", views.invitation_accept, name="invitation-accept"),
    path("sso/", single_sign_on.single_sign_on, name="single-sign-on"),
    path("sso/return/", single_sign_on.single_sign_on_return, name="single-sign-on-return"),
    path("session/", own_account(views.session_extend), name="session-extend"),
    path("kept/<int:pk>/", views.held_post, name="held-post"),
    path("people/", appointments.appointment_list, name="appointment-list"),
    path("people/appoint/", appointments.appointment_add, name="appointment-add"),
    path("people/<int:pk>/end/", appointments.appointment_end, name="appointment-end"),
    path("people/<int:pk>/invite/", appointments.invitation_send, name="invitation-send"),
    path("people/<int:pk>/authenticator/", second_factor.second_factor_remove, name="second-factor-remove"),
    path("people/<int:pk>/correct/", correcting.person_correct, name="person-correct"),
    path("people/<int:pk>/", directory.person_detail, name="person-detail"),
    path("people/merge/", merging.person_merge, name="person-merge"),
    path("people/areas/", directory.directory_list, name="directory-list"),
    path("people/areas/<str:day>/", directory.directory_dated, name="directory-dated"),
    path("people/trail/", trail.trail_list, name="trail-list"),
    path("people/trail/<gss_code:gss_code>/", trail.area_trail_list, name="area-trail-list"),
    path("people/churn/", directory.churn_detail, name="churn-detail"),
]


public = login_not_required

accounts = [
    path("login/", public(single_sign_on.sign_in), name="account_login"),
    path("logout/", own_account(single_sign_on.sign_out), name="account_logout"),
    path("signup/", public(account.signup), name="account_signup"),  # closed: says how accounts are made
    path("inactive/", public(account.account_inactive), name="account_inactive"),
    path("reauthenticate/", own_account(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", own_account(account.password_change), name="account_change_password"),
    path("password/set/", own_account(views.password_set), name="account_set_password"),
    path("password/reset/", public(account.password_reset), name="account_reset_password"),
    path("password/reset/done/", public(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        public(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("codes/", own_account(mfa.index), name="mfa_index"),
    path("codes/enter/", public(mfa.authenticate), name="mfa_authenticate"),
    path("codes/confirm/", own_account(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("codes/app/", own_account(second_factor.set_up_app), name="mfa_activate_totp"),
    path("codes/app/remove/", own_account(second_factor.remove_app), name="mfa_deactivate_totp"),
    path("codes/recovery/", own_account(second_factor.recovery_codes), name="mfa_view_recovery_codes"),
    path("codes/recovery/new/", own_account(second_factor.new_recovery_codes), name="mfa_generate_recovery_codes"),
    path("codes/recovery/download/", own_account(recovery.download_recovery_codes), name="mfa_download_recovery_codes"),
]
