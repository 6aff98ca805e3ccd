"""Handing a stored file to a browser: always as an attachment, never as a page of this site."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse

# Should a browser show it all the same, it can run nothing, load nothing and send nothing.
POLICY = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def as_attachment(file: FieldFile, *, name: str, content_type: str) -> FileResponse:
    """Ask for permission first; `name` is what it is saved under."""
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=content_type)
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
