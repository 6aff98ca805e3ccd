from django.urls import path

from ..views import support_form

urlpatterns = [
    path("support-form/<gss_code:gss_code>/", support_form.support_form_detail, name="support-form-detail"),
    path("support-form/<gss_code:gss_code>/answer/", support_form.support_form_answer, name="support-form-answer"),
    path("support-form/<gss_code:gss_code>/decide/", support_form.support_form_decide, name="support-form-decide"),
]
