"""The life of a match after the introduction."""

import pytest

from backend.errors import Conflict, NotFound
from backend.people.models import Helper
from matching.lifecycle import MatchState
from matching.models import MatchEvent
from matching.models.match import EndReason
from matching.models.proposal import Party
from matching.services.matches import end_match, record_first_meeting
from tests.factories.clock import NOON
from tests.factories.matching import a_match, entitled
from tests.factories.people import a_person, contact_of

pytestmark = pytest.mark.django_db


def test_the_first_meeting_makes_a_match_active_once():
    match = a_match()
    family = contact_of(match.family)
    met = record_first_meeting(actor=family, match_uuid=match.uuid, now=NOON)
    assert met.state == MatchState.ACTIVE
    with pytest.raises(Conflict) as refusal:
        record_first_meeting(actor=family, match_uuid=match.uuid, now=NOON)
    assert refusal.value.facts == {"state": "active"}


@pytest.mark.parametrize("party", list(Party))
def test_each_of_the_three_can_end_it(party):
    match = a_match()
    actor = entitled(match.proposal, party)
    ended = end_match(actor=actor, match_uuid=match.uuid, reason=EndReason.MOVED, now=NOON)
    assert (ended.state, ended.end_reason, ended.ended_at) == (MatchState.ENDED, EndReason.MOVED, NOON)
    assert MatchEvent.objects.get(match=match, version=2).actor == actor


def test_ending_frees_the_place():
    match = a_match()
    end_match(actor=contact_of(match.family), match_uuid=match.uuid, reason=EndReason.NO_TIME, now=NOON)
    assert Helper.objects.get(pk=match.helper_id).places_taken == 0


def test_a_stranger_cannot_end_it():
    match = a_match()
    with pytest.raises(NotFound):
        end_match(actor=a_person(), match_uuid=match.uuid, reason=EndReason.SAFETY, now=NOON)
