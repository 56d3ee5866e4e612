"""Stored columns that turn codes into numbers, so that a run reads a million rows without making an object of each.

The database keeps them: they follow from the codes beside them and cannot disagree with them.
"""

from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, F, Func, GeneratedField, SmallIntegerField
from django.db.models.sql.compiler import SQLCompiler

from backend.people.vocabulary import DISCREET_NEEDS, LANGUAGES

Sql = tuple[str, tuple[Any, ...]]


class CodeMask(Func):
    """The mask of a column with an array of codes: bit i stands for the i-th of `codes`.

    What is not among them has no bit, and neither has the empty code, which only keeps a place.
    """

    def __init__(self, field: str, codes: Iterable[str]) -> None:
        super().__init__(F(field), output_field=BigIntegerField())
        self.bit_of = {code: bit for bit, code in enumerate(codes) if code}

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Sql:  # type: ignore[override]  # none of its templates is used
        """Return immutable SQL. The codes are ours, plain words, so they stand in it as they are."""
        array, given = compiler.compile(self.get_source_expressions()[0])
        bits = [f"(('{code}' = ANY({array}))::int::bigint << {bit})" for code, bit in self.bit_of.items()]
        return f"({' | '.join(bits)})", tuple(given) * len(bits)


class CodePlace(Func):
    """The place of a column's code among `codes`, 0, 1, …; NULL for one that is not among them."""

    def __init__(self, field: str, codes: Iterable[str]) -> None:
        super().__init__(F(field), output_field=SmallIntegerField())
        self.codes = list(codes)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Sql:  # type: ignore[override]  # as above
        """Return immutable SQL."""
        code, given = compiler.compile(self.get_source_expressions()[0])
        codes = ",".join(self.codes)
        return f"(array_position('{{{codes}}}'::text[], {code}::text) - 1)::smallint", tuple(given)


def mask_of(field: str, vocabulary: Iterable[str]) -> GeneratedField:
    """Return a stored column with the mask of the codes in `field`; needs that tell a story have no bit."""
    told = ["" if code in DISCREET_NEEDS else code for code in vocabulary]
    return GeneratedField(expression=CodeMask(field, told), output_field=BigIntegerField(), db_persist=True)


def place_of_language() -> GeneratedField:
    """Return a stored column with the place of `language` in LANGUAGES; NULL for one that is not there."""
    place = CodePlace("language", list(LANGUAGES))
    return GeneratedField(expression=place, output_field=SmallIntegerField(), db_persist=True)
