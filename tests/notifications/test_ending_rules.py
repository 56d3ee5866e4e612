"""Kind words when a proposal has ended: to whom, and that they do not tell why."""

from datetime import timedelta

import pytest

from backend.flows.absences import go_away
from backend.flows.departures import leave
from backend.flows.holds import hold_family, hold_helper
from matching.models import Match
from matching.models.match import EndReason
from matching.models.proposal import Answer, NoReason, Party
from matching.services.consents import answer_proposal
from matching.services.ends import end_match
from matching.services.proposals import expire_due, withdraw_proposal
from notifications.reminders.endings import match_ended, proposal_ended
from notifications.texts import TEMPLATES
from tests.factories.clock import NOON
from tests.factories.matching import a_judged_proposal, a_match, a_proposal, entitled
from tests.factories.people import a_coordinator, contact_of, lead_of

pytestmark = pytest.mark.django_db


def told(now=NOON):
    return {(due.recipient_id, due.template) for due in proposal_ended(now) if due.due_at <= now < due.expires_at}


def family_of(proposal):
    return (contact_of(proposal.family).pk, "proposal_ended_family")


def helper_of(proposal):
    return (lead_of(proposal.helper).pk, "proposal_ended_helper")


def says_no(proposal, party):
    answer_proposal(
        actor=entitled(proposal, party),
        proposal_uuid=proposal.uuid,
        answer=Answer.NO,
        reason=NoReason.TOO_FAR,
        text_language="en",
        now=NOON,
    )


def test_while_it_is_open_nobody_is_told():
    a_judged_proposal()
    assert told() == set()


def test_who_was_never_asked_is_not_told():
    proposal = a_proposal()
    withdraw_proposal(actor=a_coordinator(proposal.organisation), proposal_uuid=proposal.uuid, now=NOON)
    other = a_proposal()
    says_no(other, Party.COORDINATOR)
    assert told() == set()


@pytest.mark.parametrize(
    ("party", "other"), [(Party.FAMILY, helper_of), (Party.HELPER, family_of)], ids=["family", "helper"]
)
def test_of_a_no_the_other_is_told(party, other):
    proposal = a_judged_proposal()
    says_no(proposal, party)
    assert told() == {other(proposal)}


def test_of_a_withdrawal_and_an_expiry_both_are_told():
    withdrawn, expired = a_judged_proposal(), a_judged_proposal(answer_by=NOON)
    withdraw_proposal(actor=entitled(withdrawn, Party.COORDINATOR), proposal_uuid=withdrawn.uuid, now=NOON)
    expire_due(now=NOON)
    assert told() == {row(proposal) for proposal in (withdrawn, expired) for row in (family_of, helper_of)}


def test_of_a_hold_both_are_told_the_same_as_ever():
    one, another = a_judged_proposal(), a_judged_proposal()
    hold_helper(actor=a_coordinator(one.organisation), helper_uuid=one.helper.uuid, reason="illness", now=NOON)
    hold_family(actor=a_coordinator(another.organisation), family_uuid=another.family.uuid, reason="housing", now=NOON)
    assert told() == {row(proposal) for proposal in (one, another) for row in (family_of, helper_of)}


def test_who_goes_away_or_leaves_is_not_told_what_they_did():
    gone, left = a_judged_proposal(), a_judged_proposal()
    go_away(actor=lead_of(gone.helper), helper_uuid=gone.helper.uuid, away_from=NOON.date(), away_until=None, now=NOON)
    leave(actor=lead_of(left.helper), helper_uuid=left.helper.uuid, now=NOON)
    assert told() == {family_of(gone), family_of(left)}


def test_it_is_news_for_three_days():
    proposal = a_judged_proposal(answer_by=NOON)
    expire_due(now=NOON)
    assert len(told(NOON + timedelta(days=3) - timedelta(seconds=1))) == 2
    assert told(NOON + timedelta(days=3)) == set()
    assert len(list(proposal_ended(NOON, proposal.uuid))) == 2
    assert not list(proposal_ended(NOON, a_judged_proposal().uuid))


def test_the_words_do_not_depend_on_why():
    words = [TEMPLATES[f"proposal_ended_{party}"] for party in (Party.FAMILY, Party.HELPER)]
    for text in words:
        said = f"{text.subject} {text.title} {text.body}".lower()
        assert not [word for word in ("said no", "declined", "hold", "expired", "check") if word in said]


def test_it_takes_three_queries_however_many_ended(django_assert_num_queries):
    for _ in range(3):
        a_judged_proposal(answer_by=NOON)
    expire_due(now=NOON)
    with django_assert_num_queries(3):
        assert len(list(proposal_ended(NOON))) == 6


def told_of_the_end(now=NOON):
    return {(due.recipient_id, due.template) for due in match_ended(now) if due.due_at <= now < due.expires_at}


def ends(match, actor):
    end_match(actor=actor, match_uuid=match.uuid, reason=EndReason.NO_TIME, now=NOON)


def test_of_the_end_of_a_match_the_other_side_is_told_kindly():
    by_helper, by_staff = a_match(), a_match()
    assert told_of_the_end() == set()
    ends(by_helper, lead_of(by_helper.helper))
    ends(by_staff, a_coordinator(by_staff.organisation))
    assert told_of_the_end() == {
        (contact_of(by_helper.family).pk, "match_ended_family"),
        (contact_of(by_staff.family).pk, "match_ended_family"),
        (lead_of(by_staff.helper).pk, "match_ended_helper"),
    }
    assert told_of_the_end(NOON + timedelta(days=3)) == set()


def test_when_a_helper_leaves_the_family_is_told():
    match = a_match()
    leave(actor=lead_of(match.helper), helper_uuid=match.helper.uuid, reason="health", now=NOON)
    assert told_of_the_end() == {(contact_of(match.family).pk, "match_ended_family")}


def test_of_a_suspended_match_nothing_is_told():
    match = a_match()
    Match.objects.update(is_suspended=True)
    match.refresh_from_db()
    ends(match, a_coordinator(match.organisation))
    assert told_of_the_end() == set()
