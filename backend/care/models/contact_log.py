"""The contact log: when a family and its helper were in touch, or tried to be."""

import uuid

from django.db import models
from django.db.models import Q

from backend.people.same_organisation import SameOrganisation
from matching.models.proposal import Party


class ContactMade(models.TextChoices):
    """How they were in touch."""

    MEETING = "meeting"
    CALL = "call"
    MESSAGE = "message"
    VIDEO = "video"


class ContactLogEntry(models.Model):
    """One contact of one match, made or missed, as one side tells it. It holds no text: nobody writes about a family here."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    match = models.ForeignKey("matching.Match", models.PROTECT, related_name="contact_log")
    party = models.CharField(max_length=16, choices=Party, help_text="Whose side tells it.")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=16, choices=ContactMade)
    was_made = models.BooleanField(default=True, help_text="False: somebody tried, and it did not come about.")
    at = models.DateTimeField(help_text="When it was written down.")

    class Meta:
        verbose_name_plural = "contact log entries"
        constraints = [
            SameOrganisation(name="contactlogentry_same_organisation", field="match"),
            models.CheckConstraint(name="contactlogentry_party_known", condition=Q(party__in=Party.values)),
            models.CheckConstraint(name="contactlogentry_kind_known", condition=Q(kind__in=ContactMade.values)),
            models.CheckConstraint(name="contactlogentry_at_most_a_day", condition=Q(minutes__lte=1440)),
        ]
        indexes = [models.Index(name="contactlog_of_match", fields=["match", "-on"])]

    def __str__(self) -> str:
        return f"{self.kind} on {self.on}"
