"""Who lives with a helper who hosts."""

import uuid

from django.db import models
from django.db.models import F, Q

from backend.people.same_organisation import SameOrganisation


class HouseholdMember(models.Model):
    """Somebody who lives with a helper, known only as far as a check of them asks.

    From the day they are 18, what the organisation asks of adults in a home is asked of them, too. Who moves out stays
    as a row: a home with somebody who was never checked must not look like one without them.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    helper = models.ForeignKey("people.Helper", models.CASCADE, related_name="household_members")
    given_name = models.CharField(max_length=80)
    birth_date = models.DateField()
    joined_on = models.DateField()
    left_on = models.DateField(null=True, help_text="Since this day they live elsewhere.")

    class Meta:
        constraints = [
            SameOrganisation(name="householdmember_same_organisation", field="helper"),
            models.UniqueConstraint(name="householdmember_of_organisation", fields=["organisation", "id"]),
            models.CheckConstraint(
                name="householdmember_left_after_joining",
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
