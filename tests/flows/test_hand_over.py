"""A family goes over to another organisation when that accepts it, and then the old one does not see it any more."""

from typing import Any
from uuid import uuid4

import pytest

from backend.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.flows.hand_over import accept_hand_over, decline_hand_over, offer_hand_over, withdraw_hand_over
from backend.people.access import visible_families
from backend.people.models import Family, HandOver, HandOverEvent, Helper, Membership
from backend.people.models.organisation import Role
from matching.access import known_matches, known_proposals, visible_matches, visible_proposals
from matching.lifecycle import ProposalState
from matching.models import Match, Proposal
from matching.models.proposal import Party
from tests.factories.clock import NOON
from tests.factories.hand_overs import a_hand_over
from tests.factories.matching import a_consent, a_judged_proposal, a_match, a_proposal
from tests.factories.people import a_coordinator, a_family, a_volunteer, an_organisation, contact_of, lead_of
from tests.factories.places import a_municipality

pytestmark = pytest.mark.django_db


def offered(family, to, *, actor=None, **more):
    actor = actor or a_coordinator(family.organisation)
    return offer_hand_over(actor=actor, family_uuid=family.uuid, organisation_uuid=to.uuid, now=NOON, **more)


def accepted(hand_over, *, actor=None, matches_go_on=True, reference=""):
    actor = actor or a_coordinator(hand_over.to_organisation)
    return accept_hand_over(
        actor=actor, hand_over_uuid=hand_over.uuid, matches_go_on=matches_go_on, reference=reference, now=NOON
    )


def test_an_offer_changes_nothing_for_the_family():
    family, to = a_family(), an_organisation()
    proposal = a_judged_proposal(family)
    hand_over = offered(family, to, note="They have found a house there.")
    assert (hand_over.state, hand_over.version, hand_over.events.get().move) == ("offered", 1, "offer")
    assert Family.objects.get() == family
    assert Family.objects.get().organisation == family.organisation
    assert Proposal.objects.get(pk=proposal.pk).state == ProposalState.OPEN
    assert not visible_families(a_coordinator(to)).exists()


def test_only_staff_of_its_organisation_who_do_not_belong_to_it_offer_a_family():
    family, to = a_family(), an_organisation()
    own, helping = contact_of(family), lead_of(a_match(family).helper)
    Membership.objects.create(organisation=family.organisation, person=own, role=Role.COORDINATOR)
    with pytest.raises(NotAllowed):
        offered(family, to, actor=own)
    for actor in (a_coordinator(), a_coordinator(to), helping):
        with pytest.raises(NotFound):
            offered(family, to, actor=actor)


def test_a_family_is_offered_to_one_at_a_time_and_to_another():
    family = a_family()
    for organisation_uuid, code in ((family.organisation.uuid, "same_organisation"), (uuid4(), "organisation_unknown")):
        with pytest.raises(Invalid) as refusal:
            offer_hand_over(
                actor=a_coordinator(family.organisation),
                family_uuid=family.uuid,
                organisation_uuid=organisation_uuid,
                now=NOON,
            )
        assert (refusal.value.code, refusal.value.facts["field"]) == (code, "organisation")
    offered(family, an_organisation())
    with pytest.raises(Conflict) as conflict:
        offered(family, an_organisation())
    assert conflict.value.code == "already_offered"


@pytest.mark.parametrize("reference", ["", "W-17"])
def test_who_accepts_has_the_family_under_a_number_of_their_own(reference):
    family, place = a_family(reference="F-1"), a_municipality()
    to = an_organisation()
    a_family(to, reference="F-1")
    hand_over = accepted(a_hand_over(family, to_organisation=to, to_municipality=place), reference=reference)
    assert (hand_over.state, hand_over.version, hand_over.matches_kept) == ("accepted", 2, True)
    family.refresh_from_db()
    assert (family.organisation, family.municipality) == (to, place)
    assert family.reference == (reference or f"N-{str(hand_over.uuid)[:8]}")
    assert list(HandOverEvent.objects.order_by("version").values_list("version", "state")) == [
        (1, "offered"), (2, "accepted"),
    ]  # fmt: skip


def test_a_number_that_is_taken_is_refused_and_nothing_moves():
    family, to = a_family(), an_organisation()
    a_family(to, reference="W-17")
    hand_over, match = a_hand_over(family, to_organisation=to), a_match(family)
    with pytest.raises(Conflict) as refusal:
        accepted(hand_over, reference="W-17")
    assert refusal.value.code == "reference_taken"
    family.refresh_from_db()
    match.refresh_from_db()
    assert (family.organisation, match.organisation) == (hand_over.organisation, hand_over.organisation)
    assert HandOver.objects.get().state == "offered"


