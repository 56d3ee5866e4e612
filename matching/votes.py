"""What the members of sponsor groups think of proposals, counted; votes of who has left the group count no more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from backend.people.models import Organisation, Person, SponsorGroup, SponsorGroupMember
from backend.people.models.helper import HelperKind
from matching.access import votable_proposals
from matching.lifecycle import ProposalState
from matching.models import Consent, GroupVote, Proposal
from matching.models.proposal import Answer, Party
from matching.selectors import with_both_sides


@dataclass(frozen=True)
class Tally:
    """How many members said yes and no, of how many; how many must have voted; what the reader said ("" = nothing)."""

    yes: int
    no: int
    members: int
    needed: int
    mine: str = ""

    @property
    def votes(self) -> int:
        """Return how many have voted."""
        return self.yes + self.no

    @property
    def is_quorate(self) -> bool:
        """Return whether enough have voted."""
        return self.votes >= self.needed

    @property
    def is_yes(self) -> bool:
        """Return whether enough have voted, and more for it than against it."""
        return self.is_quorate and self.yes > self.no


def tallies_of(proposals: Iterable[Proposal], reader: Person) -> dict[int, Tally]:
    """Return the votes on those of `proposals` that are for a sponsor group, by id. Three queries, or none."""
    groups = {one.pk: one for one in proposals if one.helper_kind == HelperKind.SPONSOR_GROUP}
    if not groups:
        return {}
    counted = _counting(GroupVote.objects.filter(proposal__in=list(groups))).values("proposal_id")
    votes = counted.annotate(
        yes=Count("pk", filter=Q(answer=Answer.YES)),
        no=Count("pk", filter=Q(answer=Answer.NO)),
        own_yes=Count("pk", filter=Q(answer=Answer.YES, person=reader)),
        own_no=Count("pk", filter=Q(answer=Answer.NO, person=reader)),
    )
    said = {row["proposal_id"]: row for row in votes}
    members = _members({one.helper_id for one in groups.values()})
    needed = dict(
        Organisation.objects.filter(pk__in={one.helper_organisation_id for one in groups.values()}).values_list(
            "pk", "group_quorum"
        )
    )
    return {
        pk: Tally(
            yes=said[pk]["yes"] if pk in said else 0,
            no=said[pk]["no"] if pk in said else 0,
            members=members.get(one.helper_id, 0),
            needed=needed[one.helper_organisation_id],
            mine=_own(said[pk]["own_yes"], said[pk]["own_no"]) if pk in said else "",
        )
        for pk, one in groups.items()
    }


def tally_of(proposal: Proposal, reader: Person) -> Tally:
    """Return the votes on a proposal for a sponsor group. Three queries."""
    return tallies_of([proposal], reader)[proposal.pk]


def is_voting(group: SponsorGroup) -> bool:
    """Return whether somebody has voted on an open proposal that the lead of the group has not answered. One query."""
    answered = Consent.objects.filter(proposal=OuterRef("proposal"), party=Party.HELPER)
    asked = GroupVote.objects.filter(proposal__helper=group.pk, proposal__state=ProposalState.OPEN)
    return asked.filter(~Exists(answered)).exists()


def proposals_to_vote_on(actor: Person, *, now: datetime) -> QuerySet[Proposal]:
    """Return the open proposals on which `actor` may vote, or change their vote, as long as their lead has not
    answered; soonest deadline first."""
    answered = Consent.objects.filter(proposal=OuterRef("pk"), party=Party.HELPER)
    waiting = votable_proposals(actor).filter(~Exists(answered), answer_by__gt=now)
    return with_both_sides(waiting).order_by("answer_by", "id")


def _counting(votes: QuerySet[GroupVote]) -> QuerySet[GroupVote]:
    member = SponsorGroupMember.objects.filter(
        group=OuterRef("proposal__helper"), person=OuterRef("person"), is_joining=False
    )
    return votes.filter(Exists(member))


def _members(helper_ids: set[int]) -> dict[int, int]:
    members = SponsorGroupMember.objects.filter(group__in=helper_ids, is_joining=False)
    return dict(members.values_list("group_id").annotate(Count("pk")))


def _own(yes: int, no: int) -> str:
    if yes:
        return Answer.YES
    return Answer.NO if no else ""
