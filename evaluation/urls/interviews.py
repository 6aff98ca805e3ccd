from django.urls import path

from ..views import interviews

urlpatterns = [
    path("interviews/<int:pk>/", interviews.interview_detail, name="interview-detail"),
    path("interviews/<int:pk>/<int:number>/", interviews.interview_page, name="interview-page"),
    path("interviews/<int:pk>/send/", interviews.interview_send, name="interview-send"),
    path("interviews/<int:pk>/count/", interviews.interview_count, name="interview-count"),
    path("interviews/<int:pk>/passages/", interviews.passage_add, name="passage-add"),
    path("passages/<int:pk>/remove/", interviews.passage_remove, name="passage-remove"),
]
