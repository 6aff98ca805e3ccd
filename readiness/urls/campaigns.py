from django.urls import path

from ..views import campaigns

urlpatterns = [
    path("campaigns/", campaigns.campaign_list, name="campaign-list"),
    path("campaigns/add/", campaigns.campaign_add, name="campaign-add"),
    path("campaigns/<int:year>/", campaigns.campaign_detail, name="campaign-detail"),
    path("campaigns/<int:year>/areas/", campaigns.campaign_areas, name="campaign-areas"),
    path("campaigns/<int:year>/edit/", campaigns.campaign_edit, name="campaign-edit"),
    path("campaigns/<int:year>/remind/", campaigns.campaign_remind, name="campaign-remind"),
    path("campaigns/<int:year>/close/", campaigns.campaign_close, name="campaign-close"),
    path("campaigns/<int:year>/republish/", campaigns.comparison_republish, name="comparison-republish"),
]
