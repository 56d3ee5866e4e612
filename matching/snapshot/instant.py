"""All of a run is read as it was at one instant, whatever others write meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def at_one_instant(*, writes: bool = False) -> Iterator[None]:
    """A transaction in which every statement sees the same rows. Inside another one its snapshot is taken already."""
    with transaction.atomic():
        if len(connection.atomic_blocks) == 1:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ {'READ WRITE' if writes else 'READ ONLY'}"
                )
        yield
