"""Lists show each reader what they may know, filtered and in order, in a fixed number of queries."""

from datetime import timedelta

import pytest

from backend.errors import Invalid, NotFound
from backend.people.models.sponsor_group import GroupRole
from matching.models.proposal import Party
from matching.presentation import portrait_of_family, portrait_of_helper
from matching.selectors import (
    proposal_for_reading,
    proposals_for_list,
    proposals_waiting_for,
    running_matches_of,
    today,
)
from tests.factories.clock import NOON
from tests.factories.matching import a_consent, a_match, a_proposal, entitled
from tests.factories.people import a_coordinator, a_family, a_sponsor_group, a_volunteer, contact_of, lead_of
from tests.factories.places import a_municipality

pytestmark = pytest.mark.django_db


def test_a_coordinator_sees_the_proposals_of_their_organisation_best_fit_first():
    coordinator = a_coordinator()
    organisation = coordinator.memberships.get().organisation
    made = [a_proposal(a_family(organisation), fit=fit) for fit in (0.5, 0.9, 0.7)]
    a_proposal()
    assert [p.fit for p in proposals_for_list(coordinator)] == [0.9, 0.7, 0.5]
    assert list(proposals_for_list(coordinator, order="created_at")) == made


def test_lists_filter_by_who_has_not_answered():
    coordinator = a_coordinator()
    organisation = coordinator.memberships.get().organisation
    waits, approved = a_proposal(a_family(organisation)), a_proposal(a_family(organisation))
    a_consent(approved, Party.COORDINATOR, person=coordinator)
    assert list(proposals_for_list(coordinator, waiting_for=Party.COORDINATOR)) == [waits]
    assert list(proposals_for_list(coordinator, waiting_for=Party.HELPER)) == [approved]


def test_lists_filter_by_place_kind_and_fit():
    coordinator = a_coordinator()
    organisation = coordinator.memberships.get().organisation
    place = a_municipality()
    family = a_family(organisation, municipality=place)
    small, large = a_proposal(family, fit=0.4), a_proposal(a_family(organisation), fit=0.8)
    group = a_proposal(a_family(organisation), a_sponsor_group(organisation), fit=0.6)
    assert list(proposals_for_list(coordinator, municipality=place.uuid)) == [small]
    assert list(proposals_for_list(coordinator, helper_kind="sponsor_group")) == [group]
    assert list(proposals_for_list(coordinator, fit_min=0.7)) == [large]


def test_an_unknown_order_is_refused_and_the_known_ones_are_named():
    with pytest.raises(Invalid) as refusal:
        proposals_for_list(a_coordinator(), order="family__nationality")
    assert "-fit" in refusal.value.facts["known"]


def test_a_list_with_both_sides_takes_the_same_queries_for_any_length(django_assert_max_num_queries):
    coordinator = a_coordinator()
    organisation = coordinator.memberships.get().organisation
    for _ in range(6):
        a_proposal(a_family(organisation))
    a_proposal(a_family(organisation), a_sponsor_group(organisation))
    with django_assert_max_num_queries(5):
        for proposal in proposals_for_list(coordinator):
            portrait_of_family(proposal.family, "en", today=NOON.date())
            portrait_of_helper(proposal.helper, "en")
            list(proposal.consents.all())


def test_a_party_is_asked_once_a_coordinator_has_said_yes_and_until_they_answer():
    proposal = a_proposal()
    family, helper = contact_of(proposal.family), lead_of(proposal.helper)
    assert not proposals_waiting_for(family, now=NOON).exists()
    a_consent(proposal, Party.COORDINATOR)
    for person in (family, helper):
        assert list(proposals_waiting_for(person, now=NOON)) == [proposal]
    a_consent(proposal, Party.FAMILY)
    assert not proposals_waiting_for(family, now=NOON).exists()
    assert list(proposals_waiting_for(helper, now=NOON)) == [proposal]
    assert not proposals_waiting_for(helper, now=proposal.answer_by).exists()


def test_a_member_of_a_group_sees_its_proposal_and_is_not_asked():
    group = a_sponsor_group()
    proposal = a_proposal(a_family(group.organisation), group)
    a_consent(proposal, Party.COORDINATOR)
    member = group.sponsor_group.members.exclude(role=GroupRole.LEAD)[0].person
    assert proposal_for_reading(member, proposal.uuid) == proposal
    assert not proposals_waiting_for(member, now=NOON).exists()


def test_not_yours_looks_like_not_there():
    proposal = a_proposal()
    for stranger in (a_coordinator(), contact_of(a_family()), lead_of(a_volunteer())):
        with pytest.raises(NotFound):
            proposal_for_reading(stranger, proposal.uuid)


def test_my_running_matches_are_mine_and_running():
    match = a_match()
    a_match(state="ended", ended_at=NOON, end_reason="moved")
    for party in (Party.FAMILY, Party.HELPER):
        assert list(running_matches_of(entitled(match.proposal, party))) == [match]
    assert not running_matches_of(entitled(match.proposal, Party.COORDINATOR)).exists()


def test_today_counts_what_needs_a_coordinator():
    coordinator = a_coordinator()
    organisation = coordinator.memberships.get().organisation
    a_proposal(a_family(organisation))
    judged = a_proposal(a_family(organisation), answer_by=NOON + timedelta(days=2))
    a_consent(judged, Party.COORDINATOR, person=coordinator)
    a_family(organisation)
    a_match(a_family(organisation))
    a_proposal()
    counts = today(coordinator, now=NOON)
    assert (counts.to_judge, counts.waiting_for_others, counts.expiring_soon) == (1, 1, 1)
    assert (counts.families_waiting, counts.running_matches) == (1, 1)
