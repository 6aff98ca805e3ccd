"""Who has looked at an area's self-assessment: every read of levels, views, report and evidence, and every export.

Reads are recorded where they happen (`people.audit`); this says in words what each of them was. A page that shows
what an area says of itself and records nothing fails a test. Whoever leads it writes on pages of their own: those
are no look.
"""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, TruncDate
from django.utils import timezone

from commissioning.access.permissions import Permission as P
from commissioning.access.roles import ROLES, Role
from commissioning.authorities.models import Authority
from commissioning.documents.models import Document
from commissioning.lists.declare import Column, Filter, Listing, Option, Sort
from commissioning.people.models import AuditEntry, RoleAppointment, User

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
AT_THE_SERVER = "An administrator, at the server"  # an entry without an actor
_OF_THE_AREA = [
    role.value
    for role, definition in ROLES.items()
    if definition.permissions & {P.ASSESSMENT_LEAD, P.ASSESSMENT_SIGN, P.LEVELS_SEE_IF_TOOK_PART, P.SHARED_WITH_LEADERS}
]
_ACTING, _PARTNER = "acting ", "partner who gave a view"


def looks_at(assessment: SelfAssessment) -> QuerySet[AuditEntry]:
    """With `reader` (a name), `roles` held that day that reach the area, and `from_outside`, on each row."""
    entries = AuditEntry.objects.filter(_about(assessment), authority_id=assessment.authority_id, verb__in=LOOKS)
    held = held_that_day(assessment.authority)
    partner = Exists(assessment.scorers.filter(person=OuterRef("actor_id")))
    of_the_area = Exists(held.filter(role__in=_OF_THE_AREA, authority=assessment.authority))
    roles = ArraySubquery(held.values("held_as").distinct().order_by("held_as"))
    return with_reader(entries).annotate(
        # A partner who came by a link may hold no role.
        roles=Case(When(partner & ~Exists(held), then=Value([_PARTNER], roles.output_field)), default=roles),
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


def with_reader(entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
    """With `reader` (a name) and the `day` on each row."""
    name = Subquery(User.objects.filter(pk=OuterRef("actor_id")).values("full_name"))
    return entries.annotate(
        day=TruncDate("at", tzinfo=timezone.get_default_timezone()),
        reader=Coalesce(name, Value(AT_THE_SERVER), output_field=CharField()),
    )


def held_that_day(area: Authority) -> QuerySet[RoleAppointment]:
    """Roles that reach the area, of the actor of an entry with its `day`; `held_as` is how to name each."""
    return RoleAppointment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("day")),
        Q(revoked_at__isnull=True) | Q(revoked_at__gt=OuterRef("at")),
        Q(authority=area) | Q(region=area.region_id) | Q(authority=None, region=None),
        person=OuterRef("actor_id"),
        starts_on__lte=OuterRef("day"),
    ).annotate(held_as=Case(When(acting=True, then=Concat(Value(_ACTING), F("role"))), default=F("role")))


def role_words(held: list[str]) -> str:
    """ "Acting director of children’s services; local lead": what was held that day, in words."""
    words = "; ".join(_in_sentence(name) for name in held)
    return words[:1].upper() + words[1:]


def _in_sentence(name: str) -> str:
    if name == _PARTNER:
        return name
    label = ROLES[Role(name.removeprefix(_ACTING))].label
    return f"{_ACTING if name.startswith(_ACTING) else ''}{label[:1].lower()}{label[1:]}"


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
