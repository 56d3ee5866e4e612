"""Departures: by the helper, or decided by staff; all that was open ends in the same transaction, without a reason told."""

import pytest

from backend.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.flows.departures import decline_helper, leave
from backend.people.lifecycle import HelperState
from backend.people.models import Helper, HelperEvent, Membership
from matching.lifecycle import MatchState, ProposalState
from matching.models import MatchEvent, ProposalEvent
from matching.services.disclosure import contacts_of
from tests.factories.clock import NOON
from tests.factories.matching import a_match, a_proposal
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_person,
    a_volunteer,
    an_organisation,
    contact_of,
    lead_of,
)

pytestmark = pytest.mark.django_db


def leaves(helper, actor=None, reason=""):
    return leave(actor=actor or lead_of(helper), helper_uuid=helper.uuid, reason=reason, now=NOON)


def declines(helper, actor=None, reason="not_suitable"):
    actor = actor or a_coordinator(helper.organisation)
    return decline_helper(actor=actor, helper_uuid=helper.uuid, reason=reason, now=NOON)


@pytest.mark.parametrize(
    ("act", "state", "end"),
    [(leaves, HelperState.APPROVED, HelperState.LEFT), (declines, HelperState.LAPSED, HelperState.DECLINED)],
)
def test_all_that_was_open_ends_and_the_family_may_have_another(act, state, end):
    organisation = an_organisation()
    helper = a_volunteer(organisation, capacity=3, state=state)
    match = a_match(a_family(organisation), helper)
    proposals = [a_proposal(a_family(organisation), helper) for _ in range(2)]
    contact = contact_of(match.family)
    assert act(helper).state == end
    match.refresh_from_db()
    assert (match.state, match.end_reason, match.ended_at) == (MatchState.ENDED, "helper_left", NOON)
    for proposal in proposals:
        proposal.refresh_from_db()
        assert proposal.state == ProposalState.WITHDRAWN
    assert Helper.objects.get(pk=helper.pk).places_taken == 0
    assert contacts_of(actor=contact, language="en", now=NOON) == []
    assert (MatchEvent.objects.count(), ProposalEvent.objects.filter(state="withdrawn").count()) == (1, 2)


def test_why_somebody_left_is_kept_for_staff():
    helper = a_volunteer(state=HelperState.AWAY, away_from=NOON.date())
    leaves(helper, reason="moved")
    event = HelperEvent.objects.get()
    assert (event.move, event.state, event.reason, event.actor) == ("leave", "left", "moved", lead_of(helper))
    helper.refresh_from_db()
    assert (helper.away_from, helper.away_until) == (None, None)


def test_nobody_has_to_say_why_they_leave_but_staff_say_why_they_decline():
    leaves(a_volunteer())
    with pytest.raises(Invalid) as refusal:
        leaves(a_volunteer(), reason="because")
    assert refusal.value.code == "reason_unknown"
    with pytest.raises(Invalid) as refusal:
        declines(a_volunteer(state=HelperState.CHECKING), reason="")
    assert refusal.value.code == "reason_missing"


@pytest.mark.parametrize(
    ("act", "state"),
    [
        (leaves, HelperState.LEFT),
        (leaves, HelperState.DECLINED),
        (declines, HelperState.APPROVED),
        (declines, HelperState.AWAY),
        (declines, HelperState.LEFT),
    ],
)
def test_where_it_cannot_end_it_stays(act, state):
    helper = a_volunteer(state=state)
    with pytest.raises(Conflict) as refusal:
        act(helper)
    assert (refusal.value.code, refusal.value.facts) == ("helper_moved_on", {"state": state})
    assert not HelperEvent.objects.exists()


def test_staff_may_note_that_somebody_left_but_not_decline_themselves():
    helper = a_volunteer(state=HelperState.CHECKING)
    own = lead_of(helper)
    Membership.objects.create(organisation=helper.organisation, person=own, role="coordinator")
    with pytest.raises(NotAllowed) as refusal:
        declines(helper, own)
    assert refusal.value.code == "own_cause"
    assert leaves(helper, a_coordinator(helper.organisation)).state == HelperState.LEFT


def test_others_do_not_find_it():
    helper = a_volunteer(state=HelperState.CHECKING)
    for outsider in (a_person(), a_coordinator()):
        for act in (leaves, declines):
            with pytest.raises(NotFound):
                act(helper, outsider)
    with pytest.raises(NotFound):
        declines(helper, lead_of(helper))
