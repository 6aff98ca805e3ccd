"""A resource and its versions. What people read, search and tag is a version; what they save, use and point to is the
resource.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority, Region
from commissioning.kinds import Kind as Theme
from commissioning.people.models import User

from ..kinds import Effect, FigureKind, ResourceKind, Tier
from ..workflow import CHOICES, EDITABLE, STEPS, UNDER_WAY, Move, State

LONGEST_TEXT = 10_000
LONGEST_SUMMARY = 1_000
BODY = ("context", "aims", "done", "outcomes", "costs", "lessons")
LEVELS = (1, 2, 3, 4, 5)
STAGES = (1, 2, 3, 4, 5, 6, 7, 8, 9)
IS_UNDER_WAY = Q(state__in=[state.value for state in sorted(UNDER_WAY)])


def _by(**more) -> models.ForeignKey:
    return models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", **more)


class ResourceQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        """What was published is open to every signed-in person; of what was withdrawn, that it was and why."""
        shown = ResourceVersion.objects.filter(resource=OuterRef("pk"), state__in=[State.PUBLISHED, State.WITHDRAWN])
        return self.filter(Exists(shown))


class Resource(models.Model):
    code = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=ResourceKind, default=ResourceKind.CASE_STUDY)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = _by()

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("library:resource-detail", args=[self.code])


class ResourceVersionQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=State.PUBLISHED)

    def visible_to(self, scope: Scope):
        """Published ones, and older ones of what is still published, to everybody; the rest to those who write it,
        and from being sent on to those who publish.
        """
        still = ResourceVersion.objects.published().filter(resource=OuterRef("resource"))
        open_to_all = Q(state=State.PUBLISHED) | Q(state=State.REPLACED) & Q(Exists(still))
        seen = open_to_all | written_by(scope)
        if scope.holds(Permission.LIBRARY_PUBLISH):
            seen |= ~Q(state__in=[State.DRAFT, State.DROPPED])
        return self.filter(seen)


def written_by(scope: Scope) -> Q:
    """Those the scope writes: their own, and those of areas they speak for in the resource bank."""
    if not scope.holds(Permission.LIBRARY_WRITE):
        return Q(pk__in=[])
    return Q(created_by=scope.person_id or 0) | scope.within([Permission.LIBRARY_USE])


def _searched() -> SearchVector:
    """Its words by weight: title, then summary and places, then the rest."""
    return (
        SearchVector("title", config="english", weight="A")
        + SearchVector("summary", "places", config="english", weight="B")
        + SearchVector(*BODY, "original_publisher", config="english", weight="C")
    )


class ResourceVersion(models.Model):
    """One version, in the headings of the programme’s case studies. `authority`: the area it is written on behalf of,
    whose people may work on it; `areas` and `regions`: where it happened, councils that are no more included.

    `original_…`: where it was published before. `version` counts the saves of its words; `number` is which version.
    """

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=CHOICES, default=State.DRAFT.value)
    authority = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="+")

    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True, max_length=LONGEST_SUMMARY)
    context = models.TextField(blank=True, max_length=LONGEST_TEXT)
    aims = models.TextField(blank=True, max_length=LONGEST_TEXT)
    done = models.TextField("what was done", blank=True, max_length=LONGEST_TEXT)
    outcomes = models.TextField("what came of it", blank=True, max_length=LONGEST_TEXT)
    costs = models.TextField("costs and benefits in words", blank=True, max_length=LONGEST_TEXT)
    lessons = models.TextField(blank=True, max_length=LONGEST_TEXT)
    contact = models.TextField("whom to ask: a team, not a person", blank=True, max_length=LONGEST_SUMMARY)
    caveat = models.TextField("what to bear in mind", blank=True, max_length=LONGEST_SUMMARY)

    areas = models.ManyToManyField(Authority, related_name="resources")
    regions = models.ManyToManyField(Region, related_name="resources")
    places = models.TextField("their names, kept by the actions", blank=True)
    original_publisher = models.CharField(max_length=200, blank=True)
    original_date = models.CharField("as printed, such as May 2007", max_length=40, blank=True)
    source = models.TextField("where it can be found", blank=True, max_length=LONGEST_SUMMARY)

    tier = models.CharField("strength of evidence", max_length=12, choices=Tier, default=Tier.NOT_JUDGED)
    tier_because = models.CharField("why that tier", max_length=500, blank=True)
    effect = models.CharField("size of effect", max_length=12, choices=Effect, default=Effect.NOT_MEASURED)

    standards = ArrayField(models.CharField(max_length=10), default=list, blank=True)  # codes of the programme's set
    levels = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)  # for which it is useful
    stages = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    themes = ArrayField(models.CharField(max_length=20, choices=Theme), default=list, blank=True)
    types = ArrayField(models.CharField(max_length=20, choices=Authority.Type), default=list, blank=True)

    areas_agreed = models.BooleanField("every area named agreed that it is published", default=False)
    checksum = models.CharField("SHA-256 of the shipped text", max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = _by()
    changed_at = models.DateTimeField(null=True)
    changed_by = _by()
    published_at = models.DateTimeField(null=True)
    search = models.GeneratedField(expression=_searched(), output_field=SearchVectorField(), db_persist=True)

    objects = ResourceVersionQuerySet.as_manager()

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(fields=["resource", "number"], name="resource_version_once"),
            models.UniqueConstraint(
                fields=["resource"], condition=Q(state=State.PUBLISHED.value), name="resource_published_once"
            ),
            models.UniqueConstraint(fields=["resource"], condition=IS_UNDER_WAY, name="resource_under_way_once"),
            models.CheckConstraint(
                name="resource_published_is_dated", condition=~Q(state="published") | Q(published_at__isnull=False)
            ),
            models.CheckConstraint(name="resource_state_known", condition=Q(state__in=[s.value for s in State])),
            models.CheckConstraint(name="resource_levels_on_scale", condition=Q(levels__contained_by=list(LEVELS))),
            models.CheckConstraint(name="resource_stages_of_cycle", condition=Q(stages__contained_by=list(STAGES))),
            models.CheckConstraint(
                name="resource_judged_with_reason", condition=Q(tier="not_judged") | ~Q(tier_because="")
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="resource_words"),
            GinIndex(fields=["standards"], name="resource_by_standard"),
            models.Index(F("title"), F("id"), name="resource_by_title", condition=Q(state="published")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("library:version-detail", args=[self.pk])

    @property
    def at(self) -> State:
        return State(self.state)

    @property
    def is_editable(self) -> bool:
        return self.at in EDITABLE


class FigureQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        return self.filter(of__in=ResourceVersion.objects.visible_to(scope))


class Figure(models.Model):
    """One sum of money, with what it includes: figures that include different things do not compare."""

    of = models.ForeignKey(ResourceVersion, on_delete=models.CASCADE, related_name="figures")
    order = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=12, choices=FigureKind)
    about = models.CharField("what it is", max_length=200)
    pounds = models.DecimalField(max_digits=14, decimal_places=2)
    up_to = models.DecimalField("and up to", max_digits=14, decimal_places=2, null=True)
    period = models.CharField("a year, in total, a week for each child", max_length=80, blank=True)
    includes = models.TextField("what the figure includes", max_length=LONGEST_SUMMARY)
    method = models.TextField("how it was worked out", blank=True, max_length=LONGEST_SUMMARY)
    verified = models.BooleanField("verified by a finance officer", default=False)
    version = models.PositiveIntegerField(default=1)

    objects = FigureQuerySet.as_manager()

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(name="resource_figure_not_negative", condition=Q(pounds__gte=0)),
            models.CheckConstraint(
                name="resource_figure_range_in_order", condition=Q(up_to__isnull=True) | Q(up_to__gt=F("pounds"))
            ),
        ]


class ResourceMove(models.Model):
    """One line of a version’s history."""

    APPEND_ONLY = True

    of = models.ForeignKey(ResourceVersion, on_delete=models.PROTECT, related_name="moves")
    move = models.CharField(max_length=12)
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    reason = models.TextField(blank=True, max_length=LONGEST_SUMMARY)
    at = models.DateTimeField(auto_now_add=True)
    by = _by()

    class Meta:
        ordering = ["-at", "-id"]

    @property
    def label(self) -> str:
        return STEPS[Move(self.move)].label if self.move in set(Move) else "Begun"
