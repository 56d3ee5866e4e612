"""Random walks of helpers, proposals and matches over the real use cases, against a small model; after each step the
invariants hold: three yeses, capacity, one open proposal, one event per version, no contact without a running match."""

from datetime import timedelta

import pytest
from django.db.models import Count
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from backend.flows.absences import come_back, go_away
from backend.flows.calendar import turn_the_day
from backend.flows.departures import leave
from backend.flows.hand_over import move_family
from backend.flows.holds import hold_family, hold_helper, lift_hold_of_family, lift_hold_of_helper
from backend.people.lifecycle import HELPER_TABLE, HelperMove, HelperState
from backend.people.models import Family, Helper
from backend.people.moves import record_made
from backend.people.services.admissions import approve_helper, reapply, start_checks
from backend.people.time_zones import local_date
from matching.lifecycle import MATCH_TABLE, PROPOSAL_TABLE, RUNNING_MATCH, MatchMove, MatchState, ProposalState
from matching.models import Match, Proposal
from matching.models.match import EndReason, PauseReason, ReviewReason
from matching.models.proposal import Answer, NoReason, Party
from matching.services.by_hand import propose_by_hand
from matching.services.consents import answer_proposal
from matching.services.disclosure import contacts_of
from matching.services.ends import end_match
from matching.services.matches import confirm_match, pause_match, record_first_meeting, resume_match
from matching.services.proposals import expire_due, withdraw_proposal
from tests.factories.matching import entitled
from tests.factories.people import a_coordinator, a_family, a_volunteer, an_organisation, contact_of, lead_of
from tests.factories.places import a_municipality
from tests.walks.machine import MOMENT, Steps, Ways, moves_not_in, walk
from tests.walks.model import Model

TWO = st.integers(0, 1)
LAST = st.integers(0, 3)


