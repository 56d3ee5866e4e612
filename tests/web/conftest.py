"""A programme for the pages to show."""

import pytest

from tests.web.world import World, a_world


@pytest.fixture
def world(db: None) -> World:
    return a_world()
