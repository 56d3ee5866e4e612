"""A run leaves its pairs and prices for the next plan of its scope to begin with."""

import random
from functools import partial
from importlib import import_module

import pytest

from matching import while_you_wait
from matching.engine import plan
from matching.engine.compiled.kernel import let_in
from matching.engine.compiled.solver import shortest_paths
from matching.engine.explain import choices
from matching.explanations import second_choice_for, what_would_help, why_not_helper
from matching.models import RunPlan
from matching.models.run import RunTrigger
from matching.services import runs
from tests.factories.clock import NOON
from tests.factories.matching import a_proposal
from tests.factories.people import a_coordinator, a_family, a_volunteer, an_organisation
from tests.factories.places import a_municipality

pytestmark = pytest.mark.django_db
optimum = import_module("matching.engine.optimum")


@pytest.fixture(autouse=True)
def _prices_down_to_the_tie(monkeypatch):
    monkeypatch.setattr(optimum, "compiled", lambda: partial(shortest_paths, let_in))


def a_run(organisation, **over):
    queued = runs.request_run(organisation=organisation, trigger=RunTrigger.COMMAND, now=NOON, **over)
    return runs.execute_run(queued.pk, clock=lambda: NOON)


def test_a_run_begins_with_what_the_last_one_of_its_scope_left():
    organisation, town = an_organisation(), a_municipality()
    for _ in range(3):
        a_family(organisation, municipality=town)
        a_volunteer(organisation, municipality=town)
    first, second = a_run(organisation), a_run(organisation)
    assert (first.counts["begun_with"], second.counts["begun_with"]) == (0, 3)
    assert (first.plan.read()["helper"] == second.plan.read()["helper"]).all()
    assert a_run(an_organisation()).counts["begun_with"] == 0, "another scope"


def test_what_tried_weights_led_to_is_no_beginning():
    family = a_family()
    a_volunteer(family.organisation)
    a_run(family.organisation, is_dry=True, tried_weights={"distance": 1})
    assert a_run(family.organisation).counts["begun_with"] == 0


@pytest.mark.parametrize("seed", range(3))
def test_an_explanation_begins_with_what_the_last_run_left_and_is_the_same(seed, monkeypatch):
    coordinator = a_coordinator()
    organisation = coordinator.memberships.get().organisation
    town, dice = a_municipality(), random.Random(seed)
    families = [a_family(organisation, municipality=town, languages={"en": dice.randint(3, 6)}) for _ in range(5)]
    helpers = [a_volunteer(organisation, municipality=town, languages={"en": dice.randint(3, 6)}) for _ in range(4)]
    proposal = a_proposal(families[0], helpers[0])
    assert a_run(organisation)
    made = []

    def recorded(families, helpers, rules, kept):
        made.append(plan(families, helpers, rules, kept=kept))
        return made[-1]

    for planning in (while_you_wait, choices):
        monkeypatch.setattr(planning, "plan", recorded)

    def answers():
        told = [why_not_helper(coordinator, f.uuid, h.uuid, now=NOON) for f in families for h in helpers]
        help_told = [what_would_help(coordinator, family.uuid, now=NOON) for family in families]
        return repr((told, help_told, second_choice_for(coordinator, proposal.uuid, now=NOON)))

    begun = answers()
    assert {one.begun_with > 0 for one in made} == {True}
    RunPlan.objects.all().delete()
    monkeypatch.setattr(choices, "plan", lambda families, helpers, rules, kept: plan(families, helpers, rules))
    assert answers() == begun


def test_prices_are_kept_as_they_were():
    organisation, town = an_organisation(), a_municipality()
    for level in (4, 5, 6):
        a_family(organisation, municipality=town, languages={"en": level})
    a_volunteer(organisation, municipality=town)
    left = a_run(organisation).plan.kept()
    assert (left.family.size, left.helper.tolist(), left.dear.tolist()) == (1, left.dear.tolist(), left.helper.tolist())
    assert left.price[0] > 0
    assert left.step > 10_000


def test_where_no_solver_told_prices_nothing_is_kept_to_begin_with(monkeypatch):
    monkeypatch.setattr(optimum, "compiled", lambda: None)
    family = a_family()
    a_volunteer(family.organisation)
    assert a_run(family.organisation).plan.kept() is None
    assert a_run(family.organisation).counts["begun_with"] == 0
