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
        indexes = [models.Index(fields=["authority_id", "-at"], name="audit_by_authority")]
