"""Many rows at once: errors are those of an INSERT, ids are nobody else's."""

import pytest
from django.db import IntegrityError, transaction

from matching.models import Proposal, ProposalEvent
from matching.services.many_rows import add_places, copy_in, fresh_ids
from matching.services.moves import EVENT
from tests.factories.clock import NOON
from tests.factories.matching import a_proposal
from tests.factories.people import a_volunteer

pytestmark = pytest.mark.django_db


def test_what_the_database_refuses_is_told_as_an_integrity_error():
    event = (a_proposal().pk, 1, "propose", "open", None, "", NOON)
    with pytest.raises(IntegrityError, match="proposalevent_one_per_version"), transaction.atomic():
        copy_in(ProposalEvent, EVENT, [event, event])
    assert not ProposalEvent.objects.exists()


def test_ids_are_given_once():
    first, second = fresh_ids(Proposal, 3), fresh_ids(Proposal, 2)
    assert first == sorted(first)
    assert len({*first, *second, a_proposal().pk}) == 6


def test_no_more_places_are_taken_than_there_are():
    helper = a_volunteer(capacity=2)
    add_places({helper.pk: 2})
    add_places({helper.pk: -1})
    helper.refresh_from_db()
    assert helper.places_taken == 1
    with pytest.raises(IntegrityError, match="helper_within_capacity"), transaction.atomic():
        add_places({helper.pk: 2})
