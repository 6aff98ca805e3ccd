from django.urls import path

from . import views

app_name = "documents"

urlpatterns = [
    path("", views.document_list, name="document-list"),
    path("<int:pk>/", views.document_detail, name="document-detail"),
    path("<int:pk>/status/", views.document_status, name="document-status"),
    path("<int:pk>/retry/", views.document_retry, name="document-retry"),
    path("<int:pk>/download/", views.document_download, name="document-download"),
]
