"""Requests that must not have their effect twice, and what was answered to them. How they are used: `idempotency`."""

from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from backend.people.models import Person

KEPT_FOR: Final = timedelta(hours=48)
LOST_AFTER: Final = timedelta(minutes=2)  # the longest request, an import of 50,000 lines, took a quarter of that


class IdempotentRequests(models.Manager["IdempotentRequest"]):
    """Claims, settles and forgets. Each step is one statement of its own, never part of a use case."""

    def claim(
        self, person: Person, key: str, *, operation: str, digest: str, now: datetime
    ) -> tuple["IdempotentRequest", bool]:
        """Return the request that was first under this key, and whether the caller holds it now.

        Of many at once, one holds it. A claim that nobody settled within LOST_AFTER goes to whoever asks
        next with the same request.
        """
        first, is_ours = self.get_or_create(
            person=person, key=key, defaults={"operation": operation, "digest": digest, "claimed_at": now}
        )
        is_lost = first.status is None and first.claimed_at <= now - LOST_AFTER
        if is_lost and not is_ours and (first.operation, first.digest) == (operation, digest):
            is_ours = self._held(first).update(claimed_at=now) == 1
            first.claimed_at = now
        return first, is_ours

    def settle(self, claimed: "IdempotentRequest", status: int, headers: dict[str, str], answer: bytes) -> None:
        """Keep what was answered, unless somebody else has taken the claim over."""
        self._held(claimed).update(status=status, headers=headers, answer=answer)

    def release(self, claimed: "IdempotentRequest") -> None:
        """Forget the claim: nothing was done, and the key is free again."""
        self._held(claimed).delete()

    def forget(self, *, now: datetime) -> int:
        """Delete what is older than KEPT_FOR: answers hold what people were shown. Returns how many."""
        return self.filter(claimed_at__lte=now - KEPT_FOR).delete()[0]

    def _held(self, claimed: "IdempotentRequest") -> models.QuerySet["IdempotentRequest"]:
        return self.filter(pk=claimed.pk, claimed_at=claimed.claimed_at, status=None)


class IdempotentRequest(models.Model):
    """One POST of one person under one key, and its answer, byte for byte, once there is one."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    operation = models.CharField(max_length=240, help_text="Method and path.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of what was asked.")
    claimed_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, help_text="None while it is going on.")
    headers = models.JSONField(default=dict)
    answer = models.BinaryField(default=bytes)

    requests: ClassVar[IdempotentRequests] = IdempotentRequests()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="idempotentrequest_once_per_person", fields=["person", "key"]),
            models.CheckConstraint(
                name="idempotentrequest_status_http", condition=Q(status__isnull=True) | Q(status__range=(200, 499))
            ),
        ]
        indexes = [models.Index(name="idempotentrequest_age", fields=["claimed_at"])]

    def __str__(self) -> str:
        return self.operation
