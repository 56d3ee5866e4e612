"""Organisations and the people who work for them."""

import uuid

from django.db import models
from django.db.models import Q


class OrganisationKind(models.TextChoices):
    NGO = "ngo"
    MUNICIPALITY = "municipality"
    CHURCH = "church"


class MatchingPolicy(models.TextChoices):
    """What a run looks at once as many families of each class as possible are served; the names are the engine's."""

    CLASSES = "classes"
    MUNICIPALITIES = "municipalities"


class Role(models.TextChoices):
    """What a member of staff may do. All may do what a coordinator may; who keeps people safe also reads concerns,
    an administrator also changes what the organisation asks and decides."""

    COORDINATOR = "coordinator"
    SAFEGUARDING = "safeguarding"
    ADMINISTRATOR = "administrator"


class Organisation(models.Model):
    """An NGO, municipality or church that runs a programme; every family and helper is in the care of one."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=OrganisationKind)
    time_zone = models.CharField(max_length=64, default="Europe/Brussels", help_text="IANA name.")
    weights = models.JSONField(
        default=dict, blank=True, help_text="Weight by criterion; what is missing takes the engine's default."
    )
    matching_policy = models.CharField(
        max_length=16,
        choices=MatchingPolicy,
        default=MatchingPolicy.CLASSES,
        help_text="classes: then the best fit; municipalities: then the worst-served first, then the best fit.",
    )
    sponsor_base_euro = models.PositiveIntegerField(
        default=0, help_text="What a sponsor group must have pledged for a family, whatever its size."
    )
    sponsor_person_euro = models.PositiveIntegerField(
        default=0, help_text="And for each of its persons. Both 0: no pledge is asked."
    )
    four_eyes = models.BooleanField(
        default=False, help_text="Who proposed a pair by hand cannot give the coordinator's yes to it."
    )
    trial_days = models.PositiveSmallIntegerField(
        default=30, help_text="After the first meeting both sides say whether they go on. 0 = they are not asked."
    )
    group_quorum = models.PositiveSmallIntegerField(default=5, help_text="How many members a sponsor group must have.")
    quorum_days = models.PositiveSmallIntegerField(
        default=30, help_text="How long a group that fell below may go on before its matches are looked at."
    )
    group_pledge_euro = models.PositiveIntegerField(
        default=0, help_text="What a sponsor group must have pledged to be approved at all."
    )
    keep_documents_days = models.PositiveSmallIntegerField(
        default=30, help_text="How long a document stays after what it proves was recorded."
    )
    works_with = models.ManyToManyField("self", blank=True, help_text="Its families may meet their helpers.")

    class Meta:
        constraints = [
            models.CheckConstraint(name="organisation_kind_known", condition=Q(kind__in=OrganisationKind.values)),
            models.CheckConstraint(
                name="organisation_matching_policy_known", condition=Q(matching_policy__in=MatchingPolicy.values)
            ),
            models.CheckConstraint(name="organisation_group_quorum_2_to_50", condition=Q(group_quorum__range=(2, 50))),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's place on the staff of an organisation."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="membership_once_per_organisation", fields=["organisation", "person"]),
            models.CheckConstraint(name="membership_role_known", condition=Q(role__in=Role.values)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} of {self.organisation_id}"
