"""Sponsor groups: people who jointly take responsibility for a family, and how far they have come."""

import uuid

from django.db import models
from django.db.models import Q

from backend.people.lifecycle import GroupMove, GroupState
from backend.people.models.helper import Helper
from backend.people.same_organisation import SameOrganisation


class GroupRole(models.TextChoices):
    LEAD = "lead"
    MONEY = "money"
    HOUSING = "housing"
    LANGUAGE = "language"
    WORK = "work"
    MEMBER = "member"


class MemberChange(models.TextChoices):
    JOINED = "joined"
    ADMITTED = "admitted"
    ROLE = "role"
    LEFT = "left"


class SponsorGroup(models.Model):
    """Five or more people who jointly take responsibility for a family."""

    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    helper = models.OneToOneField(Helper, models.CASCADE, related_name="sponsor_group", primary_key=True)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=16, choices=[(s, s) for s in GroupState], default=GroupState.FORMING)
    version = models.PositiveIntegerField(default=1)
    lead_organisation = models.CharField(
        max_length=120, blank=True, help_text="Who is legally responsible; a group has no legal form of its own."
    )
    municipality_consent_until = models.DateField(
        null=True, help_text="First day on which the municipality's consent no longer counts; None = not given."
    )
    below_quorum_since = models.DateTimeField(null=True, help_text="When it fell below the number of members asked.")
    below_quorum_flagged_at = models.DateTimeField(
        null=True, help_text="When its matches were put up for review because of that; None = not, or not any more."
    )
    persons_housed = models.PositiveSmallIntegerField(
        default=0,
        help_text="How many persons its housing takes at once, of all its families. "
        "0 = it houses nobody itself: their homes are found elsewhere, and their number is no limit.",
    )
    pledged_euro = models.PositiveIntegerField(
        default=0,
        help_text="For all families it has at one time together. 0 = nothing: where money is asked, no family.",
    )

    class Meta:
        constraints = [
            SameOrganisation(name="sponsorgroup_same_organisation", field="helper"),
            models.UniqueConstraint(name="sponsorgroup_of_organisation", fields=["organisation", "helper"]),
            models.CheckConstraint(name="sponsorgroup_state_known", condition=Q(state__in=list(GroupState))),
        ]

    def __str__(self) -> str:
        return self.name


class GroupEvent(models.Model):
    """One move of one sponsor group: exactly one row per version."""

    sponsorgroup = models.ForeignKey(SponsorGroup, models.CASCADE, related_name="events")
    version = models.PositiveIntegerField()
    move = models.CharField(max_length=24, choices=[(m, m) for m in GroupMove])
    state = models.CharField(max_length=16, choices=[(s, s) for s in GroupState])
    actor = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="groupevent_one_per_version", fields=["sponsorgroup", "version"])]

    def __str__(self) -> str:
        return f"{self.move} → {self.state}"


class SponsorGroupMember(models.Model):
    """One person who belongs to a sponsor group now. Who leaves loses the row, and with it all that hangs on it; who
    was in it when is in `GroupMemberEvent`.

    Whoever joins a group that is approved already is joining until they are checked: they see no family, and count
    for nothing, and the group goes on without them.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    group = models.ForeignKey(SponsorGroup, models.CASCADE, related_name="members")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="group_memberships")
    role = models.CharField(max_length=16, choices=GroupRole, default=GroupRole.MEMBER)
    is_joining = models.BooleanField(
        default=False, help_text="Not admitted yet: sees no family and counts for nothing."
    )
    joined_on = models.DateField(null=True, help_text="None = before this was written down.")

    class Meta:
        constraints = [
            SameOrganisation(name="sponsorgroupmember_same_organisation", field="group", to_field="helper_id"),
            models.UniqueConstraint(name="sponsorgroupmember_once", fields=["group", "person"]),
            models.UniqueConstraint(
                name="sponsorgroupmember_one_lead", fields=["group"], condition=Q(role=GroupRole.LEAD)
            ),
            models.CheckConstraint(name="sponsorgroupmember_role_known", condition=Q(role__in=GroupRole.values)),
            models.CheckConstraint(
                name="sponsorgroupmember_lead_is_admitted", condition=~Q(role=GroupRole.LEAD, is_joining=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} of {self.group_id}"


class GroupMemberEvent(models.Model):
    """That somebody joined a sponsor group, was admitted, got another role or left: kept when they are gone."""

    group = models.ForeignKey(SponsorGroup, models.CASCADE, related_name="member_events")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    change = models.CharField(max_length=8, choices=MemberChange)
    role = models.CharField(max_length=16, choices=GroupRole, help_text="From then on; of who left, their last.")
    actor = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="groupmemberevent_change_known", condition=Q(change__in=MemberChange.values))
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.change} {self.group_id}"
