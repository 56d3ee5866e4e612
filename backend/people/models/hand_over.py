"""Hand-over: a family passes into the care of another organisation, when that one accepts."""

import uuid

from django.db import models
from django.db.models import F, Q

from backend.people.lifecycle import HandOverMove, HandOverState


class HandOver(models.Model):
    """One offer of one family to one organisation. The family's own rows move when it is accepted, not before.

    Its family may belong to either of the two, so no composite key holds it; the state says to which.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="hand_overs_offered")
    to_organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="hand_overs_received")
    to_municipality = models.ForeignKey("places.Municipality", models.PROTECT, null=True, related_name="+")
    family = models.ForeignKey("people.Family", models.CASCADE, related_name="hand_overs")
    state = models.CharField(max_length=16, choices=[(s, s) for s in HandOverState], default=HandOverState.OFFERED)
    version = models.PositiveIntegerField(default=1)
    note = models.CharField(max_length=500, blank=True, help_text="From coordinator to coordinator.")
    offered_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    answered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    matches_kept = models.BooleanField(null=True, help_text="What the receiver chose for the matches that ran.")

    class Meta:
        constraints = [
            models.CheckConstraint(name="handover_state_known", condition=Q(state__in=list(HandOverState))),
            models.CheckConstraint(name="handover_to_another", condition=~Q(to_organisation=F("organisation"))),
            models.UniqueConstraint(
                name="handover_one_open", fields=["family"], condition=Q(state=HandOverState.OFFERED)
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class HandOverEvent(models.Model):
    """One move of one hand-over: exactly one row per version."""

    handover = models.ForeignKey(HandOver, models.CASCADE, related_name="events")
    version = models.PositiveIntegerField()
    move = models.CharField(max_length=16, choices=[(m, m) for m in HandOverMove])
    state = models.CharField(max_length=16, choices=[(s, s) for s in HandOverState])
    actor = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="handoverevent_one_per_version", fields=["handover", "version"])]

    def __str__(self) -> str:
        return f"{self.move} → {self.state}"
