"""The ledger of what people are told: messages, and the deliveries that bring them over.

The row is the queue. Knows no domain: a message holds a rule, a template and ids, never a personal text.
"""

import uuid

from django.db import models
from django.db.models import F, Q


class DeliveryState(models.TextChoices):
    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"
    EXPIRED = "expired"


class Message(models.Model):
    """One text for one person, planned once: `key` is (rule, subject, occurrence, recipient)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=160, unique=True)
    rule = models.CharField(max_length=40)
    recipient = models.ForeignKey("people.Person", models.CASCADE, related_name="messages")
    template = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, help_text="What it is about: kind and uuid, for the link.")
    parameters = models.JSONField(default=dict, help_text="Codes and dates for the text; never personal data.")
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="After this instant it is better not told.")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="message_expires_after_due", condition=Q(expires_at__gt=F("due_at")))
        ]
        indexes = [models.Index(name="message_inbox", fields=["recipient", "-created_at"])]

    def __str__(self) -> str:
        return self.key


class Delivery(models.Model):
    """One message over one channel. `attempts` fences off a worker that comes too late."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=16)
    state = models.CharField(max_length=16, choices=DeliveryState, default=DeliveryState.DUE)
    due_at = models.DateTimeField(help_text="When to try next; while SENDING, when the lease ends.")
    attempts = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=80, blank=True, help_text="Code of the failure or of why it was skipped.")

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(name="delivery_once_per_channel", fields=["message", "channel"]),
            models.CheckConstraint(name="delivery_state_known", condition=Q(state__in=DeliveryState.values)),
        ]
        indexes = [
            models.Index(
                name="delivery_claim",
                fields=["due_at"],
                condition=Q(state__in=[DeliveryState.DUE, DeliveryState.SENDING]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.message_id} by {self.channel}"
