"""What of a proposal is for whose eyes in the console, where sides and organisations cross."""

from datetime import timedelta

import pytest
from django.utils import timezone

from backend.people.models import SponsorGroupMember
from matching.models.proposal import Answer, NoReason
from matching.services.consents import answer_proposal
from tests.factories.matching import a_judged_proposal, a_proposal
from tests.factories.people import a_coordinator, a_family, a_sponsor_group, a_volunteer, an_organisation, contact_of
from tests.web.world import signed_in

pytestmark = pytest.mark.django_db


def test_the_number_of_a_helper_is_for_their_own_organisation():
    coordinator = a_coordinator()
    organisation = coordinator.memberships.get().organisation
    theirs = a_volunteer(an_organisation(), reference="B-INTERNAL-7")
    ours = a_volunteer(organisation, reference="A-INTERNAL-7")
    pages = [
        signed_in(coordinator).get(f"/proposals/{a_proposal(a_family(organisation), helper).uuid}/").content.decode()
        for helper in (theirs, ours)
    ]
    assert "B-INTERNAL-7" not in pages[0]
    assert "A-INTERNAL-7" in pages[1]


def test_staff_who_belong_to_a_side_do_not_learn_who_said_no_and_why():
    coordinator = a_coordinator()
    organisation = coordinator.memberships.get().organisation
    group = a_sponsor_group(organisation)
    SponsorGroupMember.objects.create(organisation=organisation, group=group.sponsor_group, person=coordinator)
    proposal = a_judged_proposal(a_family(organisation), group, answer_by=timezone.now() + timedelta(days=1))
    answer_proposal(
        actor=contact_of(proposal.family),
        proposal_uuid=proposal.uuid,
        answer=Answer.NO,
        reason=NoReason.SAFETY,
        text_language="en",
        now=timezone.now(),
    )
    told = {
        person: "feel safe" in signed_in(person).get(f"/proposals/{proposal.uuid}/").content.decode()
        for person in (coordinator, a_coordinator(organisation))
    }
    assert list(told.values()) == [False, True]
