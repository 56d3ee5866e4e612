"""From the bytes of a CSV file to lines of cells, and from a line to values. Knows columns, but nobody behind them."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any, Final

from backend.people.imports.cells import Unreadable, nearest
from backend.people.imports.columns import Column
from backend.people.imports.report import Problem

MAX_BYTES: Final = 10 * 2**20
MAX_ROWS: Final = 50_000
MAX_PROBLEMS: Final = 5_000
LONGEST_NAME: Final = 40
SPREADSHEETS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods are zip files; .xls has its own mark


@dataclass(frozen=True)
class Line:
    """One line of the file under the header: its number and its trimmed cells by column."""

    number: int
    cells: Mapping[str, str]


def read_lines(content: bytes | str, columns: Iterable[Column], problems: list[Problem]) -> list[Line]:
    """Return the lines of a CSV file that are as wide as its header; what is wrong goes to `problems`.

    UTF-8 with or without a mark; separated by commas, semicolons or tabs, whichever the header has most.
    Empty lines are left out. With a column twice in the header no line is read: nobody knows which one is meant.
    """
    text = _decoded(content, problems)
    if text is None:
        return []
    head = text.partition("\n")[0]
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    records = _records(reader, problems)
    header = [cell.lower() for cell in next(records, (1, []))[1]]
    if not header:
        problems.extend([] if problems else [Problem(1, "", "empty_file")])
        return []
    wrong = list(_header_problems(header, {column.name: column for column in columns}))
    problems.extend(wrong)
    if any(problem.code == "column_twice" for problem in wrong):
        return []
    return _lines(header, records, problems)


def _lines(header: list[str], records: Iterable[tuple[int, list[str]]], problems: list[Problem]) -> list[Line]:
    lines: list[Line] = []
    for number, cells in records:
        if len(cells) != len(header):
            problems.append(Problem(number, "", "cell_count", {"cells": len(cells), "columns": len(header)}))
            continue
        lines.append(Line(number, dict(zip(header, cells, strict=True))))
        if len(lines) > MAX_ROWS:
            problems.append(Problem(number, "", "too_many_rows", {"rows": MAX_ROWS}))
            return []
    if not lines and not problems:
        problems.append(Problem(1, "", "empty_file"))
    return lines


def read_values(line: Line, columns: Iterable[Column], problems: list[Problem]) -> dict[str, Any]:
    """Return the values of the cells of those `columns` that the file has; unreadable ones go to `problems`."""
    values: dict[str, Any] = {}
    for column in columns:
        cell = line.cells.get(column.name)
        if cell is None:
            continue
        if not cell:
            if column.is_required:
                problems.append(Problem(line.number, column.name, "required"))
            values[column.name] = column.empty
            continue
        try:
            values[column.name] = column.read(cell)
        except Unreadable as error:
            problems.append(Problem(line.number, column.name, error.code, error.facts))
    return values


def _decoded(content: bytes | str, problems: list[Problem]) -> str | None:
    encoded = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    if encoded.startswith(SPREADSHEETS):
        problems.append(Problem(1, "", "spreadsheet"))
        return None
    if len(encoded) > MAX_BYTES:
        problems.append(Problem(1, "", "too_large", {"megabytes": MAX_BYTES // 2**20}))
        return None
    try:
        return encoded.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append(Problem(encoded.count(b"\n", 0, error.start) + 1, "", "encoding"))
        return None


def _records(reader: Any, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that is not empty, with the number of the line on which it begins."""
    begins = 1
    try:
        for record in reader:
            cells = [cell.strip() for cell in record]
            if any(cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error:
        problems.append(Problem(begins, "", "broken_csv"))


def _header_problems(header: list[str], known: Mapping[str, Column]) -> Iterator[Problem]:
    # A file without a header begins with somebody's name or phone number: those are told by their place alone.
    is_header = any(name in known for name in header)
    for name, column in known.items():
        if column.is_required and name not in header:
            yield Problem(1, name, "missing_column")
    for place, name in enumerate(header, start=1):
        if name not in known:
            told = name if is_header and name.isprintable() and 0 < len(name) <= LONGEST_NAME else str(place)
            yield Problem(1, told, "unknown_column", {"nearest": nearest(name, known)})
        elif name in header[: place - 1]:
            yield Problem(1, name, "column_twice")


def refuse_future(line: Line, values: Mapping[str, Any], today: date, problems: list[Problem]) -> None:
    """Add a problem for each thing in `values` that was said to have happened and is still to come."""
    times = {
        "waiting_since": [values.get("waiting_since")],
        "checks_met_on": list(values.get("checks_met_on", {}).values()),
        "birth_year": [date(year, 1, 1) if (year := values.get("birth_year")) else None],
    }
    for column, days in times.items():
        if any(day and day > today for day in days):
            problems.append(Problem(line.number, column, "in_the_future"))


def is_hopeless(problems: list[Problem]) -> bool:
    """Return whether there are so many problems that the rest of the file is better left unread."""
    if len(problems) <= MAX_PROBLEMS:
        return False
    problems.append(Problem(problems[-1].line, "", "too_many_problems", {"problems": MAX_PROBLEMS}))
    return True
