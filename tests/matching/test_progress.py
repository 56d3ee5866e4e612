"""The percent of a run while it is planned."""

from hypothesis import given
from hypothesis import strategies as st

from matching.services.progress import BEGUN, DONE, SEARCHED, Planning

ROUND = [("price", 0.5), ("price", 1.0), ("mend", 0.0)]


def told(*steps: tuple[str, float]) -> list[int]:
    percents: list[int] = []
    planning = Planning(percents.append)
    for phase, share in steps:
        planning(phase, share)
    return percents


def test_the_search_leads_to_the_prices():
    assert told(("shortlist", 0.0), ("shortlist", 0.5), ("shortlist", 1.0)) == [(BEGUN + SEARCHED) // 2, SEARCHED]


def test_each_round_of_prices_counts_half_of_what_is_left():
    assert told(*ROUND, *ROUND) == [47, 55, 58, 62]


def test_the_proof_ends_it():
    assert told(("shortlist", 1.0), ("price", 1.0), ("prove", 0.0)) == [SEARCHED, 55, DONE]


@given(st.lists(st.tuples(st.sampled_from(["shortlist", "price", "mend", "prove"]), st.floats(0, 1)), max_size=40))
def test_it_only_rises_and_each_percent_is_told_once(steps):
    percents = told(*steps)
    assert percents == sorted(set(percents))
    assert all(BEGUN < percent <= DONE for percent in percents)
