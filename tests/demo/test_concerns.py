"""The demo has somebody who keeps people safe, and two concerns that only she reads."""

import pytest
from django.contrib.auth.hashers import check_password

from backend.care.concern_access import readable_concerns, reads_concerns
from backend.care.lifecycle import ConcernState
from backend.care.models import ConcernEvent
from backend.demo.concerns import SAFEGUARDING
from backend.demo.named import COORDINATOR, demo_password
from backend.demo.programme import load_demo
from backend.people.models import Person
from matching.models import Match
from tests.factories.clock import NOON

pytestmark = pytest.mark.django_db


def test_she_reads_two_concerns_and_the_coordinator_none():
    load_demo(seed=2026, now=NOON)
    reader = Person.objects.get(email=SAFEGUARDING)
    assert check_password(demo_password(), reader.password)
    found = readable_concerns(reader, now=NOON).order_by("version")
    assert [concern.state for concern in found] == [ConcernState.OPEN, ConcernState.IN_REVIEW]
    for concern in found:
        assert ConcernEvent.objects.filter(concern=concern).count() == concern.version
    assert not reads_concerns(Person.objects.get(email=COORDINATOR), now=NOON)
    assert not Match.objects.filter(is_suspended=True).exists()
