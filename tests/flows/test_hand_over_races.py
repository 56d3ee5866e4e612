"""An acceptance against what happens to the offer, or to what the family has, at the same moment."""

import pytest
from django.db import connection

from backend.flows.hand_over import accept_hand_over, decline_hand_over, offer_hand_over, withdraw_hand_over
from backend.people.models import Family, HandOver, HandOverEvent, Helper
from matching.lifecycle import ProposalState
from matching.models import Match, Proposal
from matching.models.proposal import Party
from tests.campaign.test_races import all_at_once, answering
from tests.factories.clock import NOON
from tests.factories.hand_overs import a_hand_over
from tests.factories.matching import a_consent, a_judged_proposal
from tests.factories.people import a_coordinator, a_family, an_organisation

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 10


def accepting(hand_over):
    actor = a_coordinator(hand_over.to_organisation)
    return lambda: accept_hand_over(actor=actor, hand_over_uuid=hand_over.uuid, matches_go_on=True, now=NOON)


def withdrawing(hand_over):
    actor = a_coordinator(hand_over.organisation)
    return lambda: withdraw_hand_over(actor=actor, hand_over_uuid=hand_over.uuid, now=NOON)


def declining(hand_over):
    actor = a_coordinator(hand_over.to_organisation)
    return lambda: decline_hand_over(actor=actor, hand_over_uuid=hand_over.uuid, now=NOON)


def offering(family):
    actor, to = a_coordinator(family.organisation), an_organisation()
    return lambda: offer_hand_over(actor=actor, family_uuid=family.uuid, organisation_uuid=to.uuid, now=NOON)


def require_sound_constraints():
    """Ask every deferred constraint now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("other", [withdrawing, declining, accepting])
def test_of_two_answers_to_one_offer_the_first_counts(other):
    for _ in range(ROUNDS):
        hand_over = a_hand_over()
        said = all_at_once(accepting(hand_over), other(hand_over))
        assert sum(one == "hand_over_answered" for one in said) == 1
        hand_over.refresh_from_db()
        assert hand_over.version == HandOverEvent.objects.filter(handover=hand_over).count() == 2
        is_accepted = hand_over.state == "accepted"
        side = hand_over.to_organisation if is_accepted else hand_over.organisation
        assert Family.objects.get(pk=hand_over.family_id).organisation == side


def test_an_acceptance_against_the_last_yes_carries_a_match_over_or_finds_none():
    for _ in range(ROUNDS):
        proposal = a_judged_proposal()
        a_consent(proposal, Party.FAMILY)
        hand_over = a_hand_over(proposal.family)
        done, said = all_at_once(accepting(hand_over), answering(proposal, Party.HELPER))
        assert isinstance(done, HandOver)
        proposal.refresh_from_db()
        match = Match.objects.filter(proposal=proposal).first()
        assert proposal.state == (ProposalState.AGREED if match else ProposalState.WITHDRAWN)
        assert match or said == "proposal_closed"
        assert proposal.organisation == hand_over.to_organisation
        assert match is None or (match.organisation, match.review_reason) == (hand_over.to_organisation, "moved")
        assert Helper.objects.get(pk=proposal.helper_id).places_taken == (1 if match else 0)
        require_sound_constraints()


def test_an_acceptance_against_another_offer_leaves_the_family_with_one():
    for _ in range(ROUNDS):
        hand_over = a_hand_over()
        done, said = all_at_once(accepting(hand_over), offering(hand_over.family))
        assert isinstance(done, HandOver)
        assert said in ("already_offered", "not_found")
        assert Family.objects.get(pk=hand_over.family_id).organisation == hand_over.to_organisation


def test_two_offers_at_once_give_one():
    for _ in range(ROUNDS):
        family = a_family()
        said = all_at_once(offering(family), offering(family))
        assert sum(one == "already_offered" for one in said) == 1
        assert HandOver.objects.filter(family=family).count() == 1


def test_two_families_with_the_same_new_number_at_once_get_it_once():
    for _ in range(ROUNDS):
        to = an_organisation()
        both = [a_hand_over(to_organisation=to) for _ in range(2)]
        actor = a_coordinator(to)

        def accept(one, actor=actor):
            about = {"actor": actor, "hand_over_uuid": one.uuid, "matches_go_on": True, "now": NOON}
            return lambda: accept_hand_over(reference="W-1", **about)

        said = all_at_once(*(accept(one) for one in both))
        assert sum(one == "reference_taken" for one in said) == 1
        assert Family.objects.filter(organisation=to).count() == 1
        assert not Proposal.objects.exists()
