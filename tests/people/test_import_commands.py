"""The commands around the imports, and the page that documents the columns."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from backend.people.imports.columns import FAMILY, MEMBER, REFERENCE, VOLUNTEER, Column
from backend.people.models import Family, Helper
from backend.people.models.helper import HelperKind
from tests.factories.people import an_organisation
from tests.factories.places import a_municipality
from tests.people.import_files import MEMBER as RIMA
from tests.people.import_files import VOLUNTEER as AN
from tests.people.import_files import csv_of

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "import.md"


@pytest.fixture
def organisation(db):
    a_municipality(names={"nl": "Gent"})
    return an_organisation(slug="north")


def run(command: str, path: Path, content: str, **options: object) -> str:
    path.write_text(content, encoding="utf-8")
    out = StringIO()
    call_command(command, str(path), organisation="north", stdout=out, stderr=out, **options)
    return out.getvalue()


def test_the_commands_say_what_they_did(organisation, tmp_path):
    said = run("import_families", tmp_path / "f.csv", csv_of(RIMA, sign=";"), dry_run=True)
    assert said == "families: 1 would be created, 0 would be updated, 0 unchanged\n"
    assert not Family.objects.exists()
    said = run("import_families", tmp_path / "f.csv", csv_of(RIMA))
    assert said == "families: 1 created, 0 updated, 0 unchanged\n"
    said = run("import_volunteers", tmp_path / "v.csv", csv_of(AN))
    assert said.startswith("volunteers: 1 created, 0 updated, 0 unchanged\napproved: 0 of 1")


def test_problems_are_printed_with_line_and_column_and_the_command_fails(organisation, tmp_path):
    path = tmp_path / "v.csv"
    path.write_text(csv_of(AN | {"gender": "", "capacity": "9"}, AN | {"travel_km": "far"}), encoding="utf-8")
    err = StringIO()
    with pytest.raises(CommandError, match=r"Problems in v.csv: 4. Nothing was written."):
        call_command("import_volunteers", str(path), organisation="north", stderr=err)
    assert err.getvalue().splitlines() == [
        "line 2, gender: This cell must be filled. [required]",
        "line 2, capacity: A whole number from 1 to 3 is needed. [not_a_number]",
        "line 3, travel_km: A whole number from 0 to 300 is needed. [not_a_number]",
        "line 3, reference: This reference is already on line 2. [reference_twice]",
    ]
    assert not Helper.objects.exists()


def test_an_unknown_organisation_or_file_is_named(organisation, tmp_path):
    with pytest.raises(CommandError, match=r"There is no organisation 'south'\. There are: north\."):
        call_command("import_families", str(tmp_path / "x.csv"), organisation="south")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_families", str(tmp_path / "x.csv"), organisation="north")


@pytest.mark.parametrize(
    "columns", [(REFERENCE, *FAMILY), MEMBER, (REFERENCE, *VOLUNTEER)], ids=["family", "member", "volunteer"]
)
def test_the_document_shows_the_columns_as_the_code_has_them(columns: tuple[Column, ...]):
    rows = [
        f"| `{column.name}` | {'yes' if column.is_required else ''} | {column.meaning} | `{column.example}` |"
        for column in columns
    ]
    assert "\n".join(rows) in DOCUMENT.read_text(encoding="utf-8")


def test_the_example_files_in_the_document_can_be_imported(organisation, tmp_path):
    for code in ("identity", "training"):
        organisation.requirements.create(helper_kind=HelperKind.VOLUNTEER, code=code)
    examples = re.findall(r"```csv\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert run("import_families", tmp_path / "f.csv", examples[0]).startswith("families: 1 created")
    assert "approved: 1 of 1" in run("import_volunteers", tmp_path / "v.csv", examples[1])


@pytest.mark.parametrize("column", [REFERENCE, *FAMILY, *MEMBER, *VOLUNTEER], ids=lambda column: column.name)
def test_the_examples_in_the_document_can_be_read(column: Column):
    assert column.read(column.example) not in (None, "", [], {})
