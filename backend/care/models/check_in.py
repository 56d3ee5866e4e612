"""Check-ins: how it goes, asked of both sides, answered with one tap."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from backend.people.same_organisation import SameOrganisation
from matching.models.proposal import Party


class CheckInValue(models.TextChoices):
    GOOD = "good"
    SO_SO = "so_so"
    NOT_MET = "not_met"
    WANT_TO_TALK = "want_to_talk"


class CheckInWay(models.TextChoices):
    """By a signed link from a message, or signed in."""

    LINK = "link"
    SIGNED_IN = "signed_in"


class CheckIn(models.Model):
    """One question to one side of one match. `number`: 1 after a week, 2 after four, 3 after twelve, then each quarter."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    match = models.ForeignKey("matching.Match", models.PROTECT, related_name="check_ins")
    party = models.CharField(max_length=16, choices=[(p, p) for p in (Party.FAMILY, Party.HELPER)])
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField(help_text="Local date of the organisation.")

    class Meta:
        constraints = [
            SameOrganisation(name="checkin_same_organisation", field="match"),
            models.UniqueConstraint(name="checkin_of_organisation", fields=["organisation", "id"]),
            models.UniqueConstraint(name="checkin_once", fields=["match", "party", "number"]),
            models.CheckConstraint(name="checkin_party_known", condition=Q(party__in=[Party.FAMILY, Party.HELPER])),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class LastAnswers(models.Manager["CheckInAnswer"]):
    """The answers that count: of each check-in the last one."""

    def get_queryset(self) -> models.QuerySet["CheckInAnswer"]:
        """Return those after which no other was given."""
        later = CheckInAnswer.objects.filter(check_in=OuterRef("check_in"))
        is_later = Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
        return super().get_queryset().filter(~Exists(later.filter(is_later)))


class CheckInAnswer(models.Model):
    """One answer. It may be given again; the last one counts, none is lost."""

    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    check_in = models.ForeignKey(CheckIn, models.PROTECT, related_name="answers")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    value = models.CharField(max_length=16, choices=CheckInValue)
    way = models.CharField(max_length=16, choices=CheckInWay)
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["CheckInAnswer"]] = models.Manager()
    last: ClassVar[LastAnswers] = LastAnswers()

    class Meta:
        constraints = [
            SameOrganisation(name="checkinanswer_same_organisation", field="check_in"),
            models.CheckConstraint(name="checkinanswer_value_known", condition=Q(value__in=CheckInValue.values)),
        ]
        indexes = [models.Index(name="checkinanswer_last", fields=["check_in", "-at"])]

    def __str__(self) -> str:
        return f"{self.value} at {self.at:%Y-%m-%d}"
