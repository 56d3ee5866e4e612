"""Sponsor groups: persons and money count beside places, in the plan and again when it is written."""

from typing import Any

import numpy as np
import pytest

from backend.people.models import SponsorGroup
from backend.people.models.helper import HelperKind
from matching import snapshot
from matching.lifecycle import ProposalState
from matching.models import Proposal, Run
from matching.models.proposal import Party
from matching.models.run import RunTrigger
from matching.services.proposals import Pair, write_plan
from matching.services.runs import execute_run, request_run
from matching.snapshot.sponsoring import NO_LIMIT
from tests.factories.clock import NOON
from tests.factories.matching import a_consent, a_match, a_proposal
from tests.factories.people import a_family, a_member, a_sponsor_group, a_volunteer, an_organisation

pytestmark = pytest.mark.django_db

GROUP = HelperKind.SPONSOR_GROUP


def an_asking_organisation():
    """It asks 2,000 euro for a family and 1,000 for each person."""
    return an_organisation(sponsor_base_euro=2_000, sponsor_person_euro=1_000)


def a_family_of(persons, organisation, **over):
    family = a_family(organisation, **over)
    for _ in range(persons - 1):
        a_member(family)
    return family


def a_group(organisation, *, persons=6, euro=10_000, capacity=2, **over):
    group = a_sponsor_group(organisation, capacity=capacity, **over)
    SponsorGroup.objects.filter(helper=group).update(persons_housed=persons, pledged_euro=euro)
    return group


def a_run(organisation):
    return request_run(organisation=organisation, helper_kind=GROUP, trigger=RunTrigger.COMMAND, now=NOON)


def a_run_of(organisation):
    return execute_run(a_run(organisation).pk, clock=lambda: NOON)


def room(organisation) -> Any:
    groups: Any = snapshot.read(organisation, GROUP, now=NOON).helpers
    return list(zip(groups.persons.tolist(), groups.euro.tolist(), strict=True))


def open_pairs():
    return set(Proposal.objects.filter(state=ProposalState.OPEN).values_list("family_id", "helper_id"))


def test_a_family_needs_a_place_for_each_of_its_members_and_what_its_organisation_asks():
    organisation = an_asking_organisation()
    a_family_of(3, organisation)
    a_family_of(1, organisation)
    families: Any = snapshot.read(organisation, GROUP, now=NOON).families
    assert families.persons.tolist() == [3, 1]
    assert families.euro.tolist() == [5_000, 3_000]


def test_a_group_that_houses_nobody_itself_is_not_limited_in_persons():
    organisation = an_organisation()
    a_group(organisation, persons=0, euro=700)
    assert room(organisation) == [(NO_LIMIT, 700)]


def test_families_that_a_group_has_already_take_of_its_room():
    organisation, other = an_asking_organisation(), an_organisation(sponsor_base_euro=1)
    organisation.works_with.add(other)
    group = a_group(other, persons=12, euro=20_000, capacity=3)
    a_match(a_family_of(4, organisation), group)
    a_consent(a_proposal(a_family_of(2, other), group), Party.FAMILY)
    assert room(organisation) == [(6, 20_000 - 6_000 - 1)]


def test_what_an_unanswered_proposal_holds_is_free_for_the_run_but_not_that_of_another_organisation():
    organisation, other = an_asking_organisation(), an_asking_organisation()
    organisation.works_with.add(other)
    group = a_group(organisation, persons=9, euro=20_000)
    a_proposal(a_family_of(2, organisation), group)
    a_proposal(a_family_of(3, other), group)
    assert room(organisation) == [(6, 15_000)]


def test_a_group_that_has_more_than_it_can_carry_has_nothing_left():
    organisation = an_asking_organisation()
    a_match(a_family_of(4, organisation), a_group(organisation, persons=3, euro=5_000))
    assert room(organisation) == [(0, 0)]


