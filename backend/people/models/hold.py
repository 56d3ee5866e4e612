"""Holds: a coordinator's decision that somebody gets no proposals for now, with when and why it was made and lifted."""

from django.db import models
from django.db.models import Q

from backend.people.same_organisation import SameOrganisation


class HoldReason(models.TextChoices):
    """For staff only; nobody else learns that there is a hold."""

    ASKED_FOR_IT = "asked_for_it"
    ILLNESS = "illness"
    HOUSING = "housing"
    UNREACHABLE = "unreachable"
    OTHER = "other"


class Hold(models.Model):
    """One hold of one family or one helper. `is_on_hold` of the row follows from whether one is not lifted."""

    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    family = models.ForeignKey("people.Family", models.CASCADE, null=True, related_name="holds")
    helper = models.ForeignKey("people.Helper", models.CASCADE, null=True, related_name="holds")
    reason = models.CharField(max_length=16, choices=HoldReason)
    set_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    lifted_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            SameOrganisation(name="hold_family_same_organisation", field="family"),
            SameOrganisation(name="hold_helper_same_organisation", field="helper"),
            models.CheckConstraint(
                name="hold_of_one",
                condition=Q(family__isnull=True, helper__isnull=False) | Q(family__isnull=False, helper__isnull=True),
            ),
            models.CheckConstraint(name="hold_reason_known", condition=Q(reason__in=HoldReason.values)),
            models.CheckConstraint(
                name="hold_lifted_by_somebody",
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="hold_one_of_a_family",
                fields=["family"],
                condition=Q(lifted_at__isnull=True, family__isnull=False),
            ),
            models.UniqueConstraint(
                name="hold_one_of_a_helper",
                fields=["helper"],
                condition=Q(lifted_at__isnull=True, helper__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} since {self.set_at:%Y-%m-%d}"
