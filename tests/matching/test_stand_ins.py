"""While a match is paused somebody else may stand in, after the same three yeses."""

import pytest

from backend.errors import Conflict, NotFound
from matching.lifecycle import MatchState
from matching.models import Match
from matching.models.match import PauseReason
from matching.models.proposal import Answer, Party
from matching.services.by_hand import propose_by_hand
from matching.services.consents import answer_proposal
from matching.services.matches import resume_match
from matching.snapshot import waiting_families
from tests.factories.clock import NOON
from tests.factories.matching import a_match, entitled
from tests.factories.people import a_coordinator, a_family, a_sponsor_group, a_volunteer, contact_of

pytestmark = pytest.mark.django_db


def proposes(match, helper, family=None):
    family = family or match.family
    return propose_by_hand(
        actor=a_coordinator(family.organisation),
        family_uuid=family.uuid,
        helper_uuid=helper.uuid,
        stands_in_for=match.uuid,
        now=NOON,
    )


def what_stands_in_the_way(match, helper):
    with pytest.raises(Conflict) as refusal:
        proposes(match, helper)
    return [one["code"] for one in refusal.value.facts["reasons"]]


def says_yes(proposal, party):
    return answer_proposal(
        actor=entitled(proposal, party), proposal_uuid=proposal.uuid, answer=Answer.YES, text_language="en", now=NOON
    )


def a_paused_match(**over):
    return a_match(state=MatchState.PAUSED, paused_at=NOON, pause_reason=PauseReason.HELPER_AWAY, **over)


def agrees(proposal):
    for party in (Party.COORDINATOR, Party.FAMILY, Party.HELPER):
        says_yes(proposal, party)
    return Match.objects.get(proposal=proposal)


def test_during_a_pause_somebody_else_stands_in_after_the_same_three_yeses():
    match = a_paused_match()
    stand_in = agrees(proposes(match, a_volunteer(match.organisation)))
    assert (stand_in.state, stand_in.stands_in_for) == (MatchState.INTRODUCED, match)
    assert not waiting_families(match.organisation, "volunteer").exists()
    resume_match(actor=contact_of(match.family), match_uuid=match.uuid, now=NOON)
    assert list(Match.objects.order_by("pk").values_list("state", flat=True)) == ["active", "ended"]


def test_nobody_stands_in_where_nothing_is_paused_or_somebody_does_already():
    match = a_paused_match()
    organisation = match.organisation
    a_match(match.family, a_volunteer(organisation), stands_in_for=match)
    assert what_stands_in_the_way(match, a_volunteer(organisation)) == ["has_stand_in"]
    running = a_match(a_family(organisation), a_volunteer(organisation), state=MatchState.ACTIVE)
    assert what_stands_in_the_way(running, a_volunteer(organisation)) == ["not_paused"]
    paused = a_paused_match(family=a_family(organisation), helper=a_volunteer(organisation, capacity=2))
    assert what_stands_in_the_way(paused, paused.helper) == ["same_helper"]
    assert what_stands_in_the_way(paused, a_sponsor_group(organisation)) == ["other_kind"]


def test_who_would_stand_in_is_not_matched_once_the_pause_is_over():
    match = a_paused_match()
    proposal = proposes(match, a_volunteer(match.organisation))
    for party in (Party.COORDINATOR, Party.FAMILY):
        says_yes(proposal, party)
    resume_match(actor=contact_of(match.family), match_uuid=match.uuid, now=NOON)
    with pytest.raises(Conflict) as refusal:
        says_yes(proposal, Party.HELPER)
    assert refusal.value.code == "proposal_closed"


def test_a_match_of_another_family_is_not_there_to_stand_in_for():
    match, family = a_paused_match(), a_family()
    with pytest.raises(NotFound):
        proposes(match, a_volunteer(family.organisation), family)
