from django.urls import path

from ..views import sessions

urlpatterns = [
    path("sessions/", sessions.session_list, name="session-list"),
    path("<int:pk>/sessions/", sessions.package_sessions, name="package-sessions"),
    path("<int:pk>/sessions/add/", sessions.session_add, name="session-add"),
    path("<int:pk>/sessions/<int:session>/", sessions.session_edit, name="session-edit"),
    path("<int:pk>/sessions/<int:session>/take-back/", sessions.session_take_back, name="session-take-back"),
]
