"""Taking in questionnaires."""

import io
from collections.abc import Iterator
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from commissioning.people import audit
from commissioning.people.models import User

from ..instruments import checks, xlsform
from ..instruments.routing import Router
from ..instruments.sheets import OLD_EXCEL
from ..models import Instrument, InstrumentVersion, Question

SHIPPED = Path(__file__).parents[1] / "data"


@transaction.atomic
def import_version(
    *, content: bytes, file_name: str, slug: str = "", by: User | None
) -> tuple[InstrumentVersion, bool]:
    """The version the file is, and whether it is new. Raises BrokenFile with all that is wrong with it.

    `slug` says of which questionnaire; without one its own code does. What an author should look at, such as
    questions that nobody can be asked, is kept with the warnings.
    """
    made, warnings = xlsform.read_with_warnings(io.BytesIO(content), name=Path(file_name).stem)
    slug = slug or slugify(made.code)[:64] or "questionnaire"
    instrument, _ = Instrument.objects.get_or_create(slug=slug, defaults={"title": made.title[:200]})
    instrument = Instrument.objects.select_for_update().get(pk=instrument.pk)
    same = instrument.versions.filter(checksum=made.checksum).first()
    if same is not None:
        if not same.file.storage.exists(same.file.name):  # a file that was lost is put back
            same.file.save(same.file.name.rpartition("/")[2], ContentFile(content))
        return same, False
    last = instrument.versions.first()
    version = InstrumentVersion(
        instrument=instrument,
        number=last.number + 1 if last else 1,
        definition=made.as_data(),
        checksum=made.checksum,
        warnings=[*warnings, *map(str, checks.findings(Router(made), today=timezone.localdate()))],
        file_name=file_name[-200:],
        imported_by=by,
    )
    kind = "xls" if content.startswith(OLD_EXCEL) else "xlsx"
    version.file.save(f"{slug}-v{version.number}.{kind}", ContentFile(content), save=False)
    version.save()
    Question.objects.bulk_create(
        Question(
            version=version,
            number=number,
            name=question.name,
            kind=question.kind.value,
            measure=question.measure,
            service=question.service,
        )
        for number, question in enumerate(made.questions.values(), 1)
    )
    audit.record("instrument-import", version, by=by)
    return version, True


def import_shipped() -> Iterator[InstrumentVersion]:
    """The questionnaires that come with the programme, `SLUG-vN.xlsx`: those that are there already are left alone."""
    for path in sorted(SHIPPED.glob("*.xlsx")):
        slug = path.stem.rpartition("-v")[0]
        version, _ = import_version(content=path.read_bytes(), file_name=path.name, slug=slug, by=None)
        yield version
