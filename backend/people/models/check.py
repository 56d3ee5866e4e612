"""Requirements that helpers must meet, and the record that they were met."""

from django.db import models
from django.db.models import F, Q

from backend.people.models.helper import HelperKind
from backend.people.same_organisation import SameOrganisation


class Requirement(models.Model):
    """What an organisation asks of one kind of helper before it may meet a family."""

    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="requirements")
    helper_kind = models.CharField(max_length=16, choices=HelperKind)
    code = models.CharField(max_length=32, help_text="Code of backend.people.vocabulary.REQUIREMENTS.")
    valid_days = models.PositiveSmallIntegerField(null=True, help_text="None = for ever.")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="requirement_once", fields=["organisation", "helper_kind", "code"]),
            models.UniqueConstraint(name="requirement_of_organisation", fields=["organisation", "id"]),
        ]

    def __str__(self) -> str:
        return self.code


class Check(models.Model):
    """The record that a helper met a requirement. The last one counts."""

    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    helper = models.ForeignKey("people.Helper", models.CASCADE, related_name="checks")
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="checks")
    met_on = models.DateField()
    expires_on = models.DateField(null=True, help_text="First day it no longer counts; None = never.")
    recorded_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            SameOrganisation(name="check_helper_same_organisation", field="helper"),
            SameOrganisation(name="check_requirement_same_organisation", field="requirement"),
            models.UniqueConstraint(name="check_once_a_day", fields=["helper", "requirement", "met_on"]),
            models.CheckConstraint(
                name="check_expires_after_met", condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("met_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requirement_id} of {self.helper_id}"
