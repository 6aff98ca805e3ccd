"""Bringing in, looking over, publishing and discarding sets of standards."""

from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.utils import timezone

from commissioning.people import audit
from commissioning.people.models import User
from commissioning.saving import NotNow

from ..models import Descriptor, Framework, FrameworkVersion, Section, Standard, StandardsDraft
from ..queries.standards import content_of, is_published, why_not_publish
from ..standards_file import StandardsSet

LONGEST_FILE_NAME = 200


class Published(Exception):
    """This version exists with other content; a published version never changes."""


@transaction.atomic
def publish_standards(*, content: StandardsSet, by: User | None) -> tuple[FrameworkVersion, bool]:
    """The version, and whether it is new. The same content a second time changes nothing."""
    framework, _ = Framework.objects.get_or_create(code=content.code)
    version = None if is_published(content) else _new_version(framework, content)
    if version is None:
        return framework.versions.get(number=content.version), False
    sections = {
        row.code: Section.objects.create(
            version=version, order=order, code=row.code, title=row.title, summary=row.summary
        )
        for order, row in enumerate(content.sections, 1)
    }
    for order, row in enumerate(content.standards, 1):
        _publish_standard(version, sections[row.section], order, row)
    audit.record("standards-publish", version, by=by)
    return version, True


def _new_version(framework: Framework, content: StandardsSet) -> FrameworkVersion | None:
    """None where somebody published the same content in the same moment; raises Published where it may not be."""
    _check_publishable(content)
    try:
        with transaction.atomic():
            return FrameworkVersion.objects.create(
                framework=framework,
                number=content.version,
                title=content.title,
                summary=content.summary,
                source=content.source,
                checksum=content.checksum,
            )
    except IntegrityError:
        _check_publishable(content)
        return None


def _check_publishable(content: StandardsSet) -> None:
    if reason := why_not_publish(content):
        raise Published(reason)


def _publish_standard(version: FrameworkVersion, section: Section, order: int, row) -> None:
    plain = ("code", "title", "short_title", "fully_achieved", "why_it_matters", "what_good_looks_like", "evidence")
    standard = Standard.objects.create(
        version=version,
        section=section,
        order=order,
        stages=list(row.stages),
        asked_of=list(row.asked_of),
        compares_with_last=row.compares_with_last,
        **{name: getattr(row, name) for name in plain},
    )
    Descriptor.objects.bulk_create(
        Descriptor(standard=standard, level=level, text=text) for level, text in enumerate(row.levels, 1)
    )


# --- Drafts -------------------------------------------------------------------------------


@transaction.atomic
def bring_in(*, content: StandardsSet, file_name: str, by: User) -> StandardsDraft:
    """A draft of what a spreadsheet holds. The same content while its draft is open gives that draft again.

    Raises Published where its version number is taken, and where exactly this is published already.
    """
    _check_publishable(content)
    if is_published(content):
        raise Published(f"Version {content.version} of {content.code} is published with exactly this content already.")
    User.objects.select_for_update().get(pk=by.pk)  # two clicks of one person take turns
    same = StandardsDraft.objects.filter(checksum=content.checksum, published=None, discarded_at=None).first()
    if same:
        return same
    draft = StandardsDraft.objects.create(
        content=content.as_data(),
        checksum=content.checksum,
        file_name=file_name[:LONGEST_FILE_NAME],
        uploaded_by=by,
    )
    audit.record("standards-import", draft, by=by)
    return draft


@dataclass(frozen=True)
class Overtaken:
    """What somebody else declared after the page was opened: by standard's code, whether levels compare."""

    declared: dict[str, bool]


@transaction.atomic
def declare_comparability(
    *, draft: StandardsDraft, declared: dict[str, bool], seen: str, by: User
) -> StandardsDraft | Overtaken:
    """Standard by standard, whether levels compare with the last version's; it becomes part of the content.

    `seen` is the checksum of the draft as the page showed it; saved over by somebody else, nothing is saved.
    """
    draft = _lock_open(draft)
    content = content_of(draft)
    standards = tuple(
        replace(row, compares_with_last=declared.get(row.code, row.compares_with_last)) for row in content.standards
    )
    wanted = replace(content, standards=standards)
    if wanted.checksum == draft.checksum:
        return draft
    if seen != draft.checksum:
        return Overtaken({row.code: row.compares_with_last for row in content.standards if row.code in declared})
    draft.content, draft.checksum = wanted.as_data(), wanted.checksum
    draft.save(update_fields=["content", "checksum"])
    audit.record("standards-compare", draft, by=by)
    return draft


@transaction.atomic
def publish_draft(*, draft: StandardsDraft, seen: str, by: User) -> tuple[FrameworkVersion, bool]:
    """The version, and whether this made it: of two who publish at once the second is given the first's.

    Raises NotNow where the draft is not what was looked at, and Published where its number has been taken.
    """
    draft = _lock(draft)
    if draft.published:
        return draft.published, False
    _check_open(draft)
    if seen != draft.checksum:
        raise NotNow("Somebody changed this draft after you opened the page. Look at it again, then publish it.")
    version, is_new = publish_standards(content=content_of(draft), by=by)
    draft.published = version
    draft.save(update_fields=["published"])
    return version, is_new


@transaction.atomic
def discard_draft(*, draft: StandardsDraft, by: User) -> StandardsDraft:
    """Puts it away; what it held stays readable. A second time changes nothing."""
    draft = _lock(draft)
    if draft.discarded_at:
        return draft
    _check_open(draft)
    draft.discarded_at, draft.discarded_by = timezone.now(), by
    draft.save(update_fields=["discarded_at", "discarded_by"])
    audit.record("standards-discard", draft, by=by)
    return draft


def _lock(draft: StandardsDraft) -> StandardsDraft:
    rows = StandardsDraft.objects.select_for_update(of=("self",)).select_related("published__framework")
    return rows.get(pk=draft.pk)


def _lock_open(draft: StandardsDraft) -> StandardsDraft:
    draft = _lock(draft)
    _check_open(draft)
    return draft


def _check_open(draft: StandardsDraft) -> None:
    if draft.published:
        raise NotNow("This draft has been published. A published version never changes.")
    if draft.discarded_at:
        raise NotNow("This draft has been discarded. Bring the spreadsheet in again to go on with it.")
