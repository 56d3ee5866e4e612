"""Reading CSV files and cells, before anybody is looked up."""

from datetime import date

import pytest

from backend.people.imports import cells, table
from backend.people.imports.cells import Unreadable
from backend.people.imports.columns import REFERENCE, Column
from backend.people.imports.report import TEXTS, Problem
from backend.people.imports.table import read_lines
from tests.people.import_files import where

COLUMNS = (REFERENCE, Column("name", cells.text(20), "", ""), Column("needs", cells.text(20), "", ""))


def read(content):
    problems: list[Problem] = []
    return [(line.number, *line.cells.values()) for line in read_lines(content, COLUMNS, problems)], where(problems)


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_spreadsheets_csv_is_read(sign, encoding, end):
    content = end.join([f"Reference{sign} NAME ", f'1{sign}" Zoë{sign}', f' X "{sign}', "", sign, f"2{sign}Ü", ""])
    content = content.replace(f'X "{sign}', 'X "')
    lines, problems = read(content.encode(encoding))
    assert problems == []
    assert [line[0] for line in lines] == [2, 6]
    assert lines[1] == (6, "2", "Ü")


def test_line_numbers_count_lines_and_not_records():
    lines, _ = read('reference,name\n1,"two\nlines"\n2,x\n')
    assert lines == [(2, "1", "two\nlines"), (4, "2", "x")]


def test_lines_of_another_width_are_named_and_the_rest_is_read():
    lines, problems = read("reference,name\n1\n2,x\n3,x,y\n")
    assert lines == [(3, "2", "x")]
    assert problems == [(2, "", "cell_count"), (4, "", "cell_count")]


def test_a_wrong_header_is_refused_in_one_go():
    lines, problems = read("nam,need,needs,needs\n1,2,3,4\n")
    assert lines == []
    assert problems == [
        (1, "reference", "missing_column"),
        (1, "nam", "unknown_column"),
        (1, "need", "unknown_column"),
        (1, "needs", "column_twice"),
    ]


def test_an_unknown_column_is_named_and_the_lines_are_read_all_the_same():
    lines, problems = read("reference,nmae,needs\n1,x,y\n2,x\n")
    assert lines == [(2, "1", "x", "y")]
    assert problems == [(1, "nmae", "unknown_column"), (3, "", "cell_count")]


@pytest.mark.parametrize("header", ["Rima Haddad,+32 400 00 00 01", f"reference,{'x' * 50},a\x1b[2J"])
def test_what_can_hardly_be_the_name_of_a_column_is_told_by_its_place(header):
    _, problems = read(f"{header}\n")
    unknown = [column for _, column, code in problems if code == "unknown_column"]
    assert unknown
    assert all(column.isdigit() for column in unknown)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", (1, "", "empty_file")),
        (b"\n \n", (1, "", "empty_file")),
        (b"PK\x03\x04\x14\x00", (1, "", "spreadsheet")),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", (1, "", "spreadsheet")),
        (b"reference,name\n", (1, "", "empty_file")),
        ("reference\nZoë".encode("latin-1"), (2, "", "encoding")),
        (b'reference\n1\n"open\n', (3, "", "broken_csv")),
        (b"reference\n" + b"x" * table.MAX_BYTES, (1, "", "too_large")),
        (b"reference\n" + b"1\n" * (table.MAX_ROWS + 1), (table.MAX_ROWS + 2, "", "too_many_rows")),
    ],
    ids=lambda value: value[2] if isinstance(value, tuple) else "",
)
def test_a_file_that_is_no_table_is_refused_in_words(content, problem):
    assert read(content)[1] == [problem]


def test_a_file_of_rubbish_is_not_read_to_its_end():
    problems = [Problem(line, "", "required") for line in range(table.MAX_PROBLEMS)]
    assert not table.is_hopeless(problems)
    problems.append(Problem(9, "", "required"))
    assert table.is_hopeless(problems)
    assert problems[-1].code == "too_many_problems"


@pytest.mark.parametrize(
    ("reader", "cell", "value"),
    [
        (cells.languages, "ar:c2  EN:a1", {"ar": 6, "en": 1}),
        (cells.checks, "identity:2026-01-10", {"identity": date(2026, 1, 10)}),
        (cells.country, "xx", "XX"),
        (cells.phone, "+32400000001", "+32 400 00 00 01"),
        (cells.slots, "sat_morning mon_evening", 1 << 15 | 1 << 2),
        (cells.yes_no, "YES", True),
        (cells.email, "An@Example.org", "an@example.org"),
        (cells.many_of(["a", "b", "c"]), "C a", ["a", "c"]),
    ],
)
def test_good_cells_become_values(reader, cell, value):
    assert reader(cell) == value


@pytest.mark.parametrize(
    ("reader", "cell", "code"),
    [
        (cells.languages, "ar", "not_a_language_level"),
        (cells.languages, "ar:C3", "not_a_language_level"),
        (cells.languages, "ar:C2 ar:C1", "code_twice"),
        (cells.languages, "xx:C2", "unknown_code"),
        (cells.checks, "identity:soon", "not_a_check"),
        (cells.day, "2026-02-30", "not_a_date"),
        (cells.day, "1/2/2026", "not_a_date"),
        (cells.country, "UK1", "not_a_country"),
        (cells.country, "EU", "not_a_country"),
        (cells.phone, "0400 00 00 01", "not_a_phone"),
        (cells.phone, "+32 1", "not_a_phone"),
        (cells.whole(1, 3), "4", "not_a_number"),
        (cells.whole(1, 3), "٣", "not_a_number"),
        (cells.whole(1, 3), "1.0", "not_a_number"),
        (cells.yes_no, "maybe", "not_yes_or_no"),
        (cells.email, "a@b", "not_an_email"),
        (cells.text(3), "four", "too_long"),
        (cells.text(9), "nul\x00", "control_character"),
        (cells.many_of(["a"]), "a a", "code_twice"),
    ],
)
def test_bad_cells_are_refused_with_a_code_that_has_a_text(reader, cell, code):
    with pytest.raises(Unreadable) as refused:
        reader(cell)
    assert refused.value.code == code
    assert "%(" not in Problem(1, "x", code, refused.value.facts).text


def test_the_text_of_an_unknown_code_names_what_is_near():
    with pytest.raises(Unreadable) as refused:
        cells.many_of(["cooking", "football"])("cooking fotball")
    assert (
        Problem(2, "interests", refused.value.code, refused.value.facts).text
        == "Word 2 is not known. Did you mean: football?"
    )


def test_every_text_ends_as_a_sentence():
    assert all(str(text).rstrip().endswith((".", ")s")) for text in TEXTS.values())
