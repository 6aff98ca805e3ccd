"""An object for every address whose path names one, so that the permission matrix can ask it.

A new address fails the matrix's test until it has its example here.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone

from commissioning import years
from commissioning.access.permissions import Permission as P
from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.documents.models import Document
from commissioning.people import actions as people
from commissioning.people.models import HeldPost, RoleAppointment, User
from commissioning.profiles import service_use_file
from commissioning.profiles.csv_files import written
from commissioning.profiles.models import (
    HistoryEntry,
    Relation,
    RelationshipNote,
    ServiceUse,
    ServiceUseFile,
    Stakeholder,
    Structure,
)
from readiness.actions import evidence, links, plan, sharing
from readiness.models import (
    Campaign,
    Evidence,
    EvidenceUse,
    NamedReader,
    Scorer,
    SelfAssessment,
    Snapshot,
    StandardsDraft,
)
from readiness.queries import standards

from . import demo
from .example import Example
from .matrix_areas import AREA_EXAMPLES
from .matrix_coding import CODING_EXAMPLES
from .matrix_contact import CONTACT_EXAMPLES
from .matrix_editions import EDITION_EXAMPLES
from .matrix_figures import FIGURE_EXAMPLES
from .matrix_library import LIBRARY_EXAMPLES
from .matrix_listening import LISTENING_EXAMPLES
from .matrix_packages import PACKAGE_EXAMPLES
from .matrix_profiles import PROFILE_EXAMPLES
from .matrix_protection import PROTECTION_EXAMPLES
from .matrix_refresh import REFRESH_EXAMPLES
from .matrix_reorganisation import REORGANISATION_EXAMPLES
from .matrix_respond import RESPOND_EXAMPLES
from .matrix_rounds import ROUND_EXAMPLES
from .matrix_sight import SIGHT_EXAMPLES
from .matrix_welcome import WELCOME_EXAMPLES

_LEVELS = (
    P.LEVELS_SEE_ALWAYS,
    P.LEVELS_SEE_FROM_DIRECTOR,
    P.LEVELS_SEE_FROM_CHALLENGE,
    P.LEVELS_SEE_IF_TOOK_PART,  # the demonstration's contributor took part in what was signed
)


def _assessment(gss_code: str, user: User | None) -> dict[str, Any]:
    return _annual(gss_code, years.year_of(timezone.localdate()))


def _signed(gss_code: str, user: User | None) -> dict[str, Any]:
    return _annual(gss_code, years.year_of(timezone.localdate()) - 1)


def _annual(gss_code: str, year: int) -> dict[str, Any]:
    rows = SelfAssessment.objects.filter(occasion=SelfAssessment.Occasion.ANNUAL)
    return {"pk": rows.get(authority__gss_code=gss_code, year=year).pk}


def _version(gss_code: str, user: User | None) -> dict[str, Any]:
    """What was signed last year."""
    signed = _signed(gss_code, user)
    return signed | {"snapshot": Snapshot.objects.filter(assessment=signed["pk"]).latest("pk").pk}


def _document(gss_code: str, user: User | None) -> dict[str, Any]:
    """The report of what was signed last year."""
    snapshots = list(Snapshot.objects.filter(assessment=_signed(gss_code, user)["pk"]).values_list("pk", flat=True))
    rows = Document.objects.filter(authority__gss_code=gss_code, params__snapshot__in=snapshots)
    return {"pk": rows.latest("pk").pk}


def _appointment(gss_code: str, user: User | None) -> dict[str, Any]:
    return {"pk": RoleAppointment.objects.filter(authority__gss_code=gss_code, role=Role.CONTRIBUTOR).latest("pk").pk}


def _held(gss_code: str, user: User | None) -> dict[str, Any]:
    """Durham stands for what is one's own, Ealing for somebody else's."""
    other = User.objects.get(email=demo.email_of("champion2"))
    owner = user if user and gss_code == demo.DURHAM else other
    return {"pk": HeldPost.objects.create(person=owner, path="/", body="narrative=typed").pk}


def _invitation(gss_code: str, user: User | None) -> dict[str, Any]:
    """A real secret."""
    person = people.add_person(full_name="Invited", email="invited@demo.example", by=None)
    return {"token": people.invite(person=person, by=None).rstrip("/").rpartition("/")[2]}


def _scorer(gss_code: str, owner: User) -> Scorer:
    """Asked for the owner's view of this year, in time."""
    assessment = SelfAssessment.objects.get(**_assessment(gss_code, owner))
    today = timezone.localdate()
    SelfAssessment.objects.filter(pk=assessment.pk).update(views_open_on=today, views_close_on=today)
    return Scorer.objects.create(
        assessment=assessment, kind=Scorer.Kind.GROUP, partner_kind="health", person=owner, invited_at=timezone.now()
    )


