from django.urls import path

from ..views import risks

urlpatterns = [
    path("<int:pk>/risks/add/", risks.risk_add, name="risk-add"),
    path("<int:pk>/risks/<int:risk>/", risks.risk_edit, name="risk-edit"),
    path("<int:pk>/risks/<int:risk>/escalate/", risks.risk_escalate, name="risk-escalate"),
    path("<int:pk>/risks/<int:risk>/close/", risks.risk_close, name="risk-close"),
]
