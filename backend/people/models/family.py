"""Families, their members and the languages these speak."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from backend.people.coded import mask_of, place_of_language
from backend.people.same_organisation import SameOrganisation
from backend.people.vocabulary import (
    CERTIFICATES,
    INTERESTS,
    NEEDS,
    CefrLevel,
    Gender,
    GenderWish,
    ProtectionClass,
)


class FamilyState(models.TextChoices):
    """How far the family's journey has come."""

    REFERRED = "referred"
    SELECTED = "selected"
    ORIENTATION = "orientation"
    TRAVELLING = "travelling"
    RECEPTION = "reception"
    SETTLED = "settled"
    INDEPENDENT = "independent"


class Family(models.Model):
    """A household that is resettled. What it needs and wishes; who it is stands in its members."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="families")
    reference = models.CharField(max_length=40, help_text="The organisation's own case number.")
    state = models.CharField(max_length=16, choices=FamilyState, default=FamilyState.SELECTED)
    municipality = models.ForeignKey("places.Municipality", models.PROTECT, null=True, related_name="families")
    nationality = models.CharField(max_length=2, help_text="ISO 3166-1 alpha-2; XX for stateless.")
    camp = models.CharField(max_length=80, blank=True, help_text="Where the family was selected.")
    protection_class = models.CharField(max_length=24, choices=ProtectionClass)
    arrives_on = models.DateField(null=True, help_text="Day of arrival, planned or past.")
    waiting_since = models.DateTimeField(help_text="When it was registered here; orders families of one class.")
    needs = ArrayField(models.CharField(max_length=32), default=list, help_text="Codes of the shared taxonomy.")
    interests = ArrayField(models.CharField(max_length=32), default=list)
    availability = models.PositiveIntegerField(default=0, help_text="Bit 3·weekday+part; 0 = not known.")
    wished_gender = models.CharField(max_length=8, choices=GenderWish, default=GenderWish.ANY)
    wishes_same_origin = models.BooleanField(default=False)
    practises_local_language = models.BooleanField(default=False, help_text="Will meet without a shared language.")
    needed_certificates = ArrayField(models.CharField(max_length=32), default=list)
    is_on_hold = models.BooleanField(default=False)
    needs_mask = mask_of("needs", NEEDS)
    interests_mask = mask_of("interests", INTERESTS)
    needed_certificates_mask = mask_of("needed_certificates", CERTIFICATES)

    class Meta:
        verbose_name_plural = "families"
        constraints = [
            models.UniqueConstraint(name="family_reference_once", fields=["organisation", "reference"]),
            models.UniqueConstraint(name="family_of_organisation", fields=["organisation", "id"]),
            models.CheckConstraint(name="family_state_known", condition=Q(state__in=FamilyState.values)),
            models.CheckConstraint(
                name="family_protection_class_known", condition=Q(protection_class__in=ProtectionClass.values)
            ),
            models.CheckConstraint(name="family_wish_known", condition=Q(wished_gender__in=GenderWish.values)),
            models.CheckConstraint(name="family_availability_21_bits", condition=Q(availability__lt=2**21)),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class FamilyMember(models.Model):
    """One person of a family. `person` is set for those who sign in."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    family = models.ForeignKey(Family, models.CASCADE, related_name="members")
    person = models.OneToOneField("people.Person", models.SET_NULL, null=True, related_name="family_member")
    number = models.PositiveSmallIntegerField(help_text="1, 2, …: order within the family.")
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80, blank=True)
    birth_year = models.PositiveSmallIntegerField()
    gender = models.CharField(max_length=8, choices=Gender)
    is_contact = models.BooleanField(default=False, help_text="Speaks for the family.")

    class Meta:
        constraints = [
            SameOrganisation(name="familymember_same_organisation", field="family"),
            models.UniqueConstraint(name="familymember_number_once", fields=["family", "number"]),
            models.UniqueConstraint(name="familymember_one_contact", fields=["family"], condition=Q(is_contact=True)),
            models.CheckConstraint(name="familymember_gender_known", condition=Q(gender__in=Gender.values)),
            models.CheckConstraint(
                name="familymember_birth_year_plausible", condition=Q(birth_year__range=(1900, 2100))
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class MemberLanguage(models.Model):
    """How well one member speaks one language."""

    member = models.ForeignKey(FamilyMember, models.CASCADE, related_name="languages")
    language = models.CharField(max_length=8, help_text="Code of backend.people.vocabulary.LANGUAGES.")
    level = models.PositiveSmallIntegerField(choices=CefrLevel, help_text="CEFR: 1 = A1 … 6 = C2.")
    place = place_of_language()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="memberlanguage_once", fields=["member", "language"]),
            models.CheckConstraint(name="memberlanguage_level_known", condition=Q(level__in=CefrLevel.values)),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.level}"
