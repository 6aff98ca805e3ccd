"""An area's action plan as a workbook: its actions, and everything said of them."""

from django.conf import settings
from django.utils import timezone

from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.reporting import spreadsheets
from commissioning.reporting.cells import Kind, Shorthand
from commissioning.reporting.spreadsheets import Column, Sheet, Workbook

from .models import Action, ActionUpdate
from .queries import plan as queries

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WHO_MAY_SEE = (
    "The area’s commissioning champion. The director of children’s services and the local lead, for each action once "
    "they may see the levels of the self-assessment it comes from. Nobody else."
)
NOT_SET = "Not set"

_ACTIONS = (
    Column("Action", width=50),
    Column("Standards", nothing="None"),
    Column("Owner", nothing=NOT_SET, width=30),
    Column("Due", Kind.DAY, nothing=Shorthand.NOT_AVAILABLE),
    Column("Status", width=16),
    Column("Overdue", width=12),
    Column("How we will know it worked", nothing=NOT_SET, width=60),
    Column("Last update", nothing="None yet", width=60),
    Column("From", width=40),
)
_UPDATES = (
    Column("Action", width=50),
    Column("When", Kind.MOMENT),
    Column("Who", nothing="The programme", width=30),
    Column("Status from then on", width=20),
    Column("What was said", nothing="Nothing", width=80),
)


def write(authority: Authority, scope: Scope) -> bytes:
    """Of what the scope may read."""
    today = timezone.localdate()
    actions = [_action(action) for action in queries.listed(authority, scope).order_by("due_on", "title", "pk")]
    updates = [_update(row) for row in queries.updates(authority, scope)]
    return spreadsheets.write(
        Workbook(
            title=f"Action plan: {authority}",
            summary="What the area will do about the gaps its self-assessment found, and how it goes.",
            author=settings.PROGRAMME_NAME,
            contact=settings.SUPPORT_EMAIL,
            version=f"As it stood on {today.day} {today:%B %Y}",
            made_on=today,
            who_may_see=WHO_MAY_SEE,
            sheets=(
                Sheet("Actions", f"Actions of {authority}", _ACTIONS, actions),
                Sheet("Updates", f"What was said of the actions of {authority}", _UPDATES, updates),
            ),
        )
    )


def _action(action: Action) -> list:
    return [
        action.title,
        "; ".join(f"{linked['code']} {linked['title']}" for linked in action.standards_listed),
        action.owner,
        action.due_on,
        action.status_label,
        action.overdue,
        action.measure,
        action.last_text,
        action.assessment.title,
    ]


def _update(row: ActionUpdate) -> list:
    return [str(row.action), row.at, str(row.by) if row.by else None, row.get_status_display(), row.text]
