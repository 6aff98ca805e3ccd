"""Who did or read what. Append-only: the application's database role may insert and select, nothing else."""

from django.db import models


class AuditEntry(models.Model):
    """Ids and a verb, no foreign keys and no personal text, so that erasing a person needs no exception.

    An empty actor is the shell.
    """

    APPEND_ONLY = True  # programme's prepare_database takes the site's right to change or delete rows

    at = models.DateTimeField(auto_now_add=True)
    actor_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField(null=True)
    authority_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        # The trail is read newest first: all of it, of an area, of a person, or about one row.
        indexes = [
            models.Index(fields=["authority_id", "-at"], name="audit_by_authority"),
            models.Index(fields=["at", "id"], name="audit_by_time"),
            models.Index(fields=["actor_id", "at"], name="audit_by_actor"),
            models.Index(fields=["object_id", "at"], name="audit_by_object"),
        ]
