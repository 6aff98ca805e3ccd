from django.urls import path

from ..views import files

urlpatterns = [
    path("<int:pk>/files/", files.package_files, name="package-files"),
    path("<int:pk>/files/add/", files.file_add, name="file-add"),
    path("<int:pk>/files/<int:file>/download/", files.file_download, name="file-download"),
    path("<int:pk>/files/<int:file>/remove/", files.file_remove, name="file-remove"),
]
