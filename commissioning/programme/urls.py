from django.urls import path

from . import views

app_name = "programme"

urlpatterns = [
    path("", views.home, name="home"),
    path("programme/", views.overview, name="overview"),
    path("asked/<gss_code:gss_code>/", views.asked_detail, name="asked-detail"),
    path("components/", views.components, name="components"),
    path("who-sees-what/", views.who_sees_what, name="who-sees-what"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("cookies/", views.cookies, name="cookies"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("demo/outbox", views.demo_outbox, name="demo-outbox"),
]
