from django.urls import path

from ..views import calendar

urlpatterns = [
    path("calendar/", calendar.calendar_detail, name="calendar-detail"),
    path("calendar/new/", calendar.calendar_renew, name="calendar-renew"),
    path("calendar/end/", calendar.calendar_end, name="calendar-end"),
    path("calendar/<str:token>.ics", calendar.calendar_feed, name="calendar-feed"),
]
