"""Helpers: what volunteers and sponsor groups have in common, and what each has of its own."""

import uuid
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from backend.people.coded import mask_of, place_of_language
from backend.people.lifecycle import HelperMove, HelperState
from backend.people.same_organisation import SameOrganisation
from backend.people.vocabulary import CERTIFICATES, HOUSEHOLD, INTERESTS, NEEDS, CefrLevel, Gender, GenderWish


class HelperKind(models.TextChoices):
    VOLUNTEER = "volunteer"
    SPONSOR_GROUP = "sponsor_group"


class Helper(models.Model):
    """A volunteer or a sponsor group, where both are meant: where it is, what it offers, how much it can take.

    `places_taken` counts open proposals and running matches. It moves in the transaction that makes
    or ends one, and the database refuses a number above `capacity`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="helpers")
    kind = models.CharField(max_length=16, choices=HelperKind)
    reference = models.CharField(max_length=40, help_text="The organisation's own number.")
    state = models.CharField(max_length=16, choices=[(s, s) for s in HelperState], default=HelperState.APPLIED)
    version = models.PositiveIntegerField(default=1)
    municipality = models.ForeignKey("places.Municipality", models.PROTECT, related_name="helpers")
    travel_km = models.PositiveSmallIntegerField(help_text="How far it will travel, km, great circle.")
    skills = ArrayField(models.CharField(max_length=32), default=list, help_text="Codes of the shared taxonomy.")
    interests = ArrayField(models.CharField(max_length=32), default=list)
    availability = models.PositiveIntegerField(default=0, help_text="Bit 3·weekday+part; 0 = not known.")
    household = ArrayField(models.CharField(max_length=32), default=list, help_text="Codes of HOUSEHOLD.")
    capacity = models.PositiveSmallIntegerField(default=1, help_text="How many families at once.")
    places_taken = models.PositiveSmallIntegerField(default=0)
    origin = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2; empty = not told.")
    gender = models.CharField(max_length=8, choices=Gender, help_text="Of the volunteer, or of the group's lead.")
    wished_gender = models.CharField(max_length=8, choices=GenderWish, default=GenderWish.ANY)
    practises_local_language = models.BooleanField(default=False, help_text="Will meet without a shared language.")
    certificates = ArrayField(models.CharField(max_length=32), default=list)
    away_from = models.DateField(null=True, help_text="First day away.")
    away_until = models.DateField(null=True, help_text="Last day away; None while away_from is set = open end.")
    cleared_until = models.DateField(
        default=date.min,
        help_text="First day on which something that is asked of it is not met; kept by backend.people.clearance.",
    )
    is_on_hold = models.BooleanField(default=False)
    is_suspended = models.BooleanField(default=False, help_text="By a concern; nobody but its readers learns of it.")
    skills_mask = mask_of("skills", NEEDS)
    interests_mask = mask_of("interests", INTERESTS)
    household_mask = mask_of("household", HOUSEHOLD)
    certificates_mask = mask_of("certificates", CERTIFICATES)
    # Also spares updates of places_taken time: where a row has stored columns and an UPDATE moves what none of them
    # follows from, PostgreSQL 18 reads all their expressions anew for each row. 28,571 rows: 10.9 s without, 0.3 s with.
    free_places = models.GeneratedField(
        expression=F("capacity") - F("places_taken"), output_field=models.SmallIntegerField(), db_persist=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="helper_reference_once", fields=["organisation", "kind", "reference"]),
            models.UniqueConstraint(name="helper_of_organisation", fields=["organisation", "id"]),
            models.CheckConstraint(name="helper_kind_known", condition=Q(kind__in=HelperKind.values)),
            models.CheckConstraint(name="helper_state_known", condition=Q(state__in=list(HelperState))),
            models.CheckConstraint(name="helper_capacity_1_to_3", condition=Q(capacity__range=(1, 3))),
            models.CheckConstraint(name="helper_within_capacity", condition=Q(places_taken__lte=F("capacity"))),
            models.CheckConstraint(name="helper_gender_known", condition=Q(gender__in=Gender.values)),
            models.CheckConstraint(name="helper_wish_known", condition=Q(wished_gender__in=GenderWish.values)),
            models.CheckConstraint(name="helper_availability_21_bits", condition=Q(availability__lt=2**21)),
            models.CheckConstraint(
                name="helper_away_in_order",
                condition=Q(away_until__isnull=True) | Q(away_until__gte=F("away_from")),
            ),
            models.CheckConstraint(
                name="helper_away_since", condition=~Q(state=HelperState.AWAY) | Q(away_from__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class DeclineReason(models.TextChoices):
    """Why an organisation does not go on with a helper. For staff only."""

    CHECKS_NOT_MET = "checks_not_met"
    NOT_SUITABLE = "not_suitable"
    NO_ANSWER = "no_answer"
    OTHER = "other"


class LeaveReason(models.TextChoices):
    """Why a helper stops, if they want to say so."""

    NO_TIME = "no_time"
    MOVED = "moved"
    HEALTH = "health"
    NOT_WHAT_I_EXPECTED = "not_what_i_expected"
    OTHER = "other"


class HelperEvent(models.Model):
    """One move of one helper: exactly one row per version."""

    helper = models.ForeignKey(Helper, models.CASCADE, related_name="events")
    version = models.PositiveIntegerField()
    move = models.CharField(max_length=16, choices=[(m, m) for m in HelperMove])
    state = models.CharField(max_length=16, choices=[(s, s) for s in HelperState])
    actor = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="helperevent_one_per_version", fields=["helper", "version"])]

    def __str__(self) -> str:
        return f"{self.move} → {self.state}"


class HelperLanguage(models.Model):
    """How well a helper speaks one language (a group: its best speaker)."""

    helper = models.ForeignKey(Helper, models.CASCADE, related_name="languages")
    language = models.CharField(max_length=8, help_text="Code of backend.people.vocabulary.LANGUAGES.")
    level = models.PositiveSmallIntegerField(choices=CefrLevel, help_text="CEFR: 1 = A1 … 6 = C2.")
    place = place_of_language()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="helperlanguage_once", fields=["helper", "language"]),
            models.CheckConstraint(name="helperlanguage_level_known", condition=Q(level__in=CefrLevel.values)),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.level}"


class Volunteer(models.Model):
    """A person who offers to be a family friend."""

    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    helper = models.OneToOneField(Helper, models.CASCADE, related_name="volunteer", primary_key=True)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="volunteers")
    birth_year = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            SameOrganisation(name="volunteer_same_organisation", field="helper"),
            models.UniqueConstraint(name="volunteer_once_per_organisation", fields=["organisation", "person"]),
        ]

    def __str__(self) -> str:
        return str(self.helper_id)
