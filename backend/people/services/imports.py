"""Importing people from CSV: the two use cases. Columns and rules: `docs/import.md`."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from backend.people.access import organisation_of_staff
from backend.people.imports.families import read_families
from backend.people.imports.report import Report
from backend.people.imports.volunteers import read_volunteers
from backend.people.models import Organisation, Person
from backend.people.services.family_import import write_families
from backend.people.services.volunteer_import import write_volunteers


def import_families(
    *, actor: Person | None, organisation: Organisation, content: bytes | str, dry_run: bool, now: datetime
) -> Report:
    """Create or update the families of a CSV file in the care of `organisation`, and return what happened.

    All or nothing: with one problem anywhere nothing is written, and the report names every problem.
    Safe to repeat: a family is known by its reference, a member by its number. Nothing is deleted.
    `actor` is None for an operator at the command line. Raises NotFound if `actor` is not on its staff.
    """
    _require_staff(actor, organisation)
    report = Report("families", dry_run)
    drafts = read_families(content, today=_today(organisation, now), problems=report.problems)
    with transaction.atomic(durable=True):
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
    with transaction.atomic(durable=True):
        _lock(organisation)
        write_volunteers(organisation, drafts, report, actor, today)
        _settle(report)
    return report


def _require_staff(actor: Person | None, organisation: Organisation) -> None:
    if actor is not None:
        organisation_of_staff(actor, organisation.uuid)


def _today(organisation: Organisation, now: datetime) -> date:
    return now.astimezone(ZoneInfo(organisation.time_zone)).date()


def _lock(organisation: Organisation) -> None:
    """Let one import at a time into an organisation, so that two of one file do not meet."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _settle(report: Report) -> None:
    """Undo what was written if it was a try, and put the problems in the file's order."""
    if report.is_dry_run:
        transaction.set_rollback(True)
    report.problems.sort(key=lambda problem: problem.line)
