"""How often somebody may have something planned while they wait."""

from datetime import timedelta

import pytest

from backend.errors import TooOften
from matching.while_you_wait import YES, count_ask
from tests.factories.clock import NOON
from tests.factories.people import a_coordinator

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _two_an_hour(settings):
    settings.PLANS_AN_HOUR = 2


def test_who_has_asked_too_often_waits_until_the_hour_is_over():
    staff, late = a_coordinator(), NOON + timedelta(minutes=50)
    count_ask(staff, now=NOON)
    count_ask(staff, now=late)
    with pytest.raises(TooOften) as refused:
        count_ask(staff, now=late)
    assert (refused.value.code, refused.value.wait) == ("too_many_requests", 600)
    count_ask(staff, now=late + timedelta(seconds=refused.value.wait))


def test_each_person_and_each_kind_is_counted_alone():
    staff = a_coordinator()
    for _ in range(2):
        count_ask(staff, now=NOON)
        count_ask(staff, YES, now=NOON)
        count_ask(a_coordinator(), now=NOON)
    with pytest.raises(TooOften):
        count_ask(staff, YES, now=NOON)
