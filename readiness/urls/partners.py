from django.urls import path

from ..views import giving, links, partners, thanks, workshops

urlpatterns = [
    # The champion's
    path("<int:pk>/partners/", partners.partner_list, name="partner-list"),
    path("<int:pk>/partners/days/", partners.window_set, name="window-set"),
    path("<int:pk>/partners/days/extend/", partners.window_extend, name="window-extend"),
    path("<int:pk>/partners/ask/", partners.partner_choose, name="partner-choose"),
    path("<int:pk>/partners/ask/<slug:kind>/", partners.partner_invite, name="partner-invite"),
    path("<int:pk>/partners/ask/<slug:kind>/several/", partners.partner_invite_several, name="partner-invite-several"),
    path("<int:pk>/partners/ask/<slug:kind>/group/", partners.group_invite, name="group-invite"),
    path("<int:pk>/partners/ask/<slug:kind>/workshop/", workshops.workshop_add, name="workshop-add"),
    path("<int:pk>/partners/pack/", workshops.pack_request, name="pack-request"),
    path("<int:pk>/partners/name/", workshops.reader_name, name="reader-name"),
    path("<int:pk>/partners/named/<int:reader_pk>/end/", workshops.reader_end, name="reader-end"),
    path("<int:pk>/partners/<int:scorer_pk>/", partners.partner_detail, name="partner-detail"),
    path("<int:pk>/partners/<int:scorer_pk>/link/", partners.partner_link, name="partner-link"),
    path("<int:pk>/partners/<int:scorer_pk>/withdraw/", partners.partner_withdraw, name="partner-withdraw"),
    # A partner's way in
    path("view/", links.view_accept, name="view-accept"),
    path("view/again/", links.view_link_renew, name="view-link-renew"),
    path("view/leave/", links.view_leave, name="view-leave"),
    path("view/<str:token>/", links.view_open, name="view-open"),
    # A partner's own
    path("views/", giving.view_list, name="view-list"),
    path("views/<int:pk>/", giving.view_detail, name="view-detail"),
    path("views/<int:pk>/standards/<str:code>/", giving.view_edit, name="view-edit"),
    path("views/<int:pk>/group/", giving.view_group, name="view-group"),
    path("views/<int:pk>/check/", giving.view_check, name="view-check"),
    path("views/<int:pk>/send/", giving.view_send, name="view-send"),
    path("views/<int:pk>/thanks/", thanks.thanks_detail, name="thanks-detail"),
    path("views/<int:pk>/report/", thanks.thanks_report, name="thanks-report"),
    path("views/<int:pk>/report/pdf/", thanks.thanks_download, name="thanks-download"),
]
