from django.urls import path

from ..views import demand, desk, needs

urlpatterns = [
    path("desk/", desk.desk_detail, name="desk-detail"),
    path("desk/packages/", desk.desk_list, name="desk-list"),
    path("desk/filters/add/", desk.saved_filter_add, name="saved-filter-add"),
    path("desk/filters/<int:pk>/delete/", desk.saved_filter_delete, name="saved-filter-delete"),
    path("desk/workload/", desk.desk_workload, name="desk-workload"),
    path("desk/money/", desk.desk_money, name="desk-money"),
    path("desk/flow/", desk.desk_flow, name="desk-flow"),
    path("needs/", needs.need_list, name="need-list"),
    *(
        entry
        for place, what in (("demand", demand.WELCOMED), ("demand/priorities", demand.PRIORITIES))
        for entry in (
            path(f"needs/{place}/", demand.demand_detail, {"what": what}, name=f"demand-{what.key}"),
            path(f"needs/{place}/entries/", demand.demand_entries, {"what": what}, name=f"demand-{what.key}-entries"),
        )
    ),
    path("needs/levels/", needs.need_levels, name="need-levels"),
    path("needs/together/", needs.proposal_add, name="proposal-add"),
    path("needs/together/<int:pk>/", needs.proposal_detail, name="proposal-detail"),
]
