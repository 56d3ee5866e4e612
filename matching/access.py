"""The door to proposals, matches and runs: who may know of them, and in which part they may act."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from backend.errors import NotAllowed, NotFound
from backend.people.access import helping, in_care_of, led_helpers, organisations_of_staff, own_helpers
from backend.people.lifecycle import HelperState
from backend.people.models import Family, FamilyMember, Helper, Person
from backend.people.models.helper import HelperKind
from matching.lifecycle import RUNNING_MATCH, ProposalState
from matching.models import Consent, Match, Proposal, Run
from matching.models.proposal import Answer, Party

# A running match with such a helper is for a coordinator to look at; until then it sees and reaches nobody.
CLOSED_TO_CONTACT: Final = (HelperState.DECLINED, HelperState.LEFT, HelperState.LAPSED)


# What its two sides see of a match. Staff sees no sign of a suspension: only `backend.care` knows of concerns.
NOT_SUSPENDED: Final = Q(is_suspended=False, helper__is_suspended=False)


def known_proposals(actor: Person) -> QuerySet[Proposal]:
    """Return the proposals that `actor` may move, or learn the state of.

    Staff of either side's organisation: all. Family and helper: those that a coordinator has said yes to; nobody
    is shown, or can collect, families that nobody has looked at. A suspended helper still knows what is closed.
    """
    mine = organisations_of_staff(actor).values("pk")
    staff = Q(organisation__in=mine) | Q(helper_organisation__in=mine)
    asked = _asked() & (Q(helper__is_suspended=False) | ~Q(state=ProposalState.OPEN))
    return Proposal.objects.filter(staff | (_side(actor) & asked))


def visible_proposals(actor: Person) -> QuerySet[Proposal]:
    """Return the proposals of which `actor` may see both sides.

    Staff of the family's organisation: all. Everybody else, staff of the helper's organisation too: those that a
    coordinator has said yes to, while they are open. A portrait is drawn from where people live today: what is
    closed shows nothing any more.
    """
    mine = organisations_of_staff(actor).values("pk")
    others = Q(helper_organisation__in=mine) | _side(actor) & Q(helper__is_suspended=False)
    return Proposal.objects.filter(Q(organisation__in=mine) | (others & _asked() & Q(state=ProposalState.OPEN)))


def parties_of(actor: Person, proposal: Proposal) -> list[Party]:
    """Return in which parts `actor` may answer: family's contact, helper (group: its lead), staff. Often one.

    Whoever is on either side of it, even without a say, is never its coordinator.
    """
    found = []
    if _spoken_for(actor).filter(family=proposal.family_id).exists():
        found.append(Party.FAMILY)
    if led_helpers(actor).filter(pk=proposal.helper_id).exists():
        found.append(Party.HELPER)
    is_staff = organisations_of_staff(actor).filter(pk=proposal.organisation_id).exists()
    if is_staff and not found and not is_on_a_side(actor, {proposal.family_id}, {proposal.helper_id}):
        found.append(Party.COORDINATOR)
    return found


def needs_other_eyes(actor: Person, proposal: Proposal) -> bool:
    """Return whether `actor` proposed this pair by hand where somebody else must approve it. No query if its organisation
    is read."""
    return proposal.proposed_by_id == actor.pk and proposal.organisation.four_eyes


def is_on_a_side(actor: Person, family_ids: Iterable[int], helper_ids: Iterable[int]) -> bool:
    """Return whether `actor` belongs to any of these families, or is or belongs to any of these helpers."""
    in_family = FamilyMember.objects.filter(person=actor, family__in=family_ids).exists()
    return in_family or own_helpers(actor).filter(pk__in=helper_ids).exists()


def proposal_to_answer(actor: Person, proposal_uuid: UUID) -> tuple[Proposal, Party]:
    """Return the proposal, locked until the transaction ends, and the part in which `actor` answers it.

    Raises NotFound if `actor` may not know of it, NotAllowed if no part of it is theirs to answer.
    """
    proposal = _locked(actor, proposal_uuid)
    parties = parties_of(actor, proposal)
    if not parties:
        raise NotAllowed("this is not yours to answer", code="not_yours_to_answer")
    return proposal, parties[0]


def votable_proposals(actor: Person) -> QuerySet[Proposal]:
    """Return the open proposals, asked by a coordinator, for sponsor groups in which `actor` takes part; not for their
    own family."""
    return Proposal.objects.filter(
        _asked(),
        helper__in=_helpers(actor),
        helper__is_suspended=False,
        helper_kind=HelperKind.SPONSOR_GROUP,
        state=ProposalState.OPEN,
    ).exclude(family__in=_families(actor))


def proposal_to_vote_on(actor: Person, proposal_uuid: UUID) -> Proposal:
    """Return the proposal, locked until the transaction ends, for a member of its sponsor group.

    Raises NotFound if `actor` may not know of it, NotAllowed for everybody else, and for members of the family.
    """
    proposal = _locked(actor, proposal_uuid)
    is_asked = Proposal.objects.filter(_asked(), pk=proposal.pk, helper_kind=HelperKind.SPONSOR_GROUP)
    is_theirs = is_asked.filter(helper__in=_helpers(actor)).exclude(family__in=_families(actor)).exists()
    if not is_theirs:
        raise NotAllowed("only the members of the group vote", code="no_vote_of_yours")
    return proposal


def proposal_to_withdraw(actor: Person, proposal_uuid: UUID) -> Proposal:
    """Return the proposal, locked until the transaction ends, for staff of its organisation.

    Raises NotFound if `actor` may not know of it, NotAllowed for anybody else.
    """
    proposal = _locked(actor, proposal_uuid)
    if Party.COORDINATOR not in parties_of(actor, proposal):
        raise NotAllowed("only a coordinator may do this", code="coordinator_only")
    return proposal


def proposal_to_explain(actor: Person, proposal_uuid: UUID) -> Proposal:
    """Return the proposal for who judges it: explanations tell of other families and helpers, too.

    Raises NotFound if `actor` may not know of it, NotAllowed for anybody but its coordinators.
    """
    proposal = visible_proposals(actor).select_related("organisation").filter(uuid=proposal_uuid).first()
    if proposal is None:
        raise NotFound("no such proposal")
    if Party.COORDINATOR not in parties_of(actor, proposal):
        raise NotAllowed("only a coordinator may do this", code="coordinator_only")
    return proposal


def family_to_explain(actor: Person, family_uuid: UUID) -> Family:
    """Return the family for staff of its organisation who do not belong to it. Raises NotFound for everybody else."""
    family = in_care_of(actor, Family.objects.select_related("organisation")).filter(uuid=family_uuid).first()
    if family is None or belongs_to(actor, family):
        raise NotFound("no such family")
    return family


def belongs_to(actor: Person, family: Family) -> bool:
    """Return whether `actor` is a member of this family: then nothing of it is theirs to decide, or to be explained, as
    staff. No query where the members are read."""
    return any(member.person_id == actor.pk for member in family.members.all())


def helper_to_explain(actor: Person, helper_uuid: UUID) -> Helper:
    """Return the helper for staff of its organisation who do not belong to it. Raises NotFound for everybody else."""
    helper = in_care_of(actor, Helper.objects.all()).filter(uuid=helper_uuid).first()
    if helper is None or own_helpers(actor).filter(pk=helper.pk).exists():
        raise NotFound("no such helper")
    return helper


def helpers_to_propose(actor: Person, family: Family) -> QuerySet[Helper]:
    """Return the helpers whom `actor` may propose to `family`, which is in their care: those of their organisations, and
    the approved ones of organisations that work with the family's."""
    mine = Q(organisation__in=organisations_of_staff(actor).values("pk"))
    partners = Q(organisation__in=family.organisation.works_with.values("pk"), state=HelperState.APPROVED)
    return Helper.objects.filter(mine | partners)


