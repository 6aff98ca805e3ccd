from django.urls import path

from ..views import messages

urlpatterns = [
    path("<int:pk>/messages/", messages.package_messages, name="package-messages"),
]
