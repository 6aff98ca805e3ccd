"""Under /support/."""

from . import (
    advisers,
    benefits,
    calendar,
    closing,
    closing_reports,
    days,
    decisions,
    desk,
    files,
    measures,
    messages,
    outcomes,
    packages,
    plan_steps,
    pots,
    risks,
    scoping,
    sessions,
    terms,
    timeline,
)

app_name = "support"

urlpatterns = [
    *packages.urlpatterns,
    *closing.urlpatterns,
    *advisers.urlpatterns,
    *days.urlpatterns,
    *pots.urlpatterns,
    *scoping.urlpatterns,
    *terms.urlpatterns,
    *benefits.urlpatterns,
    *measures.urlpatterns,
    *closing_reports.urlpatterns,
    *calendar.urlpatterns,
    *decisions.urlpatterns,
    *desk.urlpatterns,
    *files.urlpatterns,
    *messages.urlpatterns,
    *outcomes.urlpatterns,
    *plan_steps.urlpatterns,
    *risks.urlpatterns,
    *sessions.urlpatterns,
    *timeline.urlpatterns,
]