def helper_to_propose(actor: Person, family: Family, helper_uuid: UUID) -> Helper:
    """Return the helper whom `actor` would propose to `family`, which is in their care and not their own.

    Raises NotFound if `actor` may not know of the helper, NotAllowed if they are or belong to it.
    """
    found = helpers_to_propose(actor, family).select_related("organisation").filter(uuid=helper_uuid).first()
    if found is None:
        raise NotFound("no such helper")
    if own_helpers(actor).filter(pk=found.pk).exists():
        raise NotAllowed("only a coordinator may do this", code="coordinator_only")
    return found


def visible_matches(actor: Person) -> QuerySet[Match]:
    """Return the matches of which `actor` may see both sides: all of their families' organisation for its staff;
    for everybody else, staff of the helper's organisation too, those that run.

    After the end a former helper cannot follow where the family lives, nor the reverse.
    """
    mine = organisations_of_staff(actor).values("pk")
    others = Q(proposal__helper_organisation__in=mine) | (_own(actor) & NOT_SUSPENDED)
    return Match.objects.filter(Q(organisation__in=mine) | (others & Q(state__in=sorted(RUNNING_MATCH))))


def own_running_matches(actor: Person) -> QuerySet[Match]:
    """Return the running matches that `actor` is in, as family or as helper; never as staff, never one suspended."""
    return Match.objects.filter(_own(actor), NOT_SUSPENDED, state__in=sorted(RUNNING_MATCH))


