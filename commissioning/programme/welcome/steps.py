"""The first steps of whoever holds a permission: what each is, where it is done, and the rows that show that it was.

A step is done when its rows are there, whoever made them, so nobody ticks anything. Steps of people who lead an area
speak of their areas; the page that a step leads to is that of the first of them by name.
"""

from collections.abc import Callable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from commissioning.access.permissions import Permission as P
from commissioning.access.roles import FOR_PROGRAMME, Role
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.people.models import AuditEntry, RoleAppointment
from commissioning.profiles.models import Event, HistoryEntry, Insight, Priority, Stakeholder
from commissioning.profiles.models.events import run_by
from commissioning.support.models import Adviser, CalendarLink, Pot, Session
from evaluation.models import Edition, Invitation, Listening, Round
from readiness.models import Campaign, Challenge, Scorer, SelfAssessment, SupportFormAnswer
from readiness.queries.looks import LOOKS

from ..contact.models import OfferEvent

Areas = QuerySet[Authority]
Rows = Callable[[Scope, Areas], QuerySet]


@dataclass(frozen=True)
class FirstStep:
    """`permission`: whose step it is; none: whoever works for the programme.

    `rows`, of the scope and the areas in which it holds the permission: there are some once the step is done.
    `page`: the name of an address; of an area’s, where `of_area`.
    """

    key: str
    permission: P | None
    title: str
    text: str
    page: str
    rows: Rows
    of_area: bool = False

    def is_for(self, scope: Scope) -> bool:
        if self.permission is None:
            return any(grant.role in FOR_PROGRAMME for grant in scope.grants)
        return scope.holds(self.permission)


