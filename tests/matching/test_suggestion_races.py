"""Two coordinators say yes at the same moment: it is proposed once, and the other is told that something has changed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from backend.errors import Conflict
from backend.people.models import Helper
from matching.models import Proposal
from matching.services.proposals import exchange
from matching.services.suggestions import propose_suggested, suggest
from tests.factories.clock import NOON
from tests.factories.people import a_coordinator, a_family, a_volunteer, an_organisation
from tests.factories.places import a_municipality

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("wanted", ["for the same family", "the last place, by a partner"])
def test_of_two_who_say_yes_at_once_one_comes_too_late(wanted, monkeypatch):
    town, organisation = a_municipality(), an_organisation()
    helper, family = a_volunteer(organisation, municipality=town), a_family(organisation, municipality=town)
    other = a_family(municipality=town) if wanted == "the last place, by a partner" else family
    other.organisation.works_with.add(organisation)
    yeses = []
    for asking in (family, other):
        staff = a_coordinator(asking.organisation)
        found = suggest(actor=staff, family_uuid=asking.uuid, now=NOON)
        yeses.append({"actor": staff, "family_uuid": asking.uuid, "token": found.token, "now": NOON})
    barrier = Barrier(2)

    def both_have_planned(*arguments, **named):
        barrier.wait(timeout=10)
        exchange(*arguments, **named)

    monkeypatch.setattr("matching.services.suggestions.exchange", both_have_planned)

    def say_yes(yes):
        try:
            return propose_suggested(**yes).helper_id
        except Conflict as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(say_yes, yeses))
    assert sorted(answers, key=str) == [helper.pk, "suggestion_overtaken"]
    assert Proposal.objects.count() == 1
    assert Helper.objects.get().places_taken == 1
