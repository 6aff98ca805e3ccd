"""Who has looked at an area's self-assessment: every read of levels, views, report and evidence, and every export.

Reads are recorded where they happen (`people.audit`); this says in words what each of them was. A page that shows
what an area says of itself and records nothing fails a test. Whoever leads it writes on pages of their own: those
are no look.
"""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from commissioning.access.permissions import Permission as P
from commissioning.access.roles import ROLES
from commissioning.authorities.models import Authority
from commissioning.documents.models import Document
from commissioning.lists.declare import Column, Filter, Listing, Option, Sort
from commissioning.people.models import AuditEntry
from commissioning.people.queries.readers import PARTNER, held_that_day, role_words, with_reader

from ..models import Evidence, EvidenceUse, SelfAssessment

# The verb of the entry, and what was read.
LOOKS: dict[str, str] = {
    "report-read": "The feedback report, on screen",
    "document-download": "The report, as a file",
    "share-read": "The levels shared with them",
    "agreement-read": "What each partner thinks, and the levels being agreed",
    "challenge-read": "Levels, text and evidence, for the challenge",
    "response-read": "The challenge and the area’s response",
    "sign-read": "Levels, text and evidence, for the signature",
    "thanks-read": "The agreed levels, beside their own view",
    "over-time-read": "The signed levels over the years",
    "package-levels-read": "The signed levels of a support package’s standards, on its page",
    "line-of-sight-read": "The signed levels on the line of sight",
    "brief-read": "The signed levels in the brief before a visit",
    "area-brief-asked": "The signed levels in the brief before a visit, as a file",
    "area-profile-asked": "The signed levels in the area profile, as a file",
    "resource-levels-read": "The signed levels beside the resources the area used",
    "evidence-read": "The list of evidence",
    "evidence-download": "A file of evidence",
    "plan-export": "The action plan, as a file",
    "report-render": "The feedback report, as a file made at the server",
    "levels-export": "Levels or report by name, in an export",
}
_OF_THE_AREA = [
    role.value
    for role, definition in ROLES.items()
    if definition.permissions & {P.ASSESSMENT_LEAD, P.ASSESSMENT_SIGN, P.LEVELS_SEE_IF_TOOK_PART, P.SHARED_WITH_LEADERS}
]


def looks_at(assessment: SelfAssessment) -> QuerySet[AuditEntry]:
    """With `reader` (a name), `roles` held that day that reach the area, and `from_outside`, on each row."""
    entries = AuditEntry.objects.filter(_about(assessment), authority_id=assessment.authority_id, verb__in=LOOKS)
    held = held_that_day(assessment.authority)
    partner = Exists(assessment.scorers.filter(person=OuterRef("actor_id")))
    of_the_area = Exists(held.filter(role__in=_OF_THE_AREA, authority=assessment.authority))
    roles = ArraySubquery(held.values("held_as").distinct().order_by("held_as"))
    return with_reader(entries).annotate(
        # A partner who came by a link may hold no role.
        roles=Case(When(partner & ~Exists(held), then=Value([PARTNER], roles.output_field)), default=roles),
        from_outside=~of_the_area & ~partner,
    )


def _about(assessment: SelfAssessment) -> Q:
    """Entries name the assessment itself, a document made of one of its snapshots, a piece of its evidence, or the
    area, where all its years are read together.
    """
    snapshots = list(assessment.snapshots.values_list("pk", flat=True))
    documents = Document.objects.filter(authority=assessment.authority_id, params__snapshot__in=snapshots)
    evidence = EvidenceUse.objects.filter(assessment=assessment)
    return (
        Q(object_kind=SelfAssessment._meta.label, object_id=assessment.pk)
        | Q(object_kind=Document._meta.label, object_id__in=documents.values("pk"))
        | Q(object_kind=Evidence._meta.label, object_id__in=evidence.values("evidence"))
        | Q(object_kind=Authority._meta.label, object_id=assessment.authority_id, at__gte=assessment.opened_at)
    )


LISTING = Listing(
    sorts=(Sort("when", ("at",)), Sort("who", ("reader", "at")), Sort("what", ("verb", "at"))),
    starts="-when",
    columns=(
        Column("when", "at"),
        Column("who", "reader"),
        Column("role_that_day", "roles", role_words),
        Column("read", "verb", LOOKS.__getitem__),
    ),
    file_name="who-looked",
    key="looks",
    names_beside="only the area itself reads who looked at it",
    search=("reader",),
    search_label="Name",
    filters=(
        Filter(
            "who",
            "Who",
            (
                Option("", "Everybody", Q()),
                Option("outside", "Readers from outside the area", Q(from_outside=True)),
            ),
        ),
        Filter.one_of("what", "What was read", "verb", LOOKS.items(), all="Everything"),
    ),
)
