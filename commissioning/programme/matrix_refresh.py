"""Files of the register that wait to be applied, for every address that names some (see `matrix_examples`)."""

from typing import Any

from django.core.files.base import ContentFile

from commissioning.authorities.register_files import Kind
from commissioning.people.models import User
from commissioning.profiles.csv_files import written

from .example import Example
from .models import RegisterFile, RegisterRefresh
from .refresh import reading, samples


def _waiting(gss_code: str, user: User | None) -> dict[str, Any]:
    row = RegisterRefresh.objects.create()
    name, lines = samples.sample(Kind.JUDGEMENTS)
    content = ContentFile(written(lines))
    file = RegisterFile(refresh=row, kind=Kind.JUDGEMENTS, rows=len(lines) - 1, file_name=f"{name}.csv")
    file.size, file.checksum = content.size, reading.checksum_of(content.read())
    file.file.save("example.csv", content)
    return {"pk": row.pk}


def _file(gss_code: str, user: User | None) -> dict[str, Any]:
    found = _waiting(gss_code, user)
    return found | {"file": RegisterFile.objects.get(refresh=found["pk"]).pk}


REFRESH_EXAMPLES: dict[str, Example] = {
    "programme:refresh-sample": Example(lambda gss_code, user: {"kind": Kind.LINKS.value}),
    "programme:refresh-changes": Example(lambda gss_code, user: _waiting(gss_code, user) | {"kind": "judgements"}),
    "programme:refresh-file": Example(_file),
    **{f"programme:refresh-{page}": Example(_waiting) for page in ("detail", "apply", "set-aside")},
}
