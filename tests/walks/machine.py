"""What every walk has: a transaction that is undone, a clock that an hour moves, refusals that are none of its business."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from backend.errors import DomainError
from backend.people.time_zones import local_date
from tests.factories.clock import NOON

MOMENT = timedelta(seconds=1)  # so that no walk that began at noon crosses midnight by acting
Ways = dict[Any, tuple[Callable[..., Any], dict[str, Any]]]  # what a rule may do: the act, and what goes with it


class Steps(RuleBasedStateMachine):
    """Steps over the real use cases, each a moment later; days pass only by steps that say so."""

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        # Use cases are durable: they bear only a transaction of the tests around them.
        setattr(self.undo, "_from_testcase", True)  # noqa: B010  # a private mark of Django, which its types do not have
        self.undo.__enter__()
        self.now = NOON

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @property
    def today(self):
        return local_date("Europe/Brussels", self.now)

    def did(self, act, **about):
        """Return what `act` gave, or None if it was refused; a moment passes."""
        self.now += MOMENT
        try:
            return act(now=self.now, **about)
        except DomainError:
            return None

    def latest(self, model, back):
        rows = list(model.objects.order_by("-pk")[: back + 1])
        return rows[-1] if rows else None


def moves_not_in(table, rows):
    """Return what is wrong with the events of `rows`: a version without its one event, or a step that `table` lacks."""
    wrong: list[Any] = []
    for row in rows.prefetch_related("events"):
        told = sorted((event.version, event.move, event.state) for event in row.events.all())
        if [version for version, _, _ in told] != list(range(1, row.version + 1)) or told[-1][2] != row.state:
            wrong.append((row.pk, row.version, row.state, told))
        wrong += [(row.pk, one, next_) for one, next_ in pairwise(told) if table.get((one[2], next_[1])) != next_[2]]
    return wrong


def walk(steps, *, examples, count):
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        steps,
        settings=settings(
            max_examples=examples,
            stateful_step_count=count,
            deadline=None,
            suppress_health_check=checks,
            database=None,
            phases=[Phase.generate],  # shrinking takes minutes: the steps that are told lead there, too
        ),
    )
