"""Under /profiles/."""

from django.urls import path

from .views import (
    booking_links,
    bookings,
    commissioners,
    events,
    history,
    insights,
    organisational_models,
    relations,
    relationships,
    said,
    service_use,
    service_use_files,
    stakeholders,
    structure_map,
    structures,
)

app_name = "profiles"
urlpatterns = [
    path("<gss_code:gss_code>/history/", history.history_list, name="history-list"),
    path("<gss_code:gss_code>/history/add/", history.history_add, name="history-add"),
    path("<gss_code:gss_code>/history/<int:pk>/", history.history_edit, name="history-edit"),
    path("<gss_code:gss_code>/history/<int:pk>/remove/", history.history_remove, name="history-remove"),
    path("<gss_code:gss_code>/insights/", insights.insight_list, name="insight-list"),
    path("<gss_code:gss_code>/insights/add/", insights.insight_add, name="insight-add"),
    path("<gss_code:gss_code>/insights/<int:pk>/", insights.insight_edit, name="insight-edit"),
    path("<gss_code:gss_code>/insights/<int:pk>/remove/", insights.insight_remove, name="insight-remove"),
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
    *(
        path(f"<gss_code:gss_code>/{place}/{rest}", view, {"said": noun}, name=f"{noun.key}-{page}")
        for place, noun in (("priorities", said.PRIORITIES), ("welcomed", said.WELCOMED))
        for rest, view, page in (
            ("", said.said_list, "list"),
            ("add/", said.said_add, "add"),
            ("<int:pk>/", said.said_edit, "edit"),
            ("<int:pk>/remove/", said.said_remove, "remove"),
        )
    ),
    path("events/", events.event_list, name="event-list"),
    path("events/add/", events.event_add, name="event-add"),
    path("events/mine/", bookings.booking_mine, name="booking-mine"),
    path("events/<int:pk>/", events.event_detail, name="event-detail"),
    path("events/<int:pk>/edit/", events.event_edit, name="event-edit"),
    path("events/<int:pk>/open/", events.event_open, name="event-open"),
    path("events/<int:pk>/cancel/", events.event_cancel, name="event-cancel"),
    path("events/<int:pk>/event.ics", events.event_calendar, name="event-calendar"),
    path("events/<int:pk>/book/", bookings.booking_add, name="booking-add"),
    path("events/<int:pk>/people/", bookings.booking_list, name="booking-list"),
    path("events/<int:pk>/people/add/", bookings.booking_guest, name="booking-guest"),
    path("events/<int:pk>/attendance/", bookings.event_attendance, name="event-attendance"),
    path("bookings/<int:pk>/cancel/", bookings.booking_cancel, name="booking-cancel"),
    path("bookings/<int:pk>/feedback/", bookings.event_feedback, name="event-feedback"),
    path("bookings/link/<str:token>/", booking_links.booking_open, name="booking-open"),
    path("bookings/answer/", booking_links.booking_answer, name="booking-answer"),
    path("bookings/feedback/", booking_links.feedback_answer, name="feedback-answer"),
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