def _partner(gss_code: str, user: User | None) -> dict[str, Any]:
    scorer = _scorer(gss_code, User.objects.get(email=demo.email_of("adviser")))
    return {"pk": scorer.assessment_id, "scorer_pk": scorer.pk}


def _reader(gss_code: str, user: User | None) -> dict[str, Any]:
    assessment = _assessment(gss_code, user)["pk"]
    adviser = User.objects.get(email=demo.email_of("adviser"))
    return {"pk": assessment, "reader_pk": NamedReader.objects.create(assessment_id=assessment, person=adviser).pk}


def _view(gss_code: str, user: User | None) -> dict[str, Any]:
    """Durham stands for what is one's own, Ealing for somebody else's."""
    mine = user is not None and gss_code == demo.DURHAM
    return {"pk": _scorer(gss_code, user if mine else User.objects.get(email=demo.email_of("director2"))).pk}


def _view_link(gss_code: str, user: User | None) -> dict[str, Any]:
    """A real secret."""
    scorer = _scorer(gss_code, User.objects.get(email=demo.email_of("contributor")))
    return {"token": links.issue(scorer).rstrip("/").rpartition("/")[2]}


def _standards_draft(gss_code: str, user: User | None) -> dict[str, Any]:
    """The next version of the programme's own set."""
    version = standards.current_standards()
    content = replace(standards.standards_set(version), version=version.number + 1)
    draft = StandardsDraft(content=content.as_data(), checksum=content.checksum, file_name="standards.xlsx")
    draft.save()
    return {"pk": draft.pk}


def _campaign(gss_code: str, user: User | None) -> dict[str, Any]:
    """The programme's, and so in nobody's area: everyone who may see one sees all."""
    return {"year": Campaign.objects.latest("year").year}


def _share(gss_code: str, user: User | None) -> dict[str, Any]:
    """Last year's signed levels, shared with the regional lead by their champion."""
    assessment = SelfAssessment.objects.get(pk=_signed(gss_code, user)["pk"])
    wanted = sharing.Wanted("region", "levels", "Planning joint support", timezone.localdate())
    share = sharing.share(assessment=assessment, wanted=wanted, by=assessment.opened_by)
    return {"pk": assessment.pk, "share": share.pk}


def _action(gss_code: str, user: User | None) -> dict[str, Any]:
    """An action the champion added after last year's self-assessment was signed."""
    assessment = SelfAssessment.objects.get(pk=_signed(gss_code, user)["pk"])
    today = timezone.localdate()
    typed = plan.Typed("Agree one page", ("S01",), "The board", "", today, "", version=0)
    return {"pk": plan.add(authority=assessment.authority, typed=typed, by=assessment.opened_by).pk}


def _evidence(gss_code: str, user: User | None) -> dict[str, Any]:
    """A piece the champion cites this year."""
    assessment = SelfAssessment.objects.get(pk=_assessment(gss_code, user)["pk"])
    told = evidence.Told("Board paper 7", "Children’s partnership board, 12 May")
    standard = assessment.version.standards.get(code="S01")
    piece = evidence.add(assessment=assessment, standard=standard, told=told, by=assessment.opened_by)
    return {"pk": assessment.pk, "piece": piece.pk}


def _evidence_use(gss_code: str, user: User | None) -> dict[str, Any]:
    piece = _evidence(gss_code, user)
    return {"pk": piece["pk"], "use": EvidenceUse.objects.get(evidence=piece["piece"]).pk}


def _evidence_file(gss_code: str, user: User | None) -> dict[str, Any]:
    """The same piece, shown: its file is that of a report, for nothing is to be written to the disk here."""
    pk = _evidence(gss_code, user)["piece"]
    file = Document.objects.filter(authority__gss_code=gss_code, state=Document.State.DONE).latest("pk").file
    shown = {"kind": Evidence.Kind.SHOWN, "scan": Evidence.Scan.CLEAN, "file_name": "plan.pdf"}
    Evidence.objects.filter(pk=pk).update(file=file.name, size=file.size, content_type="application/pdf", **shown)
    return {"pk": pk}


def _area(gss_code: str, user: User | None) -> dict[str, Any]:
    return {"gss_code": gss_code}


