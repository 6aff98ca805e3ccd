"""What kind of information each field of this app holds."""

from commissioning.access.privacy import table

FIELDS = {
    "Document": table(
        personal="requested_by",
        plain="id kind title authority params parent state progress step reason note attempts created_at"
        " queued_at finished_at file file_name content_type size checksum",
    ),
}
