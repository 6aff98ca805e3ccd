"""What looks across all apps: home, and the programme's own page."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.urls import reverse

from commissioning.access.scope import Scope
from commissioning.documents import queries as documents
from commissioning.documents.models import Document
from commissioning.people.models import OutgoingEmail
from readiness import queries as readiness
from readiness.models import SelfAssessment
from readiness.workflow import CHOICES, EDITABLE, State


@dataclass(frozen=True)
class Step:
    """One thing that needs the reader now, with a button for it."""

    area: str
    title: str
    text: str
    url: str
    button: str


@dataclass(frozen=True)
class Home:
    """What needs me now, most urgent first; empty with a kind word when nothing does."""

    steps: tuple[Step, ...]
    has_documents: bool


def home(scope: Scope) -> Home:
    signatures = [_awaiting(assessment) for assessment in readiness.awaiting_signature(scope)]
    leading = [step for next_step in readiness.next_steps(scope) if (step := _leading(next_step))]
    return Home(tuple(signatures + leading), documents.documents(scope).exists())


def _awaiting(assessment: SelfAssessment) -> Step:
    return Step(
        area=str(assessment.authority),
        title=f"{assessment.title} awaits your signature",
        text="Your champion has sent it. Read the feedback report first.",
        url=assessment.get_absolute_url(),
        button="Read it",
    )


def _leading(step: readiness.NextStep) -> Step | None:
    area, year = str(step.authority), step.year_label
    if step.assessment is None:
        url = reverse("readiness:assessment-start", args=[step.authority.gss_code])
        text = "It takes about two and a half hours, in as many sittings as you like."
        return Step(area, f"Start the self-assessment for {year}", text, url, "Start")
    if State(step.assessment.state) not in EDITABLE:
        return None
    progress = step.progress
    text = f"{progress.completed} of {len(progress.tasks)} standards completed; about {progress.time_left} to go."
    if progress.is_complete:
        text = "Every standard is completed. Check your answers and send it."
    return Step(
        area, f"Go on with the self-assessment for {year}", text, step.assessment.get_absolute_url(), "Continue"
    )


@dataclass(frozen=True)
class Overview:
    """The administrator's page: how the year stands, and what failed."""

    stages: tuple[tuple[str, int], ...]
    failed_documents: QuerySet[Document]
    failed_mail: QuerySet[OutgoingEmail]


def overview() -> Overview:
    counts = dict(SelfAssessment.objects.order_by().values_list("state").annotate(Count("pk")))
    return Overview(
        stages=tuple((label, counts.get(state, 0)) for state, label in CHOICES),
        failed_documents=Document.objects.filter(state=Document.State.FAILED).select_related("authority")[:50],
        failed_mail=OutgoingEmail.objects.filter(state=OutgoingEmail.State.FAILED)[:50],
    )


def latest_mail() -> QuerySet[OutgoingEmail]:
    return OutgoingEmail.objects.all()[:50]
