"""The members of a sponsor group vote before their lead says yes for all."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from backend.errors import Conflict, DomainError, NotAllowed, NotFound
from backend.flows.group_removals import remove_member
from backend.people.models import SponsorGroup
from backend.people.models.sponsor_group import GroupRole
from backend.people.services.group_members import leave_group
from matching.models import Consent, GroupVote
from matching.models.proposal import Answer, NoReason, Party
from matching.services.consents import answer_proposal
from matching.services.votes import vote
from matching.votes import proposals_to_vote_on, tally_of
from tests.factories.clock import NOON
from tests.factories.matching import a_consent, a_judged_proposal, a_proposal, a_vote, all_vote
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_member,
    a_person,
    a_sponsor_group,
    contact_of,
    lead_of,
)

pytestmark = pytest.mark.django_db
ROUNDS = 10


def asked(members=5, **over):
    group = a_sponsor_group(members=members)
    return a_judged_proposal(a_family(group.organisation), group, **over)


def takes_out(actor, proposal, member):
    return remove_member(actor=actor, group_uuid=proposal.helper.uuid, member_uuid=member.uuid, now=NOON)


def test_while_the_group_votes_only_staff_takes_anybody_out_and_everybody_may_leave():
    proposal = asked(members=8)
    lead, staff = lead_of(proposal.helper), a_coordinator(proposal.helper.organisation)
    first, second, third, fourth, *_ = proposal.helper.sponsor_group.members.exclude(role=GroupRole.LEAD)
    takes_out(lead, proposal, first)
    a_vote(proposal, second.person, Answer.NO)
    with pytest.raises(Conflict) as refused:
        takes_out(lead, proposal, second)
    assert refused.value.code == "vote_going_on"
    takes_out(staff, proposal, second)
    leave_group(actor=third.person, group_uuid=proposal.helper.uuid, now=NOON)
    a_consent(proposal, Party.HELPER)
    takes_out(lead, proposal, fourth)


def voters(proposal):
    members = proposal.helper.sponsor_group.members.exclude(role=GroupRole.LEAD).order_by("pk")
    return [member.person for member in members.select_related("person")]


def votes(proposal, person, answer=Answer.YES, now=NOON):
    return vote(actor=person, proposal_uuid=proposal.uuid, answer=answer, now=now)


def lead_says(proposal, answer=Answer.YES, reason=""):
    return answer_proposal(
        actor=lead_of(proposal.helper),
        proposal_uuid=proposal.uuid,
        answer=answer,
        reason=reason,
        text_language="en",
        now=NOON,
    )


def refusal(call, *args, **kwargs):
    with pytest.raises(DomainError) as refused:
        call(*args, **kwargs)
    return refused.value.code


def test_the_lead_says_yes_once_the_quorum_has_voted_and_most_want_it():
    proposal = asked()
    one, two, three, four = voters(proposal)
    for person in (one, two):
        votes(proposal, person, Answer.NO)
    votes(proposal, three)
    with pytest.raises(Conflict) as refused:
        lead_says(proposal)
    assert refused.value.code == "quorum_has_not_voted"
    assert refused.value.facts == {"votes": 4, "needed": 5, "yes": 2, "no": 2}
    votes(proposal, four)
    lead_says(proposal)
    assert Consent.objects.filter(proposal=proposal, party=Party.HELPER, answer=Answer.YES).exists()


def test_the_lead_cannot_say_yes_against_the_group():
    proposal = asked(members=6)
    for place, person in enumerate(voters(proposal)):
        votes(proposal, person, Answer.YES if place > 2 else Answer.NO)
    assert refusal(lead_says, proposal) == "group_voted_no"
    assert not Consent.objects.filter(proposal=proposal, party=Party.HELPER).exists()
    assert not GroupVote.objects.filter(person=lead_of(proposal.helper)).exists()


def test_a_no_of_the_lead_needs_no_vote():
    proposal = asked()
    assert lead_says(proposal, Answer.NO, NoReason.NOT_NOW).state == "declined"


def test_a_vote_may_be_changed_until_the_lead_has_answered():
    proposal = asked()
    first = voters(proposal)[0]
    votes(proposal, first, Answer.NO)
    tally = votes(proposal, first, Answer.YES)
    assert (tally.yes, tally.no, tally.mine, tally.members, tally.needed) == (1, 0, "yes", 5, 5)
    for person in voters(proposal)[1:]:
        a_vote(proposal, person)
    lead_says(proposal)
    assert refusal(votes, proposal, first, Answer.NO) == "already_answered"
    assert not proposals_to_vote_on(first, now=NOON).exists()


def test_the_vote_of_who_has_left_counts_no_more():
    proposal = asked(members=6)
    gone, *rest = voters(proposal)
    all_vote(proposal)
    leave_group(actor=gone, group_uuid=proposal.helper.uuid, now=NOON)
    assert tally_of(proposal, rest[0]).votes == 5
    leave_group(actor=rest[0], group_uuid=proposal.helper.uuid, now=NOON)
    assert refusal(lead_says, proposal) == "quorum_has_not_voted"


def test_members_see_it_only_once_a_coordinator_said_yes():
    group = a_sponsor_group()
    proposal = a_proposal(a_family(group.organisation), group)
    member = voters(proposal)[0]
    assert not proposals_to_vote_on(member, now=NOON).exists()
    assert refusal(votes, proposal, member) == "not_found"
    a_consent(proposal, Party.COORDINATOR)
    assert proposals_to_vote_on(member, now=NOON).get() == proposal


def test_only_members_vote():
    proposal = asked()
    for person in (a_coordinator(proposal.organisation), contact_of(proposal.family)):
        with pytest.raises(NotAllowed) as refused:
            votes(proposal, person)
        assert refused.value.code == "no_vote_of_yours"
    for outsider in (a_person(), a_coordinator(), lead_of(a_sponsor_group(proposal.organisation))):
        with pytest.raises(NotFound):
            votes(proposal, outsider)


def test_who_is_joining_does_not_vote_and_a_relative_of_the_family_neither():
    proposal = asked(members=7)
    joining, relative, *_ = voters(proposal)
    proposal.helper.sponsor_group.members.filter(person=joining).update(is_joining=True)
    a_member(proposal.family, person=relative)
    with pytest.raises(NotFound):
        votes(proposal, joining)
    with pytest.raises(NotAllowed):
        votes(proposal, relative)
    assert tally_of(proposal, relative).members == 6


def test_nobody_votes_too_late_or_on_what_is_closed():
    proposal = asked()
    person = voters(proposal)[0]
    assert refusal(votes, proposal, person, now=proposal.answer_by) == "too_late"
    lead_says(proposal, Answer.NO, NoReason.NOT_NOW)
    assert refusal(votes, proposal, person) == "proposal_closed"


def test_the_third_yes_lets_the_group_be_matched():
    proposal = asked()
    all_vote(proposal)
    a_consent(proposal, Party.FAMILY)
    lead_says(proposal)
    assert SponsorGroup.objects.get(pk=proposal.helper_id).state == "matched"


def all_at_once(*moves):
    start = Barrier(len(moves))

    def run(move):
        start.wait()
        try:
            move()
        except DomainError as refused:
            return refused.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(moves)) as pool:
        return list(pool.map(run, moves))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_member_who_turns_against_it_while_the_lead_answers_is_heard_or_too_late(_round):
    proposal = asked(members=6)
    yes, no = voters(proposal)[:3], voters(proposal)[3:]
    for person, answer in [*((one, Answer.YES) for one in yes[:2]), *((one, Answer.NO) for one in no)]:
        a_vote(proposal, person, answer)
    a_vote(proposal, yes[2], Answer.YES)
    said, voted = all_at_once(lambda: lead_says(proposal), lambda: votes(proposal, yes[2], Answer.NO))
    assert (said, voted) in {("done", "already_answered"), ("group_voted_no", "done")}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_member_who_leaves_while_the_lead_answers_counts_or_does_not(_round):
    proposal = asked()
    all_vote(proposal)
    a_consent(proposal, Party.FAMILY)
    gone = voters(proposal)[0]
    said, left = all_at_once(
        lambda: lead_says(proposal), lambda: leave_group(actor=gone, group_uuid=proposal.helper.uuid, now=NOON)
    )
    assert left == "done"
    group = SponsorGroup.objects.get(pk=proposal.helper_id)
    assert group.below_quorum_since == NOON
    assert (said, group.state) in {("done", "matched"), ("quorum_has_not_voted", "approved")}