def test_open_proposals_are_taken_back_without_a_word_and_running_matches_go_on_and_are_looked_at():
    family = a_family()
    open_one = a_judged_proposal(family, a_volunteer(family.organisation))
    a_consent(open_one, Party.HELPER)
    match = a_match(family, a_volunteer(family.organisation))
    accepted(a_hand_over(family))
    open_one.refresh_from_db()
    match.refresh_from_db()
    assert (open_one.state, open_one.events.get().reason) == (ProposalState.WITHDRAWN, "")
    assert (match.state, match.version, match.review_reason) == ("introduced", 1, "moved")
    assert Helper.objects.get(pk=open_one.helper_id).places_taken == 0
    assert Helper.objects.get(pk=match.helper_id).places_taken == 1


def test_who_accepts_may_let_its_matches_end_and_who_stands_in_ends_with_them():
    family = a_family()
    paused = a_match(family, state="paused", paused_at=NOON, pause_reason="illness", version=2)
    stand_in = a_match(family, stands_in_for=paused)
    hand_over = accepted(a_hand_over(family), matches_go_on=False)
    ended = Match.objects.filter(pk__in=[paused.pk, stand_in.pk])
    assert set(ended.values_list("state", "end_reason", "organisation")) == {
        ("ended", "moved", hand_over.to_organisation_id)
    }
    assert not Helper.objects.filter(places_taken__gt=0).exists()


def test_afterwards_nobody_of_the_old_organisation_sees_the_family_or_anything_of_it():
    family = a_family()
    old = a_coordinator(family.organisation)
    foreign = a_volunteer()  # so that no side of anything is the old organisation's
    a_match(family, foreign, state="ended", ended_at=NOON, end_reason="moved", version=2)
    a_match(family, foreign)
    a_proposal(family, foreign, state=ProposalState.DECLINED)
    hand_over = accepted(a_hand_over(family))
    for door in (visible_families, known_proposals, visible_proposals, known_matches, visible_matches):
        assert not door(old).exists(), door
        assert door(a_coordinator(hand_over.to_organisation)).exists(), door


def test_staff_of_the_old_organisation_still_see_the_running_match_of_their_own_helper_and_lose_it_with_its_end():
    family = a_family()
    old, match = a_coordinator(family.organisation), a_match(family)
    accepted(a_hand_over(family))
    assert visible_matches(old).get() == match
    assert not visible_families(old).exists()
    Match.objects.update(state="ended", ended_at=NOON, end_reason="moved")
    assert not visible_matches(old).exists()


def test_the_two_sides_see_each_other_as_before():
    match = a_match()
    people = contact_of(match.family), lead_of(match.helper)
    accepted(a_hand_over(match.family))
    for person in people:
        assert visible_matches(person).get() == match


@pytest.mark.parametrize("answer", [withdraw_hand_over, decline_hand_over])
def test_an_offer_that_was_not_accepted_leaves_the_family_where_it_is(answer):
    hand_over = a_hand_over()
    side = hand_over.organisation if answer is withdraw_hand_over else hand_over.to_organisation
    actor = a_coordinator(side)
    answered = answer(actor=actor, hand_over_uuid=hand_over.uuid, now=NOON)
    assert (answered.state, answered.answered_by, answered.answered_at) == (answered.events.last().state, actor, NOON)
    assert Family.objects.get().organisation == hand_over.organisation
    with pytest.raises(Conflict) as refusal:
        accepted(hand_over)
    assert (refusal.value.code, refusal.value.facts) == ("hand_over_answered", {"state": answered.state})
    offered(hand_over.family, an_organisation())


def test_each_side_says_its_own_and_nobody_in_their_own_cause():
    hand_over = a_hand_over()
    sender, receiver = a_coordinator(hand_over.organisation), a_coordinator(hand_over.to_organisation)
    own = contact_of(hand_over.family)
    for organisation in (hand_over.organisation, hand_over.to_organisation):
        Membership.objects.create(organisation=organisation, person=own, role=Role.COORDINATOR)
    about: dict[str, Any] = {"hand_over_uuid": hand_over.uuid, "now": NOON}
    tried = [
        (lambda: accepted(hand_over, actor=sender), "receiver_only"),
        (lambda: decline_hand_over(actor=sender, **about), "receiver_only"),
        (lambda: withdraw_hand_over(actor=receiver, **about), "sender_only"),
        (lambda: accepted(hand_over, actor=own), "own_cause"),
        (lambda: withdraw_hand_over(actor=own, **about), "own_cause"),
    ]
    for attempt, code in tried:
        with pytest.raises(NotAllowed) as refusal:
            attempt()
        assert refusal.value.code == code
    with pytest.raises(NotFound):
        accepted(hand_over, actor=a_coordinator())
    assert HandOver.objects.get().state == "offered"
