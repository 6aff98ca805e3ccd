"""Under /support/."""

from . import (
    advisers,
    calendar,
    closing,
    days,
    decisions,
    files,
    messages,
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
    *calendar.urlpatterns,
    *decisions.urlpatterns,
    *files.urlpatterns,
    *messages.urlpatterns,
    *plan_steps.urlpatterns,
    *risks.urlpatterns,
    *sessions.urlpatterns,
    *timeline.urlpatterns,
]
