"""A support package: what was asked for, what was agreed, where it stands, and whose it is."""

from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import EVERYWHERE, Scope
from commissioning.authorities.models import Authority, Region
from commissioning.library.models import Resource
from commissioning.people.models import User
from readiness.models import Action, SelfAssessment, Standard

from ..kinds import Form, Intervention, Kind, Offer
from ..workflow import ABOUT, CHOICES, ENDED, LOOKING_BACK, OPEN, REQUEST_EDITABLE, Stage

LONGEST_TEXT = 10_000
SENT = Q(reference__gt="")  # as the indexes have it
IS_OPEN = Q(stage__in=[stage.value for stage in sorted(OPEN)])  # and so sent


class SupportPackageQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        """Of the areas where the scope may see packages; those it works on or sponsors by name; and, of drafts, its
        own area's alone.
        """
        own, reach = scope.within([Permission.SUPPORT_REQUEST]), scope.within([Permission.PACKAGE_SEE])
        if reach == EVERYWHERE and not scope.holds(Permission.SUPPORT_REQUEST):  # thousands of them: nothing is joined
            return self.sent()
        areas = PackageArea.objects.filter(package=OuterRef("pk"), left_on__isnull=True)
        return self.filter(own | SENT & (Q(Exists(areas.filter(reach))) | _by_name(scope)))

    def sent(self):
        """Every package the programme has been asked for; a draft is the area's own."""
        return self.filter(SENT)

    def open(self):
        return self.filter(IS_OPEN)


def _by_name(scope: Scope) -> Q:
    """Who is on the team, or is its sponsor by name, as long as they are in a role that can be."""
    if scope.person_id is None:
        return Q(pk__in=[])
    found = Q(pk__in=[])
    if scope.holds(Permission.PACKAGE_DELIVER):
        mine = TeamMember.objects.filter(package=OuterRef("pk"), person=scope.person_id)
        found |= Q(Exists(mine.filter(on_the_team(timezone.localdate()))))
    if scope.holds(Permission.PACKAGE_SPONSOR_IF_NAMED):
        named = PackageArea.objects.filter(package=OuterRef("pk"), sponsor=scope.person_id, left_on__isnull=True)
        found |= Q(Exists(named.filter(scope.within([Permission.PACKAGE_SPONSOR_IF_NAMED]))))
    return found


