"""A family's own copy of the plan, and what is done of it."""

from datetime import date, timedelta

import pytest

from backend.errors import Conflict, NotFound
from backend.journey.models import Step
from backend.journey.plan import MILESTONES, milestones_for
from backend.journey.selectors import next_steps_of_families
from backend.journey.services.steps import mark_done, mark_open, plan_missing_steps
from matching.access import helped_families
from tests.factories.clock import NOON
from tests.factories.journey import a_step
from tests.factories.matching import a_match
from tests.factories.people import a_coordinator, a_family, a_member, a_person, contact_of, lead_of

pytestmark = pytest.mark.django_db
ARRIVAL = date(2026, 3, 2)


def test_a_family_gets_every_milestone_relative_to_its_arrival():
    family = a_family(arrives_on=ARRIVAL)
    a_member(family, birth_year=2017)
    assert plan_missing_steps() == 1
    due = dict(Step.objects.filter(family=family).values_list("milestone", "due_on"))
    assert due == {code: ARRIVAL + timedelta(days=m.days_after_arrival) for code, m in MILESTONES.items()}


@pytest.mark.parametrize(("birth_year", "is_pupil"), [(2024, True), (2025, False), (2008, True), (2007, False)])
def test_school_is_for_families_with_somebody_from_2_to_18(birth_year, is_pupil):
    codes = {milestone.code for milestone in milestones_for(birth_years=[1990, birth_year], arrives_on=ARRIVAL)}
    assert ("school" in codes) == is_pupil


def test_planning_twice_changes_nothing():
    a_family(arrives_on=ARRIVAL)
    plan_missing_steps()
    before = list(Step.objects.order_by("pk").values())
    assert plan_missing_steps() == 0
    assert list(Step.objects.order_by("pk").values()) == before


def test_a_family_without_a_day_of_arrival_waits_for_its_plan():
    a_family(arrives_on=None)
    assert plan_missing_steps() == 0


def test_planning_takes_the_same_queries_for_any_number_of_families(django_assert_num_queries):
    for _ in range(5):
        a_family(arrives_on=ARRIVAL)
    with django_assert_num_queries(5):  # savepoint, families, members, insert, release
        plan_missing_steps()


def test_the_next_three_are_the_soonest_undone_and_overdue_ones_lead():
    family = a_family(arrives_on=ARRIVAL)
    plan_missing_steps()
    first = Step.objects.get(family=family, milestone="arrival_welcome")
    mark_done(actor=contact_of(family), step_uuid=first.uuid, now=NOON)
    assert [step.milestone for step in next_steps_of_families([family.pk])[family.pk]] == [
        "first_words",
        "id_card",
        "doctor",
    ]


def test_next_steps_of_many_families_are_one_query(django_assert_num_queries):
    families = [a_family(arrives_on=ARRIVAL) for _ in range(3)]
    plan_missing_steps()
    with django_assert_num_queries(1):
        found = next_steps_of_families([family.pk for family in families])
    assert {family_id: len(steps) for family_id, steps in found.items()} == {family.pk: 3 for family in families}


def test_a_helper_marks_a_step_of_their_family_done():
    match = a_match()
    helper = lead_of(match.helper)
    step = a_step(match.family)
    done = mark_done(actor=helper, step_uuid=step.uuid, helped_families=helped_families(helper), now=NOON)
    assert (done.done_at, done.done_by) == (NOON, helper)


def test_done_twice_is_refused_and_done_can_be_taken_back():
    family = a_family()
    step, contact = a_step(family), contact_of(family)
    mark_done(actor=contact, step_uuid=step.uuid, now=NOON)
    with pytest.raises(Conflict):
        mark_done(actor=contact, step_uuid=step.uuid, now=NOON)
    assert mark_open(actor=contact, step_uuid=step.uuid).done_at is None
    with pytest.raises(Conflict):
        mark_open(actor=contact, step_uuid=step.uuid)


def test_strangers_do_not_learn_that_a_step_exists():
    step = a_step()
    others = [a_person(), a_coordinator(), contact_of(a_family()), lead_of(a_match().helper)]
    for stranger in others:
        with pytest.raises(NotFound):
            mark_done(actor=stranger, step_uuid=step.uuid, helped_families=helped_families(stranger), now=NOON)