class Walk(Steps):
    """Two families and two helpers with one and two places, and one coordinator."""

    def __init__(self):
        super().__init__()
        organisation = an_organisation()
        self.places = [a_municipality(), a_municipality()]
        self.staff = a_coordinator(organisation)
        self.families = [a_family(organisation, municipality=self.places[0]) for _ in range(2)]
        self.helpers = [a_volunteer(organisation, municipality=self.places[0], capacity=n) for n in (1, 2)]
        record_made(self.helpers, actor=self.staff, now=self.now)
        self.model = Model({helper.pk: HelperState.APPROVED for helper in self.helpers})

    @rule(family=TWO, helper=TWO)
    def propose(self, family, helper):
        pair = {"family_uuid": self.families[family].uuid, "helper_uuid": self.helpers[helper].uuid}
        if row := self.did(propose_by_hand, actor=self.staff, **pair):
            self.model.proposed(row)

    @rule(back=LAST, party=st.sampled_from(Party), says_yes=st.sampled_from([True, True, True, False]))
    @precondition(lambda self: self.model.proposals)
    def answer(self, back, party, says_yes):
        row = self.latest(Proposal, back)
        one = self.model.proposals[row.pk]
        said = {"answer": Answer.YES} if says_yes else {"answer": Answer.NO, "reason": NoReason.NOT_NOW}
        done = self.did(answer_proposal, actor=entitled(row, party), proposal_uuid=row.uuid, text_language="en", **said)
        assert not (done and (one.state != ProposalState.OPEN or party in one.yes))
        if done and says_yes:
            self.model.said_yes(row, party)
        elif done:
            one.state = ProposalState.DECLINED

    @rule(family=TWO, helper=TWO)
    def all_three_say_yes(self, family, helper):
        self.propose(family, helper)
        for party in (Party.COORDINATOR, Party.FAMILY, Party.HELPER) if self.model.proposals else ():
            self.answer(0, party, True)

    @rule(back=LAST)
    @precondition(lambda self: self.model.proposals)
    def withdraw(self, back):
        row = self.latest(Proposal, back)
        one = self.model.proposals[row.pk]
        done = self.did(withdraw_proposal, actor=self.staff, proposal_uuid=row.uuid)
        assert bool(done) == (one.state == ProposalState.OPEN)
        if done:
            one.state = ProposalState.WITHDRAWN

    @rule()
    @precondition(lambda self: any(one.yes for one in self.model.proposals.values() if one.state == ProposalState.OPEN))
    def two_weeks_pass(self):
        self.now += timedelta(days=14)
        expire_due(now=self.now)
        self.model.close(ProposalState.EXPIRED)

    @rule(back=LAST, move=st.sampled_from([MatchMove.TRY, MatchMove.PAUSE, MatchMove.RESUME, MatchMove.END]))
    @precondition(lambda self: self.model.matches)
    def move(self, back, move):
        ways: Ways = {
            MatchMove.TRY: (record_first_meeting, {}),
            MatchMove.PAUSE: (pause_match, {"reason": PauseReason.TOO_BUSY}),
            MatchMove.RESUME: (resume_match, {}),
            MatchMove.END: (end_match, {"reason": EndReason.NEED_MET}),
        }
        act, more = ways[move]
        row = self.latest(Match, back)
        done = self.did(act, actor=self.staff, match_uuid=row.uuid, **more)
        assert bool(done) == self.model.may_move(row, move)
        if done:
            self.model.move_match(row, move)

    @rule(back=LAST, answer=st.sampled_from([Answer.YES, Answer.YES, Answer.NO]))
    @precondition(lambda self: self.model.matches)
    def both_sides_confirm(self, back, answer):
        row = self.latest(Match, back)
        for person, said in ((contact_of(row.family), Answer.YES), (lead_of(row.helper), answer)):
            done = self.did(confirm_match, actor=person, match_uuid=row.uuid, answer=said)
        if done and self.model.matches[row.pk].state == MatchState.TRIAL:
            self.model.move_match(row, MatchMove.CONFIRM if answer == Answer.YES else MatchMove.END)

    @rule(helper=TWO, is_family=st.booleans(), is_lifted=st.booleans())
    def hold_or_lift(self, helper, is_family, is_lifted):
        row = self.families[helper] if is_family else self.helpers[helper]
        about = {"actor": self.staff, f"{'family' if is_family else 'helper'}_uuid": row.uuid}
        if is_lifted:
            self.did(lift_hold_of_family if is_family else lift_hold_of_helper, **about)
        elif self.did(hold_family if is_family else hold_helper, reason="illness", **about):
            self.model.close(ProposalState.WITHDRAWN, **{"family" if is_family else "helper": row.pk})

    @rule(helper=TWO, move=st.sampled_from([m for m in HelperMove if m not in (HelperMove.APPLY, HelperMove.DECLINE)]))
    def helper_moves(self, helper, move):
        row = self.helpers[helper]
        may = self.model.may_move_helper(row.pk, move)
        about = {"actor": self.staff, "helper_uuid": row.uuid}
        today = local_date(row.organisation.time_zone, self.now + MOMENT)
        if move in (HelperMove.APPROVE, HelperMove.LAPSE):  # what is asked is met, or not any more
            until = today + timedelta(days=3650 if move == HelperMove.APPROVE else 0)
            Helper.objects.filter(pk=row.pk).update(cleared_until=until)
        ways: Ways = {
            HelperMove.START_CHECKS: (start_checks, about),
            HelperMove.APPROVE: (approve_helper, about),
            HelperMove.GO_AWAY: (go_away, about | {"away_from": today, "away_until": None}),
            HelperMove.COME_BACK: (come_back, about),
            HelperMove.LAPSE: (turn_the_day, {}),
            HelperMove.LEAVE: (leave, about),
            HelperMove.REAPPLY: (reapply, about),
        }
        act, more = ways[move]
        done = self.did(act, **more)
        if move == HelperMove.LAPSE:
            self._absences_go_on()
        if not may:
            return
        assert done
        self.model.move_helper(row.pk, move)
        if move in (HelperMove.GO_AWAY, HelperMove.LAPSE, HelperMove.LEAVE):
            self.model.close(ProposalState.WITHDRAWN, helper=row.pk)
        if move == HelperMove.LAPSE:
            self.model.flag(ReviewReason.CHECK_LAPSED, helper=row.pk)
        if move == HelperMove.LEAVE:
            self.model.end(helper=row.pk)

    def _absences_go_on(self):
        """Who was approved anew during their days away is away again by the calendar."""
        for pk in Helper.objects.filter(away_from__isnull=False).values_list("pk", flat=True):
            if self.model.helpers[pk] == HelperState.APPROVED and Helper.objects.get(pk=pk).state == HelperState.AWAY:
                self.model.move_helper(pk, HelperMove.GO_AWAY)
                self.model.close(ProposalState.WITHDRAWN, helper=pk)

    @rule(family=TWO, place=TWO)
    def family_moves(self, family, place):
        about = {"family_uuid": self.families[family].uuid, "municipality_uuid": self.places[place].uuid}
        if self.did(move_family, actor=self.staff, **about):
            self.model.close(ProposalState.WITHDRAWN, family=self.families[family].pk)
            self.model.flag(ReviewReason.MOVED, family=self.families[family].pk)

    @invariant()
    def everything_is_as_in_the_model(self):
        for model, there in ((Proposal, self.model.proposals), (Match, self.model.matches)):
            assert dict(model.objects.values_list("pk", "state")) == {pk: one.state for pk, one in there.items()}
        assert dict(Helper.objects.values_list("pk", "state")) == self.model.helpers
        flags = {pk: one.review for pk, one in self.model.matches.items()}
        assert dict(Match.objects.values_list("pk", "review_reason")) == flags

    @invariant()
    def places_are_counted_and_never_beyond_capacity(self):
        for helper in Helper.objects.all():
            assert helper.places_taken == self.model.places(helper.pk) <= helper.capacity

    @invariant()
    def a_match_has_three_yeses_of_three_people_and_a_pair_is_asked_once(self):
        for match in Match.objects.annotate(
            yeses=Count("proposal__consents__person", distinct=True), parties=Count("proposal__consents__party")
        ):
            assert (match.yeses, match.parties) == (3, 3)
        open_ones = Proposal.objects.filter(state=ProposalState.OPEN)
        assert open_ones.count() == open_ones.values("family", "helper").distinct().count()

    @invariant()
    def there_is_one_event_for_each_version_and_each_is_a_move_of_the_table(self):
        for model, table in ((Helper, HELPER_TABLE), (Proposal, PROPOSAL_TABLE), (Match, MATCH_TABLE)):
            assert moves_not_in(table, model.objects.all()) == []

    @invariant()
    def contact_details_are_told_only_while_a_match_runs(self):
        for helper in self.helpers:
            running = Match.objects.filter(helper=helper, state__in=sorted(RUNNING_MATCH))
            reached = {card.family_uuid for card in contacts_of(actor=lead_of(helper), language="en", now=self.now)}
            assert reached <= set(Family.objects.filter(matches__in=running).values_list("uuid", flat=True))


@pytest.mark.django_db
def test_no_walk_leaves_what_must_hold():
    walk(Walk, examples=5, count=25)


@pytest.mark.campaign
@pytest.mark.django_db
def test_no_long_walk_leaves_what_must_hold():
    walk(Walk, examples=200, count=60)
