"""Which zone somebody is in, and which day it is there."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from backend.people.time_zones import local_date, zone_named


@pytest.mark.parametrize("name", ["Atlantis/Center", "", "Europe", "../../etc/passwd"])
def test_a_zone_that_nobody_knows_counts_as_utc(name):
    assert zone_named(name) == ZoneInfo("UTC")


def test_late_in_the_evening_it_is_tomorrow_further_east():
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert local_date("Europe/Brussels", late) == date(2026, 3, 2)
    assert local_date("America/New_York", late) == date(2026, 3, 1)
    assert local_date("Atlantis/Center", late) == date(2026, 3, 1)
