"""Steps: a family's own copy of the milestones of its plan."""

import uuid

from django.db import models
from django.db.models import Q

from backend.people.same_organisation import SameOrganisation


class Step(models.Model):
    """One thing for one family to reach by a day. Its texts stand in `backend.journey.plan`, under `milestone`."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    family = models.ForeignKey("people.Family", models.CASCADE, related_name="steps")
    milestone = models.CharField(max_length=32, help_text="Code of the milestone.")
    due_on = models.DateField(help_text="Local date of the family.")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            SameOrganisation(name="step_same_organisation", field="family"),
            models.UniqueConstraint(name="step_once_per_family", fields=["family", "milestone"]),
            models.CheckConstraint(
                name="step_done_by_somebody",
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
            ),
        ]
        indexes = [models.Index(name="step_due", fields=["due_on"], condition=Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.milestone} of {self.family_id}"
