from django.urls import path

from . import views
from .search import views as search
from .sight import views as sight

app_name = "programme"

urlpatterns = [
    path("", views.home, name="home"),
    path("programme/", views.overview, name="overview"),
    path("asked/<gss_code:gss_code>/", views.asked_detail, name="asked-detail"),
    path("handover/<gss_code:gss_code>/", views.handover_detail, name="handover-detail"),
    path("handover/<gss_code:gss_code>/<str:role>/", views.handover_note, name="handover-note"),
    path("programme/lines-of-sight/", sight.line_table, name="line-table"),
    path("authorities/<gss_code:gss_code>/line-of-sight/", sight.line_list, name="line-list"),
    path("authorities/<gss_code:gss_code>/line-of-sight/<slug:code>/", sight.line_detail, name="line-detail"),
    path("authorities/<gss_code:gss_code>/line-of-sight/<slug:code>/print/", sight.line_print, name="line-print"),
    path("search/", search.search_detail, name="search-detail"),
    path("components/", views.components, name="components"),
    path("who-sees-what/", views.who_sees_what, name="who-sees-what"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("cookies/", views.cookies, name="cookies"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("demo/outbox", views.demo_outbox, name="demo-outbox"),
]
