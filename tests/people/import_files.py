"""CSV files for the tests of the imports."""

from typing import Any

from backend.people.imports.report import Problem, Report
from backend.people.models import Organisation
from backend.people.services.imports import import_families, import_volunteers
from tests.factories.clock import NOON

MEMBER = {
    "reference": "F-1",
    "municipality": "Gent",
    "nationality": "SY",
    "protection_class": "medical",
    "needs": "housing_search school_support",
    "member": "1",
    "given_name": "Rima",
    "family_name": "Haddad",
    "birth_year": "1988",
    "gender": "female",
    "languages": "ar:C2 en:A2",
    "is_contact": "yes",
    "email": "rima@example.org",
    "phone": "+32 400 00 00 01",
    "share_contact": "yes",
    "reads": "ar",
}
VOLUNTEER = {
    "reference": "V-1",
    "name": "An Peeters",
    "email": "an@example.org",
    "gender": "female",
    "languages": "nl:C2 fr:B2",
    "municipality": "Gent",
    "travel_km": "25",
    "checks_met_on": "",
}


def csv_of(*rows: dict[str, Any], sign: str = ",") -> str:
    """Return a file with these rows under the columns of the first."""
    return "\r\n".join([sign.join(rows[0]), *(sign.join(row.get(name, "") for name in rows[0]) for row in rows)])


def families(organisation: Organisation, *rows: dict[str, Any], **over: Any) -> Report:
    """Return the report of importing these members."""
    given = {"actor": None, "content": csv_of(*rows), "dry_run": False, "now": NOON}
    return import_families(organisation=organisation, **given | over)


def volunteers(organisation: Organisation, *rows: dict[str, Any], **over: Any) -> Report:
    """Return the report of importing these volunteers."""
    given = {"actor": None, "content": csv_of(*rows), "dry_run": False, "now": NOON}
    return import_volunteers(organisation=organisation, **given | over)


def where(problems: list[Problem]) -> list[tuple[int, str, str]]:
    """Return line, column and code of each problem."""
    return [(problem.line, problem.column, problem.code) for problem in problems]
