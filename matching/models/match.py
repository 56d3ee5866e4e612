"""Matches: relationships that all three have agreed to."""

import uuid

from django.db import models
from django.db.models import Q

from backend.people.models.helper import HelperKind
from backend.people.same_organisation import SameOrganisation
from matching.lifecycle import RUNNING_MATCH, MatchMove, MatchState
from matching.models.proposal import Answer, Party


class EndReason(models.TextChoices):
    NEED_MET = "need_met"
    MOVED = "moved"
    NO_TIME = "no_time"
    NO_CONTACT = "no_contact"
    NOT_A_FIT = "not_a_fit"
    SAFETY = "safety"
    STOOD_IN = "stood_in"
    HELPER_LEFT = "helper_left"


class PauseReason(models.TextChoices):
    HELPER_AWAY = "helper_away"
    FAMILY_AWAY = "family_away"
    TOO_BUSY = "too_busy"
    ILLNESS = "illness"
    OTHER = "other"


class ReviewReason(models.TextChoices):
    """Why a coordinator should look at a running match; never of a concern, which is not for all of them."""

    CHECK_LAPSED = "check_lapsed"
    BELOW_QUORUM = "below_quorum"
    MOVED = "moved"
    NO_CONTACT = "no_contact"


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
    stands_in_for = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="stand_ins",
        help_text="The paused match during which this helper stands in; None = for its own sake.",
    )
    paused_at = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=16, choices=PauseReason, blank=True)
    trial_until = models.DateField(null=True, help_text="Last day on which both sides should say whether they go on.")
    review_since = models.DateTimeField(null=True)
    review_reason = models.CharField(max_length=16, choices=ReviewReason, blank=True)
    is_suspended = models.BooleanField(
        default=False, help_text="Nobody is shown or told anything of the other side. Only `backend.care` knows why."
    )
    is_not_again = models.BooleanField(default=False, help_text="Never propose this pair again.")

    class Meta:
        verbose_name_plural = "matches"
        constraints = [
            SameOrganisation(name="match_proposal_same_organisation", field="proposal"),
            SameOrganisation(name="match_family_same_organisation", field="family"),
            models.UniqueConstraint(name="match_of_organisation", fields=["organisation", "id"]),
            SameOrganisation(name="match_stands_in_same_organisation", field="stands_in_for"),
            models.UniqueConstraint(
                name="match_one_running_per_family_and_kind",
                fields=["family", "helper_kind"],
                condition=Q(state__in=sorted(RUNNING_MATCH), stands_in_for__isnull=True),
            ),
            models.UniqueConstraint(
                name="match_one_stand_in",
                fields=["stands_in_for"],
                condition=Q(state__in=sorted(RUNNING_MATCH), stands_in_for__isnull=False),
            ),
            models.CheckConstraint(
                name="match_paused_has_reason",
                condition=Q(state=MatchState.PAUSED, paused_at__isnull=False, pause_reason__in=PauseReason.values)
                | (~Q(state=MatchState.PAUSED) & Q(paused_at__isnull=True, pause_reason="")),
            ),
            models.CheckConstraint(
                name="match_review_has_reason",
                condition=Q(review_since__isnull=True, review_reason="")
                | Q(review_since__isnull=False, review_reason__in=ReviewReason.values),
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


class MatchConfirmation(models.Model):
    """What one side says after the trial: whether they go on. Both yes: the match is active; a no ends it."""

    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    match = models.ForeignKey(Match, models.PROTECT, related_name="confirmations")
    party = models.CharField(max_length=16, choices=[(p, p) for p in (Party.FAMILY, Party.HELPER)])
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    answer = models.CharField(max_length=4, choices=Answer)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            SameOrganisation(name="matchconfirmation_same_organisation", field="match"),
            models.UniqueConstraint(name="matchconfirmation_once_per_party", fields=["match", "party"]),
            models.CheckConstraint(
                name="matchconfirmation_party_known", condition=Q(party__in=[Party.FAMILY, Party.HELPER])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer} of {self.party}"


class MatchEvent(models.Model):
    """One move of one match: exactly one row per version."""

    match = models.ForeignKey(Match, models.PROTECT, related_name="events")
    version = models.PositiveIntegerField()
    move = models.CharField(max_length=16, choices=[(m, m) for m in MatchMove])
    state = models.CharField(max_length=16, choices=[(s, s) for s in MatchState])
    actor = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=24, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="matchevent_one_per_version", fields=["match", "version"])]

    def __str__(self) -> str:
        return f"{self.move} → {self.state}"
