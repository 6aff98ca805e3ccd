"""Under /profiles/."""

from django.urls import path

from .views import (
    commissioners,
    history,
    organisational_models,
    relations,
    relationships,
    service_use,
    service_use_files,
    stakeholders,
    structure_map,
    structures,
    welcomed,
)

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
    path("<gss_code:gss_code>/map/", structure_map.structure_map, name="structure-map"),
    path("<gss_code:gss_code>/map/compare/", structure_map.structure_map_compare, name="structure-map-compare"),
    path("<gss_code:gss_code>/map/models/", organisational_models.model_list, name="organisational-model-list"),
    path(
        "<gss_code:gss_code>/map/models/<slug:code>/",
        organisational_models.model_copy,
        name="organisational-model-copy",
    ),
    path("<gss_code:gss_code>/map/draft/confirm/", organisational_models.draft_confirm, name="map-draft-confirm"),
    path("<gss_code:gss_code>/map/draft/discard/", organisational_models.draft_discard, name="map-draft-discard"),
    path("<gss_code:gss_code>/relations/", relations.relation_list, name="relation-list"),
    path("<gss_code:gss_code>/relations/add/", relations.relation_add, name="relation-add"),
    path("<gss_code:gss_code>/relations/<int:pk>/", relations.relation_edit, name="relation-edit"),
    path("<gss_code:gss_code>/relations/<int:pk>/end/", relations.relation_end, name="relation-end"),
    path("<gss_code:gss_code>/relations/<int:pk>/remove/", relations.relation_remove, name="relation-remove"),
    path("<gss_code:gss_code>/relationships/", relationships.relationship_list, name="relationship-list"),
    path("<gss_code:gss_code>/relationships/add/", relationships.relationship_add, name="relationship-add"),
    path("<gss_code:gss_code>/relationships/<int:pk>/", relationships.relationship_edit, name="relationship-edit"),
    path(
        "<gss_code:gss_code>/relationships/<int:pk>/remove/",
        relationships.relationship_remove,
        name="relationship-remove",
    ),
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
    path("services-used/", service_use.service_use_reach, name="service-use-reach"),
    path("services-used/bring-in/", service_use_files.service_use_import, name="service-use-import"),
    path("services-used/sample/", service_use_files.service_use_sample, name="service-use-sample"),
    path("services-used/files/<int:pk>/", service_use_files.service_use_file_detail, name="service-use-file"),
    path("services-used/files/<int:pk>/save/", service_use_files.service_use_save, name="service-use-save"),
    path("services-used/files/<int:pk>/discard/", service_use_files.service_use_discard, name="service-use-discard"),
    path("<gss_code:gss_code>/services-used/", service_use.service_use_list, name="service-use-list"),
    path("<gss_code:gss_code>/services-used/add/", service_use.service_use_add, name="service-use-add"),
    path("<gss_code:gss_code>/services-used/<int:pk>/", service_use.service_use_correct, name="service-use-correct"),
    path(
        "<gss_code:gss_code>/services-used/<int:pk>/remove/", service_use.service_use_remove, name="service-use-remove"
    ),
    path("commissioners/sample/", commissioners.commissioner_sample, name="commissioner-sample"),
    path("<gss_code:gss_code>/commissioners/", commissioners.commissioner_list, name="commissioner-list"),
    path("<gss_code:gss_code>/commissioners/add/", commissioners.commissioner_add, name="commissioner-add"),
    path("<gss_code:gss_code>/commissioners/bring-in/", commissioners.commissioner_import, name="commissioner-import"),
    path("<gss_code:gss_code>/commissioners/confirm/", commissioners.commissioner_confirm, name="commissioner-confirm"),
    path("<gss_code:gss_code>/commissioners/<int:pk>/", commissioners.commissioner_edit, name="commissioner-edit"),
    path(
        "<gss_code:gss_code>/commissioners/<int:pk>/leave/", commissioners.commissioner_leave, name="commissioner-leave"
    ),
    path(
        "<gss_code:gss_code>/commissioners/<int:pk>/remove/",
        commissioners.commissioner_remove,
        name="commissioner-remove",
    ),
]
