"""A high concern against what goes on at the same moment: real threads, ten rounds each."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from backend.care.models import Concern
from backend.care.services.concern_review import close, lift, take_up
from backend.care.services.concerns import raise_concern
from backend.flows.hand_over import accept_hand_over
from backend.people.models import Disclosure, Helper
from matching.lifecycle import RUNNING_MATCH, ProposalState
from matching.models import Match
from matching.models.match import EndReason
from matching.models.proposal import Party
from matching.services.disclosure import contacts_of
from matching.services.ends import end_match
from tests.campaign.test_races import all_at_once, answering
from tests.factories.clock import NOON
from tests.factories.concerns import a_concern, a_safeguarding_person, told
from tests.factories.hand_overs import a_hand_over
from tests.factories.matching import a_consent, a_judged_proposal, a_match
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_reachable_person,
    a_volunteer,
    contact_of,
    lead_of,
)

pytestmark = pytest.mark.django_db(transaction=True)
each_round = pytest.mark.parametrize("nth", range(10))


def raising(match):
    actor, words = contact_of(match.family), told("helper", "high", match_uuid=match.uuid)
    return lambda: raise_concern(actor=actor, told=words, now=NOON).concern


def a_reachable_match(**over):
    return a_match(helper=a_volunteer(person=a_reachable_person(), **over))


@each_round
def test_once_a_concern_is_raised_nobody_reads_a_contact_detail(nth):
    match = a_reachable_match()
    reader, raised = contact_of(match.family), raising(match)

    def reading():
        return sum(len(card.details) for card in contacts_of(actor=reader, language="en", now=NOON))

    def raising_then_reading():
        raised()
        return reading()

    *read, after = all_at_once(*[reading] * 4, raising_then_reading)
    assert after == 0
    assert set(read) <= {0, 2}
    assert Disclosure.objects.filter(reader=reader).count() == sum(read)


@each_round
def test_against_the_last_yes_there_is_no_match_that_goes_on_unsuspended(nth):
    first = a_reachable_match(capacity=3)
    asked = a_judged_proposal(a_family(first.organisation), first.helper)
    a_consent(asked, Party.FAMILY)
    all_at_once(answering(asked, Party.HELPER), raising(first))
    asked.refresh_from_db()
    assert asked.state in (ProposalState.AGREED, ProposalState.WITHDRAWN)
    running = Match.objects.filter(helper=first.helper, state__in=sorted(RUNNING_MATCH))
    assert running.count() == 1 + (asked.state == ProposalState.AGREED)
    assert all(match.is_suspended for match in running)
    assert Helper.objects.get(pk=first.helper_id).places_taken == running.count()


@each_round
def test_against_an_end_neither_is_lost(nth):
    match = a_reachable_match()
    coordinator = a_coordinator(match.organisation)
    all_at_once(
        raising(match),
        lambda: end_match(actor=coordinator, match_uuid=match.uuid, reason=EndReason.MOVED, now=NOON),
    )
    match.refresh_from_db()
    assert (match.state, match.is_suspended) == ("ended", True)
    assert Helper.objects.get(pk=match.helper_id).is_suspended


@each_round
def test_lifting_one_while_another_is_raised_leaves_what_the_other_holds(nth):
    match = a_reachable_match()
    reader = a_safeguarding_person(match.organisation)
    first = raising(match)()
    all_at_once(raising(match), lambda: lift(actor=reader, concern_uuid=first.uuid, now=NOON))
    match.refresh_from_db()
    assert Concern.objects.filter(is_suspending=True).count() == 1
    assert match.is_suspended
    assert Helper.objects.get(pk=match.helper_id).is_suspended


@each_round
def test_of_two_readers_one_takes_it_up(nth):
    match = a_match()
    readers = [a_safeguarding_person(match.organisation) for _ in range(2)]
    concern = a_concern(match)

    def taking(reader):
        return lambda: take_up(actor=reader, concern_uuid=concern.uuid, now=NOON).state

    assert sorted(all_at_once(*map(taking, readers))) == ["concern_moved_on", "in_review"]


@each_round
def test_closing_against_lifting_ends_one_way(nth):
    match = a_match()
    reader = a_safeguarding_person(match.organisation)
    concern = raising(match)()
    all_at_once(
        lambda: close(actor=reader, concern_uuid=concern.uuid, outcome="no_ground", now=NOON).state,
        lambda: lift(actor=reader, concern_uuid=concern.uuid, now=NOON).state,
    )
    concern.refresh_from_db()
    match.refresh_from_db()
    assert (concern.state, concern.is_suspending, match.is_suspended) == ("closed", False, False)
    assert sorted(concern.events.values_list("version", flat=True)) == list(range(1, concern.version + 1))
    assert not Helper.objects.filter(pk=lead_of(match.helper).volunteers.get().helper_id, is_suspended=True).exists()


class Overtaking(str):
    """A story in whose midst something else happens: it is read a last time when what it names was read already."""

    meanwhile: Callable[[], object]
    times_read = 0

    def strip(self, *_: str | None) -> str:
        self.times_read += 1
        if self.times_read == 2:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(all_at_once, self.meanwhile).result()
        return str(self)


@pytest.mark.parametrize("severity", ["low", "high"])
@pytest.mark.parametrize("about", ["helper", "other"])
def test_one_that_is_raised_while_its_family_is_handed_over_goes_with_it(about, severity):
    match = a_reachable_match()
    hand_over = a_hand_over(match.family)
    receiver = a_coordinator(hand_over.to_organisation)
    story = Overtaking("Something is wrong.")
    story.meanwhile = lambda: accept_hand_over(
        actor=receiver, hand_over_uuid=hand_over.uuid, matches_go_on=True, now=NOON
    )
    words = told(about, severity, match_uuid=match.uuid, story=story)
    raised = raise_concern(actor=contact_of(match.family), told=words, now=NOON).concern
    hand_over.refresh_from_db()
    match.refresh_from_db()
    assert hand_over.state == "accepted"
    assert raised.organisation_id == match.organisation_id == hand_over.to_organisation_id
    assert Concern.objects.get().organisation == hand_over.to_organisation
    assert match.is_suspended == (severity == "high")
