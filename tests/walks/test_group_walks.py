"""Random walks of two sponsor groups over the real use cases, against a small model: who founds, joins, leaves and
leads them, what they lack, what their members vote, whom they meet, and what the days do to them."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from backend.flows.calendar import turn_the_day
from backend.people.clearance import recount_all
from backend.people.lifecycle import GROUP_TABLE, HELPER_STATES_OF_GROUP, HELPER_TABLE, GroupState
from backend.people.models import Helper, Person, SponsorGroup, SponsorGroupMember
from matching.lifecycle import MATCH_TABLE, PROPOSAL_TABLE, RUNNING_MATCH, MatchMove, ProposalState
from matching.models import GroupVote, Match, Proposal
from matching.models.match import EndReason, PauseReason
from matching.models.proposal import Answer, NoReason, Party
from matching.services.by_hand import propose_by_hand
from matching.services.consents import answer_proposal
from matching.services.disclosure import contacts_of
from matching.services.ends import end_match
from matching.services.matches import mark_reviewed, pause_match, record_first_meeting, resume_match
from matching.services.proposals import expire_due, withdraw_proposal
from matching.services.votes import vote
from tests.factories.people import contact_of
from tests.walks.group_model import QUORUM
from tests.walks.group_steps import TWO, GroupSteps
from tests.walks.machine import Ways, moves_not_in, walk

LAST = st.integers(0, 2)
MOSTLY_YES = st.sampled_from([Answer.YES, Answer.YES, Answer.YES, Answer.NO])


class GroupWalk(GroupSteps):
    """Two groups that meet two families."""

    @initialize(how_far=st.sampled_from(["founded", "ready", "matched", "matched", "free again"]))
    def begin(self, how_far):
        for group in (0, 1) if how_far != "founded" else ():
            self.it_gets_all_that_it_lacks(group)
        if how_far in ("matched", "free again"):
            self.propose_and_ask(0, 1, stands_in=False, how_far=3, answer=Answer.YES)
        if how_far == "free again":
            self.match_moves(0, MatchMove.END)

    @rule(
        family=TWO,
        group=TWO,
        stands_in=st.booleans(),
        how_far=st.sampled_from([0, 1, 2, 3, 3, 3, 3]),
        answer=MOSTLY_YES,
    )
    def propose_and_ask(self, family, group, stands_in, how_far, answer):
        before = len(self.model.proposals)
        self.propose(family, group, stands_in)
        if len(self.model.proposals) == before:
            return
        parties = (Party.COORDINATOR, Party.FAMILY, Party.HELPER)[:how_far]
        for party in parties:
            if party == Party.HELPER:
                self.most_of_them_vote(answer)
            self.somebody_answers(0, party, Answer.YES)

    def most_of_them_vote(self, answer):
        for who in range(len(self.people)):
            self.somebody_votes(0, who, answer)

    def propose(self, family, group, stands_in):
        pk, row = self.groups[group].pk, self.families[family]
        there = self.model.main_matches(row.pk) if stands_in else []
        match = (
            Match.objects.get(pk=next(n for n, one in self.model.matches.items() if one is there[0])) if there else None
        )
        about = {"family_uuid": row.uuid, "helper_uuid": self.groups[group].uuid}
        stands_in_for = {"stands_in_for": match.uuid} if match else {}
        done = self.did(propose_by_hand, actor=self.staff, **about | stands_in_for)
        assert bool(done) == self.model.may_propose(row.pk, pk, match.pk if match else None, self.today)
        if done:
            self.model.proposed(done)
            self.model.answer_by[done.pk] = done.answer_by

    def is_open(self, row, party):
        """Whether this party may still say something, and has been asked."""
        one = self.model.proposals[row.pk]
        is_in_time = one.state == ProposalState.OPEN and self.now < self.model.answer_by[row.pk]
        is_asked = party == Party.COORDINATOR or Party.COORDINATOR in one.yes
        return is_in_time and is_asked and party not in one.yes

    @rule(back=LAST, who=st.integers(0, 11), answer=MOSTLY_YES)
    @precondition(lambda self: self.model.proposals and self.people)
    def somebody_votes(self, back, who, answer):
        row = self.latest(Proposal, back)
        people = sorted(self.people, key=lambda person: person.pk)
        person = people[who % len(people)]
        done = self.did(vote, actor=person, proposal_uuid=row.uuid, answer=answer)
        may = self.is_open(row, Party.HELPER) and person.pk in self.model.groups[row.helper_id].admitted
        assert bool(done) == may
        if done:
            self.model.votes.setdefault(row.pk, {})[person.pk] = answer

    @rule(back=LAST, party=st.sampled_from(Party), answer=MOSTLY_YES)
    @precondition(lambda self: self.model.proposals)
    def somebody_answers(self, back, party, answer):
        row = self.latest(Proposal, back)
        lead = self.model.groups[row.helper_id].lead
        if party == Party.HELPER and lead is None:
            return
        actor = {Party.COORDINATOR: self.staff, Party.FAMILY: contact_of(row.family)}.get(party)
        said = {"answer": answer, "reason": "" if answer == Answer.YES else NoReason.NOT_NOW, "text_language": "en"}
        actor = actor or Person.objects.get(pk=lead or 0)
        done = self.did(answer_proposal, actor=actor, proposal_uuid=row.uuid, **said)
        may = self.is_open(row, party) and (answer == Answer.NO or self._may_say_yes(row, party, lead))
        assert bool(done) == may
        if done and answer == Answer.NO:
            self.model.proposals[row.pk].state = ProposalState.DECLINED
        elif done:
            if party == Party.HELPER:
                self.model.votes.setdefault(row.pk, {})[actor.pk] = Answer.YES
            self.model.said_yes(row, party)

    def _may_say_yes(self, row, party, lead):
        is_last = len(self.model.proposals[row.pk].yes) == 2
        if is_last and not self.model.is_ready(row.helper_id, self.today):
            return False
        yes, no = self.model.tally(row, lead) if party == Party.HELPER else (QUORUM, 0)
        return yes + no >= QUORUM and yes > no

    @rule(back=LAST)
    @precondition(lambda self: self.model.proposals)
    def withdraw(self, back):
        row = self.latest(Proposal, back)
        done = self.did(withdraw_proposal, actor=self.staff, proposal_uuid=row.uuid)
        assert bool(done) == (self.model.proposals[row.pk].state == ProposalState.OPEN)
        if done:
            self.model.proposals[row.pk].state = ProposalState.WITHDRAWN

    @rule(back=LAST, move=st.sampled_from([MatchMove.MEET, MatchMove.PAUSE, MatchMove.RESUME, MatchMove.END]))
    @precondition(lambda self: self.model.matches)
    def match_moves(self, back, move):
        ways: Ways = {
            MatchMove.MEET: (record_first_meeting, {}),
            MatchMove.PAUSE: (pause_match, {"reason": PauseReason.TOO_BUSY}),
            MatchMove.RESUME: (resume_match, {}),
            MatchMove.END: (end_match, {"reason": EndReason.NEED_MET}),
        }
        act, more = ways[move]
        row = self.latest(Match, back)
        done = self.did(act, actor=self.staff, match_uuid=row.uuid, **more)
        assert bool(done) == self.model.may_move(row, move)
        if done and move == MatchMove.END:
            self.model.end_match(row.pk)
        elif done:
            self.model.move_match(row, move)
            if move == MatchMove.RESUME:
                self.model.stop_stand_ins(row.pk)

    @rule(back=LAST)
    @precondition(lambda self: self.model.matches)
    def a_coordinator_looks_at_it(self, back):
        row = self.latest(Match, back)
        assert self.did(mark_reviewed, actor=self.staff, match_uuid=row.uuid)
        self.model.matches[row.pk].review = ""

    @rule(days=st.sampled_from([0, 1, 6, 31]), is_swept=st.sampled_from([True, True, False]))
    def days_pass(self, days, is_swept):
        self.now += timedelta(days=days)
        if is_swept:
            self.did(turn_the_day)
            self.model.turn_the_day(self.today, self.now)
            expire_due(now=self.now)
            self.model.expire(self.now)
            assert self.did(turn_the_day).lapsed == 0

    @invariant()
    def everything_is_as_in_the_model(self):
        groups = {pk: (one.state, one.below_since, one.is_flagged) for pk, one in self.model.groups.items()}
        rows = SponsorGroup.objects.all()
        assert groups == {
            row.pk: (row.state, row.below_quorum_since, row.below_quorum_flagged_at is not None) for row in rows
        }
        members = {
            (pk, who, m.role, m.is_joining) for pk, one in self.model.groups.items() for who, m in one.members.items()
        }
        told = SponsorGroupMember.objects.values_list("group_id", "person_id", "role", "is_joining")
        assert set(told) == members
        proposals = {pk: one.state for pk, one in self.model.proposals.items()}
        assert dict(Proposal.objects.values_list("pk", "state")) == proposals
        matches = {(pk, one.state, one.review) for pk, one in self.model.matches.items()}
        assert set(Match.objects.values_list("pk", "state", "review_reason")) == matches

    @invariant()
    def the_helper_is_what_its_group_lets_it_be_and_cleared_as_counted_anew(self):
        for helper in Helper.objects.select_related("sponsor_group"):
            assert helper.state == self.model.helpers[helper.pk]
            assert helper.state in HELPER_STATES_OF_GROUP[GroupState(helper.sponsor_group.state)]
            assert helper.places_taken == self.model.places(helper.pk) <= helper.capacity
            assert helper.cleared_until == self.model.cleared_until(helper.pk)
        assert recount_all() == 0

    @invariant()
    def there_is_one_event_for_each_version_and_each_is_a_move_of_the_table(self):
        tables: dict[Any, Any] = {
            SponsorGroup: GROUP_TABLE,
            Helper: HELPER_TABLE,
            Proposal: PROPOSAL_TABLE,
            Match: MATCH_TABLE,
        }
        for model, table in tables.items():
            assert moves_not_in(table, model.objects.all()) == []

    @invariant()
    def a_group_is_matched_exactly_while_a_match_runs_and_a_family_has_one(self):
        running = Match.objects.filter(state__in=sorted(RUNNING_MATCH))
        matched = SponsorGroup.objects.filter(state=GroupState.MATCHED).values_list("pk", flat=True)
        assert set(matched) == set(running.values_list("helper_id", flat=True))
        families = list(running.filter(stands_in_for__isnull=True).values_list("family_id", flat=True))
        assert len(families) == len(set(families))

    @invariant()
    def no_match_without_three_yeses_and_a_vote_of_the_quorum(self):
        for match in Match.objects.select_related("proposal"):
            consents = match.proposal.consents.filter(answer=Answer.YES)
            assert (
                len({(one.party, one.person_id) for one in consents}) == len({one.person_id for one in consents}) == 3
            )
            votes = [one.answer for one in GroupVote.objects.filter(proposal=match.proposal_id)]
            assert len(votes) >= QUORUM
            assert votes.count(Answer.YES) > QUORUM // 2

    @invariant()
    def only_who_is_in_a_group_that_runs_a_match_reaches_its_family(self):
        running = [one for one in self.model.matches.values() if one.state in RUNNING_MATCH]
        shown = [one for one in running if self.model.shows_contacts(one.helper, self.today)]
        uuids = {family.pk: family.uuid for family in self.families}
        admitted = {pk for group in self.model.groups.values() for pk in group.admitted}
        for person in self.people:
            if person.pk in admitted and (person.pk + self.now.second) % 3:
                continue  # of three that may see something, one is asked each time: it takes half of the time
            own = {uuids[one.family] for one in shown if person.pk in self.model.groups[one.helper].admitted}
            assert {card.family_uuid for card in self._cards(person)} == own
        for family in self.families:
            leads = [self.model.groups[one.helper].lead for one in shown if one.family == family.pk]
            names = Person.objects.in_bulk(leads)
            assert sorted(card.name for card in self._cards(contact_of(family))) == sorted(
                names[pk].name for pk in leads
            )

    def _cards(self, person):
        return contacts_of(actor=person, language="en", now=self.now)


@pytest.mark.django_db
def test_no_walk_of_groups_leaves_what_must_hold():
    walk(GroupWalk, examples=3, count=20)


@pytest.mark.campaign
@pytest.mark.django_db
def test_no_long_walk_of_groups_leaves_what_must_hold():
    walk(GroupWalk, examples=200, count=60)
