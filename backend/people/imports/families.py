"""From lines to families: one line for each member, the family's own cells on its first line or repeated."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from backend.people.imports.columns import FAMILY, MEMBER, REFERENCE, Column
from backend.people.imports.report import Problem
from backend.people.imports.table import Line, is_hopeless, read_lines, read_values, refuse_future


@dataclass
class MemberDraft:
    """One member as the file tells it; `values` by name of column, without those the file does not have."""

    line: int
    values: dict[str, Any]


@dataclass
class FamilyDraft:
    """One family as the file tells it. Unreadable cells are missing from `values`: then a problem says so."""

    reference: str
    line: Line
    values: dict[str, Any]
    members: list[MemberDraft] = field(default_factory=list)


def read_families(content: bytes | str, *, today: date, problems: list[Problem]) -> list[FamilyDraft]:
    """Return the families of a CSV file; all that is wrong with them goes to `problems`."""
    families: dict[str, FamilyDraft] = {}
    for line in read_lines(content, (REFERENCE, *FAMILY, *MEMBER), problems):
        if is_hopeless(problems):
            break
        reference = read_values(line, (REFERENCE,), problems).get("reference")
        if not reference:
            continue
        if known := families.get(reference):
            _compare(known, line, problems)
        else:
            families[reference] = FamilyDraft(reference, line, _values(line, FAMILY, today, problems))
        families[reference].members.append(MemberDraft(line.number, _values(line, MEMBER, today, problems)))
    for family in families.values():
        _check_members(family, problems)
    return list(families.values())


def _values(line: Line, columns: Sequence[Column], today: date, problems: list[Problem]) -> dict[str, Any]:
    values = read_values(line, columns, problems)
    refuse_future(line, values, today, problems)
    return values


def _compare(family: FamilyDraft, line: Line, problems: list[Problem]) -> None:
    for column in FAMILY:
        cell = line.cells.get(column.name, "")
        if cell and cell != family.line.cells[column.name]:
            problems.append(Problem(line.number, column.name, "differs", {"line": family.line.number}))


def _check_members(family: FamilyDraft, problems: list[Problem]) -> None:
    lines: dict[int, int] = {}
    contact: int | None = None
    for member in family.members:
        number = member.values.get("member")
        if number in lines:
            problems.append(Problem(member.line, "member", "member_twice", {"line": lines[number]}))
        elif number:
            lines[number] = member.line
        if member.values.get("is_contact") and contact:
            problems.append(Problem(member.line, "is_contact", "two_contacts", {"line": contact}))
        elif member.values.get("is_contact"):
            contact = member.line
    if contact is None:
        problems.append(Problem(family.line.number, "is_contact", "no_contact"))
