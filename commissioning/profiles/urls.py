"""Under /profiles/."""

from django.urls import path

from .views import history, stakeholders, structures, welcomed

app_name = "profiles"
urlpatterns = [
    path("<gss_code:gss_code>/history/", history.history_list, name="history-list"),
    path("<gss_code:gss_code>/history/add/", history.history_add, name="history-add"),
    path("<gss_code:gss_code>/history/<int:pk>/", history.history_edit, name="history-edit"),
    path("<gss_code:gss_code>/history/<int:pk>/remove/", history.history_remove, name="history-remove"),
    path("<gss_code:gss_code>/structures/", structures.structure_list, name="structure-list"),
    path("<gss_code:gss_code>/structures/add/", structures.structure_add, name="structure-add"),
    path("<gss_code:gss_code>/structures/<int:pk>/", structures.structure_edit, name="structure-edit"),
    path("<gss_code:gss_code>/structures/<int:pk>/remove/", structures.structure_remove, name="structure-remove"),
    path("<gss_code:gss_code>/stakeholders/", stakeholders.stakeholder_list, name="stakeholder-list"),
    path("<gss_code:gss_code>/stakeholders/add/", stakeholders.stakeholder_add, name="stakeholder-add"),
    path("<gss_code:gss_code>/stakeholders/agree/", stakeholders.stakeholder_agree, name="stakeholder-agree"),
    path("<gss_code:gss_code>/stakeholders/<int:pk>/", stakeholders.stakeholder_edit, name="stakeholder-edit"),
    path(
        "<gss_code:gss_code>/stakeholders/<int:pk>/remove/", stakeholders.stakeholder_remove, name="stakeholder-remove"
    ),
    path("<gss_code:gss_code>/welcomed/", welcomed.welcomed_list, name="welcomed-list"),
    path("<gss_code:gss_code>/welcomed/add/", welcomed.welcomed_add, name="welcomed-add"),
    path("<gss_code:gss_code>/welcomed/<int:pk>/", welcomed.welcomed_edit, name="welcomed-edit"),
    path("<gss_code:gss_code>/welcomed/<int:pk>/remove/", welcomed.welcomed_remove, name="welcomed-remove"),
]
