"""Moving a row from state to state: only from the state that was read, and with exactly one event row per version."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Model

from backend.errors import Conflict
from backend.lifecycle import IllegalMove, advance


@dataclass(frozen=True)
class Machine:
    """A model with `state` and `version`, its table, and the model that keeps one row for each version.

    `code` and `sentence` are those of the Conflict for a move that the table does not have.
    """

    model: type[Model]
    event: type[Model]
    states: type[StrEnum]
    table: Mapping[tuple[Any, Any], Any]
    code: str
    sentence: str

    def move(
        self,
        row: Any,
        move: StrEnum,
        *,
        actor: Model | None,
        now: datetime,
        told: Mapping[str, object] | None = None,
        **columns: object,
    ) -> None:
        """Make `move` and record it with `told`; `columns` are set with it. `row` is up to date afterwards.

        Call it inside the use case's transaction. Two statements. Raises Conflict: `code`, with the state as a fact,
        or moved_on when somebody else was faster.
        """
        before, name = row.state, self.model._meta.model_name or ""
        try:
            state = advance(self.table, self.states(before), move, what=name)
        except IllegalMove:
            raise Conflict(self.sentence, code=self.code, facts={"state": str(before)}) from None
        version = row.version + 1
        changes = {"state": state, "version": version, **columns}
        rows = self.model._default_manager.filter(pk=row.pk, state=before, version=row.version)
        if not rows.update(**changes):
            raise Conflict("somebody else was a moment faster", code="moved_on")
        self.record(row, move, state=state, version=version, actor=actor, now=now, told=told)
        for column, value in changes.items():
            setattr(row, column, value)

    def record(
        self,
        row: Any,
        move: StrEnum,
        *,
        state: StrEnum,
        version: int,
        actor: Model | None,
        now: datetime,
        told: Mapping[str, object] | None = None,
    ) -> None:
        """Write the event of one version; also of the first, by whoever makes the row."""
        self.event._default_manager.create(
            **{self.model._meta.model_name or "": row},
            version=version,
            move=move,
            state=state,
            actor=actor,
            at=now,
            **(told or {}),
        )
