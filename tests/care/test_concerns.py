"""Anybody raises a concern; what is urgent stops disclosure and proposals at once, and only readers bring them back."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.care.lifecycle import CONCERN_TABLE, ConcernMove, ConcernState
from backend.care.models import Concern, ConcernEvent, ConcernNote, ConcernRead
from backend.care.models.concern import About, Outcome, Severity
from backend.care.services.concern_review import add_note, close, lift, rate, read_concern, reopen, suspend, take_up
from backend.care.services.concerns import MOST_A_DAY, raise_concern
from backend.errors import Conflict, DomainError, Invalid, NotFound, TooOften
from backend.lifecycle import IllegalMove, advance
from backend.people.models import Helper, HelperEvent
from matching.lifecycle import ProposalState
from matching.models import Match, MatchEvent, Proposal, ProposalEvent
from matching.models.proposal import Party
from tests.factories.clock import NOON
from tests.factories.concerns import a_concern, a_safeguarding_person, told
from tests.factories.matching import a_match, a_proposal, entitled
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_person,
    a_volunteer,
    an_organisation,
    contact_of,
    lead_of,
)

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=3)
DAYS = {Severity.HIGH: 1, Severity.MEDIUM: 3, Severity.LOW: 7}


@pytest.fixture
def match():
    return a_match(helper=a_volunteer(capacity=3))


@pytest.fixture
def reader(match):
    return a_safeguarding_person(match.organisation)


def about_the_helper(match, severity=Severity.HIGH):
    words = told(About.HELPER, severity, match_uuid=match.uuid)
    return raise_concern(actor=contact_of(match.family), told=words, now=NOON).concern


def suspended():
    return (
        set(Match.objects.filter(is_suspended=True)),
        set(Helper.objects.filter(is_suspended=True).values_list("pk", flat=True)),
    )


class TestRaising:
    @pytest.mark.parametrize("severity", Severity)
    def test_how_urgent_it_is_says_by_when_it_must_be_taken_up(self, match, severity):
        concern = raise_concern(actor=contact_of(match.family), told=told(severity=severity), now=NOON).concern
        assert concern.look_by == NOON + timedelta(days=DAYS[severity])
        [event] = concern.events.all()
        assert (event.version, event.move, event.state, event.detail) == (1, "raise", "open", severity)

    def test_it_goes_to_the_organisation_of_what_it_names_else_to_ones_own(self, match):
        elsewhere = a_match()
        colleague = a_coordinator(elsewhere.organisation)
        actor = lead_of(match.helper)
        assert raise_concern(actor=actor, told=told(match_uuid=match.uuid), now=NOON).concern.match == match
        assert raise_concern(actor=actor, told=told(), now=NOON).concern.organisation == match.helper.organisation
        about_helper = told(About.HELPER, helper_uuid=elsewhere.helper.uuid)
        named = raise_concern(actor=colleague, told=about_helper, now=NOON).concern
        assert (named.organisation, named.helper) == (elsewhere.helper.organisation, elsewhere.helper)
        a_coordinator(match.organisation)
        both = a_family(an_organisation())
        chosen = told(organisation_uuid=both.organisation.uuid)
        assert raise_concern(actor=contact_of(both), told=chosen, now=NOON).concern.organisation == both.organisation

    def test_of_an_ended_match_too(self, match):
        Match.objects.filter(pk=match.pk).update(state="ended", ended_at=NOON, end_reason="moved")
        assert about_the_helper(match).helper_id == match.helper_id

    def test_about_a_coordinator_whom_one_knows(self, match):
        judge = entitled(match.proposal, Party.COORDINATOR)
        words = told(About.COORDINATOR, person_uuid=judge.uuid)
        assert raise_concern(actor=contact_of(match.family), told=words, now=NOON).concern.about_person == judge

    @pytest.mark.parametrize("name", ["match_uuid", "helper_uuid", "person_uuid", "organisation_uuid"])
    def test_nobody_names_what_is_not_theirs_to_know(self, match, name):
        other = a_match()
        of_others = {
            "match_uuid": other.uuid,
            "helper_uuid": match.helper.uuid,
            "person_uuid": entitled(other.proposal, Party.COORDINATOR).uuid,
            "organisation_uuid": other.organisation.uuid,
        }
        with pytest.raises(NotFound):
            raise_concern(actor=contact_of(match.family), told=told(**{name: of_others[name]}), now=NOON)
        assert not Concern.objects.exists()

    def test_who_belongs_nowhere_is_told_so(self):
        with pytest.raises(Conflict) as refused:
            raise_concern(actor=a_person(), told=told(), now=NOON)
        assert refused.value.code == "no_organisation"

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ({"about": "me"}, "about_unknown"),
            ({"severity": "awful"}, "severity_unknown"),
            ({"story": " \n"}, "story_missing"),
            ({"story": "x" * 4001}, "story_too_long"),
        ],
    )
    def test_what_cannot_be_right_is_refused(self, match, wrong, code):
        with pytest.raises(Invalid) as refused:
            raise_concern(actor=contact_of(match.family), told=told(**wrong), now=NOON)
        assert refused.value.code == code

    def test_a_flood_is_stopped_for_a_day(self, match):
        actor = contact_of(match.family)
        for _ in range(MOST_A_DAY):
            raise_concern(actor=actor, told=told(), now=NOON)
        with pytest.raises(TooOften):
            raise_concern(actor=actor, told=told(), now=NOON + timedelta(hours=23))
        raise_concern(actor=actor, told=told(), now=NOON + timedelta(hours=24))


class TestHigh:
    def test_about_a_helper_stops_all_its_matches_and_its_proposals(self, match):
        other = a_match(a_family(match.organisation), match.helper)
        proposal = a_proposal(a_family(match.organisation), match.helper)
        untouched = a_match(a_family(match.organisation))
        about_the_helper(match)
        assert suspended() == ({match, other}, {match.helper_id})
        proposal.refresh_from_db()
        assert proposal.state == ProposalState.WITHDRAWN
        untouched.refresh_from_db()
        assert not untouched.is_suspended
        assert Helper.objects.get(pk=match.helper_id).places_taken == 2

    def test_about_anything_else_stops_the_match_it_names_and_no_other(self, match):
        a_match(a_family(match.organisation), match.helper)
        words = told(About.FAMILY, Severity.HIGH, match_uuid=match.uuid)
        raise_concern(actor=lead_of(match.helper), told=words, now=NOON)
        assert suspended() == ({match}, set())

    @pytest.mark.parametrize("severity", [Severity.LOW, Severity.MEDIUM])
    def test_what_is_less_urgent_stops_nothing(self, match, severity):
        a_proposal(a_family(match.organisation), match.helper)
        about_the_helper(match, severity)
        assert suspended() == (set(), set())
        assert Proposal.objects.filter(state=ProposalState.OPEN).exists()

    def test_no_event_that_others_read_tells_of_it(self, match):
        proposal = a_proposal(a_family(match.organisation), match.helper)
        before = list(MatchEvent.objects.values()), list(HelperEvent.objects.values())
        versions = Match.objects.get(pk=match.pk).version, Helper.objects.get(pk=match.helper_id).version
        about_the_helper(match)
        assert (list(MatchEvent.objects.values()), list(HelperEvent.objects.values())) == before
        assert (Match.objects.get(pk=match.pk).version, Helper.objects.get(pk=match.helper_id).version) == versions
        event = ProposalEvent.objects.get(proposal=proposal)
        assert (event.actor, event.reason) == (None, "")


class TestReaders:
    def test_every_look_is_on_record(self, match, reader):
        concern = a_concern(match)
        for at in (NOON, LATER):
            assert read_concern(actor=reader, concern_uuid=concern.uuid, now=at) == concern
        assert list(ConcernRead.objects.values_list("reader", "at").order_by("at")) == [
            (reader.pk, NOON),
            (reader.pk, LATER),
        ]

    def test_who_may_not_read_it_leaves_no_look_and_moves_nothing(self, match, reader):
        concern = a_concern(match)
        acts = [
            lambda who: read_concern(actor=who, concern_uuid=concern.uuid, now=NOON),
            lambda who: take_up(actor=who, concern_uuid=concern.uuid, now=NOON),
            lambda who: add_note(actor=who, concern_uuid=concern.uuid, text="x", now=NOON),
            lambda who: rate(actor=who, concern_uuid=concern.uuid, severity="high", now=NOON),
            lambda who: suspend(actor=who, concern_uuid=concern.uuid, now=NOON),
            lambda who: lift(actor=who, concern_uuid=concern.uuid, now=NOON),
            lambda who: close(actor=who, concern_uuid=concern.uuid, outcome="no_ground", now=NOON),
            lambda who: reopen(actor=who, concern_uuid=concern.uuid, now=NOON),
        ]
        for who in (concern.raised_by, lead_of(match.helper), a_coordinator(match.organisation)):
            for act in acts:
                with pytest.raises(NotFound):
                    act(who)
        concern.refresh_from_db()
        assert (concern.version, ConcernRead.objects.count(), ConcernNote.objects.count()) == (1, 0, 0)

    def test_a_note_is_kept_with_its_author(self, match, reader):
        note = add_note(actor=reader, concern_uuid=a_concern(match).uuid, text=" called her ", now=NOON)
        assert (note.text, note.author, note.at) == ("called her", reader, NOON)

    def test_another_severity_moves_the_deadline_from_when_it_was_raised(self, match, reader):
        concern = a_concern(match)
        rated = rate(actor=reader, concern_uuid=concern.uuid, severity="low", now=LATER)
        assert (rated.look_by, rated.is_suspending) == (NOON + timedelta(days=7), False)
        rated = rate(actor=reader, concern_uuid=concern.uuid, severity="high", now=LATER)
        assert rated.look_by == NOON + timedelta(days=1)
        assert suspended() == ({match}, {match.helper_id})
        rate(actor=reader, concern_uuid=concern.uuid, severity="low", now=LATER)
        assert suspended() == ({match}, {match.helper_id}), "a lower severity brings nothing back by itself"

    def test_lifting_brings_all_back_unless_another_concern_holds_it(self, match, reader):
        second = a_match(a_family(match.organisation), match.helper)
        first, other = about_the_helper(match), about_the_helper(second)
        of_family = told(About.FAMILY, Severity.HIGH, match_uuid=second.uuid)
        third = raise_concern(actor=lead_of(match.helper), told=of_family, now=NOON).concern
        lift(actor=reader, concern_uuid=first.uuid, now=LATER)
        assert suspended() == ({match, second}, {match.helper_id})
        lift(actor=reader, concern_uuid=other.uuid, now=LATER)
        assert suspended() == ({second}, set())
        lift(actor=reader, concern_uuid=third.uuid, now=LATER)
        assert suspended() == (set(), set())
        with pytest.raises(Conflict) as refused:
            lift(actor=reader, concern_uuid=third.uuid, now=LATER)
        assert refused.value.code == "not_suspended"

    @pytest.mark.parametrize("outcome", Outcome)
    def test_closing_brings_back_only_where_there_was_nothing_or_it_is_mended(self, match, reader, outcome):
        concern = about_the_helper(match)
        closed = close(actor=reader, concern_uuid=concern.uuid, outcome=outcome, now=LATER)
        assert (closed.state, closed.outcome, closed.closed_at) == (ConcernState.CLOSED, outcome, LATER)
        brings_back = outcome in (Outcome.NO_GROUND, Outcome.SUPPORTED)
        assert suspended() == ((set(), set()) if brings_back else ({match}, {match.helper_id}))
        if not brings_back:
            lift(actor=reader, concern_uuid=concern.uuid, now=LATER)
            assert suspended() == (set(), set())

    def test_one_is_reopened_and_not_moved_twice(self, match, reader):
        concern = a_concern(match)
        take_up(actor=reader, concern_uuid=concern.uuid, now=NOON)
        with pytest.raises(Conflict) as refused:
            take_up(actor=reader, concern_uuid=concern.uuid, now=NOON)
        assert (refused.value.code, refused.value.facts) == ("concern_moved_on", {"state": "in_review"})
        close(actor=reader, concern_uuid=concern.uuid, outcome="reported", now=NOON)
        again = reopen(actor=reader, concern_uuid=concern.uuid, now=LATER)
        assert (again.state, again.outcome, again.closed_at) == ("in_review", "", None)


ACTS = {
    ConcernMove.TAKE_UP: lambda **who: take_up(**who),
    ConcernMove.RATE: lambda **who: rate(severity="high", **who),
    ConcernMove.SUSPEND: lambda **who: suspend(**who),
    ConcernMove.LIFT: lambda **who: lift(**who),
    ConcernMove.CLOSE: lambda **who: close(outcome="match_ended", **who),
    ConcernMove.REOPEN: lambda **who: reopen(**who),
}


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.tuples(st.booleans(), st.sampled_from(sorted(ACTS))), max_size=12))
def test_no_path_leaves_the_table_or_the_flags_behind(steps):
    match = a_match(helper=a_volunteer(capacity=3))
    reader = a_safeguarding_person(match.organisation)
    concerns = [a_concern(match), a_concern(match, helper_id=None, about=About.FAMILY)]
    states, versions = [ConcernState.OPEN] * 2, [1, 1]
    for which, move in steps:
        before = Concern.objects.get(pk=concerns[which].pk)
        try:
            ACTS[move](actor=reader, concern_uuid=before.uuid, now=LATER)
        except DomainError:
            refused_by_flag = (move, before.is_suspending) in ((ConcernMove.SUSPEND, True), (ConcernMove.LIFT, False))
            if not refused_by_flag:
                with pytest.raises(IllegalMove):
                    advance(CONCERN_TABLE, states[which], move, what="concern")
            continue
        states[which] = advance(CONCERN_TABLE, states[which], move, what="concern")
        versions[which] += 1
    for concern, state, version in zip(concerns, states, versions, strict=True):
        concern.refresh_from_db()
        assert (concern.state, concern.version) == (state, version)
        assert sorted(concern.events.values_list("version", flat=True)) == list(range(1, version + 1))
    about_helper, about_family = concerns
    match.refresh_from_db()
    match.helper.refresh_from_db()
    assert match.is_suspended == (about_helper.is_suspending or about_family.is_suspending)
    assert match.helper.is_suspended == about_helper.is_suspending
    assert ConcernEvent.objects.filter(concern__in=concerns).count() == sum(versions)
