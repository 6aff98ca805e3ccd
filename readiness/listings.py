"""The lists of this app, each declared once."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from commissioning.authorities.listings import REGIONS
from commissioning.lists.declare import Column, Filter, Listing, Option, Sort

from .models import Action, SelfAssessment, Standard
from .models.plan import is_overdue_on
from .queries.campaigns import STAGES
from .workflow import CHOICES

ASSESSMENTS = Listing(
    sorts=(
        Sort("area", ("authority__short_name", "year")),
        Sort("year", ("year", "authority__short_name")),
        Sort("stage", ("state", "authority__short_name")),
        Sort("opened", ("opened_at",)),
    ),
    columns=(
        Column("gss_code", "authority__gss_code"),
        Column("area", "authority__short_name"),
        Column("year", "year"),
        Column("occasion", "occasion"),
        Column("stage", "state"),
        Column("opened", "opened_at"),
    ),
    file_name="self-assessments",
    key="assessments",
    search=("authority__short_name", "authority__gss_code"),
    search_label="Area",
    filters=(
        Filter.one_of("stage", "Stage", "state", CHOICES, all="All stages"),
        Filter.one_of("occasion", "Occasion", "occasion", SelfAssessment.Occasion.choices, all="All occasions"),
    ),
)

CAMPAIGN_AREAS = Listing(
    sorts=(
        Sort("area", ("short_name", "gss_code")),
        Sort("stage", ("stage", "short_name")),
        Sort("region", ("region__name", "short_name")),
    ),
    columns=(
        Column("gss_code", "gss_code"),
        Column("area", "short_name"),
        Column("type", "type"),
        Column("region", "region__name"),
        Column("stage", "stage"),
        Column("champion", "champion"),
        Column("champion_email", "champion_email"),
    ),
    file_name="campaign-areas",
    key="campaign-areas",
    of_people=True,
    search=("short_name", "gss_code"),
    search_label="Area",
    filters=(
        Filter.one_of("stage", "Stage", "stage", STAGES, all="All stages"),
        Filter(
            "chase",
            "To chase",
            (
                Option("", "All areas", Q()),
                Option("unsigned", "Not signed yet", ~Q(stage="signed")),
                Option("vacant", "No champion in role", Q(champion=None)),
            ),
        ),
        Filter.one_of("region", "Region", "region__slug", REGIONS, all="All regions"),
    ),
)


def plan(standards: Iterable[Standard]) -> Listing:
    """An area's actions (`queries.plan.listed`); made for each request, since what is overdue changes with the day."""
    today = timezone.localdate()
    return Listing(
        sorts=(
            Sort("due", ("due_on", "title")),
            Sort("action", ("title",)),
            Sort("owner", ("owner", "due_on")),
            Sort("status", ("status_order", "due_on")),
        ),
        columns=(
            Column("action", "title"),
            Column("standards", "standards_listed", lambda linked: "; ".join(standard["code"] for standard in linked)),
            Column("owner", "owner"),
            Column("due", "due_on"),
            Column("overdue", "overdue"),
            Column("status", "status"),
            Column("draft", "drafted"),
            Column("success_measure", "measure"),
            Column("last_update", "last_text"),
            Column("self_assessment_year", "assessment__year"),
            Column("self_assessment_occasion", "assessment__occasion"),
        ),
        file_name="action-plan",
        key="plan",
        names_beside="only who owns an action, beside it",
        search=("title", "owner"),
        search_label="Action or owner",
        filters=(
            Filter("status", "Status", (Option("", "All", Q()), *_plan_statuses())),
            Filter("due_by", "Due", (Option("", "Any day or none", Q()), *_plan_days(today))),
            Filter("standard", "Standard", (Option("", "All standards", Q()), *_plan_standards(standards))),
        ),
    )


def _plan_statuses() -> Iterator[Option]:
    yield Option("draft", "Draft", Q(drafted=True))
    for status in Action.Status:
        yield Option(status.value, str(status.label), Q(drafted=False, status=status))


def _plan_days(today: date) -> Iterator[Option]:
    soon = today + timedelta(days=30)
    yield Option("overdue", "Overdue", is_overdue_on(today))
    yield Option("soon", "In the next 30 days", Q(due_on__range=(today, soon)))
    yield Option("none", "No due date yet", Q(due_on=None))


def _plan_standards(standards: Iterable[Standard]) -> Iterator[Option]:
    """An action is about several standards, and must not be found once for each."""
    linked = Action.standards.through.objects.filter(action=OuterRef("pk"))
    for standard in standards:
        about_it = Q(Exists(linked.filter(standard__code=standard.code)))
        yield Option(standard.code, f"{standard.number}. {standard.title}", about_it)
