"""The question as a linear model with whole-number columns, as HiGHS takes it."""

from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np

from matching.engine.arrays import AnyArray, Bools, Ints
from matching.engine.groups.loads import Loads
from matching.engine.groups.question import Question


def linear_model(
    asked: Question, aims: list[Ints], reached: list[int], listed: Loads | None, unused: Bools | None = None
) -> Any:
    """Return the model of the best plan in the last of `aims` that reaches `reached` in the others.

    Columns: one per pair; then, if the loads are `listed`, one per load. Rows: one per family, in their order; one per
    other aim; then the room of the groups. Pairs that are known to be `unused` are left out, and so is a class that
    nobody is reached of.
    """
    pairs, rows = asked.family.size, _Rows()
    rows.add(asked.family, np.arange(pairs), np.ones(pairs))
    rows.close(asked.rank.size, -np.inf, 1)
    for aim, value in zip(aims[:-1], reached, strict=True):
        some = np.flatnonzero(aim)
        rows.add(np.zeros_like(some), some, aim[some])
        rows.close(1, value, np.inf)
    columns = _rows_of_room(rows, asked) if listed is None else _rows_of_loads(rows, asked, listed)
    model = rows.model(columns)
    out = np.zeros(columns, dtype=np.bool_)
    if unused is not None:
        out[:pairs] = unused
    for aim, value in zip(aims[:-1], reached, strict=True):
        out[:pairs] |= (aim > 0) & (value == 0)
    model.col_cost_ = np.concatenate([aims[-1], np.zeros(columns - pairs)])
    model.col_lower_, model.col_upper_ = np.zeros(columns), np.where(out, 0.0, 1.0)
    return model


@dataclass
class _Rows:
    """Rows of a model in the making: Σ coefficient · column between low and high."""

    row: list[Ints] = field(default_factory=list)
    column: list[Ints] = field(default_factory=list)
    coefficient: list[AnyArray] = field(default_factory=list)
    low: list[AnyArray] = field(default_factory=list)
    high: list[AnyArray] = field(default_factory=list)
    number: int = 0

    def add(self, row: Ints, column: Ints, coefficient: AnyArray) -> None:
        """Add entries to the block of rows that `close` ends; rows are counted from its first."""
        self.row.append(row + self.number)
        self.column.append(column)
        self.coefficient.append(np.broadcast_to(coefficient, row.shape))

    def close(self, rows: int, low: AnyArray | float, high: AnyArray | float) -> None:
        """End a block of so many rows."""
        self.low.append(np.broadcast_to(np.asarray(low, dtype=np.float64), rows))
        self.high.append(np.broadcast_to(np.asarray(high, dtype=np.float64), rows))
        self.number += rows

    def model(self, columns: int) -> Any:
        """Return the model of these rows, to be maximised; costs and bounds of columns are still to be set."""
        row, column, coefficient = (np.concatenate(part) for part in (self.row, self.column, self.coefficient))
        order = np.lexsort((column, row))
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = columns, self.number
        model.sense_ = highspy.ObjSense.kMaximize
        model.row_lower_, model.row_upper_ = np.concatenate(self.low), np.concatenate(self.high)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.searchsorted(row[order], np.arange(self.number + 1))
        model.a_matrix_.index_, model.a_matrix_.value_ = column[order], coefficient[order].astype(np.float64)
        return model


def _rows_of_room(rows: _Rows, asked: Question) -> int:
    every = np.arange(asked.family.size)
    for kind in range(asked.room.shape[1]):
        rows.add(asked.group, every, asked.need[asked.family, kind])
        rows.close(len(asked.room), -np.inf, asked.room[:, kind])
    return asked.family.size


def _rows_of_loads(rows: _Rows, asked: Question, listed: Loads) -> int:
    """A column more for each greatest load: a group takes one of them, and of each shape no more than it says.

    That is much tighter than one row per kind of room: most questions are then solved without branching.
    """
    pairs, loads = asked.family.size, np.arange(listed.group.size)
    shapes = listed.counts.shape[1]
    rows.add(listed.group, pairs + loads, np.ones(loads.size))
    rows.close(len(asked.room), -np.inf, 1)
    cell = asked.group * shapes + listed.shape[asked.family]
    load, shape = np.nonzero(listed.counts)
    of_load = listed.group[load] * shapes + shape
    rows.add(cell, np.arange(pairs), np.ones(pairs))
    rows.add(of_load, pairs + load, -listed.counts[load, shape])
    rows.close(len(asked.room) * shapes, -np.inf, 0)
    several = np.zeros(len(asked.room) * shapes, dtype=np.int64)
    np.maximum.at(several, of_load, listed.counts[load, shape])
    _rows_of_each(rows, np.flatnonzero(several[cell] > 1), cell, pairs + load, of_load)
    return pairs + loads.size


def _rows_of_each(rows: _Rows, single: Ints, cell: Ints, column: Ints, of_load: Ints) -> None:
    """No family in a group whose load has none of its shape; says more than the sums where a load has several."""
    order = np.argsort(of_load, kind="stable")
    first, last = (np.searchsorted(of_load[order], cell[single], side=side) for side in ("left", "right"))
    count = last - first
    which = np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())
    every = np.arange(single.size)
    rows.add(every, single, np.ones(single.size))
    rows.add(np.repeat(every, count), column[order][which], -np.ones(which.size))
    rows.close(single.size, -np.inf, 0)
