from django.urls import path

from ..views import closing

urlpatterns = [
    path("<int:pk>/close/", closing.package_close, name="package-close"),
    path("<int:pk>/close/words/", closing.closing_edit, name="closing-edit"),
    path("<int:pk>/case-study/", closing.case_study_write, name="case-study-write"),
    path("criteria/<int:pk>/rate/", closing.criterion_rate, name="criterion-rate"),
    path("criteria/<int:pk>/facts/", closing.criterion_facts, name="criterion-facts"),
    path("follow-ups/<int:pk>/", closing.follow_up_finish, name="follow-up-finish"),
]
