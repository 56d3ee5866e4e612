"""How a match does: the rule in plain words, and that the query says the same of any history."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.care.health import Health, Told, health_of, with_health
from backend.care.models import CheckIn, CheckInAnswer, ContactLogEntry
from backend.care.models.check_in import CheckInValue
from backend.people.models import Organisation
from backend.people.time_zones import local_date
from matching.lifecycle import MatchMove, MatchState
from matching.models import Match, MatchEvent
from matching.models.proposal import Party
from tests.factories.care import a_check_in, an_answer, an_entry
from tests.factories.clock import NOON
from tests.factories.matching import a_match

DAY = timedelta(days=1)
TODAY = date(2026, 9, 1)
PAUSE = {"paused_at": NOON, "pause_reason": "illness"}


def ago(days):
    return TODAY - days * DAY


def told(*, state=MatchState.ACTIVE, since=200, contact=None, family=None, helper=None):
    """Return what is known of a match; each number is how many days ago."""
    days = [None if days is None else ago(days) for days in (contact, family, helper)]
    return Told(state, ago(since), *days)


@pytest.mark.parametrize(
    ("known", "health"),
    [
        (told(state=MatchState.ENDED), None),
        (told(state=MatchState.PAUSED), Health.PAUSED),
        (told(state=MatchState.TRIAL), Health.TRIAL),
        (told(since=20), Health.NEW),
        (told(since=21), Health.NO_CONTACT),
        (told(state=MatchState.INTRODUCED, since=21), Health.NO_CONTACT),
        (told(since=21, family=3, helper=3), Health.NO_CONTACT),  # both say that they have not met
        (told(contact=28, family=1, helper=1), Health.STOPPED),
        (told(contact=27, family=1, helper=1), Health.ONGOING),
        (told(since=27, contact=100, family=100, helper=100), Health.ONGOING),  # back from a pause since 27 days
        (told(since=28, contact=100, family=100, helper=100), Health.STOPPED),
        (told(contact=1, helper=1), Health.ONE_SIDED),
        (told(contact=1, family=1, helper=98), Health.ONE_SIDED),
        (told(contact=1, family=1, helper=97), Health.ONGOING),
        (told(contact=1), Health.ONGOING),  # only their coordinator tells of it
        (told(since=20, contact=1, helper=1), Health.ONGOING),  # the family has hardly been asked
    ],
)
def test_the_rule(known, health):
    assert health_of(known, TODAY) is health


@pytest.fixture
def match(db):
    return a_match()


def health_now(now=NOON):
    [health] = with_health(Match.objects.all(), now).values_list("health", flat=True)
    return health


def test_an_answer_that_was_taken_back_is_no_contact(match):
    check_in = a_check_in(match)
    an_answer(check_in, at=NOON + 7 * DAY)
    assert health_now(NOON + 21 * DAY) == Health.ONE_SIDED
    an_answer(check_in, CheckInValue.NOT_MET, at=NOON + 8 * DAY)
    assert health_now(NOON + 21 * DAY) == Health.NO_CONTACT


def test_a_contact_that_was_missed_is_none(match):
    an_entry(match, was_made=False)
    assert health_now(NOON + 21 * DAY) == Health.NO_CONTACT


def test_what_happens_in_another_match_does_not_count(match):
    an_entry(a_match())
    alone = with_health(Match.objects.filter(pk=match.pk), NOON + 21 * DAY)
    assert list(alone.values_list("health", flat=True)) == [Health.NO_CONTACT]


def test_the_queries_do_not_grow_with_the_matches(match, django_assert_num_queries):
    for _ in range(3):
        an_entry(a_match())
    with django_assert_num_queries(2):
        assert len(with_health(Match.objects.all(), NOON)) == 4


def instant(back, second):
    return datetime(2026, 9, 1, tzinfo=UTC) - back * DAY + timedelta(seconds=second)


def _written(match, contacts):
    """Write entries, and yield (party, when, day of the contact or False)."""
    for party, back, second, was_made in contacts:
        on, at = TODAY - back * DAY, instant(back, second)
        an_entry(match, party, on=on, was_made=was_made, at=at)
        yield party, at, on if was_made else False


def _answered(match, answers):
    """Write answers, and yield (party, when, None for a contact on that day or False) of the last of each side."""
    last: dict[Party, Any] = {}
    for party, value, back, second in answers:
        given = {"organisation_id": match.organisation_id, "due_on": TODAY}
        check_in, _ = CheckIn.objects.get_or_create(match=match, party=party, number=1, defaults=given)
        at = instant(back, second)
        an_answer(check_in, value, at=at)
        if party not in last or at >= last[party][1]:
            last[party] = party, at, None if value in (CheckInValue.GOOD, CheckInValue.SO_SO) else False
    yield from last.values()


days = st.integers(0, 150) | st.sampled_from([20, 21, 27, 28, 97, 98])
seconds = st.integers(0, 86_399)
contacts = st.lists(st.tuples(st.sampled_from(Party), days, seconds, st.booleans()), max_size=3)
sides = st.sampled_from([Party.FAMILY, Party.HELPER])
answers = st.lists(st.tuples(sides, st.sampled_from(CheckInValue), days, seconds), max_size=4)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    state=st.sampled_from(MatchState),
    zone=st.sampled_from(["Europe/Brussels", "Pacific/Auckland", "America/New_York", "Nowhere/At_all"]),
    begun=st.tuples(days, seconds),
    resumed=st.none() | st.tuples(days, seconds),
    contacts=contacts,
    answers=answers,
    second=seconds,
)
def test_the_query_says_what_the_rule_says(match, state, zone, begun, resumed, contacts, answers, second):
    now = datetime(2026, 9, 1, tzinfo=UTC) + timedelta(seconds=second)

    for rows in (CheckInAnswer, CheckIn, ContactLogEntry, MatchEvent):
        rows.objects.all().delete()
    Organisation.objects.update(time_zone=zone)
    Match.objects.update(**_columns(state), started_at=instant(*begun))
    if resumed:
        resumption = {"move": MatchMove.RESUME, "state": MatchState.ACTIVE, "at": instant(*resumed)}
        MatchEvent.objects.create(match=match, version=4, **resumption)
    saying = [*_written(match, contacts), *_answered(match, answers)]
    said = {party: [local_date(zone, at) for one, at, _ in saying if one == party] for party in Party}
    met = [on or local_date(zone, at) for _, at, on in saying if on is not False]

    known = Told(
        state,
        max(local_date(zone, instant(*when)) for when in (begun, resumed) if when),
        max(met, default=None),
        max(said[Party.FAMILY], default=None),
        max(said[Party.HELPER], default=None),
    )
    assert health_now(now) == health_of(known, local_date(zone, now))


def _columns(state):
    ended = (
        {"ended_at": NOON, "end_reason": "moved"} if state == MatchState.ENDED else {"ended_at": None, "end_reason": ""}
    )
    return {
        "state": state,
        **ended,
        **(PAUSE if state == MatchState.PAUSED else {"paused_at": None, "pause_reason": ""}),
    }
