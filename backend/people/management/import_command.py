"""What the two import commands share: arguments, reading the file, the report on paper."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.people.imports.report import Report
from backend.people.imports.table import MAX_BYTES
from backend.people.management.organisation_argument import organisation_named


class ImportCommand(BaseCommand):
    """Reads a file, lets `use_case` import it, prints the report, and fails if there is a problem."""

    use_case: ClassVar[Callable[..., Report]]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV in UTF-8; its columns stand in docs/import.md.")
        parser.add_argument("--organisation", required=True, metavar="SLUG", help="In whose care they come.")
        parser.add_argument("--dry-run", action="store_true", help="Report only; write nothing.")

    def handle(self, *, file: Path, organisation: str, dry_run: bool, **options: Any) -> None:
        report = type(self).use_case(
            actor=None,
            organisation=organisation_named(organisation),
            content=_content(file),
            dry_run=dry_run,
            now=timezone.now(),
        )
        for problem in report.problems:
            where = f"line {problem.line}, {problem.column}" if problem.column else f"line {problem.line}"
            self.stderr.write(f"{where}: {problem.text} [{problem.code}]")
        if not report.is_ok:
            raise CommandError(f"Problems in {file.name}: {len(report.problems)}. Nothing was written.")
        would = "would be " if dry_run else ""
        self.stdout.write(
            f"{report.kind}: {report.created} {would}created, {report.updated} {would}updated, "
            f"{report.unchanged} unchanged"
        )
        if report.kind == "volunteers":
            total = report.created + report.updated + report.unchanged
            self.stdout.write(f"approved: {report.approved} of {total}; the others miss a valid check or are not free")


def _content(file: Path) -> bytes:
    """Return the content, or just enough of a file that is too large for the report to say so."""
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
