"""The steps of two sponsor groups on their own: who is in them, what they lack, what staff decides about them."""

from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from backend.flows.absences import come_back, go_away
from backend.flows.departures import decline_helper, leave
from backend.flows.group_removals import remove_member
from backend.people.lifecycle import GroupMove, HelperMove, HelperState
from backend.people.models import Helper, Person, SponsorGroupMember
from backend.people.models.helper import HelperKind
from backend.people.models.sponsor_group import GroupRole
from backend.people.services import group_members, sponsor_groups
from backend.people.services.admissions import approve_helper, reapply, start_checks
from backend.people.services.checks import Whom, record_check
from backend.people.vocabulary import Gender
from tests.factories.checks import a_requirement
from tests.factories.people import a_coordinator, a_family, an_organisation
from tests.factories.places import a_municipality
from tests.walks.group_model import AT_WORK, DAYS_BELOW, EURO, PRESENT_OR_AWAY, QUORUM, Group, GroupModel, Member
from tests.walks.machine import Steps, Ways

TWO, WHO = st.integers(0, 1), st.integers(0, 5)
CHECK_DAYS = 60


class GroupSteps(Steps):
    """Two groups with one and two places, six people who may be in both, two families, and one coordinator."""

    def __init__(self):
        super().__init__()
        asked = {"group_quorum": QUORUM, "group_pledge_euro": EURO, "quorum_days": DAYS_BELOW, "trial_days": 0}
        organisation = an_organisation(**asked)
        a_requirement(organisation, helper_kind=HelperKind.SPONSOR_GROUP, valid_days=CHECK_DAYS)
        self.place, self.staff = a_municipality(), a_coordinator(organisation)
        self.families = [a_family(organisation, municipality=self.place) for _ in range(2)]
        self.model, self.people = GroupModel(), set()
        self.groups = [self.found(capacity) for capacity in (1, 2)]

    def found(self, capacity):
        new = sponsor_groups.NewGroup(f"G-{capacity}", "Group", self.place.uuid, 25, Gender.FEMALE, {"en": 4}, capacity)
        group = self.did(sponsor_groups.found_group, actor=self.staff, new=new)
        self.model.groups[group.pk], self.model.helpers[group.pk] = Group(capacity), HelperState.APPLIED
        return Helper.objects.get(pk=group.pk)

    def by_group(self, group, act, **about):
        return self.did(act, **{"actor": self.staff, "group_uuid": self.groups[group].uuid} | about)

    def told(self, group, act, **about):
        """Let staff tell what the group has; these use cases know no time."""
        return act(actor=self.staff, group_uuid=self.groups[group].uuid, **about)

    def of(self, group):
        return self.groups[group].pk, self.model.groups[self.groups[group].pk]

    def member(self, group, who):
        """Return one of who are in the group now, or None."""
        rows = list(SponsorGroupMember.objects.filter(group=self.groups[group].pk).order_by("pk"))
        return rows[who % len(rows)] if rows else None

    @rule(
        group=TWO,
        who=WHO,
        what=st.sampled_from(
            ["joins", "joins to lead", "is checked", "is admitted", "leads", "houses", "leaves", "is sent"]
        ),
    )
    def somebody(self, group, who, what):
        ways: Ways = {
            "joins": (self.somebody_joins, {"role": GroupRole.MEMBER}),
            "joins to lead": (self.somebody_joins, {"role": GroupRole.LEAD}),
            "is checked": (self.somebody_is_checked, {}),
            "is admitted": (self.somebody_is_admitted, {}),
            "leads": (self.somebody_gets_a_role, {"role": GroupRole.LEAD}),
            "houses": (self.somebody_gets_a_role, {"role": GroupRole.HOUSING}),
            "leaves": (self.somebody_leaves, {"is_sent": False}),
            "is sent": (self.somebody_leaves, {"is_sent": True}),
        }
        act, more = ways[what]
        act(group, who, **more)

    def somebody_joins(self, group, who, role):
        pk, there = self.of(group)
        address = f"who-{who}@example.org"
        known = Person.objects.filter(email=address, pk__in=there.members).exists()
        may = there.state != "ended" and not known and not (role == GroupRole.LEAD and there.lead)
        about = {"email": address, "name": f"Who {who}", "language": "en", "role": role}
        done = self.by_group(group, group_members.add_member, **about)
        assert bool(done) == may
        if done:
            there.members[done.person_id] = Member(role, is_joining=there.state in AT_WORK)
            self.people.add(done.person)
            self.model.watch(pk, self.now)

    def somebody_is_checked(self, group, who):
        if member := self.member(group, who):
            whom = Whom(self.groups[group].uuid, member.person.uuid)
            about = {"whom": whom, "code": "identity", "met_on": self.today}
            if self.did(record_check, actor=self.staff, **about):
                self.model.checks[member.person_id] = about["met_on"] + timedelta(days=CHECK_DAYS)

    def somebody_is_admitted(self, group, who):
        pk, there = self.of(group)
        if member := self.member(group, who):
            done = self.by_group(group, group_members.admit_member, member_uuid=member.uuid)
            is_checked = self.model.checks.get(member.person_id, date.min) > self.today
            assert bool(done) == (is_checked or not member.is_joining)
            if done:
                there.members[member.person_id].is_joining = False
                self.model.watch(pk, self.now)

    def somebody_gets_a_role(self, group, who, role):
        _, there = self.of(group)
        if member := self.member(group, who):
            about = {"member_uuid": member.uuid, "role": role, "gender": Gender.MALE}
            done = self.by_group(group, group_members.change_role, **about)
            is_lead = member.role == GroupRole.LEAD
            refused = is_lead or (role == GroupRole.LEAD and member.is_joining)
            assert bool(done) == (role == member.role or not refused)
            if done and role == GroupRole.LEAD and there.lead:
                there.members[there.lead].role = GroupRole.MEMBER
            if done:
                there.members[member.person_id].role = role

    def somebody_leaves(self, group, who, is_sent):
        pk, there = self.of(group)
        if member := self.member(group, who):
            if is_sent:
                done = self.by_group(group, remove_member, member_uuid=member.uuid)
            else:
                done = self.by_group(group, group_members.leave_group, actor=member.person)
            assert bool(done) == (member.role != GroupRole.LEAD or there.state in ("forming", "ended"))
            if done:
                del there.members[member.person_id]
                self.model.watch(pk, self.now)

    @rule(
        group=TWO,
        days=st.sampled_from([5, 90, 90, None]),
        euro=st.sampled_from([EURO, EURO, EURO, 0]),
        lead_organisation=st.sampled_from(["Parish", "Parish", "Parish", ""]),
    )
    def it_has(self, group, days, euro, lead_organisation):
        self.the_municipality_consents(group, days)
        self.it_pledges_and_names_who_is_responsible(group, euro, lead_organisation)

    def the_municipality_consents(self, group, days):
        until = None if days is None else self.today + timedelta(days=days)
        assert self.by_group(group, sponsor_groups.record_consent, until=until)
        self.of(group)[1].consent_until = until or date.min

    def it_pledges_and_names_who_is_responsible(self, group, euro, lead_organisation):
        self.told(group, sponsor_groups.record_pledge, euro=euro)
        self.told(group, sponsor_groups.edit_group, lead_organisation=lead_organisation)
        there = self.of(group)[1]
        there.euro, there.lead_organisation = euro, lead_organisation

    @rule(group=TWO, move=st.sampled_from([GroupMove.ACCEPT_IN_PRINCIPLE, GroupMove.SEND_BACK, GroupMove.APPROVE]))
    def group_moves(self, group, move):
        pk, _ = self.of(group)
        act = {
            GroupMove.ACCEPT_IN_PRINCIPLE: sponsor_groups.accept_in_principle,
            GroupMove.SEND_BACK: sponsor_groups.send_back,
            GroupMove.APPROVE: sponsor_groups.approve_group,
        }[move]
        done = self.by_group(group, act)
        lacks = self.model.lacks(pk, self.today) if move != GroupMove.SEND_BACK else set()
        if move == GroupMove.ACCEPT_IN_PRINCIPLE:
            lacks -= {"pledge", "checks"}
        assert bool(done) == (self.model.may_move_group(pk, move) and not lacks)
        if done:
            self.model.move_group(pk, move)
            if move == GroupMove.APPROVE:
                self.model.move_helper(pk, HelperMove.APPROVE)
            elif self.model.helpers[pk] == HelperState.APPLIED:
                self.model.move_helper(pk, HelperMove.START_CHECKS)

    @rule(group=TWO, move=st.sampled_from([m for m in HelperMove if m not in (HelperMove.APPLY, HelperMove.LAPSE)]))
    def helper_moves(self, group, move):
        pk, there = self.of(group)
        ways: Ways = {
            HelperMove.START_CHECKS: (start_checks, {}),
            HelperMove.APPROVE: (approve_helper, {}),
            HelperMove.GO_AWAY: (go_away, {"away_from": self.today, "away_until": None}),
            HelperMove.COME_BACK: (come_back, {}),
            HelperMove.DECLINE: (decline_helper, {"reason": "other"}),
            HelperMove.LEAVE: (leave, {}),
            HelperMove.REAPPLY: (reapply, {}),
        }
        act, more = ways[move]
        done = self.did(act, actor=self.staff, helper_uuid=self.groups[group].uuid, **more)
        state, is_cleared = self.model.helpers[pk], self.model.cleared_until(pk) > self.today
        may = {
            HelperMove.APPROVE: state == HelperState.LAPSED and is_cleared,
            HelperMove.GO_AWAY: state in PRESENT_OR_AWAY,
            HelperMove.COME_BACK: state in PRESENT_OR_AWAY and there.is_away,
        }.get(move, self.model.may_move_helper(pk, move))
        assert bool(done) == may
        if done:
            self._moved(pk, there, move)

    def _moved(self, pk, there, move):
        if move in (HelperMove.LEAVE, HelperMove.DECLINE):
            self.model.depart(pk, move)
        elif move == HelperMove.REAPPLY:
            self.model.reapply(pk)
        elif move in (HelperMove.GO_AWAY, HelperMove.COME_BACK):
            there.is_away = move == HelperMove.GO_AWAY
            if self.model.may_move_helper(pk, move):
                self.model.go(pk, move)
        else:
            self.model.move_helper(pk, move)

    @rule(group=TWO)
    def it_gets_all_that_it_lacks(self, group):
        pk, there = self.of(group)
        if self.model.helpers[pk] in (HelperState.LEFT, HelperState.DECLINED):
            self.helper_moves(group, HelperMove.REAPPLY)
        self.it_has(group, 90, EURO, "Parish")
        for who in range(6):
            if len(there.members) <= QUORUM:
                self.somebody_joins(group, who, GroupRole.MEMBER if there.lead else GroupRole.LEAD)
        for who in range(len(there.members)):
            self.somebody_is_checked(group, who)
            self.somebody_is_admitted(group, who)
        if there.lead is None:
            self.somebody_gets_a_role(group, 0, GroupRole.LEAD)
        self.group_moves(group, GroupMove.ACCEPT_IN_PRINCIPLE)
        self.group_moves(group, GroupMove.APPROVE)
        self.helper_moves(group, HelperMove.APPROVE)
