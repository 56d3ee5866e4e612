"""The races over proposals and matches, 200 rounds each."""

import pytest

from tests.matching.rounds import ROUNDS

pytestmark = [pytest.mark.campaign, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("play", ROUNDS, ids=lambda play: play.__name__)
def test_whoever_is_faster_nothing_is_half_done(play):
    for _ in range(200):
        play()
