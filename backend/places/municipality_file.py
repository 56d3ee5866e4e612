"""Reading municipalities from CSV: which columns there are and what each cell must be. Touches no database."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

REQUIRED: Final = ("code", "latitude", "longitude")
OPTIONAL: Final = ("province", "region", "population", "postal_codes", "coordinate_source", "local_language")
NAME: Final = re.compile(r"name_([a-z]{2,3})")


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong with one cell (or, with an empty column, one line). Line 1 is the header."""

    line: int
    column: str
    text: str

    def __str__(self) -> str:
        where = f"line {self.line}, {self.column}" if self.column else f"line {self.line}"
        return f"{where}: {self.text}"


def read(lines: Iterable[str], problems: list[Problem]) -> Iterator[dict[str, Any]]:
    """Yield the fields of a Municipality, without its country, for each good row; add to `problems` for each bad one."""
    reader = csv.DictReader(lines, strict=True)
    header = list(reader.fieldnames or ())
    if wrong := list(_header_problems(header)):
        problems.extend(wrong)
        return
    first_line: dict[str, int] = {}
    try:
        for row in reader:
            line = reader.line_num
            found = list(_row_problems(row, line))
            code = (row["code"] or "").strip()
            if code in first_line:
                found.append(Problem(line, "code", f"stands on line {first_line[code]} already"))
            first_line.setdefault(code, line)
            problems.extend(found)
            if not found:
                yield _fields(row)
    except (csv.Error, UnicodeDecodeError) as error:
        problems.append(Problem(reader.line_num + 1, "", f"cannot be read as CSV in UTF-8: {error}"))


def _header_problems(header: list[str]) -> Iterator[Problem]:
    for column in REQUIRED:
        if column not in header:
            yield Problem(1, column, "this column is missing")
    if not any(NAME.fullmatch(column) for column in header):
        yield Problem(1, "name_…", "one column with names is needed, such as name_nl")
    for column in header:
        if column not in REQUIRED + OPTIONAL and not NAME.fullmatch(column):
            yield Problem(1, column, "no such column is known")
        elif header.count(column) > 1:
            yield Problem(1, column, "this column stands here twice")


def _row_problems(row: Mapping[str | None, Any], line: int) -> Iterator[Problem]:
    if None in row or None in row.values():
        yield Problem(line, "", "has not as many cells as the header")
        return
    for column, (is_right, rule) in _RULES.items():
        if column in row and not is_right(row[column].strip()):
            yield Problem(line, column, rule)
    if not _names(row):
        yield Problem(line, "name_…", "at least one name is needed")
    for language, name in _names(row).items():
        if len(name) > 120:
            yield Problem(line, f"name_{language}", "must have at most 120 letters")


def _is_degrees(limit: float) -> Callable[[str], bool]:
    def is_right(cell: str) -> bool:
        try:
            return -limit <= float(cell) <= limit
        except ValueError:
            return False

    return is_right


_RULES: Final[dict[str, tuple[Callable[[str], bool], str]]] = {
    "code": (lambda cell: 0 < len(cell) <= 16, "must have 1 to 16 signs"),
    "latitude": (_is_degrees(90), "must be a number of degrees from -90 to 90"),
    "longitude": (_is_degrees(180), "must be a number of degrees from -180 to 180"),
    "province": (lambda cell: len(cell) <= 80, "must have at most 80 letters"),
    "region": (lambda cell: len(cell) <= 80, "must have at most 80 letters"),
    "population": (
        lambda cell: not cell or (cell.isascii() and cell.isdigit() and len(cell) < 10),
        "must be a whole number or empty",
    ),
    "postal_codes": (lambda cell: all(len(code) <= 12 for code in cell.split()), "each must have at most 12 signs"),
    "coordinate_source": (lambda cell: len(cell) <= 16, "must have at most 16 letters"),
    "local_language": (lambda cell: len(cell) <= 3, "must be the code of a language, such as nl, or empty"),
}


def _names(row: Mapping[str | None, Any]) -> dict[str, str]:
    found = ((NAME.fullmatch(column or ""), cell) for column, cell in row.items())
    return {match[1]: cell.strip() for match, cell in found if match and cell.strip()}


def _fields(row: Mapping[str | None, Any]) -> dict[str, Any]:
    cells = {column: cell.strip() for column, cell in row.items() if column}
    return {
        "code": cells["code"],
        "names": _names(row),
        "province": cells.get("province", ""),
        "region": cells.get("region", ""),
        "latitude": float(cells["latitude"]),
        "longitude": float(cells["longitude"]),
        "population": int(cells["population"]) if cells.get("population") else None,
        "postal_codes": cells.get("postal_codes", "").split(),
        "coordinate_source": cells.get("coordinate_source", ""),
        "local_language": cells.get("local_language", ""),
    }
