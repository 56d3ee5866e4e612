"""Races over proposals and matches, ten rounds each; the campaign runs 200."""

import pytest

from tests.matching.rounds import ROUNDS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("play", ROUNDS, ids=lambda play: play.__name__)
def test_whoever_is_faster_nothing_is_half_done(play):
    for _ in range(10):
        play()
