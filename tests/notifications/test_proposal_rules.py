"""Those who must answer a proposal are asked at once and once more; those who must judge are told in time."""

from datetime import timedelta

import pytest

from backend.people.models.organisation import Role
from matching.lifecycle import ProposalState
from matching.models.proposal import Answer, NoReason, Party
from notifications.reminders.matches import match_made
from notifications.reminders.proposals import answer_wanted, answer_wanted_soon, judgement_wanted_soon
from tests.factories.clock import NOON
from tests.factories.matching import a_consent, a_match, a_proposal
from tests.factories.people import a_coordinator, a_family, a_sponsor_group, an_organisation, contact_of, lead_of

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
LAST_DAYS = NOON + timedelta(days=12)  # two days before the deadline of a proposal made at NOON


def told(rule, now=NOON):
    """Return who is told what by `rule` at `now`."""
    return {(due.recipient_id, due.template) for due in rule(now) if due.due_at <= now < due.expires_at}


def asked_of(proposal, rule):
    return {
        (contact_of(proposal.family).pk, f"{rule}_family"),
        (lead_of(proposal.helper).pk, f"{rule}_helper"),
    }


def a_judged_proposal(**over):
    proposal = a_proposal(**over)
    a_consent(proposal, Party.COORDINATOR)
    return proposal


def test_nobody_is_asked_before_the_coordinator_has_said_yes():
    proposal = a_proposal()
    assert told(answer_wanted) == set()
    a_consent(proposal, Party.COORDINATOR)
    assert told(answer_wanted) == asked_of(proposal, "answer_wanted")


def test_of_a_sponsor_group_the_lead_is_asked():
    proposal = a_judged_proposal(
        helper=a_sponsor_group(organisation := an_organisation()), family=a_family(organisation)
    )
    assert told(answer_wanted) == asked_of(proposal, "answer_wanted")


def test_who_has_answered_is_not_asked():
    proposal = a_judged_proposal()
    a_consent(proposal, Party.FAMILY)
    assert told(answer_wanted) == {(lead_of(proposal.helper).pk, "answer_wanted_helper")}
    assert told(answer_wanted_soon, LAST_DAYS) == {(lead_of(proposal.helper).pk, "answer_wanted_soon_helper")}


def test_two_days_before_the_deadline_they_are_asked_once_more_and_only_that():
    proposal = a_judged_proposal()

    assert told(answer_wanted, LAST_DAYS - MINUTE) == asked_of(proposal, "answer_wanted")
    assert told(answer_wanted_soon, LAST_DAYS - MINUTE) == set()
    assert told(answer_wanted, LAST_DAYS) == set()
    assert told(answer_wanted_soon, LAST_DAYS) == asked_of(proposal, "answer_wanted_soon")


def test_after_the_deadline_nobody_is_asked():
    proposal = a_judged_proposal()
    assert told(answer_wanted, proposal.answer_by) == told(answer_wanted_soon, proposal.answer_by) == set()


def test_a_yes_of_the_coordinator_in_the_last_days_asks_once_not_twice():
    proposal = a_proposal()
    a_consent(proposal, Party.COORDINATOR, at=LAST_DAYS - timedelta(hours=23))

    assert told(answer_wanted, LAST_DAYS) == asked_of(proposal, "answer_wanted")
    assert told(answer_wanted_soon, LAST_DAYS) == set()


@pytest.mark.parametrize("state", [state for state in ProposalState if state != ProposalState.OPEN])
def test_of_a_closed_proposal_nobody_is_told(state):
    proposal = a_proposal(state=state)
    a_consent(proposal, Party.COORDINATOR)
    assert told(answer_wanted) == told(answer_wanted_soon, LAST_DAYS) == told(judgement_wanted_soon, LAST_DAYS) == set()


def test_coordinators_get_one_message_for_all_that_ends_on_a_day():
    organisation = an_organisation()
    staff = [a_coordinator(organisation), a_coordinator(organisation, role=Role.ADMINISTRATOR)]
    a_coordinator()
    for _ in range(3):
        a_proposal(a_family(organisation))

    assert list(judgement_wanted_soon(LAST_DAYS - MINUTE)) == []
    dues = list(judgement_wanted_soon(LAST_DAYS))
    assert sorted(due.recipient_id for due in dues) == sorted(person.pk for person in staff)


def test_coordinators_who_have_judged_are_left_in_peace():
    proposal = a_proposal()
    a_consent(proposal, Party.COORDINATOR, answer=Answer.NO, reason=NoReason.TOO_FAR)
    assert list(judgement_wanted_soon(LAST_DAYS)) == []


def test_for_three_days_a_new_match_is_news_for_both_sides():
    match = a_match()
    both = asked_of(match.proposal, "match_made")
    assert told(match_made, NOON) == told(match_made, NOON + timedelta(days=3) - MINUTE) == both
    assert told(match_made, NOON + timedelta(days=3)) == set()
