"""A coordinator proposes a pair that they thought of: what is possible, what stands in the way, who may approve it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from backend.errors import Conflict, NotAllowed, NotFound
from backend.people.lifecycle import HelperState
from backend.people.models import Family, Helper, Organisation
from matching.lifecycle import ProposalState
from matching.models import Proposal, ProposalEvent, Run
from matching.models.proposal import Answer, Party
from matching.services.by_hand import look_at_pair, propose_by_hand
from matching.services.consents import answer_proposal
from matching.services.proposals import write_plan
from matching.snapshot import read
from tests.factories.clock import NOON
from tests.factories.matching import a_consent, a_match, a_proposal
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_member,
    a_sponsor_group,
    a_volunteer,
    an_organisation,
    contact_of,
    lead_of,
)
from tests.factories.places import a_municipality

pytestmark = pytest.mark.django_db


def proposes(family, helper, actor=None, match=None):
    return propose_by_hand(
        actor=actor or a_coordinator(family.organisation),
        family_uuid=family.uuid,
        helper_uuid=helper.uuid,
        stands_in_for=match.uuid if match else None,
        now=NOON,
    )


def what_stands_in_the_way(family, helper, match=None):
    with pytest.raises(Conflict) as refusal:
        proposes(family, helper, match=match)
    assert refusal.value.code == "not_possible"
    told = refusal.value.facts["reasons"]
    assert all(one["text"] for one in told)
    return [one["code"] for one in told]


def a_pair(**over):
    organisation = an_organisation(**over)
    return a_family(organisation), a_volunteer(organisation)


def test_a_pair_by_hand_is_a_proposal_like_any_other_with_fit_and_reasons_of_the_engine():
    family, helper = a_pair()
    coordinator = a_coordinator(family.organisation)
    proposal = proposes(family, helper, coordinator)
    assert (proposal.state, proposal.run, proposal.proposed_by) == (ProposalState.OPEN, None, coordinator)
    assert 0 < proposal.fit <= 1
    assert {reason["criterion"] for reason in proposal.reasons} >= {"language", "distance", "needs"}
    assert ProposalEvent.objects.get(proposal=proposal).actor == coordinator
    assert Helper.objects.get(pk=helper.pk).places_taken == 1


def test_looking_first_tells_the_same_and_writes_nothing():
    family, helper = a_pair()
    coordinator = a_coordinator(family.organisation)
    seen = look_at_pair(actor=coordinator, family_uuid=family.uuid, helper_uuid=helper.uuid, now=NOON)
    assert not Proposal.objects.exists()
    proposal = proposes(family, helper, coordinator)
    assert (seen.obstacles, seen.fit, list(seen.reasons)) == ((), proposal.fit, proposal.reasons)


def _hold(family, helper):
    Family.objects.filter(pk=family.pk).update(is_on_hold=True)


def _not_placed(family, helper):
    Family.objects.filter(pk=family.pk).update(municipality=None)


def _proposal(family, helper):
    a_proposal(family, a_volunteer(family.organisation))


def _match(family, helper):
    a_match(family, a_volunteer(family.organisation))


def _lapsed(family, helper):
    Helper.objects.filter(pk=helper.pk).update(state=HelperState.LAPSED)


def _full(family, helper):
    a_match(a_family(family.organisation), helper)


def _far(family, helper):
    Family.objects.filter(pk=family.pk).update(municipality=a_municipality(latitude=48.0))


def _mute(family, helper):
    helper.languages.all().delete()


def _certificate(family, helper):
    Family.objects.filter(pk=family.pk).update(needed_certificates=["trauma"])


def _no_before(family, helper):
    before = a_proposal(family, helper, state=ProposalState.DECLINED)
    a_consent(before, Party.FAMILY, answer=Answer.NO, reason="not_this_one")


@pytest.mark.parametrize(
    ("happens", "codes"),
    [
        (_hold, ["on_hold"]),
        (_not_placed, ["not_placed"]),
        (_proposal, ["has_proposal"]),
        (_match, ["has_helper"]),
        (_lapsed, ["not_ready"]),
        (_full, ["no_place"]),
        (_far, ["too_far"]),
        (_mute, ["no_shared_language"]),
        (_certificate, ["certificate"]),
        (_no_before, ["forbidden"]),
    ],
)
def test_what_is_not_possible_is_refused_with_its_reason(happens, codes):
    family, helper = a_pair()
    happens(family, helper)
    before = Proposal.objects.count()
    assert what_stands_in_the_way(family, helper) == codes
    assert Proposal.objects.count() == before


def test_every_rule_that_fails_is_told_not_only_the_first():
    family, helper = a_pair()
    for happens in (_hold, _full, _far, _mute):
        happens(family, helper)
    assert what_stands_in_the_way(family, helper) == ["on_hold", "no_place", "too_far", "no_shared_language"]


def test_a_group_must_have_room_and_money_left():
    organisation = an_organisation(sponsor_base_euro=1000)
    family, group = a_family(organisation), a_sponsor_group(organisation)
    for _ in range(6):
        a_member(family)
    assert what_stands_in_the_way(family, group) == ["too_many_persons", "not_enough_money"]


def test_a_helper_of_a_partner_can_be_proposed_and_nothing_is_told_of_where_they_live():
    family, helper = a_family(), a_volunteer()
    with pytest.raises(NotFound):
        proposes(family, helper)
    family.organisation.works_with.add(helper.organisation)
    _far(family, helper)
    with pytest.raises(Conflict) as refusal:
        proposes(family, helper)
    assert refusal.value.facts["reasons"] == [{"code": "too_far", "parameters": {}, "text": "They live too far apart."}]
    near = a_volunteer(helper.organisation)
    proposal = proposes(a_family(family.organisation), near)
    assert proposal.helper_organisation == helper.organisation


def test_a_helper_of_a_partner_who_is_not_approved_looks_like_one_who_is_not_there():
    family, helper = a_family(), a_volunteer(state=HelperState.CHECKING)
    family.organisation.works_with.add(helper.organisation)
    with pytest.raises(NotFound):
        proposes(family, helper)


def test_a_coordinator_of_two_organisations_is_told_that_these_do_not_work_together():
    family, helper = a_family(), a_volunteer()
    coordinator = a_coordinator(family.organisation)
    coordinator.memberships.create(organisation=helper.organisation, role="coordinator")
    with pytest.raises(Conflict) as refusal:
        proposes(family, helper, coordinator)
    assert [one["code"] for one in refusal.value.facts["reasons"]] == ["not_together"]


def test_only_staff_of_the_family_propose_and_never_in_their_own_cause():
    family, helper = a_pair()
    for stranger in (a_coordinator(), contact_of(family)):
        with pytest.raises(NotFound):
            proposes(family, helper, stranger)
    coordinator = a_coordinator(family.organisation)
    a_member(family, person=coordinator)
    with pytest.raises(NotFound):
        proposes(family, helper, coordinator)
    volunteer = a_volunteer(family.organisation)
    they = lead_of(volunteer)
    they.memberships.create(organisation=family.organisation, role="coordinator")
    with pytest.raises(NotAllowed):
        proposes(a_family(family.organisation), volunteer, they)


def approves(proposal, actor, answer=Answer.YES, reason=""):
    return answer_proposal(
        actor=actor, proposal_uuid=proposal.uuid, answer=answer, reason=reason, text_language="en", now=NOON
    )


def test_with_four_eyes_who_proposed_it_cannot_approve_it_and_another_can():
    family, helper = a_pair(four_eyes=True)
    first, second = (a_coordinator(family.organisation) for _ in range(2))
    proposal = proposes(family, helper, first)
    with pytest.raises(Conflict) as refusal:
        approves(proposal, first)
    assert refusal.value.code == "four_eyes"
    assert not proposal.consents.exists()
    approves(proposal, second)
    assert proposal.consents.get().person == second


def test_without_four_eyes_and_for_a_no_the_same_person_is_enough():
    family, helper = a_pair()
    coordinator = a_coordinator(family.organisation)
    approves(proposes(family, helper, coordinator), coordinator)
    strict, other = a_pair(four_eyes=True)
    judge = a_coordinator(strict.organisation)
    assert approves(proposes(strict, other, judge), judge, Answer.NO, "not_now").state == ProposalState.DECLINED


def test_a_run_neither_takes_back_nor_gives_anew_what_was_proposed_by_hand():
    family, helper = a_pair()
    proposal = proposes(family, helper)
    organisation = family.organisation
    seen = read(organisation, "volunteer", now=NOON)
    assert (seen.families.key.size, seen.helpers.capacity.tolist(), seen.rules.pending.size) == (0, [0], 0)
    run = Run.objects.create(organisation=organisation, helper_kind="volunteer", trigger="command", created_at=NOON)
    with transaction.atomic():
        assert write_plan(run, [], now=NOON).withdrawn == 0
    assert Proposal.objects.get(pk=proposal.pk).state == ProposalState.OPEN


@pytest.mark.django_db(transaction=True)
def test_of_many_who_propose_at_once_one_gets_the_last_place():
    organisation = an_organisation()
    helper = a_volunteer(organisation)
    families = [a_family(organisation) for _ in range(4)]
    coordinator = a_coordinator(organisation)

    def propose(family):
        try:
            proposes(family, helper, coordinator)
        except Conflict as refusal:
            return [one["code"] for one in refusal.facts["reasons"]]
        finally:
            connection.close()
        return []

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(propose, families))
    assert told == [[], *[["no_place"]] * 3]
    assert Helper.objects.get(pk=helper.pk).places_taken == 1
    assert Organisation.objects.count() == 1
