from django.urls import path

from . import views
from .area import views as area
from .contact import views as contact
from .help import views as help_pages
from .protection import views as protection
from .refresh import views as refresh
from .reorganisation import views as reorganisation
from .search import views as search
from .sight import views as sight
from .welcome import views as welcome

app_name = "programme"

urlpatterns = [
    path("", views.home, name="home"),
    path("programme/", views.overview, name="overview"),
    path("asked/<gss_code:gss_code>/", views.asked_detail, name="asked-detail"),
    path("handover/<gss_code:gss_code>/", views.handover_detail, name="handover-detail"),
    path("handover/<gss_code:gss_code>/<str:role>/", views.handover_note, name="handover-note"),
    path("programme/lines-of-sight/", sight.line_table, name="line-table"),
    path("authorities/<gss_code:gss_code>/timeline/", area.timeline_detail, name="timeline-detail"),
    path("authorities/<gss_code:gss_code>/brief/", area.brief_detail, name="brief-detail"),
    path("authorities/<gss_code:gss_code>/brief/print/", area.brief_print, name="brief-print"),
    path("authorities/<gss_code:gss_code>/profile/print/", area.profile_print, name="profile-print"),
    path("authorities/<gss_code:gss_code>/line-of-sight/", sight.line_list, name="line-list"),
    path("authorities/<gss_code:gss_code>/line-of-sight/<slug:code>/", sight.line_detail, name="line-detail"),
    path("authorities/<gss_code:gss_code>/line-of-sight/<slug:code>/print/", sight.line_print, name="line-print"),
    path("contact/", contact.contact_list, name="contact-list"),
    path("contact/<int:pk>/", contact.contact_detail, name="contact-detail"),
    path("contact/<int:pk>/acknowledge/", contact.contact_acknowledge, name="contact-acknowledge"),
    path("contact/<int:pk>/act/", contact.contact_act, name="contact-act"),
    path("contact/<int:pk>/dismiss/", contact.contact_dismiss, name="contact-dismiss"),
    path("contact/<int:pk>/answer/", contact.contact_answer, name="contact-answer"),
    path("programme/data-protection/", protection.protection_detail, name="protection-detail"),
    path("programme/data-protection/retention/", protection.retention_preview, name="retention-preview"),
    path("programme/data-protection/people/<int:pk>/", protection.subject_detail, name="subject-detail"),
    path("programme/data-protection/people/<int:pk>/copy/", protection.subject_copy, name="subject-copy"),
    path("programme/data-protection/people/<int:pk>/erase/", protection.person_erase, name="person-erase"),
    path("programme/register/", refresh.refresh_list, name="refresh-list"),
    path("programme/register/upload/", refresh.refresh_add, name="refresh-add"),
    path("programme/register/newer/", refresh.refresh_take_shipped, name="refresh-take-shipped"),
    path("programme/register/samples/<slug:kind>/", refresh.refresh_sample, name="refresh-sample"),
    path("programme/register/<int:pk>/", refresh.refresh_detail, name="refresh-detail"),
    path("programme/register/<int:pk>/changes/<slug:kind>/", refresh.refresh_changes, name="refresh-changes"),
    path("programme/register/<int:pk>/files/<int:file>/", refresh.refresh_file, name="refresh-file"),
    path("programme/register/<int:pk>/apply/", refresh.refresh_apply, name="refresh-apply"),
    path("programme/register/<int:pk>/set-aside/", refresh.refresh_set_aside, name="refresh-set-aside"),
    path("programme/reorganisations/", reorganisation.reorganisation_list, name="reorganisation-list"),
    path("programme/reorganisations/add/", reorganisation.reorganisation_add, name="reorganisation-add"),
    *(
        path(f"programme/reorganisations/<int:pk>/{part}", view, name=name)
        for part, view, name in (
            ("", reorganisation.reorganisation_detail, "reorganisation-detail"),
            ("edit/", reorganisation.reorganisation_edit, "reorganisation-edit"),
            ("councils/", reorganisation.reorganisation_successors, "reorganisation-successors"),
            ("councils/add/", reorganisation.reorganisation_council_add, "reorganisation-council-add"),
            (
                "councils/<int:council>/remove/",
                reorganisation.reorganisation_council_remove,
                "reorganisation-council-remove",
            ),
            ("decide/", reorganisation.reorganisation_decide, "reorganisation-decide"),
            ("apply/", reorganisation.reorganisation_apply, "reorganisation-apply"),
            ("withdraw/", reorganisation.reorganisation_withdraw, "reorganisation-withdraw"),
        )
    ),
    path("first-steps/", welcome.guide_detail, name="guide-detail"),
    path("first-steps/put-away/", welcome.guide_put_away, name="guide-put-away"),
    path("first-steps/bring-back/", welcome.guide_bring_back, name="guide-bring-back"),
    path("help/", help_pages.help_list, name="help-list"),
    path("help/<slug:slug>/", help_pages.help_detail, name="help-detail"),
    path("search/", search.search_detail, name="search-detail"),
    path("components/", views.components, name="components"),
    path("who-sees-what/", views.who_sees_what, name="who-sees-what"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("cookies/", views.cookies, name="cookies"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("demo/outbox", views.demo_outbox, name="demo-outbox"),
    path("demo/outbox/<int:pk>/", views.demo_letter, name="demo-letter"),
]
