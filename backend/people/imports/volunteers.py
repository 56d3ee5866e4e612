"""From lines to volunteers: one line for each."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.people.imports.columns import REFERENCE, VOLUNTEER
from backend.people.imports.report import Problem
from backend.people.imports.table import is_hopeless, read_lines, read_values, refuse_future


@dataclass
class VolunteerDraft:
    """One volunteer as the file tells it; `values` by name of column, without those the file does not have."""

    reference: str
    line: int
    values: dict[str, Any]


def read_volunteers(content: bytes | str, *, today: date, problems: list[Problem]) -> list[VolunteerDraft]:
    """Return the volunteers of a CSV file; all that is wrong with them goes to `problems`."""
    drafts: dict[str, VolunteerDraft] = {}
    for line in read_lines(content, (REFERENCE, *VOLUNTEER), problems):
        if is_hopeless(problems):
            break
        values = read_values(line, (REFERENCE, *VOLUNTEER), problems)
        refuse_future(line, values, today, problems)
        reference = values.pop("reference", None)
        if reference in drafts:
            problems.append(Problem(line.number, "reference", "reference_twice", {"line": drafts[reference].line}))
        elif reference:
            drafts[reference] = VolunteerDraft(reference, line.number, values)
    return list(drafts.values())
