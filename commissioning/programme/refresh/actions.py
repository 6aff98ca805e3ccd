"""Keeping files that were looked over, applying them once, setting them aside. Every write of a refresh is here."""

from collections.abc import Iterable, Sequence
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from commissioning.access.gate import check_anywhere
from commissioning.access.permissions import Permission
from commissioning.authorities import loading
from commissioning.authorities.models import Authority
from commissioning.authorities.register_files import SHIPPED_IN, Kind, Part, shipped_files
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow

from . import reading, sources
from .models import RegisterFile, RegisterRefresh
from .preview import Group, counted, preview
from .reading import Sent


class SeenOtherwise(NotNow):
    """The preview that was seen is no longer what would happen."""


def upload(*, sent: Sequence[Sent], by: User) -> RegisterRefresh:
    """Files that can be read and fit the register wait to be applied; the same again while they wait are those.

    Raises BrokenFile with every problem, and keeps nothing.
    """
    return _keep(sent, RegisterRefresh.Source.UPLOADED, by)


def take_shipped(*, part: Part, by: User) -> RegisterRefresh:
    """The newer edition that came with the site waits like an upload. Raises NotNow where there is none."""
    offered = {source.part for source in sources.sources(SHIPPED_IN) if source.is_offered}
    if part not in offered:
        raise NotNow("There is no newer edition of these files to look at.")
    files = shipped_files(SHIPPED_IN, sources.kinds_of(part))
    sent = [Sent(kind, year, path.name, path.read_bytes()) for kind, year, path in files]
    return _keep(sent, RegisterRefresh.Source.SHIPPED, by)


def _keep(sent: Sequence[Sent], source: str, by: User) -> RegisterRefresh:
    check_anywhere(scope_of(by), Permission.REGISTER_REFRESH)
    files = reading.read(sent)
    loading.plan(files)  # raises BrokenFile where they do not fit the register
    stored: list[str] = []
    try:
        with transaction.atomic():
            loading.one_at_a_time()
            return _waiting(sent, source) or _stored(sent, counted(files), source, by, stored)
    except BaseException:
        for name in stored:
            default_storage.delete(name)
        raise


def _waiting(sent: Sequence[Sent], source: str) -> RegisterRefresh | None:
    """The same files, if they wait already."""
    wanted = sorted((one.kind.value, one.model_year or 0, one.checksum) for one in sent)
    waiting = RegisterRefresh.objects.filter(state=RegisterRefresh.State.WAITING, source=source)
    for row in waiting.prefetch_related("files"):
        if sorted((file.kind, file.model_year or 0, file.checksum) for file in row.files.all()) == wanted:
            return row
    return None


def _stored(
    sent: Sequence[Sent], rows: dict[tuple[Kind, int | None], int], source: str, by: User, stored: list[str]
) -> RegisterRefresh:
    made = RegisterRefresh.objects.create(source=source, uploaded_by=by)
    for one in sent:
        file = RegisterFile(
            refresh=made,
            kind=one.kind,
            model_year=one.model_year,
            rows=rows[one.kind, one.model_year],
            file_name=one.name,
            size=len(one.content),
            checksum=one.checksum,
        )
        file.file.save(f"{uuid4().hex}.csv", ContentFile(one.content), save=False)
        stored.append(file.file.name)
        file.save(force_insert=True)
    audit.record("refresh-upload" if source == RegisterRefresh.Source.UPLOADED else "refresh-take-shipped", made, by=by)
    return made


@transaction.atomic
def apply(*, refresh: RegisterRefresh, fingerprint: str, by: User) -> RegisterRefresh:
    """Sent twice it has one effect: the second finds it applied, and raises NotNow like any later try."""
    loading.one_at_a_time()
    current = _lock(refresh, by)
    seen = preview(current)
    if seen.fingerprint != fingerprint or not fingerprint:
        raise SeenOtherwise(
            "The register changed since you looked. Read what would change now, then apply it. Nothing was done."
        )
    if not seen.is_ready:
        raise NotNow(" ".join(caution.text for caution in seen.problems) or "Nothing would change.")
    loading.write(reading.read(reading.kept(current)))
    current.state, current.fingerprint = RegisterRefresh.State.APPLIED, seen.fingerprint
    current.groups = [group.as_data() for group in seen.groups]
    current.shipped = sources.checksums()
    _settle(current, "refresh-apply", by)
    _record_areas(current, seen.groups, by)
    return current


def _record_areas(current: RegisterRefresh, groups: Iterable[Group], by: User) -> None:
    """In the history of every council that the register says something else about; its neighbours are no such thing."""
    codes = {line.code for group in groups if group.kind is not Kind.NEIGHBOURS for line in group.lines}
    for area in Authority.objects.filter(gss_code__in=codes).order_by("pk"):
        audit.record("register-change", current, by=by, authority_id=area.pk)


@transaction.atomic
def set_aside(*, refresh: RegisterRefresh, by: User) -> RegisterRefresh:
    """It stays in the list, with its files."""
    current = _lock(refresh, by)
    current.state = RegisterRefresh.State.SET_ASIDE
    _settle(current, "refresh-set-aside", by)
    return current


def _lock(refresh: RegisterRefresh, by: User) -> RegisterRefresh:
    check_anywhere(scope_of(by), Permission.REGISTER_REFRESH)
    current = RegisterRefresh.objects.select_for_update(of=("self",)).get(pk=refresh.pk)
    current.check_waiting()
    return current


def _settle(current: RegisterRefresh, verb: str, by: User) -> None:
    current.settled_at, current.settled_by = timezone.now(), by
    current.save(update_fields=["state", "fingerprint", "groups", "shipped", "settled_at", "settled_by"])
    audit.record(verb, current, by=by)
