from django.urls import path

from ..views import agreement, challenge, signature

urlpatterns = [
    path("<int:pk>/agreeing/begin/", agreement.agreement_begin, name="agreement-begin"),
    path("<int:pk>/agreeing/", agreement.agreement_detail, name="agreement-detail"),
    path("<int:pk>/agreeing/<str:code>/", agreement.agreement_edit, name="agreement-edit"),
    path("<int:pk>/checks/", agreement.agreement_check, name="agreement-check"),
    path("<int:pk>/submit/", agreement.assessment_submit, name="assessment-submit"),
    path("<int:pk>/sent/", agreement.assessment_sent, name="assessment-sent"),
    path("<int:pk>/resume/", agreement.assessment_resume, name="assessment-resume"),
    path("<int:pk>/challenge/send/", challenge.challenge_send, name="challenge-send"),
    path("<int:pk>/challenge/take-back/", challenge.challenge_take_back, name="challenge-take-back"),
    path("<int:pk>/challenge/agree-rest/", challenge.challenge_agree_rest, name="challenge-agree-rest"),
    path("<int:pk>/challenge/give/", challenge.challenge_give, name="challenge-give"),
    path("<int:pk>/challenge/", challenge.challenge_detail, name="challenge-detail"),
    path("<int:pk>/challenge/<str:code>/", challenge.challenge_edit, name="challenge-edit"),
    path("<int:pk>/response/print/", challenge.response_print, name="response-print"),
    path("<int:pk>/response/", challenge.response_detail, name="response-detail"),
    path("<int:pk>/response/<str:code>/", challenge.response_edit, name="response-edit"),
    path("<int:pk>/sign/", signature.signature_add, name="signature-add"),
    path("<int:pk>/return/", signature.assessment_return, name="assessment-return"),
    path("<int:pk>/reopen/", signature.assessment_reopen, name="assessment-reopen"),
]