FIRST_STEPS = (
    FirstStep(
        "authenticator",
        None,
        "Set up an authenticator app",
        "Whoever works for the programme signs in with a code from a phone, too.",
        "mfa_index",
        lambda scope, areas: Authenticator.objects.filter(user=scope.person_id, type=Authenticator.Type.TOTP),
    ),
    # Commissioning champions
    FirstStep(
        "history",
        P.ASSESSMENT_LEAD,
        "Check your area’s history",
        "Put in what somebody new should know: strengths as well as bruises. You choose who reads each entry.",
        "profiles:history-list",
        lambda scope, areas: HistoryEntry.objects.visible_to(scope).kept().filter(authority__in=areas),
        of_area=True,
    ),
    FirstStep(
        "stakeholders",
        P.ASSESSMENT_LEAD,
        "Agree whom the programme should listen to",
        "The list of stakeholders is yours: agree at least one name on it.",
        "profiles:stakeholder-list",
        lambda scope, areas: Stakeholder.objects.kept().filter(authority__in=areas, agreed_at__isnull=False),
        of_area=True,
    ),
    FirstStep(
        "begin",
        P.ASSESSMENT_LEAD,
        "Begin a self-assessment",
        "Every page is saved as you send it, so you can stop anywhere and come back.",
        "readiness:assessment-list",
        lambda scope, areas: SelfAssessment.objects.filter(authority__in=areas),
    ),
    FirstStep(
        "partners",
        P.ASSESSMENT_LEAD,
        "Invite your partners",
        "Health, schools, the voluntary sector, police and others give a view of their own, from your self-assessment.",
        "readiness:assessment-list",
        lambda scope, areas: Scorer.objects.filter(assessment__authority__in=areas, withdrawn_at__isnull=True).exclude(
            kind=Scorer.Kind.CHAMPION
        ),
    ),
    # Directors
    FirstStep(
        "champion",
        P.ASSESSMENT_SIGN,
        "See that somebody leads the self-assessment",
        "Without a commissioning champion in role nothing can begin. Tell the programme if nobody is.",
        "people:directory-list",
        lambda scope, areas: RoleAppointment.objects.in_force().filter(role=Role.CHAMPION, authority__in=areas),
    ),
    FirstStep(
        "priorities",
        P.ASSESSMENT_SIGN,
        "Say what your priorities are",
        "A theme and a sentence each. The programme counts them by region, as far as you open them.",
        "profiles:priority-list",
        lambda scope, areas: Priority.objects.kept().filter(authority__in=areas),
        of_area=True,
    ),
    FirstStep(
        "support-form",
        P.ASSESSMENT_SIGN,
        "Answer: which form of support?",
        "A few questions that you and the local lead answer apart from the levels.",
        "readiness:support-form-detail",
        lambda scope, areas: SupportFormAnswer.objects.filter(authority__in=areas, answered_by=scope.person_id),
        of_area=True,
    ),
    # Contributors and senior leaders
    FirstStep(
        "view",
        P.LEVELS_SEE_IF_TOOK_PART,
        "Tell an area what you think",
        "When a champion asks you for your view. It takes about 20 minutes; nobody sees it before theirs is in.",
        "readiness:view-list",
        lambda scope, areas: Scorer.objects.filter(person=scope.person_id, sent_at__isnull=False),
    ),
    FirstStep(
        "shared",
        P.SHARED_WITH_LEADERS,
        "Read what your area shows you",
        "Your champion chooses what senior leaders see. It is listed on home as soon as there is something.",
        "readiness:assessment-list",
        lambda scope, areas: AuditEntry.objects.filter(actor_id=scope.person_id, verb__in=LOOKS),
    ),
    # Local and regional leads, advisers
    FirstStep(
        "pitfalls",
        P.CHALLENGE_GIVE,
        "Write down a pitfall or an opportunity",
        "What you would tell somebody on the train to a first visit.",
        "profiles:insight-list",
        lambda scope, areas: Insight.objects.visible_to(scope).kept().filter(authority__in=areas),
        of_area=True,
    ),
    FirstStep(
        "listening",
        P.LISTENING_RUN,
        "Begin to listen to an area",
        "Whom to hear, and with which questions: it begins on the area’s page.",
        "authorities:authority-detail",
        lambda scope, areas: Listening.objects.filter(authority__in=areas),
        of_area=True,
    ),
    FirstStep(
        "challenge",
        P.CHALLENGE_GIVE,
        "Give a challenge",
        "When an area has agreed its levels it sends them to you: agree, or say lower or higher and why.",
        "readiness:assessment-list",
        lambda scope, areas: Challenge.objects.filter(given_by=scope.person_id),
    ),
    FirstStep(
        "contact",
        P.SHARED_WITH_REGION,
        "Look at the offers of contact",
        "They come by themselves, with their reason. Say that you have one, and the others can leave it to you.",
        "programme:contact-list",
        lambda scope, areas: OfferEvent.objects.filter(by=scope.person_id),
    ),
    FirstStep(
        "event",
        P.EVENTS_RUN,
        "Plan an event",
        "Training or networking, with places and a waiting list.",
        "profiles:event-list",
        lambda scope, areas: Event.objects.filter(run_by(scope)),
    ),
    FirstStep(
        "adviser-page",
        P.PACKAGE_DELIVER,
        "See your page in the pool of advisers",
        "The programme puts you there with what you know, where you go and when you are away. Tell it what is wrong.",
        "support:session-list",
        lambda scope, areas: Adviser.objects.filter(person=scope.person_id),
    ),
    FirstStep(
        "session",
        P.PACKAGE_DELIVER,
        "Record a session",
        "From the page of a package you work on: the day, how long, with whom, and what comes next.",
        "support:session-list",
        lambda scope, areas: Session.objects.filter(adviser=scope.person_id),
    ),
    FirstStep(
        "calendar",
        P.PACKAGE_DELIVER,
        "Put your dates into your own calendar",
        "One address to subscribe to, which you can take back at any time.",
        "support:calendar-detail",
        lambda scope, areas: CalendarLink.objects.filter(person=scope.person_id, ended_at__isnull=True),
    ),
    # The programme, evaluators, administrators
    FirstStep(
        "pot",
        P.PACKAGE_RUN,
        "Make a pot of days and money",
        "A package can be agreed once there is a pot that its days and money come from.",
        "support:pot-list",
        lambda scope, areas: Pot.objects.all(),
    ),
    FirstStep(
        "advisers",
        P.PACKAGE_RUN,
        "Add an adviser to the pool",
        "With accreditation, expertise and conflicts, so that packages can be matched.",
        "support:adviser-list",
        lambda scope, areas: Adviser.objects.all(),
    ),
    FirstStep(
        "campaign",
        P.CAMPAIGN_RUN,
        "Open a campaign",
        "One year’s annual self-assessments: who is invited, from when to when.",
        "readiness:campaign-list",
        lambda scope, areas: Campaign.objects.all(),
    ),
    FirstStep(
        "round",
        P.ROUNDS_RUN,
        "Make a round",
        "A year’s collection: who is asked what, and on what promise. The promise cannot be changed afterwards.",
        "evaluation:round-list",
        lambda scope, areas: Round.objects.all(),
    ),
    FirstStep(
        "frame",
        P.ROUNDS_RUN,
        "Draw whom the round asks",
        "From appointments, champions’ lists and the use of services.",
        "evaluation:round-list",
        lambda scope, areas: Invitation.objects.all(),
    ),
    FirstStep(
        "edition",
        P.ROUNDS_RUN,
        "Draft an impact report",
        "Figures that are too small to show are withheld once, for page, file and chart together.",
        "evaluation:draft-list",
        lambda scope, areas: Edition.objects.all(),
    ),
    FirstStep(
        "second-administrator",
        P.PEOPLE_APPOINT,
        "Appoint another administrator",
        "Nobody takes off their own lost authenticator app: with one administrator alone, nobody could help them.",
        "people:appointment-list",
        lambda scope, areas: (
            RoleAppointment.objects.in_force().filter(role=Role.ADMINISTRATOR).exclude(person=scope.person_id)
        ),
    ),
    FirstStep(
        "first-champion",
        P.PEOPLE_APPOINT,
        "Appoint a commissioning champion",
        "They are invited by a link that works once, and lead their area’s self-assessment.",
        "people:appointment-list",
        lambda scope, areas: RoleAppointment.objects.in_force().filter(role=Role.CHAMPION),
    ),
)