class SupportPackage(models.Model):
    """The lead area is `authority`; every area, the lead one too, has a row in `areas`."""

    reference = models.CharField(max_length=20, blank=True)  # given when it is sent
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="support_packages")
    region = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="+")  # for a whole region
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind, blank=True)
    form = models.CharField(max_length=30, choices=Form, blank=True)
    offer = models.CharField(max_length=10, choices=Offer, default=Offer.BESPOKE)
    intervention = models.CharField(max_length=10, choices=Intervention, blank=True)
    stage = models.CharField(max_length=10, choices=CHOICES, default=Stage.DRAFT.value)
    came_from = models.CharField("stage before it was paused", max_length=10, blank=True)
    # The request, in the area's words.
    need = models.TextField("what is needed", blank=True, max_length=LONGEST_TEXT)
    hoped = models.TextField("what should be different afterwards", blank=True, max_length=LONGEST_TEXT)
    tried = models.TextField("what has been tried", blank=True, max_length=LONGEST_TEXT)
    # What scoping agrees on.
    picture = models.TextField("agreed picture of the need", blank=True, max_length=LONGEST_TEXT)
    picture_agreed_at = models.DateTimeField(null=True)
    picture_agreed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    aims = models.TextField(blank=True, max_length=LONGEST_TEXT)
    days = models.DecimalField("days agreed", max_digits=6, decimal_places=2, null=True)
    budget = models.DecimalField("budget agreed, pounds", max_digits=12, decimal_places=2, null=True)
    pot = models.ForeignKey("Pot", null=True, on_delete=models.PROTECT, related_name="packages")
    begins_on = models.DateField(null=True)
    review_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    terms = models.PositiveIntegerField("revision of the terms", default=1)  # a signature is on one of them
    # "Not now".
    condition = models.CharField("readiness condition to be in place", max_length=500, blank=True)
    revisit_on = models.DateField(null=True)
    # What the desk reads of thousands of packages at once; kept by the actions, checked by `check_integrity`.
    stage_since = models.DateTimeField(auto_now_add=True)
    last_contact_on = models.DateField(null=True)
    led_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="packages_led")
    days_allocated = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    days_used = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    days_forecast = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    pounds_allocated = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    pounds_used = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    version = models.PositiveIntegerField(default=1)  # counts the saves of its own words
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closing_assessment = models.OneToOneField(
        SelfAssessment, null=True, on_delete=models.PROTECT, related_name="closes_package"
    )
    case_study = models.ForeignKey(Resource, null=True, on_delete=models.PROTECT, related_name="packages")
    standards = models.ManyToManyField(Standard, through="PackageStandard", related_name="+")
    actions = models.ManyToManyField(Action, through="PackageAction", related_name="support_packages")

    objects = SupportPackageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["reference"], condition=~Q(reference=""), name="package_reference_once"),
            models.CheckConstraint(
                name="package_sent_has_reference",
                condition=Q(stage__in=["draft", "withdrawn"]) | (~Q(reference="") & Q(sent_at__isnull=False)),
            ),
            models.CheckConstraint(name="package_stage_known", condition=Q(stage__in=[s.value for s in Stage])),
            models.CheckConstraint(
                name="package_picture_agreed_by_somebody",
                condition=Q(picture_agreed_at__isnull=True) | ~Q(picture=""),
            ),
            models.CheckConstraint(
                name="package_paused_knows_the_way_back", condition=Q(stage="paused") ^ Q(came_from="")
            ),
            models.CheckConstraint(
                name="package_deferred_says_until_when",
                condition=~Q(stage="deferred") | (Q(revisit_on__isnull=False) & ~Q(condition="")),
            ),
            models.CheckConstraint(name="package_days_not_negative", condition=Q(days__isnull=True) | Q(days__gte=0)),
            models.CheckConstraint(
                name="package_budget_not_negative", condition=Q(budget__isnull=True) | Q(budget__gte=0)
            ),
            models.CheckConstraint(
                name="package_days_in_order",
                condition=(Q(ends_on__isnull=True) | Q(begins_on__isnull=True) | Q(ends_on__gte=F("begins_on"))),
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "stage_since"], name="package_by_stage"),
            # The order in which lists begin, either way round.
            models.Index(fields=["stage_since", "id"], name="package_longest_there", condition=SENT),
            models.Index(F("stage_since").desc(nulls_last=True), F("id"), name="package_newest_there", condition=SENT),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("support:package-detail", args=[self.pk])

    @property
    def at(self) -> Stage:
        return Stage(self.stage)

    @property
    def is_open(self) -> bool:
        return self.at not in ENDED

    @property
    def is_request_editable(self) -> bool:
        return self.at in REQUEST_EDITABLE

    @property
    def may_look_back(self) -> bool:
        """Whether an area would assess itself at the close of it now."""
        return self.at in LOOKING_BACK

    @property
    def caption(self) -> str:
        """The area and the reference."""
        return f"{self.authority}, {self.reference}" if self.reference else str(self.authority)

    @property
    def ball(self) -> str:
        return ABOUT[self.at].ball

    @property
    def next_step(self) -> str:
        return ABOUT[self.at].next_step


class OfPackageQuerySet(models.QuerySet):
    """Rows of packages, whose readers are the package’s."""

    def visible_to(self, scope: Scope):
        return self.filter(package__in=SupportPackage.objects.visible_to(scope))


class PackageAreaQuerySet(OfPackageQuerySet):
    def visible_to(self, scope: Scope):
        """To the champion of the area also when it has left: the answer they gave stays an answer."""
        own = Q(scope.within([Permission.SUPPORT_REQUEST])) & ~Q(package__reference="")
        return self.filter(own | Q(package__in=SupportPackage.objects.visible_to(scope)))


class PackageArea(models.Model):
    """One area's part in a package: its share of days and money in hundredths, and who signs for it.

    `confirmed_`: its champion has said that the area takes part; nobody asks the lead area.
    """

    package = models.ForeignKey(SupportPackage, on_delete=models.PROTECT, related_name="areas")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="package_parts")
    share = models.DecimalField("per cent of days and money", max_digits=5, decimal_places=2, null=True)
    sponsor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # none: the director
    joined_on = models.DateField(default=timezone.localdate)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    left_on = models.DateField(null=True)

    objects = PackageAreaQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["package", "authority"], condition=Q(left_on__isnull=True), name="package_area_once"
            ),
            models.CheckConstraint(
                name="package_share_is_percent", condition=Q(share__isnull=True) | Q(share__range=(0, 100))
            ),
            models.CheckConstraint(
                name="package_area_confirmed_by_somebody",
                condition=Q(confirmed_at__isnull=True) ^ Q(confirmed_by__isnull=False),
            ),
        ]