def match_to_read(actor: Person, match_uuid: UUID) -> Match:
    """Return the match, with its family's organisation, for staff of that. Raises NotFound for everybody else."""
    match = in_care_of(actor, Match.objects.select_related("organisation")).filter(uuid=match_uuid).first()
    if match is None:
        raise NotFound("no such match")
    return match


def known_matches(actor: Person) -> QuerySet[Match]:
    """Return the matches of which `actor` may know: of either side's organisation for its staff, and their own.

    `is_open` is false for the two sides of one that is suspended; for staff it is like any other. `is_theirs` is false
    for staff who are only joining its group. Whoever is on a side, or joins one, is no staff of it: it is their own cause.
    """
    mine = organisations_of_staff(actor).values("pk")
    own = Q(family__in=_families(actor)) | Q(helper__in=helping(actor).values("pk"))
    staff = Q(organisation__in=mine) | Q(proposal__helper_organisation__in=mine)
    of_others = ~Q(family__in=_families(actor)) & ~Q(helper__in=own_helpers(actor).values("pk"))
    is_open = ExpressionWrapper(staff & of_others | NOT_SUSPENDED, output_field=BooleanField())
    is_theirs = ExpressionWrapper(staff & of_others | own, output_field=BooleanField())
    return Match.objects.filter(staff | own).annotate(is_open=is_open, is_theirs=is_theirs)


def side_of(actor: Person, match: Match) -> Party:
    """Return the side for which `actor` says whether the match goes on: family's contact or helper (group: its lead).

    Raises NotAllowed for everybody else, staff too: it is not theirs to say.
    """
    if _spoken_for(actor).filter(family=match.family_id).exists():
        return Party.FAMILY
    if led_helpers(actor).filter(pk=match.helper_id).exists():
        return Party.HELPER
    raise NotAllowed("this is not yours to answer", code="not_yours_to_answer")


def spoken_for(actor: Person, matches: Iterable[Match]) -> set[int]:
    """Return the ids of those of `matches` for a side of which `actor` speaks; as `side_of`. Two queries."""
    found = list(matches)
    families = set(_spoken_for(actor).values_list("family_id", flat=True))
    helpers = set(led_helpers(actor).values_list("pk", flat=True))
    return {match.pk for match in found if match.family_id in families or match.helper_id in helpers}


def helped_families(actor: Person) -> QuerySet[Match, int]:
    """Return the ids of the families that `actor` helps now."""
    running = Match.objects.filter(NOT_SUSPENDED, helper__in=_helpers(actor), state__in=sorted(RUNNING_MATCH))
    return running.values_list("family_id", flat=True)


def visible_runs(actor: Person) -> QuerySet[Run]:
    """Return the runs of the organisations on whose staff `actor` is."""
    return Run.objects.filter(organisation__in=organisations_of_staff(actor).values("pk"))


def _spoken_for(actor: Person) -> QuerySet[FamilyMember]:
    return FamilyMember.objects.filter(person=actor, is_contact=True)


def _families(actor: Person) -> QuerySet[FamilyMember, Any]:
    return FamilyMember.objects.filter(person=actor).values("family")


def _helpers(actor: Person) -> QuerySet[Helper, Any]:
    return helping(actor).exclude(state__in=CLOSED_TO_CONTACT).values("pk")


def _own(actor: Person) -> Q:
    return Q(family__in=_families(actor)) | Q(helper__in=_helpers(actor))


def _side(actor: Person) -> Q:
    return Q(family__in=_spoken_for(actor).values("family")) | Q(helper__in=_helpers(actor))


def _asked() -> Exists:
    return Exists(Consent.objects.filter(proposal=OuterRef("pk"), party=Party.COORDINATOR, answer=Answer.YES))


def _locked(actor: Person, proposal_uuid: UUID) -> Proposal:
    locked = known_proposals(actor).select_for_update(no_key=True, of=("self",))
    proposal = locked.filter(uuid=proposal_uuid).first()
    if proposal is None:
        raise NotFound("no such proposal")
    return proposal
