"""Rows that go over to another organisation, with all that hangs on them. Which hang on which, the constraints say."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model

from backend.people.models import Organisation
from backend.people.same_organisation import SameOrganisation


@cache
def children_of(model: type[Model]) -> tuple[tuple[type[Model], str], ...]:
    """Return each model whose rows must be in the organisation of a row of `model`, and the field that points there."""
    return tuple(
        (child, constraint.field)
        for child in apps.get_models()
        for constraint in child._meta.constraints
        if isinstance(constraint, SameOrganisation)
        and constraint.own == "organisation_id"
        and _parent(child, constraint.field) is model
    )


def defer_constraints() -> None:
    """Let the database ask its deferrable constraints at the end of the transaction: parents may go before children."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def bring_along(rows: Mapping[type[Model], Iterable[Any]], to: Organisation) -> None:
    """Give every row that hangs on one of these (keys by model), which have gone over, to the organisation `to`.

    Part of a use case: call it inside its transaction, with constraints deferred. Parents go before their children are
    looked for: whoever adds one at the same time was there before, or waits and is refused by the database.
    One query for each way from a row to its children and one for each model found: for a family about thirty,
    however much it has.
    """
    moved: dict[type[Model], set[Any]] = {model: set(keys) for model, keys in rows.items()}
    fresh = _children(moved, moved)
    while fresh:
        for model, keys in fresh.items():
            model._default_manager.filter(pk__in=keys).update(organisation=to)
            moved.setdefault(model, set()).update(keys)
        fresh = _children(fresh, moved)


def _children(
    parents: Mapping[type[Model], set[Any]], moved: Mapping[type[Model], set[Any]]
) -> dict[type[Model], set[Any]]:
    """Return the rows that hang on `parents` and have not moved yet."""
    found: dict[type[Model], set[Any]] = {}
    for model, keys in parents.items():
        for child, field in children_of(model):
            hanging = child._default_manager.filter(**{f"{field}__in": keys}).values_list("pk", flat=True)
            if new := set(hanging) - moved.get(child, set()):
                found.setdefault(child, set()).update(new)
    return found


def _parent(child: type[Model], field: str) -> type[Model] | str:
    pointer = child._meta.get_field(field)
    assert isinstance(pointer, ForeignKey)
    return pointer.related_model
