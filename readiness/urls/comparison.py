from django.urls import path

from ..views import comparison

urlpatterns = [
    path("comparison/", comparison.group_levels, name="group-levels"),
    path("comparison/<int:year>/again/", comparison.comparison_retry, name="comparison-retry"),
    path("comparison/<str:gss_code>/", comparison.comparison_detail, name="comparison-detail"),
    path("over-time/<str:gss_code>/", comparison.over_time_detail, name="over-time-detail"),
]