class PackageStandard(models.Model):
    """A standard the package is about. `shared`: the area shows its later levels of this one to the package's team
    and the programme, for this package, until it ends the share.
    """

    package = models.ForeignKey(SupportPackage, on_delete=models.PROTECT, related_name="package_standards")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(SelfAssessment, null=True, on_delete=models.PROTECT, related_name="+")
    shared = models.BooleanField(default=False)
    shared_at = models.DateTimeField(null=True)
    shared_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["standard__order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["package", "standard"], name="package_standard_once"),
            models.CheckConstraint(
                name="package_standard_share_is_dated", condition=Q(shared=False) | Q(shared_at__isnull=False)
            ),
        ]


class PackageAction(models.Model):
    """An action of the area's own plan that the package helps with."""

    package = models.ForeignKey(SupportPackage, on_delete=models.PROTECT, related_name="package_actions")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="package_links")
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["package", "action"], name="package_action_once")]


def on_the_team(day: date) -> Q:
    return Q(until__isnull=True) | Q(until__gte=day)


class TeamMember(models.Model):
    """Who leads the package and who advises, from when until when. Nobody is taken off without a handover note."""

    class Part(models.TextChoices):
        LEAD = "lead", "Leads the package"
        ADVISER = "adviser", "Adviser"

    package = models.ForeignKey(SupportPackage, on_delete=models.PROTECT, related_name="team")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="package_parts")
    part = models.CharField(max_length=10, choices=Part)
    since = models.DateField(default=timezone.localdate)
    until = models.DateField("last day", null=True)
    handover = models.TextField("what the next one has to know", blank=True, max_length=LONGEST_TEXT)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = OfPackageQuerySet.as_manager()

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["package"], condition=Q(part="lead", until__isnull=True), name="package_one_lead"
            ),
            models.UniqueConstraint(
                fields=["package", "person", "part"], condition=Q(until__isnull=True), name="package_member_once"
            ),
            models.CheckConstraint(
                name="team_days_in_order", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
            models.CheckConstraint(name="team_end_is_handed_over", condition=Q(until__isnull=True) | ~Q(handover="")),
        ]


class PackageEvent(models.Model):
    """One line of a package's timeline, written by the action that did it; moves are lines with a `move`.

    `subject` is the id of the row it tells of, in the table its kind names. `text` is what people read.
    """

    APPEND_ONLY = True

    class Kind(models.TextChoices):
        MOVE = "move", "Stage"
        REQUEST = "request", "Request"
        SCOPING = "scoping", "Scoping"
        TERMS = "terms", "Aims and criteria"
        TEAM = "team", "People"
        SESSION = "session", "Session"
        PLAN = "plan", "Milestones and actions"
        RISK = "risk", "Risks and concerns"
        DECISION = "decision", "Decision"
        DOCUMENT = "document", "Document"
        MESSAGE = "message", "Message"
        DAYS = "days", "Days and money"
        BENEFIT = "benefit", "Costs and benefits"
        MEASURE = "measure", "Outcome measures"
        RATING = "rating", "Ratings and close"
        FOLLOW_UP = "follow_up", "Follow-up"

    package = models.ForeignKey(SupportPackage, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    move = models.CharField(max_length=20, blank=True)
    from_stage = models.CharField(max_length=10, blank=True)
    to_stage = models.CharField(max_length=10, blank=True)
    since = models.DateTimeField("when it came to the stage it leaves", null=True)  # of moves
    text = models.CharField(max_length=300)
    more = models.TextField("reason or words", blank=True, max_length=LONGEST_TEXT)
    subject = models.BigIntegerField(null=True)
    on = models.DateField("the day it is about")  # a session is recorded later than it was held
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["package", "-at", "-id"], name="package_timeline"),
            # What the desk asks of them: when terms were last touched, and when packages came to a stage and left it.
            models.Index(fields=["package", "-at"], name="package_terms_lines", condition=Q(kind="terms")),
            models.Index(
                fields=["at"],
                include=["from_stage", "to_stage", "since"],
                name="package_moves_in_time",
                condition=~Q(move=""),
            ),
            models.Index(fields=["package", "at"], name="package_moves", condition=~Q(move="")),
        ]
        constraints = [
            models.CheckConstraint(name="event_move_names_stages", condition=Q(move="") | ~Q(to_stage="")),
        ]
