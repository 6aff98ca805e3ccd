"""Taking every signed report of a campaign out by name."""

from django.db import transaction

from commissioning.access.gate import check_anywhere
from commissioning.access.permissions import Permission
from commissioning.documents.actions import request_document
from commissioning.documents.models import UNFINISHED, Document
from commissioning.documents.queries import newest_of
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow

from ..models import Campaign
from ..queries import campaign_reports as queries


@transaction.atomic
def request_campaign_reports(*, campaign: Campaign, by: User) -> Document:
    """Every area in it finds this among who looked. While one request is on its way, that one."""
    check_anywhere(scope_of(by), Permission.LEVELS_EXPORT)
    current = Campaign.objects.select_for_update().get(pk=campaign.pk)
    under_way = newest_of(queries.CAMPAIGN_REPORTS, campaign=current.pk)
    if under_way is not None and under_way.state in UNFINISHED:
        return under_way
    snapshots = queries.signed_snapshots(current)
    if not snapshots:
        raise NotNow("No area of this campaign has signed yet, so there is no report to take out.")
    for snapshot in snapshots:
        assessment = snapshot.assessment
        audit.record("levels-export", assessment, by=by, authority_id=assessment.authority_id)
    return request_document(
        kind=queries.CAMPAIGN_REPORTS,
        title=f"Feedback reports of the {campaign}"[:200],
        authority=None,
        params={"campaign": current.pk, "snapshots": [snapshot.pk for snapshot in snapshots]},
        by=by,
    )
