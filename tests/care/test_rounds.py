"""When a match is asked how it goes: after 7, 28 and 84 days, then every 91."""

from hypothesis import given
from hypothesis import strategies as st

from backend.care.lifecycle import ROUND_MADE_WITHIN, day_of_round, round_to_make


def test_the_rounds_fall_after_one_four_and_twelve_weeks_and_then_every_quarter():
    assert [day_of_round(number) for number in range(1, 7)] == [7, 28, 84, 175, 266, 357]


def test_nobody_is_asked_in_the_first_week():
    assert {round_to_make(days) for days in range(-3, 7)} == {None}


@given(st.integers(0, 5000))
def test_a_round_is_made_from_its_day_on_for_three_weeks_and_never_two_at_once(days):
    open_rounds = [n for n in range(1, 70) if 0 <= days - day_of_round(n) < ROUND_MADE_WITHIN]
    assert open_rounds == ([] if (made := round_to_make(days)) is None else [made])
