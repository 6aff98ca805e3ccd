from django.urls import path

from ..views.respond import answering, links, notes

app_name = "respond"

urlpatterns = [
    path("lost/<int:pk>/", links.link_lost, name="link-lost"),
    path("notes/<str:token>/", notes.notes_open, name="notes-open"),
    path("notes/", notes.notes_check, name="notes-check"),
    path("p/<slug:key>/", answering.survey_start, name="survey-start"),
    path("p/<slug:key>/<int:number>/", answering.page_answer, name="page-answer"),
    path("p/<slug:key>/language/", answering.language_choose, name="language-choose"),
    path("p/<slug:key>/saved/", answering.answers_saved, name="answers-saved"),
    path("p/<slug:key>/review/", answering.answers_check, name="answers-check"),
    path("p/<slug:key>/send/", answering.answers_send, name="answers-send"),
    path("p/<slug:key>/opt-out/", answering.survey_refuse, name="survey-refuse"),
    path("<str:token>/", links.link_open, name="link-open"),
]
