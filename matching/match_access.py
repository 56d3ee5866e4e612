"""The door to matches for who moves them; the row stays locked until the transaction ends."""

from uuid import UUID

from backend.errors import Conflict, NotAllowed, NotFound
from backend.people.access import organisations_of_staff
from backend.people.models import Person
from matching.access import is_on_a_side, known_matches
from matching.lifecycle import MatchState
from matching.models import Match


def match_to_move(actor: Person, match_uuid: UUID) -> Match:
    """Return the match for its sides and for staff of either one's organisation, who are on none of its sides.

    Raises NotFound if `actor` may not know of it, NotAllowed (own_cause) for staff who are joining its group, Conflict
    (match_moved_on) for the sides of one that is suspended, staff or not: it answers as if it had ended, which is how it
    looks to them. Who tries learns of no concern.
    """
    match = _locked(actor, match_uuid)
    if not match.is_theirs:  # type: ignore[attr-defined]  # annotated by `known_matches`
        raise NotAllowed("somebody else must decide about you", code="own_cause")
    if not match.is_open:  # type: ignore[attr-defined]  # annotated by `known_matches`
        raise moved_on(MatchState.ENDED)
    return match


def match_to_look_after(actor: Person, match_uuid: UUID) -> Match:
    """Return the match for staff of its family's organisation.

    Raises NotFound if `actor` may not know of it, NotAllowed for others, and for who is on a side of it.
    """
    match = _locked(actor, match_uuid)
    is_staff = organisations_of_staff(actor).filter(pk=match.organisation_id).exists()
    if not is_staff or is_on_a_side(actor, {match.family_id}, {match.helper_id}):
        raise NotAllowed("only a coordinator may do this", code="coordinator_only")
    return match


def moved_on(state: str) -> Conflict:
    """Return the refusal of a move that a match in this state does not make."""
    facts = {"state": str(state)}
    return Conflict("this cannot be done with the match as it stands", code="match_moved_on", facts=facts)


def _locked(actor: Person, match_uuid: UUID) -> Match:
    locked = known_matches(actor).select_for_update(no_key=True, of=("self",))
    match = locked.filter(uuid=match_uuid).first()
    if match is None:
        raise NotFound("no such match")
    return match