def _service_use_file(gss_code: str, user: User | None) -> dict[str, Any]:
    """One that waits to be saved."""
    rows = service_use_file.SAMPLE
    file = ServiceUseFile(name="uses.csv", rows=len(rows) - 1, text=written(rows).decode("utf-8-sig"))
    file.save()
    return {"pk": file.pk}


def _of_profile(model: type, **values: Any) -> Callable[[str, User | None], dict[str, Any]]:
    """A row of the area's profile."""

    def path(gss_code: str, user: User | None) -> dict[str, Any]:
        authority = Authority.objects.get(gss_code=gss_code)
        return {"gss_code": gss_code, "pk": model.objects.create(authority=authority, **values).pk}

    return path


def _between(model: type, one: str, other: str, **values: Any) -> Callable[[str, User | None], dict[str, Any]]:
    """Two structures, and what is said of the two."""

    def path(gss_code: str, user: User | None) -> dict[str, Any]:
        authority = Authority.objects.get(gss_code=gss_code)
        first, second = (
            Structure.objects.create(authority=authority, kind="board", name=name) for name in ("One", "Two")
        )
        row = model.objects.create(authority=authority, **{one: first, other: second}, **values)
        return {"gss_code": gss_code, "pk": row.pk}

    return path


NO_OBJECT = Example()
_ASSESSMENT = Example(_assessment, (P.STAGE_SEE,))
_SIGNED = Example(_signed, (P.STAGE_SEE,))
_DOCUMENT = Example(_document, _LEVELS)
_STANDARD = {"code": "S01"}
_OF_KIND = Example(lambda g, user: _assessment(g, user) | {"kind": "health"}, (P.STAGE_SEE,))
_PARTNER = Example(_partner, (P.STAGE_SEE,))
_VIEW = Example(_view, own_by_person=True)
_SIGNED_STANDARD = Example(lambda g, user: _signed(g, user) | _STANDARD, (P.STAGE_SEE,))
_VERSION = {"set_code": standards.PROGRAMME_SET, "number": 1}
_DRAFT = Example(_standards_draft)

_PLAN = Example(_area, (P.PLAN_SEE,))
_ACTION = Example(_action, (P.PLAN_SEE,))
_EVIDENCE = Example(_evidence, (P.STAGE_SEE,))
_SUPPORT_FORM = Example(_area, (P.SUPPORT_FORM_ANSWER,))
_PROFILE = Example(_area, tuple(P))  # some of an area's history is open to every role that covers it
_ENTRY = Example(
    _of_profile(HistoryEntry, strength=True, starts_on=date(2019, 1, 1), precision="year", sensitivity="programme"),
    tuple(P),
)
_STRUCTURE = Example(_of_profile(Structure, kind="board"), tuple(P))
_RELATION = Example(_between(Relation, "source", "target", kind="reports"), tuple(P))
_RELATIONSHIP = Example(_between(RelationshipNote, "one", "other", words="They meet monthly"), tuple(P))
_STAKEHOLDER = Example(_of_profile(Stakeholder, side="health", hearing="single"), tuple(P))

_TAKES_OVER = (P.ASSESSMENT_LEAD, P.ASSESSMENT_SIGN, P.CHALLENGE_GIVE, P.CONTINUITY_SEE)
_HANDOVER = Example(_area, _TAKES_OVER)

_SERVICE_USE = Example(
    _of_profile(ServiceUse, service="training", used_on=date(2026, 5, 1), source="entered"), tuple(P)
)
_SERVICE_USE_FILE = Example(_service_use_file)

