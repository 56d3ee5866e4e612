"""Nobody is woken: daytime and mornings in every zone, across every change of the clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.quiet_hours import DAY_BEGINS, DAY_ENDS, MORNING, at_local, next_daytime

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
BRUSSELS = ZoneInfo("Europe/Brussels")

zones = st.sampled_from(ZONES).map(ZoneInfo)
instants = st.datetimes(datetime(2010, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))
days = st.dates(date(2010, 1, 1), date(2036, 1, 1))


@settings(deadline=None)  # reading a zone for the first time takes long
@given(instants, zones)
def test_it_is_always_day_where_the_reader_is_and_never_earlier_than_asked(instant, zone):
    told = next_daytime(instant, zone)

    assert instant <= told < instant + timedelta(hours=36)
    assert DAY_BEGINS <= told.astimezone(zone).time() < DAY_ENDS


@settings(deadline=None)  # reading a zone for the first time takes long
@given(instants, zones)
def test_by_day_nobody_waits_and_by_night_nobody_waits_longer_than_till_morning(instant, zone):
    told = next_daytime(instant, zone)

    is_day = DAY_BEGINS <= instant.astimezone(zone).time() < DAY_ENDS
    assert told == instant if is_day else told.astimezone(zone).time() == DAY_BEGINS


@pytest.mark.parametrize("year", range(2026, 2031))
def test_every_morning_of_every_change_of_the_clocks_comes_once_in_every_zone(year):
    for name in ZONES:
        zone = ZoneInfo(name)
        for day in _days_around_changes(zone, year):
            local = at_local(day, MORNING, zone).astimezone(zone)
            assert (local.date(), local.time()) == (day, MORNING), name


@settings(deadline=None)  # reading a zone for the first time takes long
@given(days, st.times().map(lambda at: at.replace(second=0, microsecond=0)), zones)
def test_a_local_time_is_found_or_the_next_minute_that_there_is(day, at, zone):
    asked = datetime.combine(day, at)
    found = at_local(day, at, zone).astimezone(zone).replace(tzinfo=None)

    assert asked <= found <= asked + timedelta(days=1)
    missing = asked
    while missing < found:
        assert missing.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) != missing
        missing += timedelta(minutes=1)


def test_a_time_that_comes_twice_means_the_first():
    assert at_local(date(2026, 10, 25), time(2, 30), BRUSSELS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_time_that_never_comes_means_the_next_minute():
    assert at_local(date(2026, 3, 29), time(2, 30), BRUSSELS) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_day_that_never_came_is_told_in_the_morning_after():
    samoa = ZoneInfo("Pacific/Apia")
    assert at_local(date(2011, 12, 30), MORNING, samoa).astimezone(samoa).date() == date(2011, 12, 31)
    night_before = datetime(2011, 12, 29, 23, tzinfo=samoa)
    assert next_daytime(night_before, samoa).astimezone(samoa) == datetime(2011, 12, 31, 8, tzinfo=samoa)


def _days_around_changes(zone: ZoneInfo, year: int) -> list[date]:
    """Return the days of `year` on which the offset of `zone` is another than the day before, and their neighbours."""
    noons = [datetime(year, 1, 1, 12) + timedelta(days=number) for number in range(365)]
    offsets = [noon.replace(tzinfo=zone).utcoffset() for noon in noons]
    changed = [index for index in range(1, 364) if offsets[index] != offsets[index - 1]]
    return [noons[index + near].date() for index in changed for near in (-1, 0, 1)]
