"""Both sides are asked whether they go on, while the trial lasts and until they have said so."""

from datetime import timedelta

import pytest

from backend.people.models import Helper
from matching.lifecycle import MatchState
from matching.models import Match
from matching.models.proposal import Answer
from matching.services.matches import confirm_match
from notifications.reminders.matches import trial_answer_wanted
from tests.factories.clock import NOON
from tests.factories.matching import a_match
from tests.factories.people import contact_of, lead_of

pytestmark = pytest.mark.django_db
LAST_DAY = NOON.date() + timedelta(days=7)


def asked(now=NOON):
    return {due.recipient_id for due in trial_answer_wanted(now) if due.due_at <= now < due.expires_at}


def test_a_week_before_the_last_day_both_sides_are_asked_until_they_have_answered():
    match = a_match(state=MatchState.TRIAL, trial_until=LAST_DAY)
    family, helper = contact_of(match.family), lead_of(match.helper)
    assert asked(NOON - timedelta(days=1)) == set()
    assert asked() == {family.pk, helper.pk}
    confirm_match(actor=family, match_uuid=match.uuid, answer=Answer.YES, now=NOON)
    assert asked() == {helper.pk}
    assert asked(NOON + timedelta(days=14)) == set()


@pytest.mark.parametrize("over", [{"is_suspended": True}, {"state": MatchState.ACTIVE}], ids=str)
def test_nobody_is_asked_about_what_is_suspended_or_decided(over):
    a_match(state=MatchState.TRIAL, trial_until=LAST_DAY)
    Match.objects.update(**over)
    assert asked() == set()


def test_a_helper_who_may_not_be_told_of_families_is_not_asked():
    match = a_match(state=MatchState.TRIAL, trial_until=LAST_DAY)
    Helper.objects.update(state="left")
    assert lead_of(match.helper).pk not in asked()
