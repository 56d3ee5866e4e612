"""Two runs beside each other: who gains, who loses, what changes; among the families that were in both."""

from datetime import timedelta

import pytest

from backend.errors import Invalid, NotFound
from backend.people.lifecycle import HelperState
from backend.people.models import Family, Helper
from backend.people.vocabulary import ProtectionClass
from matching.comparisons import compare
from matching.models import Run, RunPlan
from matching.models.run import RunTrigger
from matching.selectors import run_to_compare
from matching.services import runs
from tests.factories.clock import NOON
from tests.factories.people import a_coordinator, a_family, a_volunteer, an_organisation
from tests.factories.places import a_municipality

pytestmark = pytest.mark.django_db


def a_run(organisation, **over):
    given = {"organisation": organisation, "trigger": RunTrigger.COMMAND, "is_dry": True, "now": NOON} | over
    return runs.execute_run(runs.request_run(**given).pk, clock=lambda: NOON)


def test_nothing_changes_where_nothing_happened():
    organisation = an_organisation()
    for _ in range(3):
        a_family(organisation)
        a_volunteer(organisation)
    found = compare(a_run(organisation), a_run(organisation))
    assert (found.gained, found.lost, found.changed, found.churn) == ((), (), (), 0.0)
    assert (found.joined, found.gone) == (0, 0)
    assert found.before.served == found.after.served == 3
    assert found.before.total_fit == found.after.total_fit > 0


def test_who_gains_who_loses_and_who_gets_another():
    organisation = an_organisation()
    town = a_municipality()
    first = a_family(organisation, waiting_since=NOON - timedelta(days=400), municipality=town)
    second = a_family(organisation, municipality=town)
    far = a_volunteer(organisation, languages={"en": 3}, municipality=town)
    near = a_volunteer(organisation, languages={"en": 6}, municipality=town)
    before = a_run(organisation)
    Helper.objects.filter(pk=near.pk).update(state=HelperState.LEFT)
    after = a_run(organisation)
    held = {key: before.plan.read()["helper"][i] for i, key in enumerate(before.plan.read()["family"])}
    found = compare(before, after)
    assert found.after.waiting == 1
    assert [(c.family, c.after) for c in found.lost] == [(second.uuid, None)]
    moved = [(first.uuid, near.uuid, far.uuid)] if held[first.pk] == near.pk else []
    assert [(c.family, c.before, c.after) for c in found.changed] == moved
    assert found.churn == (1 + len(moved)) / 2
    back = compare(after, before)
    assert [(c.family, c.before) for c in back.gained] == [(second.uuid, None)]
    assert back.churn == len(moved)


def test_who_came_and_who_went_are_counted_and_not_compared():
    organisation = an_organisation()
    stays, goes = a_family(organisation), a_family(organisation)
    for _ in range(2):
        a_volunteer(organisation)
    before = a_run(organisation)
    Family.objects.filter(pk=goes.pk).update(is_on_hold=True)
    for _ in range(3):
        a_family(organisation)
    found = compare(before, a_run(organisation))
    assert (found.joined, found.gone) == (3, 1)
    assert {c.family for c in (*found.gained, *found.lost, *found.changed)} <= {stays.uuid}


def test_classes_are_told_apart():
    organisation = an_organisation()
    a_family(organisation, protection_class=ProtectionClass.LEGAL_PHYSICAL)
    a_family(organisation, protection_class=ProtectionClass.NO_ALTERNATIVE)
    a_volunteer(organisation)
    run = a_run(organisation)
    told = {one.rank: (one.families, one.served) for one in compare(run, run).classes}
    assert told == {0: ((1, 1), (1, 1)), 2: ((1, 1), (0, 0))}


def test_a_dry_run_tries_other_weights_and_says_what_would_change():
    organisation = an_organisation(weights={"language": 1, "distance": 0})
    here, away = a_municipality(), a_municipality(latitude=51.15)
    family = a_family(organisation, municipality=here)
    speaks = a_volunteer(organisation, municipality=away, languages={"en": 6})
    near = a_volunteer(organisation, municipality=here, languages={"en": 3})
    before = a_run(organisation, is_dry=False)
    tried = a_run(organisation, tried_weights={"language": 0, "distance": 1})
    [change] = compare(before, tried).changed
    assert (change.family, change.before, change.after) == (family.uuid, speaks.uuid, near.uuid)
    assert tried.parameters["weights"]["language"] == 0
    organisation.refresh_from_db()
    assert organisation.weights == {"language": 1, "distance": 0}


@pytest.mark.parametrize(
    ("weights", "is_dry"), [({"charm": 1}, True), ({"language": -1}, True), ({"language": 1}, False)]
)
def test_weights_that_cannot_be_tried_are_refused(weights, is_dry):
    with pytest.raises(Invalid) as refusal:
        a_run(an_organisation(), tried_weights=weights, is_dry=is_dry)
    assert refusal.value.code == "weights_invalid"
    assert not Run.objects.exists()


def test_a_run_is_compared_with_the_last_one_before_it_that_proposed():
    organisation = an_organisation()
    staff = a_coordinator(organisation)
    first, second = a_run(organisation, is_dry=False), a_run(organisation, is_dry=False)
    dry, last = a_run(organisation), a_run(organisation)
    assert run_to_compare(staff, last, None) == second
    assert run_to_compare(staff, last, dry.uuid) == dry
    with pytest.raises(NotFound):
        run_to_compare(staff, first, None)
    with pytest.raises(NotFound):
        run_to_compare(staff, last, a_run(an_organisation()).uuid)
    RunPlan.objects.filter(run=last).delete()
    with pytest.raises(NotFound):
        compare(first, last)


def test_comparing_takes_the_same_queries_for_any_number_of_families(django_assert_max_num_queries):
    organisation = an_organisation()
    for _ in range(6):
        a_family(organisation)
    before = a_run(organisation)
    for _ in range(6):
        a_volunteer(organisation)
    after = a_run(organisation)
    with django_assert_max_num_queries(4):
        assert compare(before, after).gained_count == 6
