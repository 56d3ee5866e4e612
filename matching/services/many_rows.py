"""Many rows at once: brought in by COPY, places moved by one UPDATE. No rules here."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import connection
from django.db.models import Model

_FRESH_IDS: Final = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
_ADD_PLACES: Final = """
    UPDATE people_helper SET places_taken = places_taken + given.places
    FROM unnest(%s::bigint[], %s::smallint[]) AS given (helper, places) WHERE people_helper.id = given.helper
"""


def fresh_ids(model: type[Model], number: int) -> list[int]:
    """Return so many ids for new rows of `model`, ascending; nobody else gets them."""
    with connection.cursor() as cursor:
        cursor.execute(_FRESH_IDS, [model._meta.db_table, number])
        return sorted(row[0] for row in cursor.fetchall())


def copy_in(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert the rows, values by column; columns left out get the database's default. Raises as an INSERT does."""
    quoted = ", ".join(f'"{column}"' for column in columns)
    statement = f'COPY "{model._meta.db_table}" ({quoted}) FROM STDIN'
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def add_places(by_helper: Mapping[int, int]) -> None:
    """Take (or, below zero, give back) so many places of each helper; the caller has locked them by id."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD_PLACES, [list(by_helper), list(by_helper.values())])
