"""Concerns: safeguarding reports. Few may read them; nobody else sees that they are there."""

import uuid

from django.db import models
from django.db.models import Q

from backend.care.lifecycle import ConcernMove, ConcernState
from backend.people.same_organisation import SameOrganisation


class Severity(models.TextChoices):
    """HIGH stops disclosure and messages in the transaction that raises it."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class About(models.TextChoices):
    """Whom it is about, as the person who raises it sees it."""

    FAMILY = "family"
    HELPER = "helper"
    COORDINATOR = "coordinator"
    OTHER = "other"


class Outcome(models.TextChoices):
    NO_GROUND = "no_ground"
    SUPPORTED = "supported"
    MATCH_ENDED = "match_ended"
    HELPER_REMOVED = "helper_removed"
    REPORTED = "reported"


class Concern(models.Model):
    """One concern. `match`, `helper` and the person are set as far as it names them.

    While `is_suspending`, `match` and all matches of `helper` are suspended, and `helper` itself.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    raised_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    about = models.CharField(max_length=16, choices=About)
    match = models.ForeignKey("matching.Match", models.PROTECT, null=True, related_name="concerns")
    helper = models.ForeignKey(
        "people.Helper", models.PROTECT, null=True, related_name="+", help_text="Whom it is about, if about a helper."
    )
    about_person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+", help_text="Never a reader of it."
    )
    severity = models.CharField(max_length=8, choices=Severity)
    story = models.TextField(max_length=4000)
    is_suspending = models.BooleanField(default=False, help_text="Stops disclosure and messages; also when closed.")
    state = models.CharField(max_length=16, choices=[(s, s) for s in ConcernState], default=ConcernState.OPEN)
    version = models.PositiveIntegerField(default=1)
    raised_at = models.DateTimeField()
    look_by = models.DateTimeField(help_text="By when somebody must have taken it up.")
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            SameOrganisation(name="concern_match_same_organisation", field="match"),
            models.UniqueConstraint(name="concern_of_organisation", fields=["organisation", "id"]),
            models.CheckConstraint(name="concern_state_known", condition=Q(state__in=list(ConcernState))),
            models.CheckConstraint(name="concern_severity_known", condition=Q(severity__in=Severity.values)),
            models.CheckConstraint(name="concern_about_known", condition=Q(about__in=About.values)),
            models.CheckConstraint(
                name="concern_closed_has_outcome",
                condition=Q(state=ConcernState.CLOSED, closed_at__isnull=False, outcome__in=Outcome.values)
                | (~Q(state=ConcernState.CLOSED) & Q(closed_at__isnull=True, outcome="")),
            ),
        ]
        indexes = [
            models.Index(name="concern_queue", fields=["organisation", "state", "look_by"]),
            models.Index(name="concern_suspends_match", fields=["match"], condition=Q(is_suspending=True)),
            models.Index(name="concern_suspends_helper", fields=["helper"], condition=Q(is_suspending=True)),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class ConcernEvent(models.Model):
    """One move of one concern: exactly one row per version."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="events")
    version = models.PositiveIntegerField()
    move = models.CharField(max_length=16, choices=[(m, m) for m in ConcernMove])
    state = models.CharField(max_length=16, choices=[(s, s) for s in ConcernState])
    detail = models.CharField(max_length=16, blank=True, help_text="The severity or outcome that was chosen.")
    actor = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="concernevent_one_per_version", fields=["concern", "version"])]

    def __str__(self) -> str:
        return f"{self.move} → {self.state}"


class ConcernNote(models.Model):
    """What a reader of a concern wrote down. Never changed."""

    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="notes")
    author = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    text = models.TextField(max_length=4000)
    at = models.DateTimeField()

    class Meta:
        constraints = [SameOrganisation(name="concernnote_same_organisation", field="concern")]

    def __str__(self) -> str:
        return f"note of {self.concern_id}"


class ConcernRead(models.Model):
    """The record that somebody read a concern; written in the transaction that reads."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="reads")
    reader = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.concern_id} by {self.reader_id}"
