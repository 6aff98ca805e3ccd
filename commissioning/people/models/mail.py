"""Every email is a row before it is sent, so that a mail server that is down delays nobody and loses nothing."""

from django.db import models


class OutgoingEmail(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"

    recipient = models.EmailField()
    sender = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)  # emptied once sent: it may hold a one-use link
    message_id = models.CharField(max_length=200, unique=True)  # fixed, so a second delivery can be told
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["next_attempt_at"], name="mail_waiting", condition=models.Q(state="waiting")),
        ]
