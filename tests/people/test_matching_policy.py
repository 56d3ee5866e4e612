"""An administrator chooses what runs look at after the classes; nobody else does."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from backend.errors import NotAllowed, NotFound
from backend.people.models.organisation import MatchingPolicy, Role
from backend.people.services.organisations import ask_pledges, choose_matching_policy
from matching.engine.columns import POLICIES
from tests.factories.people import a_coordinator, a_person, an_organisation

pytestmark = pytest.mark.django_db(transaction=True)
FAIR = MatchingPolicy.MUNICIPALITIES


def test_the_names_are_those_of_the_engine():
    assert tuple(MatchingPolicy.values) == POLICIES


def test_an_administrator_chooses_for_their_own_organisation():
    organisation, other = an_organisation(), an_organisation()
    choose_matching_policy(
        actor=a_coordinator(organisation, role=Role.ADMINISTRATOR), organisation_uuid=None, policy=FAIR
    )
    for each in (organisation, other):
        each.refresh_from_db()
    assert (organisation.matching_policy, other.matching_policy) == (FAIR, MatchingPolicy.CLASSES)


def test_others_do_not():
    organisation = an_organisation()
    administrator = a_coordinator(organisation, role=Role.ADMINISTRATOR)
    for actor, code in ((a_coordinator(organisation), "administrator_only"), (a_person(), "coordinator_only")):
        with pytest.raises(NotAllowed) as refusal:
            choose_matching_policy(actor=actor, organisation_uuid=None, policy=FAIR)
        assert refusal.value.code == code
    for unknown in (an_organisation().uuid, uuid4()):
        with pytest.raises(NotFound):
            choose_matching_policy(actor=administrator, organisation_uuid=unknown, policy=FAIR)
    organisation.refresh_from_db()
    assert organisation.matching_policy == MatchingPolicy.CLASSES


def test_an_administrator_says_what_sponsor_groups_must_have_pledged_and_others_do_not():
    organisation = an_organisation()
    with pytest.raises(NotAllowed):
        ask_pledges(actor=a_coordinator(organisation), organisation_uuid=None, base_euro=1, person_euro=1)
    administrator = a_coordinator(organisation, role=Role.ADMINISTRATOR)
    ask_pledges(actor=administrator, organisation_uuid=organisation.uuid, base_euro=2_000, person_euro=500)
    organisation.refresh_from_db()
    assert (organisation.sponsor_base_euro, organisation.sponsor_person_euro) == (2_000, 500)


def test_the_database_knows_no_other_policy():
    with pytest.raises(IntegrityError, match="organisation_matching_policy_known"), transaction.atomic():
        an_organisation(matching_policy="fairest")
