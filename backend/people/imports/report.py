"""What an import found and did, as codes with facts; their texts come out in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# No text repeats what the cell holds: a shifted column may hold a name or a phone number.
TEXTS: Final[Mapping[str, Promise]] = {
    "too_large": _("The file is larger than %(megabytes)s MB. Split it."),
    "too_many_rows": _("The file has more than %(rows)s lines. Split it."),
    "too_many_problems": _("There are more problems; these are the first %(problems)s."),
    "encoding": _("The file is not UTF-8. Save it as CSV UTF-8."),
    "broken_csv": _("A quotation mark is open or in the wrong place."),
    "empty_file": _("The file has no lines with people."),
    "spreadsheet": _("This is a file of a spreadsheet program, not CSV. Save it as CSV UTF-8."),
    "missing_column": _("This column is missing."),
    "unknown_column": _("The name of this column is not known. %(nearest)s"),
    "column_twice": _("This column is here twice."),
    "cell_count": _("This line has %(cells)s cells, the header has %(columns)s."),
    "required": _("This cell must be filled."),
    "too_long": _("At most %(limit)s letters."),
    "control_character": _("There is an invisible character in this cell."),
    "not_a_number": _("A whole number from %(low)s to %(high)s is needed."),
    "not_a_date": _("A date is needed, written as 2026-03-31."),
    "in_the_future": _("This date is in the future."),
    "not_yes_or_no": _("Write yes or no."),
    "not_a_country": _("A code of two letters is needed, such as SY; XX for stateless."),
    "not_an_email": _("This is not an e-mail address."),
    "not_a_phone": _("This is not a phone number. Begin with + and the code of the country."),
    "unknown_code": _("Word %(word)s is not known. %(nearest)s"),
    "code_twice": _("Word %(word)s is here twice."),
    "not_a_language_level": _("Word %(word)s must look like ar:C2, with a level from A1 to C2."),
    "not_a_check": _("Word %(word)s must look like identity:2026-01-10."),
    "unknown_municipality": _("No municipality has this name or code. %(nearest)s"),
    "several_municipalities": _("Several municipalities have this name. Write the code."),
    "reference_twice": _("This reference is already on line %(line)s."),
    "member_twice": _("This member is already on line %(line)s."),
    "differs": _("This differs from line %(line)s, where the family begins. Leave it empty or the same."),
    "no_contact": _("No member of this family is the contact. Write yes for one."),
    "two_contacts": _("This family has a contact already, on line %(line)s."),
    "email_twice": _("This address is already on line %(line)s."),
    "email_taken": _("This address cannot be used here."),
    "email_differs": _("This person signs in with another address. An import does not change it."),
    "capacity_taken": _("This volunteer has %(taken)s families or proposals already."),
    "not_required": _("Word %(word)s: your organisation does not ask for this check."),
}


@dataclass(frozen=True)
class Problem:
    """What is wrong in one cell (with an empty column: one line). Line 1 is the header."""

    line: int
    column: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Return a sentence in the active language."""
        facts = {"nearest": "", **self.facts}
        if names := facts["nearest"]:
            facts["nearest"] = str(_("Did you mean: %(names)s?")) % {"names": names}
        return (str(TEXTS[self.code]) % facts).strip()


@dataclass
class Report:
    """What an import did, or would have done; with any problem, nothing was written."""

    kind: str
    is_dry_run: bool
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    approved: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_ok(self) -> bool:
        """Return whether the file holds no problem."""
        return not self.problems
