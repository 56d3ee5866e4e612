"""Meetings that a family and its helper plan."""

import uuid

from django.db import models
from django.db.models import Q

from backend.people.same_organisation import SameOrganisation


class PlaceKind(models.TextChoices):
    """Where they meet, never the address: that they tell each other."""

    CAFE = "cafe"
    LIBRARY = "library"
    OFFICE = "office"
    OUTSIDE = "outside"
    AT_HOME = "at_home"
    ONLINE = "online"


class Meeting(models.Model):
    """One meeting of one match."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    match = models.ForeignKey("matching.Match", models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    place_kind = models.CharField(max_length=16, choices=PlaceKind)
    planned_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, help_text="Counts how often it changed, for calendars.")
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            SameOrganisation(name="meeting_same_organisation", field="match"),
            models.CheckConstraint(name="meeting_place_known", condition=Q(place_kind__in=PlaceKind.values)),
            models.CheckConstraint(name="meeting_10_minutes_to_a_day", condition=Q(minutes__range=(10, 1440))),
        ]
        indexes = [models.Index(name="meeting_of_match", fields=["match", "starts_at"])]

    def __str__(self) -> str:
        return str(self.uuid)
