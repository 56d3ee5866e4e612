"""How long we wait before we try again."""

from datetime import timedelta
from itertools import count, takewhile

from notifications.backoff import delay_after


def test_the_waits_grow_from_half_a_minute_to_six_hours_and_then_we_give_up():
    waits = [wait for wait in takewhile(bool, map(delay_after, count(1))) if wait]

    assert [wait.total_seconds() for wait in waits] == [30, 120, 480, 1920, 7680, 21600, 21600]
    assert sum(waits, timedelta()) == timedelta(hours=14, minutes=50, seconds=30)
    assert delay_after(8) is None
    assert delay_after(99) is None
