"""One row a person. A person need not sign in: a lead member named in a package has no email here."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

ERASED = "Erased person"  # stands where the name of somebody stood who was erased


class UserManager(BaseUserManager):
    def get_by_natural_key(self, email: str):
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    full_name = models.CharField(max_length=120)
    email = models.EmailField(null=True, blank=True, unique=True)
    job_title = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField("may sign in", default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # A second row of the same human may not sign in; it stays, for histories that nobody may change name it.
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    merged_at = models.DateTimeField(null=True, blank=True)
    # Whoever was erased is a number from then on: histories go on naming it, and it says nothing of anybody.
    erased_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    objects = UserManager()

    class Meta:
        ordering = ["full_name", "id"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.CheckConstraint(
                name="user_merged_cannot_sign_in",
                condition=models.Q(merged_into__isnull=True, merged_at__isnull=True)
                | models.Q(merged_into__isnull=False, merged_at__isnull=False, is_active=False),
            ),
            models.CheckConstraint(
                name="user_erased_is_empty",
                condition=models.Q(erased_at__isnull=True)
                | models.Q(
                    full_name=ERASED, email__isnull=True, job_title="", last_login__isnull=True, is_active=False
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name


class Invitation(models.Model):
    """A one-use link that proves an address and sets the first password. Only the token's hash is kept."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)


class HeldPost(models.Model):
    """What somebody had typed when their session ran out; theirs alone, for 24 hours (quality 15)."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="held_posts")
    path = models.CharField(max_length=500)
    body = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
