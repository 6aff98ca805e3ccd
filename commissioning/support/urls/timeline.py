from django.urls import path

from ..views import timeline

urlpatterns = [
    path("<int:pk>/timeline/", timeline.package_timeline, name="package-timeline"),
    path("<int:pk>/who-looked/", timeline.package_looks, name="package-looks"),
]
