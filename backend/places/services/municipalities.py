"""Loading the municipalities of a country."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from backend.places.models import Municipality
from backend.places.municipality_file import Problem, read

BELGIUM: Final = Path(__file__).resolve().parent.parent / "data" / "municipalities_be.csv"
BATCH: Final = 2000
_FIELDS: Final = (
    "names",
    "province",
    "region",
    "latitude",
    "longitude",
    "population",
    "postal_codes",
    "coordinate_source",
    "local_language",
)


@dataclass
class Loaded:
    """What loading did; with any problem, nothing."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)


def load_municipalities(*, country: str, lines: Iterable[str]) -> Loaded:
    """Write the municipalities that the CSV `lines` hold, and return what changed. Columns: `data/README.md`.

    All or nothing, and safe to repeat: a municipality is known by its country and code. One that the file
    does not name stays. Holds `BATCH` rows in memory at a time.
    """
    loaded = Loaded()
    with transaction.atomic(durable=True):
        rows = read(lines, loaded.problems)
        while batch := list(islice(rows, BATCH)):
            if not loaded.problems:
                _write(country.upper(), batch, loaded)
        if loaded.problems:
            transaction.set_rollback(True)
            return Loaded(problems=sorted(loaded.problems))
    return loaded


def _write(country: str, batch: list[dict[str, Any]], loaded: Loaded) -> None:
    stored = {
        row.pop("code"): row
        for row in Municipality.objects.filter(country=country, code__in=[row["code"] for row in batch])
        .order_by("code")
        .values("code", *_FIELDS)
    }
    changed = [row for row in batch if stored.get(row["code"]) != {name: row[name] for name in _FIELDS}]
    created = sum(row["code"] not in stored for row in changed)
    loaded.created += created
    loaded.updated += len(changed) - created
    loaded.unchanged += len(batch) - len(changed)
    Municipality.objects.bulk_create(
        [Municipality(country=country, **row) for row in changed],
        update_conflicts=True,
        unique_fields=["country", "code"],
        update_fields=_FIELDS,
    )
