"""Matches: relationships that all three have agreed to."""

import uuid

from django.db import models
from django.db.models import Q

from backend.people.models.helper import HelperKind
from backend.people.same_organisation import SameOrganisation
from matching.lifecycle import RUNNING_MATCH, MatchMove, MatchState


class EndReason(models.TextChoices):
    NEED_MET = "need_met"
    MOVED = "moved"
    NO_TIME = "no_time"
    NO_CONTACT = "no_contact"
    NOT_A_FIT = "not_a_fit"
    SAFETY = "safety"


class Match(models.Model):
    """A family and a helper who know each other. A trigger refuses one without three recorded yeses."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="matches")
    proposal = models.OneToOneField("matching.Proposal", models.PROTECT, related_name="match")
    family = models.ForeignKey("people.Family", models.PROTECT, related_name="matches")
    helper = models.ForeignKey("people.Helper", models.PROTECT, related_name="matches")
    helper_kind = models.CharField(max_length=16, choices=HelperKind)
    state = models.CharField(max_length=16, choices=[(s, s) for s in MatchState], default=MatchState.INTRODUCED)
    version = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=16, choices=EndReason, blank=True)
    is_not_again = models.BooleanField(default=False, help_text="Never propose this pair again.")

    class Meta:
        verbose_name_plural = "matches"
        constraints = [
            SameOrganisation(name="match_proposal_same_organisation", field="proposal"),
            SameOrganisation(name="match_family_same_organisation", field="family"),
            models.UniqueConstraint(
                name="match_one_running_per_family_and_kind",
                fields=["family", "helper_kind"],
                condition=Q(state__in=sorted(RUNNING_MATCH)),
            ),
            models.CheckConstraint(name="match_state_known", condition=Q(state__in=list(MatchState))),
            models.CheckConstraint(
                name="match_ended_has_reason",
                condition=Q(state__in=sorted(RUNNING_MATCH), ended_at__isnull=True, end_reason="")
                | Q(state=MatchState.ENDED, ended_at__isnull=False, end_reason__in=EndReason.values),
            ),
        ]
        indexes = [models.Index(name="match_of_helper", fields=["helper", "state"])]

    def __str__(self) -> str:
        return str(self.uuid)


class MatchEvent(models.Model):
    """One move of one match: exactly one row per version."""

    match = models.ForeignKey(Match, models.PROTECT, related_name="events")
    version = models.PositiveIntegerField()
    move = models.CharField(max_length=16, choices=[(m, m) for m in MatchMove])
    state = models.CharField(max_length=16, choices=[(s, s) for s in MatchState])
    actor = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="matchevent_one_per_version", fields=["match", "version"])]

    def __str__(self) -> str:
        return f"{self.move} → {self.state}"
