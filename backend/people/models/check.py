"""Requirements that helpers must meet, the record that they were met, and exemptions from them."""

import uuid
from collections.abc import Sequence

from django.db import models
from django.db.models import F, Q

from backend.people.models.helper import HelperKind
from backend.people.same_organisation import SameOrganisation


class Scope(models.TextChoices):
    """Who must meet a requirement."""

    EVERYBODY = "everybody"
    ONE_MEMBER = "one_member"
    HOUSEHOLD_ADULT = "household_adult"


class Evidence(models.TextChoices):
    """What must be kept of how a requirement was met."""

    DOCUMENT = "document"
    NOTE = "note"
    NOTHING = "nothing"


class Requirement(models.Model):
    """One version of what an organisation asks before helpers of one kind may meet a family.

    A change is a new version: the old one stays, superseded, and what was met under it counts until it expires.
    Versions of one (organisation, helper_kind, code, scope) follow each other; the last may be superseded by nothing.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="requirements")
    helper_kind = models.CharField(max_length=16, choices=HelperKind)
    code = models.CharField(max_length=32, help_text="Code of backend.people.vocabulary.REQUIREMENTS.")
    scope = models.CharField(
        max_length=16,
        choices=Scope,
        default=Scope.EVERYBODY,
        help_text="everybody: the volunteer, or each member of a group; one_member: at least one of a group; "
        "household_adult: each adult who lives with a helper who hosts.",
    )
    version = models.PositiveSmallIntegerField(default=1)
    valid_days = models.PositiveSmallIntegerField(null=True, help_text="None = for ever.")
    times = models.PositiveSmallIntegerField(default=1, help_text="How many valid checks it takes: 2 for references.")
    evidence = models.CharField(max_length=16, choices=Evidence, default=Evidence.NOTHING)
    instructions = models.JSONField(default=dict, blank=True, help_text="Text by language: how to meet it.")
    is_restricted = models.BooleanField(default=False, help_text="Few may read its evidence, not every coordinator.")
    superseded_at = models.DateTimeField(null=True, help_text="None = asked now.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="requirement_one_current",
                fields=["organisation", "helper_kind", "code", "scope"],
                condition=Q(superseded_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="requirement_version_once", fields=["organisation", "helper_kind", "code", "scope", "version"]
            ),
            models.UniqueConstraint(name="requirement_of_organisation", fields=["organisation", "id"]),
            models.CheckConstraint(name="requirement_kind_known", condition=Q(helper_kind__in=HelperKind.values)),
            models.CheckConstraint(name="requirement_scope_known", condition=Q(scope__in=Scope.values)),
            models.CheckConstraint(name="requirement_evidence_known", condition=Q(evidence__in=Evidence.values)),
            models.CheckConstraint(name="requirement_times_1_to_9", condition=Q(times__range=(1, 9))),
            models.CheckConstraint(
                name="requirement_one_member_of_a_group",
                condition=~Q(scope=Scope.ONE_MEMBER) | Q(helper_kind=HelperKind.SPONSOR_GROUP),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


def _of_one_subject(name: str) -> models.CheckConstraint:
    """A check or an exemption is of a person, or of somebody who only lives with a helper."""
    either: Sequence[Q] = (
        Q(person__isnull=False, household_member__isnull=True),
        Q(person__isnull=True, household_member__isnull=False),
    )
    return models.CheckConstraint(name=name, condition=either[0] | either[1])


class Check(models.Model):
    """The record that somebody met a requirement: once, for every part they have in this organisation.

    A check that was recorded by mistake is withdrawn, not deleted: since then it counts nowhere.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, db_index=False, related_name="checks")
    household_member = models.ForeignKey(
        "people.HouseholdMember", models.CASCADE, null=True, db_index=False, related_name="checks"
    )
    requirement = models.ForeignKey(
        Requirement, models.PROTECT, related_name="checks", help_text="The version under which it was recorded."
    )
    code = models.CharField(max_length=32, help_text="Of the requirement: it counts wherever this code is asked.")
    met_on = models.DateField()
    expires_on = models.DateField(null=True, help_text="First day it no longer counts; None = never.")
    note = models.CharField(max_length=500, blank=True)
    recorded_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(name="check_of_person", fields=["person", "code"]),
            models.Index(name="check_of_household_member", fields=["household_member", "code"]),
        ]
        constraints = [
            SameOrganisation(name="check_requirement_same_organisation", field="requirement"),
            SameOrganisation(name="check_household_same_organisation", field="household_member"),
            models.UniqueConstraint(name="check_of_organisation", fields=["organisation", "id"]),
            _of_one_subject("check_of_one_subject"),
            models.CheckConstraint(
                name="check_expires_after_met", condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("met_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.uuid}"


class Exemption(models.Model):
    """Somebody need not meet a requirement for a while: who decided it, and why."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, db_index=False, related_name="exemptions")
    household_member = models.ForeignKey(
        "people.HouseholdMember", models.CASCADE, null=True, db_index=False, related_name="exemptions"
    )
    code = models.CharField(max_length=32, help_text="Code of backend.people.vocabulary.REQUIREMENTS.")
    reason = models.CharField(max_length=500)
    author = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="First day it no longer counts.")
    revoked_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(name="exemption_of_person", fields=["person", "code"]),
            models.Index(name="exemption_of_household_member", fields=["household_member", "code"]),
        ]
        constraints = [
            SameOrganisation(name="exemption_household_same_organisation", field="household_member"),
            _of_one_subject("exemption_of_one_subject"),
            models.CheckConstraint(name="exemption_ends_after_start", condition=Q(ends_on__gt=F("starts_on"))),
            models.CheckConstraint(name="exemption_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.uuid}"
