from django.urls import path

from ..views import days

urlpatterns = [
    path("<int:pk>/days/", days.package_days, name="package-days"),
    path("<int:pk>/days/allocate/", days.days_allocate, name="days-allocate"),
    path("<int:pk>/days/forecast/", days.days_forecast, name="days-forecast"),
    path("<int:pk>/days/money/", days.money_record, name="money-record"),
    path("<int:pk>/days/give-back/", days.days_give_back, name="days-give-back"),
    path("days/<int:pk>/reverse/", days.entry_reverse, name="entry-reverse"),
]
