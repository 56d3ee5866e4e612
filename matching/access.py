"""The door to proposals, matches and runs: who may know of them, and in which part they may act."""

from uuid import UUID

from django.db.models import Q, QuerySet

from backend.errors import NotAllowed, NotFound
from backend.people.access import led_helpers, organisations_of_staff, own_helpers
from backend.people.models import FamilyMember, Person
from matching.lifecycle import RUNNING_MATCH
from matching.models import Match, Proposal, Run
from matching.models.proposal import Party


def visible_proposals(actor: Person) -> QuerySet[Proposal]:
    """Return the proposals that `actor` may know of: those they may answer, and those of their group."""
    return Proposal.objects.filter(
        Q(organisation__in=organisations_of_staff(actor).values("pk"))
        | Q(family__in=_spoken_for(actor).values("family"))
        | Q(helper__in=own_helpers(actor).values("pk"))
    )


def parties_of(actor: Person, proposal: Proposal) -> list[Party]:
    """Return in which parts `actor` may answer: family's contact, helper (group: its lead), staff. Often one."""
    found = []
    if _spoken_for(actor).filter(family=proposal.family_id).exists():
        found.append(Party.FAMILY)
    if led_helpers(actor).filter(pk=proposal.helper_id).exists():
        found.append(Party.HELPER)
    if organisations_of_staff(actor).filter(pk=proposal.organisation_id).exists():
        found.append(Party.COORDINATOR)
    return found


def proposal_to_answer(actor: Person, proposal_uuid: UUID) -> tuple[Proposal, Party]:
    """Return the proposal, locked until the transaction ends, and the part in which `actor` answers it.

    Somebody who is party to it themselves never answers as its coordinator.
    Raises NotFound if `actor` may not know of it, NotAllowed if no part of it is theirs to answer.
    """
    proposal = _locked(actor, proposal_uuid)
    parties = parties_of(actor, proposal)
    if not parties:
        raise NotAllowed("only the lead of the group answers for it", code="not_yours_to_answer")
    return proposal, parties[0]


def proposal_to_withdraw(actor: Person, proposal_uuid: UUID) -> Proposal:
    """Return the proposal, locked until the transaction ends, for staff of its organisation.

    Raises NotFound if `actor` may not know of it, NotAllowed for anybody else.
    """
    proposal = _locked(actor, proposal_uuid)
    if Party.COORDINATOR not in parties_of(actor, proposal):
        raise NotAllowed("only a coordinator may do this", code="coordinator_only")
    return proposal


def visible_matches(actor: Person) -> QuerySet[Match]:
    """Return the matches that `actor` may know of: their family's, their own as a helper, their organisation's."""
    return Match.objects.filter(
        Q(organisation__in=organisations_of_staff(actor).values("pk"))
        | Q(family__in=FamilyMember.objects.filter(person=actor).values("family"))
        | Q(helper__in=own_helpers(actor).values("pk"))
    )


def own_running_matches(actor: Person) -> QuerySet[Match]:
    """Return the running matches that `actor` is in, as family or as helper; never as staff."""
    return Match.objects.filter(
        Q(family__in=FamilyMember.objects.filter(person=actor).values("family"))
        | Q(helper__in=own_helpers(actor).values("pk")),
        state__in=sorted(RUNNING_MATCH),
    )


def match_to_move(actor: Person, match_uuid: UUID) -> Match:
    """Return the match, locked until the transaction ends. Raises NotFound if `actor` may not know of it."""
    locked = visible_matches(actor).select_for_update(no_key=True, of=("self",))
    match = locked.filter(uuid=match_uuid).first()
    if match is None:
        raise NotFound("no such match")
    return match


def helped_families(actor: Person) -> QuerySet[Match, int]:
    """Return the ids of the families that `actor` helps now."""
    running = Match.objects.filter(helper__in=own_helpers(actor).values("pk"), state__in=sorted(RUNNING_MATCH))
    return running.values_list("family_id", flat=True)


def visible_runs(actor: Person) -> QuerySet[Run]:
    """Return the runs of the organisations on whose staff `actor` is."""
    return Run.objects.filter(organisation__in=organisations_of_staff(actor).values("pk"))


def _spoken_for(actor: Person) -> QuerySet[FamilyMember]:
    return FamilyMember.objects.filter(person=actor, is_contact=True)


def _locked(actor: Person, proposal_uuid: UUID) -> Proposal:
    locked = visible_proposals(actor).select_for_update(no_key=True, of=("self",))
    proposal = locked.filter(uuid=proposal_uuid).first()
    if proposal is None:
        raise NotFound("no such proposal")
    return proposal
