"""Importing people from CSV: the two use cases. Columns and rules: `docs/import.md`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import IntegrityError, transaction
from psycopg.errors import UniqueViolation

from backend.errors import Conflict
from backend.people.access import organisation_of_staff
from backend.people.imports.families import read_families
from backend.people.imports.report import Report
from backend.people.imports.volunteers import read_volunteers
from backend.people.models import Organisation, Person
from backend.people.services.family_import import write_families
from backend.people.services.volunteer_import import write_volunteers
from backend.people.time_zones import local_date


def import_families(
    *, actor: Person | None, organisation: Organisation, content: bytes | str, dry_run: bool, now: datetime
) -> Report:
    """Create or update the families of a CSV file in the care of `organisation`, and return what happened.

    All or nothing: with one problem anywhere nothing is written, and the report names every problem.
    Safe to repeat: a family is known by its reference, a member by its number. Nothing is deleted.
    `actor` is None for an operator at the command line. Raises NotFound if `actor` is not on its staff, Conflict
    (import_again) if another organisation brings in the same new address in the same moment.
    """
    _require_staff(actor, organisation)
    report = Report("families", dry_run)
    drafts = read_families(content, today=_today(organisation, now), problems=report.problems)
    with _alone_with_addresses(), transaction.atomic(durable=True):
        _lock(organisation)
        write_families(organisation, drafts, report, now)
        _settle(report)
    return report


def import_volunteers(
    *, actor: Person | None, organisation: Organisation, content: bytes | str, dry_run: bool, now: datetime
) -> Report:
    """Create or update the volunteers of a CSV file in the care of `organisation`, and return what happened.

    As `import_families`. A volunteer who is new, being checked or lapsed becomes approved when the organisation
    has requirements and all of them are validly met today; without requirements somebody must approve by hand.
    """
    _require_staff(actor, organisation)
    report = Report("volunteers", dry_run)
    today = _today(organisation, now)
    drafts = read_volunteers(content, today=today, problems=report.problems)
    with _alone_with_addresses(), transaction.atomic(durable=True):
        _lock(organisation)
        write_volunteers(organisation, drafts, report, actor, now)
        _settle(report)
    return report


def _require_staff(actor: Person | None, organisation: Organisation) -> None:
    if actor is not None:
        organisation_of_staff(actor, organisation.uuid)


def _today(organisation: Organisation, now: datetime) -> date:
    return local_date(organisation.time_zone, now)


def _lock(organisation: Organisation) -> None:
    """Let one import at a time into an organisation, so that two of one file do not meet."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


@contextmanager
def _alone_with_addresses() -> Iterator[None]:
    """Two organisations may bring in one new address in the same moment: the later one is told to try again."""
    try:
        yield
    except IntegrityError as error:
        cause = error.__cause__
        if not isinstance(cause, UniqueViolation) or cause.diag.constraint_name != "people_person_email_key":
            raise
        raise Conflict("somebody else is importing the same people: try again", code="import_again") from None


def _settle(report: Report) -> None:
    """Undo what was written if it was a try, and put the problems in the file's order."""
    if report.is_dry_run:
        transaction.set_rollback(True)
    report.problems.sort(key=lambda problem: problem.line)