EXAMPLES: dict[str, Example] = {
    "authorities:authority-detail": Example(lambda gss_code, user: {"gss_code": gss_code}),
    "documents:document-detail": _DOCUMENT,
    "documents:document-status": _DOCUMENT,
    "documents:document-retry": _DOCUMENT,
    "documents:document-download": _DOCUMENT,
    "people:appointment-end": Example(_appointment, (P.PEOPLE_SEE,)),
    "people:invitation-send": Example(_appointment, (P.PEOPLE_SEE,)),
    "people:second-factor-remove": Example(_appointment, (P.PEOPLE_SEE,)),
    "people:person-detail": Example(_appointment, (P.PEOPLE_SEE,)),
    "people:person-correct": Example(_appointment, (P.PEOPLE_SEE,)),
    "people:directory-dated": Example(lambda gss_code, user: {"day": "2026-05-01"}),
    "people:area-trail-list": _PROFILE,
    "people:held-post": Example(_held, own_by_person=True),
    "people:invitation-open": Example(_invitation),
    "programme:asked-detail": Example(_area, (P.ASKED_SEE,)),
    "programme:handover-detail": _HANDOVER,
    "programme:handover-note": Example(lambda g, user: _area(g, user) | {"role": "champion"}, _TAKES_OVER),
    "profiles:history-list": _PROFILE,
    "profiles:history-add": _PROFILE,
    "profiles:history-edit": _ENTRY,
    "profiles:history-remove": _ENTRY,
    "profiles:structure-list": _PROFILE,
    "profiles:structure-add": _PROFILE,
    "profiles:structure-edit": _STRUCTURE,
    "profiles:structure-remove": _STRUCTURE,
    "profiles:structure-map": _PROFILE,
    "profiles:structure-map-compare": _PROFILE,
    "profiles:organisational-model-list": _PROFILE,
    "profiles:organisational-model-copy": Example(lambda g, user: _area(g, user) | {"code": "joint-unit"}, tuple(P)),
    "profiles:map-draft-confirm": _PROFILE,
    "profiles:map-draft-discard": _PROFILE,
    "profiles:relation-list": _PROFILE,
    "profiles:relation-add": _PROFILE,
    "profiles:relation-edit": _RELATION,
    "profiles:relation-end": _RELATION,
    "profiles:relation-remove": _RELATION,
    "profiles:relationship-list": _PROFILE,
    "profiles:relationship-add": _PROFILE,
    "profiles:relationship-edit": _RELATIONSHIP,
    "profiles:relationship-remove": _RELATIONSHIP,
    "profiles:stakeholder-list": _PROFILE,
    "profiles:stakeholder-add": _PROFILE,
    "profiles:stakeholder-agree": _PROFILE,
    "profiles:stakeholder-edit": _STAKEHOLDER,
    "profiles:stakeholder-remove": _STAKEHOLDER,
    "profiles:service-use-list": _PROFILE,
    "profiles:service-use-add": _PROFILE,
    "profiles:service-use-correct": _SERVICE_USE,
    "profiles:service-use-remove": _SERVICE_USE,
    "profiles:service-use-file": _SERVICE_USE_FILE,
    "profiles:service-use-save": _SERVICE_USE_FILE,
    "profiles:service-use-discard": _SERVICE_USE_FILE,
    "readiness:standard-detail": Example(lambda gss_code, user: _STANDARD),
    "readiness:standards-version-detail": Example(lambda gss_code, user: _VERSION),
    "readiness:standards-version-download": Example(lambda gss_code, user: _VERSION),
    "readiness:standards-version-standard": Example(lambda gss_code, user: _VERSION | _STANDARD),
    "readiness:standards-draft-detail": _DRAFT,
    "readiness:standards-draft-standard": Example(lambda g, user: _standards_draft(g, user) | _STANDARD),
    "readiness:standards-draft-compare": _DRAFT,
    "readiness:standards-draft-publish": _DRAFT,
    "readiness:standards-draft-discard": _DRAFT,
    "readiness:assessment-start": Example(lambda gss_code, user: {"gss_code": gss_code}, (P.STAGE_SEE,)),
    "readiness:assessment-detail": _ASSESSMENT,
    "readiness:entry-edit": Example(lambda g, user: _assessment(g, user) | _STANDARD, (P.STAGE_SEE,)),
    "readiness:assessment-check": _ASSESSMENT,
    "readiness:evidence-list": _SIGNED,
    "readiness:evidence-add": Example(lambda g, user: _assessment(g, user) | _STANDARD, (P.STAGE_SEE,)),
    "readiness:evidence-choose": Example(lambda g, user: _assessment(g, user) | _STANDARD, (P.STAGE_SEE,)),
    "readiness:evidence-detail": _EVIDENCE,
    "readiness:evidence-assign": _EVIDENCE,
    "readiness:evidence-remove": _EVIDENCE,
    "readiness:use-edit": Example(_evidence_use, (P.STAGE_SEE,)),
    "readiness:evidence-download": Example(_evidence_file, (P.STAGE_SEE,)),
    "readiness:agreement-begin": _ASSESSMENT,
    "readiness:assessment-submit": _ASSESSMENT,
    "readiness:assessment-sent": _SIGNED,
    **dict.fromkeys(
        (
            "readiness:agreement-detail",
            "readiness:agreement-check",
            "readiness:assessment-resume",
            "readiness:challenge-detail",
            "readiness:challenge-send",
            "readiness:challenge-take-back",
            "readiness:challenge-agree-rest",
            "readiness:challenge-give",
            "readiness:response-detail",
            "readiness:response-print",
            "readiness:signature-add",
            "readiness:assessment-return",
            "readiness:assessment-reopen",
        ),
        _SIGNED,
    ),
    **dict.fromkeys(
        ("readiness:agreement-edit", "readiness:challenge-edit", "readiness:response-edit"), _SIGNED_STANDARD
    ),
    "readiness:report-detail": _SIGNED,
    "readiness:report-request": _SIGNED,
    "readiness:report-version": Example(_version, (P.STAGE_SEE,)),
    "readiness:board-detail": Example(_version, (P.STAGE_SEE,)),
    "readiness:copy-request": Example(lambda g, user: _version(g, user) | {"kind": "report-tables"}, (P.STAGE_SEE,)),
    "readiness:share-list": _SIGNED,
    "readiness:share-add": Example(lambda g, user: _signed(g, user) | {"audience": "region"}, (P.STAGE_SEE,)),
    "readiness:share-end": Example(_share, (P.STAGE_SEE,)),
    "readiness:share-detail": _SIGNED,
    "readiness:look-list": _SIGNED,
    "readiness:audience-list": _SIGNED,
    "readiness:audience-preview": Example(
        lambda g, user: _signed(g, user) | {"audience": "local-lead"}, (P.STAGE_SEE,)
    ),
    "readiness:board-preview": _SIGNED,
    "readiness:playback-edit": _SIGNED,
    "readiness:plan-detail": _PLAN,
    "readiness:plan-spreadsheet": _PLAN,
    "readiness:plan-draft": _PLAN,
    "readiness:action-add": _PLAN,
    "readiness:action-detail": _ACTION,
    "readiness:action-edit": _ACTION,
    "readiness:action-update": _ACTION,
    "readiness:action-drop": _ACTION,
    "readiness:support-form-detail": _SUPPORT_FORM,
    "readiness:support-form-answer": _SUPPORT_FORM,
    "readiness:support-form-decide": _SUPPORT_FORM,
    **dict.fromkeys(
        (
            "readiness:campaign-detail",
            "readiness:campaign-areas",
            "readiness:campaign-edit",
            "readiness:campaign-remind",
            "readiness:campaign-close",
            "readiness:campaign-reports",
            "readiness:comparison-republish",
            "readiness:comparison-retry",
        ),
        Example(_campaign),
    ),
    "readiness:comparison-detail": Example(lambda gss_code, user: {"gss_code": gss_code}, (P.STAGE_SEE,)),
    "readiness:over-time-detail": Example(lambda gss_code, user: {"gss_code": gss_code}, (P.STAGE_SEE,)),
    "readiness:partner-list": _ASSESSMENT,
    "readiness:window-set": _ASSESSMENT,
    "readiness:window-extend": _ASSESSMENT,
    "readiness:partner-choose": _ASSESSMENT,
    "readiness:partner-invite": _OF_KIND,
    "readiness:partner-invite-several": _OF_KIND,
    "readiness:group-invite": _OF_KIND,
    "readiness:workshop-add": _OF_KIND,
    "readiness:pack-request": _ASSESSMENT,
    "readiness:reader-name": _ASSESSMENT,
    "readiness:reader-end": Example(_reader, (P.STAGE_SEE,)),
    "readiness:partner-detail": _PARTNER,
    "readiness:partner-link": _PARTNER,
    "readiness:partner-withdraw": _PARTNER,
    "readiness:view-open": Example(_view_link),
    "readiness:view-detail": _VIEW,
    "readiness:view-edit": Example(lambda g, user: _view(g, user) | _STANDARD, own_by_person=True),
    "readiness:view-group": _VIEW,
    "readiness:view-check": _VIEW,
    "readiness:view-send": _VIEW,
    "readiness:thanks-detail": _VIEW,
    "readiness:thanks-report": _VIEW,
    "readiness:thanks-download": _VIEW,
    **PACKAGE_EXAMPLES,
    **PROFILE_EXAMPLES,
    **LIBRARY_EXAMPLES,
    **LISTENING_EXAMPLES,
    **AREA_EXAMPLES,
    **PROTECTION_EXAMPLES,
    **REFRESH_EXAMPLES,
    **REORGANISATION_EXAMPLES,
    **SIGHT_EXAMPLES,
    **CODING_EXAMPLES,
    **CONTACT_EXAMPLES,
    **ROUND_EXAMPLES,
    **EDITION_EXAMPLES,
    **FIGURE_EXAMPLES,
    **RESPOND_EXAMPLES,
    **WELCOME_EXAMPLES,
    "account_reset_password_from_key": Example(lambda gss_code, user: {"uidb36": "1", "key": "made-up"}),
}
