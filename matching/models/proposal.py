"""Proposals, the consents they collect and the moves they make."""

import uuid

from django.db import models
from django.db.models import Q

from backend.people.models.helper import HelperKind
from backend.people.same_organisation import SameOrganisation
from matching.lifecycle import ProposalMove, ProposalState


class Party(models.TextChoices):
    """The three who must agree, in any order."""

    FAMILY = "family"
    HELPER = "helper"
    COORDINATOR = "coordinator"


class Answer(models.TextChoices):
    YES = "yes"
    NO = "no"


class NoReason(models.TextChoices):
    """Why somebody said no; the code is stored, the text is in `matching.texts`."""

    TOO_FAR = "too_far"
    NO_TIME = "no_time"
    OTHER_LANGUAGE = "other_language"
    OTHER_NEEDS = "other_needs"
    NOT_THIS_ONE = "not_this_one"
    NOT_NOW = "not_now"
    SAFETY = "safety"


class Proposal(models.Model):
    """One family and one helper, with why they fit, on the way to three yeses.

    It belongs to the organisation of the family. Rows are never deleted by use cases; each move of
    `state` goes with one ProposalEvent of the same version.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The constraints "…_same_organisation" below hold these to their rows: a second check of each by itself takes a
    # third of the time that a plan of 30,000 needs to be inserted.
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="proposals", db_constraint=False, db_index=False
    )
    family = models.ForeignKey("people.Family", models.PROTECT, related_name="proposals", db_constraint=False)
    helper_organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", db_constraint=False
    )
    helper = models.ForeignKey("people.Helper", models.PROTECT, related_name="proposals", db_constraint=False)
    helper_kind = models.CharField(max_length=16, choices=HelperKind)
    run = models.ForeignKey("matching.Run", models.PROTECT, null=True, related_name="proposals", db_constraint=False)
    proposed_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+", help_text="Who proposed it by hand; None = a run."
    )
    stands_in_for = models.ForeignKey(
        "matching.Match",
        models.PROTECT,
        null=True,
        related_name="substitutes",
        help_text="The paused match during which this helper would stand in; None = for its own sake.",
    )
    state = models.CharField(max_length=16, choices=[(s, s) for s in ProposalState], default=ProposalState.OPEN)
    version = models.PositiveIntegerField(default=1)
    fit = models.FloatField(help_text="In [0, 1], from matching.engine.")
    reasons = models.JSONField(help_text="Per criterion: value, weight, code and parameters of its reason.")
    created_at = models.DateTimeField()
    answer_by = models.DateTimeField(help_text="Without three yeses it expires at this instant.")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            SameOrganisation(name="proposal_family_same_organisation", field="family"),
            SameOrganisation(name="proposal_helper_same_organisation", field="helper", own="helper_organisation_id"),
            SameOrganisation(name="proposal_run_same_organisation", field="run"),
            SameOrganisation(name="proposal_stands_in_same_organisation", field="stands_in_for"),
            models.UniqueConstraint(name="proposal_of_organisation", fields=["organisation", "id"]),
            models.UniqueConstraint(
                name="proposal_one_open_per_pair",
                fields=["family", "helper"],
                condition=Q(state=ProposalState.OPEN),
            ),
            models.UniqueConstraint(
                name="proposal_one_open_per_family_and_kind",
                fields=["family", "helper_kind"],
                condition=Q(state=ProposalState.OPEN),
            ),
            models.CheckConstraint(name="proposal_state_known", condition=Q(state__in=list(ProposalState))),
            models.CheckConstraint(name="proposal_fit_in_range", condition=Q(fit__range=(0, 1))),
            models.CheckConstraint(
                name="proposal_closed_has_time",
                condition=Q(state=ProposalState.OPEN, closed_at__isnull=True)
                | (~Q(state=ProposalState.OPEN) & Q(closed_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="proposal_queue", fields=["organisation", "state", "-fit", "id"]),
            models.Index(name="proposal_deadline", fields=["answer_by"], condition=Q(state=ProposalState.OPEN)),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class Consent(models.Model):
    """One party's answer to one proposal, with the text it was given to. Never changed."""

    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="consents")
    party = models.CharField(max_length=16, choices=Party)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="consents")
    answer = models.CharField(max_length=4, choices=Answer)
    reason = models.CharField(max_length=24, choices=NoReason, blank=True)
    text_language = models.CharField(max_length=12, help_text="Language of the text that was shown.")
    text_version = models.CharField(max_length=16, help_text="Version of the text that was shown.")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            SameOrganisation(name="consent_same_organisation", field="proposal"),
            models.UniqueConstraint(name="consent_once_per_party", fields=["proposal", "party"]),
            models.UniqueConstraint(name="consent_one_party_per_person", fields=["proposal", "person"]),
            models.CheckConstraint(name="consent_party_known", condition=Q(party__in=Party.values)),
            models.CheckConstraint(
                name="consent_no_has_reason",
                condition=Q(answer=Answer.YES, reason="") | Q(answer=Answer.NO, reason__in=NoReason.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer} of {self.party}"


class GroupVote(models.Model):
    """What one member of a sponsor group thinks of a proposal, before its lead answers for all. The last one counts."""

    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="votes")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    answer = models.CharField(max_length=4, choices=Answer)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            SameOrganisation(name="groupvote_same_organisation", field="proposal"),
            models.UniqueConstraint(name="groupvote_once", fields=["proposal", "person"]),
            models.CheckConstraint(name="groupvote_answer_known", condition=Q(answer__in=Answer.values)),
        ]

    def __str__(self) -> str:
        return f"{self.answer} on {self.proposal_id}"


class ProposalEvent(models.Model):
    """One move of one proposal: exactly one row per version."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="events")
    version = models.PositiveIntegerField()
    move = models.CharField(max_length=16, choices=[(m, m) for m in ProposalMove])
    state = models.CharField(max_length=16, choices=[(s, s) for s in ProposalState])
    actor = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=24, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="proposalevent_one_per_version", fields=["proposal", "version"])]

    def __str__(self) -> str:
        return f"{self.move} → {self.state}"
