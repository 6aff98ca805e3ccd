"""An object of `support` for every address of it that names one (see `matrix_examples`)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.db.models import Model
from django.utils import timezone

from commissioning.access.permissions import Permission as P
from commissioning.authorities.models import Authority
from commissioning.documents.models import Document
from commissioning.people.models import User
from commissioning.people.queries import holders
from commissioning.support.actions import calendar, closing_reports, requests
from commissioning.support.actions.moves import advance
from commissioning.support.models import (
    Adviser,
    Away,
    Conflict,
    CostBenefit,
    Criterion,
    Decision,
    FollowUp,
    JointProposal,
    LedgerEntry,
    ListeningNote,
    MeasurePoint,
    Outcome,
    OutcomeMeasure,
    PackageArea,
    PackageFile,
    PlanStep,
    Pot,
    Risk,
    SavedFilter,
    ScopingPoint,
    Session,
    SupportPackage,
    TeamMember,
)
from commissioning.support.workflow import Move, Stage

from . import demo
from .example import Example


def _package(gss_code: str, user: User | None) -> dict[str, Any]:
    """One the champion asked for, at work: the stages on the way there have tests of their own."""
    area = Authority.objects.get(gss_code=gss_code)
    champion = holders(P.SUPPORT_REQUEST, area)[0].person
    typed = requests.Typed("Pooled budgets", "joint", "One list", "One door", "", ("S08",), shares=False, version=0)
    package = requests.draft(authority=area, typed=typed, by=champion)
    advance(package=package, move=Move.SEND, by=champion)
    SupportPackage.objects.filter(pk=package.pk).update(stage=Stage.DELIVERY)
    return {"pk": package.pk}


def _in_package(model: type, name: str, **fields: Any) -> Example:
    """Something of a package, added by nobody in particular."""

    def path(gss_code: str, user: User | None) -> dict[str, Any]:
        package = _package(gss_code, user)
        return package | {name: model.objects.create(package_id=package["pk"], **fields).pk}

    return Example(path, (P.PACKAGE_SEE,))


def _session(gss_code: str, user: User | None) -> dict[str, Any]:
    """Held by the demonstration’s adviser, who is not on the team of this one."""
    package, adviser = _package(gss_code, user), User.objects.get(email=demo.email_of("adviser"))
    session = Session(package_id=package["pk"], adviser=adviser, held_on=timezone.localdate(), days=0, key=uuid4())
    session.save()
    return package | {"session": session.pk}


def _package_file(gss_code: str, user: User | None) -> dict[str, Any]:
    """Its file is that of a report, for nothing is to be written to the disk here."""
    package = _package(gss_code, user)
    file = Document.objects.filter(authority__gss_code=gss_code, state=Document.State.DONE).latest("pk").file
    made = PackageFile(package_id=package["pk"], title="Joint plan", file=file.name, file_name="plan.pdf")
    made.size, made.content_type, made.scan = file.size, "application/pdf", PackageFile.Scan.CLEAN
    made.save()
    return package | {"file": made.pk}


def _calendar(gss_code: str, user: User | None) -> dict[str, Any]:
    """A real secret."""
    champion = User.objects.get(email=demo.email_of("champion"))
    return {"token": calendar.renew(by=champion).rpartition("/")[2].removesuffix(".ics")}


def _moved(gss_code: str, user: User | None) -> dict[str, Any]:
    return _package(gss_code, user) | {"move": Move.REVIEW.value}


def _checklist(gss_code: str, user: User | None) -> dict[str, Any]:
    return _package(gss_code, user) | {"item": "all-sponsor"}


def _signed(gss_code: str, user: User | None) -> dict[str, Any]:
    return _package(gss_code, user) | {"side": gss_code}


def _member(gss_code: str, user: User | None) -> dict[str, Any]:
    """The demonstration’s programme lead advises on it."""
    person = User.objects.get(email=demo.email_of("programme.lead"))
    return _row(TeamMember, person=person, part=TeamMember.Part.ADVISER)(gss_code, user)


def _part(gss_code: str, user: User | None) -> dict[str, Any]:
    return {"pk": PackageArea.objects.get(package_id=_package(gss_code, user)["pk"]).pk}


def _row(model: type, **fields: Any) -> Callable[[str, User | None], dict[str, Any]]:
    """Something of a package whose address names it alone."""

    def path(gss_code: str, user: User | None) -> dict[str, Any]:
        return {"pk": model.objects.create(package_id=_package(gss_code, user)["pk"], **fields).pk}

    return path


def _adviser() -> Adviser:
    """A page of the demonstration’s contributor: nobody asks about their own."""
    person = User.objects.get(email=demo.email_of("contributor"))
    return Adviser.objects.get_or_create(person=person)[0]


def _of_adviser(make: Callable[[Adviser, Authority], Model]) -> Example:
    """Something on an adviser’s page, which the programme sees wherever it is."""

    def path(gss_code: str, user: User | None) -> dict[str, Any]:
        return {"pk": make(_adviser(), Authority.objects.get(gss_code=gss_code)).pk}

    return Example(path, (P.ADVISERS_SEE,))


def _away(adviser: Adviser, area: Authority) -> Away:
    today = timezone.localdate()
    return Away.objects.create(adviser=adviser, first=today, last=today)


def _conflict(adviser: Adviser, area: Authority) -> Conflict:
    return Conflict.objects.create(adviser=adviser, authority=area, why="A sister works there")


def _pot(gss_code: str, user: User | None) -> dict[str, Any]:
    return {"pk": Pot.objects.create(name="Joint work", year=2026, days=1, pounds=1).pk}


def _entry(gss_code: str, user: User | None) -> dict[str, Any]:
    month = timezone.localdate().replace(day=1)
    fields = {"kind": LedgerEntry.Kind.FORECAST, "month": month, "days": 1, "adviser": _adviser().person}
    return _row(LedgerEntry, **fields)(gss_code, user)


_ADVISER = _of_adviser(lambda adviser, area: adviser)
_POT = Example(_pot, (P.PACKAGE_RUN,))


def _saved_filter(gss_code: str, user: User | None) -> dict[str, Any]:
    """Durham stands for what is one’s own, Ealing for somebody else’s."""
    mine = user is not None and gss_code == demo.DURHAM
    owner = user if mine else User.objects.get(email=demo.email_of("champion2"))
    row = {"name": "Delivery", "query": "stage=delivery"}
    return {"pk": SavedFilter.objects.get_or_create(person=owner, **row)[0].pk}


def _proposal(gss_code: str, user: User | None) -> dict[str, Any]:
    """Of its own region’s lead, for that area alone: the rule that there are two is the page’s."""
    by = User.objects.get(email=demo.email_of("regional.lead"))
    proposal = JointProposal.objects.create(kind="joint", words="Why not together?", key=uuid4(), told="Nobody", by=by)
    proposal.areas.set([Authority.objects.get(gss_code=gss_code)])
    return {"pk": proposal.pk}


_PACKAGE = Example(_package, (P.PACKAGE_SEE,))
_STEP = _in_package(PlanStep, "step", kind="action", title="Agree one page", due_on=timezone.localdate())
_RISK = _in_package(Risk, "risk", kind="risk", title="No finance officer", rating="amber")
_DECISION = _in_package(
    Decision, "decision", text="One budget", made_on=timezone.localdate(), made_by="Children’s partnership board"
)
_SESSION = Example(_session, (P.PACKAGE_SEE,))
_PACKAGE_FILE = Example(_package_file, (P.PACKAGE_SEE,))

_NOTE = Example(_row(ListeningNote, theme="capacity", heard_on=timezone.localdate()), (P.PACKAGE_SEE,))
_POINT = Example(_row(ScopingPoint, kind="pitfall", text="Elections"), (P.PACKAGE_SEE,))
_CRITERION = Example(_row(Criterion, text="Families ask once"), (P.PACKAGE_SEE,))
_FOLLOW_UP = Example(_row(FollowUp, why="six", due_on=timezone.localdate()), (P.PACKAGE_SEE,))


def _figure(gss_code: str, user: User | None) -> dict[str, Any]:
    package = SupportPackage.objects.get(**_package(gss_code, user))
    made = CostBenefit(package=package, authority=package.authority, kind="cashable", category="placements", year=2026)
    made.pounds, made.method, made.includes = 1000, "Counted", "Direct cost"
    made.save()
    return {"pk": made.pk}


def _measure(gss_code: str, user: User | None) -> dict[str, Any]:
    """With one point."""
    package = _package(gss_code, user)["pk"]
    kinds = {"about": "outcome", "hardness": "hard", "better": "down"}
    made = OutcomeMeasure.objects.create(package_id=package, title="Children in care", unit="children", **kinds)
    point = MeasurePoint.objects.create(measure=made, series="history", on=timezone.localdate(), value=12)
    return {"pk": made.pk, "point": point.pk}


def _outcome(**more: str) -> Example:
    """One the area builds."""

    def path(gss_code: str, user: User | None) -> dict[str, Any]:
        area = Authority.objects.get(gss_code=gss_code)
        return {"pk": Outcome.objects.create(authority=area, text="Parents ask once").pk} | more

    return Example(path, (P.PACKAGE_WRITE,))


def _removed_outcome(gss_code: str, user: User | None) -> dict[str, Any]:
    area = Authority.objects.get(gss_code=gss_code)
    return {"pk": Outcome.objects.create(authority=area, text="Parents ask once", removed_at=timezone.now()).pk}


def _closed(gss_code: str, user: User | None) -> dict[str, Any]:
    """Closed once."""
    package = SupportPackage.objects.get(**_package(gss_code, user))
    package.agreed_at = package.closed_at = timezone.now()
    package.stage = Stage.CLOSED.value
    package.save()
    return {"pk": package.pk, "number": closing_reports.freeze(package).number}


_FIGURE = Example(_figure, (P.PACKAGE_SEE,))
_MEASURE = Example(lambda g, user: {"pk": _measure(g, user)["pk"]}, (P.PACKAGE_SEE,))

_OUTCOME = _outcome()
_OUTCOME_AREA = Example(lambda gss_code, user: {"gss_code": gss_code}, (P.PACKAGE_SEE,))

PACKAGE_EXAMPLES: dict[str, Example] = {
    **dict.fromkeys(
        (
            "support:package-sessions",
            "support:session-add",
            "support:package-plan",
            "support:step-add",
            "support:risk-add",
            "support:decision-add",
            "support:package-files",
            "support:file-add",
            "support:package-messages",
            "support:package-timeline",
            "support:package-looks",
            "support:package-detail",
            "support:request-edit",
            "support:package-share",
            "support:package-brief",
            "support:actions-link",
            "support:closing-assessment-open",
            "support:package-team",
            "support:lead-name",
            "support:adviser-add",
            "support:package-areas",
            "support:package-scoping",
            "support:note-add",
            "support:point-add",
            "support:picture-edit",
            "support:picture-agree",
            "support:package-terms",
            "support:terms-edit",
            "support:criterion-add",
            "support:package-close",
            "support:case-study-write",
            "support:closing-edit",
            "support:package-matches",
            "support:package-days",
            "support:days-allocate",
            "support:days-forecast",
            "support:days-give-back",
            "support:money-record",
        ),
        _PACKAGE,
    ),
    "support:package-plan-export": Example(lambda g, user: _package(g, user) | {"what": "decisions"}, (P.PACKAGE_SEE,)),
    **dict.fromkeys(("support:session-edit", "support:session-take-back"), _SESSION),
    **dict.fromkeys(("support:step-edit", "support:step-finish", "support:step-drop", "support:step-take-up"), _STEP),
    **dict.fromkeys(("support:risk-edit", "support:risk-escalate", "support:risk-close"), _RISK),
    "support:decision-replace": _DECISION,
    **dict.fromkeys(("support:file-download", "support:file-remove"), _PACKAGE_FILE),
    "support:calendar-feed": Example(_calendar),
    "support:request-add": Example(lambda gss_code, user: {"gss_code": gss_code}, (P.PACKAGE_SEE,)),
    "support:package-advance": Example(_moved, (P.PACKAGE_SEE,)),
    "support:checklist-answer": Example(_checklist, (P.PACKAGE_SEE,)),
    "support:terms-sign": Example(_signed, (P.PACKAGE_SEE,)),
    "support:member-end": Example(_member, (P.PACKAGE_SEE,)),
    "support:sponsor-name": Example(_part, (P.PACKAGE_SEE,)),
    "support:part-pass-on": Example(_part, (P.PACKAGE_SEE,)),
    "support:part-answer": Example(_part, (P.PACKAGE_SEE,)),
    **dict.fromkeys(("support:note-edit", "support:note-remove"), _NOTE),
    **dict.fromkeys(("support:point-edit", "support:point-remove"), _POINT),
    **dict.fromkeys(
        ("support:criterion-edit", "support:criterion-drop", "support:criterion-rate", "support:criterion-facts"),
        _CRITERION,
    ),
    "support:follow-up-finish": _FOLLOW_UP,
    "support:saved-filter-delete": Example(_saved_filter, (P.PACKAGE_RUN,), own_by_person=True),
    "support:proposal-detail": Example(_proposal, (P.REGION_NEEDS_SEE, P.SUPPORT_REQUEST)),
    **dict.fromkeys(("support:package-benefits", "support:figure-add"), _PACKAGE),
    **dict.fromkeys(("support:figure-edit", "support:figure-verify", "support:figure-remove"), _FIGURE),
    **dict.fromkeys(("support:package-measures", "support:measure-add"), _PACKAGE),
    **dict.fromkeys(
        ("support:measure-detail", "support:measure-edit", "support:measure-remove", "support:measure-points-add"),
        _MEASURE,
    ),
    **dict.fromkeys(("support:outcome-list", "support:outcome-examples", "support:outcome-add"), _OUTCOME_AREA),
    **dict.fromkeys(("support:outcome-detail", "support:outcome-take", "support:outcome-remove"), _OUTCOME),
    "support:outcome-edit": _outcome(part="going"),
    "support:outcome-return": Example(_removed_outcome, (P.PACKAGE_WRITE,)),
    "support:measure-point-remove": Example(_measure, (P.PACKAGE_SEE,)),
    "support:package-report": Example(lambda g, user: {"pk": _closed(g, user)["pk"]}, (P.PACKAGE_SEE,)),
    **dict.fromkeys(("support:report-version", "support:report-request"), Example(_closed, (P.PACKAGE_SEE,))),
    "support:check-record": Example(
        lambda g, user: _package(g, user) | {"adviser_pk": _adviser().pk}, (P.PACKAGE_SEE,)
    ),
    "support:entry-reverse": Example(_entry, (P.PACKAGE_SEE,)),
    **dict.fromkeys(
        ("support:adviser-detail", "support:adviser-edit", "support:away-add", "support:conflict-add"), _ADVISER
    ),
    "support:away-end": _of_adviser(_away),
    "support:conflict-end": _of_adviser(_conflict),
    **dict.fromkeys(("support:pot-detail", "support:pot-edit", "support:pot-close", "support:pot-reopen"), _POT),
}