def test_only_as_many_persons_are_proposed_as_a_group_houses():
    organisation = an_organisation()
    first, second = a_family_of(4, organisation), a_family_of(3, organisation)
    group = a_group(organisation, persons=6, euro=0)
    run = a_run_of(organisation)
    assert len(open_pairs()) == 1
    assert run.unserved[0]["code"] == "all_taken"
    assert run.unserved[0]["helpers"] == [str(group.uuid)]
    SponsorGroup.objects.filter(helper=group).update(persons_housed=7)
    a_run_of(organisation)
    assert open_pairs() == {(first.pk, group.pk), (second.pk, group.pk)}


@pytest.mark.parametrize(
    ("persons", "euro", "code"), [(2, 10_000, "too_many_persons"), (3, 4_999, "not_enough_money"), (3, 5_000, None)]
)
def test_a_run_says_what_a_family_lacks(persons, euro, code):
    organisation = an_asking_organisation()
    a_family_of(3, organisation)
    a_group(organisation, persons=persons, euro=euro)
    assert [one["code"] for one in a_run_of(organisation).unserved] == ([code] if code else [])


def test_a_run_for_groups_keeps_a_proof_that_says_proven():
    organisation = an_asking_organisation()
    a_family_of(3, organisation)
    a_group(organisation)
    run = a_run_of(organisation)
    assert (run.state, run.counts["served"], run.counts["proposed"]) == ("done", 1, 1)
    assert run.certificate["proven"] is True
    assert run.certificate["gap"] == 0
    assert Proposal.objects.get().reasons[0]["criterion"] == "language"


def test_a_run_for_volunteers_asks_nothing_of_persons_or_money():
    organisation = an_asking_organisation()
    a_family_of(9, organisation)
    a_volunteer(organisation)
    run = request_run(organisation=organisation, trigger=RunTrigger.COMMAND, now=NOON)
    done = execute_run(run.pk, clock=lambda: NOON)
    assert done is not None
    assert done.counts["proposed"] == 1


@pytest.mark.parametrize(("persons", "euro"), [(6, 12_000), (9, 8_999)])
def test_persons_and_money_are_counted_again_when_a_plan_is_written(persons, euro):
    """Between reading and writing another run, or an answer, may have taken them."""
    organisation = an_asking_organisation()
    group = a_group(organisation, persons=persons, euro=euro, capacity=3)
    first, second = a_family_of(4, organisation), a_family_of(3, organisation)
    pairs = [Pair(family.pk, group.pk, 0.5, "[]") for family in (first, second)]
    written = write_plan(a_run(organisation), pairs, now=NOON)
    assert (written.proposed, written.overtaken) == (1, 1)
    assert open_pairs() == {(first.pk, group.pk)}


def test_what_a_kept_proposal_holds_counts_when_a_plan_is_written():
    organisation = an_organisation()
    group = a_group(organisation, persons=6, capacity=3)
    kept, new = a_family_of(4, organisation), a_family_of(3, organisation)
    a_proposal(kept, group)
    pairs = [Pair(family.pk, group.pk, 0.5, "[]") for family in (kept, new)]
    written = write_plan(a_run(organisation), pairs, now=NOON)
    assert (written.kept, written.proposed, written.overtaken) == (1, 0, 1)


def test_nothing_new_is_written_without_asking_for_room():
    organisation = an_organisation()
    assert write_plan(a_run(organisation), [], now=NOON).proposed == 0
    assert Run.objects.count() == 1


def test_reading_groups_takes_a_fixed_number_of_queries(django_assert_max_num_queries):
    organisation = an_asking_organisation()
    for _ in range(3):
        a_match(a_family_of(2, organisation), a_group(organisation))
        a_family_of(2, organisation)
    with django_assert_max_num_queries(13):
        read = snapshot.read(organisation, GROUP, now=NOON)
    assert isinstance(read.families.key, np.ndarray)
    assert read.families.key.size == 3
