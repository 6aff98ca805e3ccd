"""Every write about what an area is told: frozen, released, asked for as a PDF, played back."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.documents.actions import request_once
from commissioning.documents.models import Document
from commissioning.people import audit
from commissioning.people.mail import post
from commissioning.people.models import User
from commissioning.people.queries import holders
from commissioning.saving import NotNow, Saved
from readiness.snapshots import checksum

from .. import area_report
from ..models import AreaReport, Listening, Playback
from ..queries import area_reports as queries
from .listening import lock, lock_to_lead


@transaction.atomic
def make(*, listening: Listening, by: User) -> AreaReport:
    """Frozen as things stand. Where nothing has changed since the last one, that one."""
    current = lock(listening, by)
    data = queries.record(current)
    if found := queries.problems(current, data):
        raise NotNow(" ".join(found))
    last = queries.newest(current)
    mark = checksum(data)
    if last is not None and last.checksum == mark:
        return last
    made = AreaReport.objects.create(
        listening=current,
        number=last.number + 1 if last else 1,
        format=area_report.FORMAT,
        data=data,
        checksum=mark,
        made_at=timezone.now(),
        made_by=by,
    )
    audit.record("area-report-make", made, by=by, authority_id=current.authority_id)
    return made


@transaction.atomic
def release(*, report: AreaReport, by: User) -> None:
    """To the area's champion and director, who are told by email. Consent may have been taken back since it was made,
    so what is quoted is asked again; sent twice it is released once.
    """
    listening = lock_to_lead(report.listening, by)
    row = AreaReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if row.released_at:
        return
    if row != queries.newest(listening):
        raise NotNow("There is a newer version. Release that one.")
    if _quotes(row.data) - _quotes(queries.record(listening)):
        raise NotNow("Something it quotes may no longer be quoted. Make a new version and release that.")
    row.released_at, row.released_by = timezone.now(), by
    row.save(update_fields=["released_at", "released_by"])
    audit.record("area-report-release", row, by=by, authority_id=listening.authority_id)
    post(list(_messages(row)))


def _quotes(data: dict) -> set[str]:
    return {text for theme in data["themes"] for text, _ in theme["quotes"]}


def _messages(report: AreaReport):
    authority = report.listening.authority
    people = {one.person for one in holders(Permission.PROFILE_SEE_AREA, authority) if one.person.email}
    for person in sorted(people, key=str):
        context = {
            "person": person,
            "report": report,
            "authority": authority,
            "address": settings.SITE_ADDRESS + report.get_absolute_url(),
            "programme": settings.PROGRAMME_NAME,
        }
        body = render_to_string("evaluation/email/area_report.txt", context)
        yield EmailMessage(f"What we heard in {authority}", body, to=[person.email])


def request_pdf(*, report: AreaReport, by: User) -> Document:
    """A new file; while one is on its way, that one."""
    authority = report.listening.authority
    return request_once(
        kind=queries.AREA_REPORT,
        title=f"What we heard, {authority}, version {report.number}",
        authority=authority,
        params={"report": report.pk},
        by=by,
    )


# --- Playback -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Played:
    """What a playback's page sent."""

    held_on: date
    came: str
    number: int
    disputed: str
    changed: str


@transaction.atomic
def add_playback(*, listening: Listening, played: Played, by: User) -> Playback:
    """Of the newest report the area has been given; the same one sent twice is one."""
    current = lock(listening, by)
    report = current.reports.filter(released_at__isnull=False).first()
    if report is None:
        raise NotNow("Release the report to the area first: it is what is played back.")
    twin = current.playbacks.filter(**vars(played)).first()
    if twin is not None:
        return twin
    made = Playback.objects.create(listening=current, report=report, recorded_by=by, **vars(played))
    audit.record("playback-add", made, by=by, authority_id=current.authority_id)
    return made


@transaction.atomic
def save_playback(*, playback: Playback, played: Played, version: int, by: User) -> Saved[Playback]:
    listening = lock(playback.listening, by)
    current = Playback.objects.select_related("listening__authority").get(pk=playback.pk)
    if all(getattr(current, key) == value for key, value in vars(played).items()):
        return Saved(current)
    if version != current.version:
        return Saved(current, conflict=True)
    for key, value in vars(played).items():
        setattr(current, key, value)
    current.version += 1
    current.save()
    audit.record("playback-save", current, by=by, authority_id=listening.authority_id)
    return Saved(current)
