from . import (
    agreement,
    assessments,
    campaigns,
    comparison,
    evidence,
    partners,
    plan,
    reports,
    sharing,
    standards,
    support_form,
)

app_name = "readiness"

urlpatterns = [
    *assessments.urlpatterns,
    *standards.urlpatterns,
    *partners.urlpatterns,
    *agreement.urlpatterns,
    *evidence.urlpatterns,
    *reports.urlpatterns,
    *sharing.urlpatterns,
    *plan.urlpatterns,
    *comparison.urlpatterns,
    *campaigns.urlpatterns,
    *support_form.urlpatterns,
]
