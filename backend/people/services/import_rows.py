"""What the imports of families and of volunteers share. Part of an import: call it inside its transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Model

from backend.people.imports.report import Problem
from backend.people.services.account_import import BATCH
from backend.places.gazetteer import Gazetteer

# The statement holds a CASE with a branch for each row, walked for each row: its cost is the square of this.
UPDATE_BATCH: Final = 200


@dataclass
class Spoken:
    """The languages of one row, as stored and as the file tells them; None = the file does not tell."""

    owner: Model
    stored: Mapping[str, int]
    wanted: Mapping[str, int] | None

    @property
    def is_changed(self) -> bool:
        """Return whether the file tells something else than what is stored."""
        return self.wanted is not None and self.wanted != self.stored


def apply(row: Model, values: Mapping[str, Any]) -> set[str]:
    """Set what differs of `values` on `row`, and return the names of what did."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return set(differing)


def update_rows(model: type[Model], changes: Iterable[tuple[Any, set[str]]]) -> None:
    """Write the rows that changed, with the names of what did: a statement for each `UPDATE_BATCH` of them."""
    changed = [(row, names) for row, names in changes if names]
    if changed:
        names = set().union(*(names for _, names in changed))
        model._default_manager.bulk_update([row for row, _ in changed], sorted(names), batch_size=UPDATE_BATCH)


def place(values: dict[str, Any], line: int, gazetteer: Gazetteer, problems: list[Problem]) -> None:
    """Put `municipality_id` in the place of what the file says about the municipality."""
    if "municipality" not in values:
        return
    words = values.pop("municipality")
    if words is None:
        values["municipality_id"] = None
        return
    found = gazetteer.find(words)
    if len(found) == 1:
        values["municipality_id"] = next(iter(found))
    elif found:
        problems.append(Problem(line, "municipality", "several_municipalities"))
    else:
        nearest = gazetteer.nearest(words)
        problems.append(Problem(line, "municipality", "unknown_municipality", {"nearest": nearest}))


def save_languages(model: type[Model], owner: str, spoken: Iterable[Spoken]) -> None:
    """Make the stored languages of each owner those that the file tells."""
    changed = [one for one in spoken if one.is_changed]
    rows = [
        model(**{owner: one.owner, "language": language, "level": level})
        for one in changed
        for language, level in (one.wanted or {}).items()
    ]
    stored = [one.owner.pk for one in changed if one.stored]
    model._default_manager.filter(**{f"{owner}__in": stored}).delete()
    model._default_manager.bulk_create(rows, batch_size=BATCH)
