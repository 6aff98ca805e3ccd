from django.urls import path

from ..views import desk, needs

urlpatterns = [
    path("desk/", desk.desk_detail, name="desk-detail"),
    path("desk/packages/", desk.desk_list, name="desk-list"),
    path("desk/filters/add/", desk.saved_filter_add, name="saved-filter-add"),
    path("desk/filters/<int:pk>/delete/", desk.saved_filter_delete, name="saved-filter-delete"),
    path("desk/workload/", desk.desk_workload, name="desk-workload"),
    path("desk/money/", desk.desk_money, name="desk-money"),
    path("desk/flow/", desk.desk_flow, name="desk-flow"),
    path("needs/", needs.need_list, name="need-list"),
    path("needs/levels/", needs.need_levels, name="need-levels"),
    path("needs/together/", needs.proposal_add, name="proposal-add"),
    path("needs/together/<int:pk>/", needs.proposal_detail, name="proposal-detail"),
]
