"""Rows of a query as arrays, by binary COPY: as many bytes for each row, so that numpy reads them where they are."""

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import numpy as np
from django.db import connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateTimeField,
    Field,
    FloatField,
    QuerySet,
    SmallIntegerField,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from matching.engine.arrays import AnyArray

Column: TypeAlias = tuple[str | Combinable, type[np.generic]]

# PostgreSQL, "COPY", binary format: signature, flags, length of the extension; at the end -1 instead of a field count.
HEAD: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TAIL: Final = b"\xff\xff"
EPOCH: Final = np.datetime64("2000-01-01", "us")  # instants are counted from here, in microseconds
# What a column is cast to on its way, and how that looks on the wire. There is no integer of one byte.
WIRE: Final["Mapping[type[np.generic], tuple[Field[Any, Any], str]]"] = {
    np.int64: (BigIntegerField(), ">i8"),
    np.int16: (SmallIntegerField(), ">i2"),
    np.int8: (SmallIntegerField(), ">i2"),
    np.float64: (FloatField(), ">f8"),
    np.bool_: (BooleanField(), "?"),
    np.datetime64: (DateTimeField(), ">i8"),
}


def copied(rows: QuerySet[Any], **columns: Column) -> dict[str, AnyArray]:
    """Return one array per column, in the order of `rows`. One query.

    Each column is a field or an expression that is never NULL, and the type of its array; instants are UTC, datetime64.
    Raises ValueError if what comes is not as wide as that: a NULL, or not this format.
    """
    asked = [Cast(expression, WIRE[kind][0]) for expression, kind in columns.values()]
    taken = _table(_received(rows.values_list(*asked)), {name: WIRE[kind][1] for name, (_, kind) in columns.items()})
    return {name: _array(taken[name], kind) for name, (_, kind) in columns.items()}


def _received(rows: QuerySet[Any]) -> bytearray:
    statement, given = rows.query.sql_with_params()
    received = bytearray()
    with connection.wrap_database_errors, connection.cursor() as cursor:
        whole = cursor.mogrify(f"COPY ({statement}) TO STDOUT (FORMAT BINARY)", given)
        with cursor.copy(whole) as copy:
            for block in copy:
                received += block
    return received


def _table(received: bytearray, wires: Mapping[str, str]) -> AnyArray:
    """Return the rows as a structured array: before each row the number of its fields, before each field its width."""
    widths = [(f"{name} width", ">i4") for name in wires]
    fields = [pair for width, column in zip(widths, wires.items(), strict=True) for pair in (width, column)]
    row = np.dtype([("fields", ">i2"), *fields])
    rows, rest = divmod(len(received) - len(HEAD) - len(TAIL), row.itemsize)
    if rest or not received.startswith(HEAD) or not received.endswith(TAIL):
        raise ValueError(f"{len(received)} bytes are not a binary COPY of {row.itemsize} bytes a row")
    table = np.frombuffer(received, row, rows, len(HEAD))
    told = {"fields": len(wires)} | {f"{name} width": row[name].itemsize for name in wires}
    for name, wanted in told.items():
        if (table[name] != wanted).any():
            raise ValueError(f"{name} is {table[name][table[name] != wanted][0]} in some row, not {wanted}")
    return table


def _array(column: AnyArray, kind: type[np.generic]) -> AnyArray:
    if kind is np.datetime64:
        return EPOCH + column.astype("m8[us]")
    return column.astype(kind)
