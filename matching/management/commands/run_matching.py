"""The nightly run, by hand."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.errors import Conflict
from backend.people.management.organisation_argument import organisation_named
from backend.people.models import Organisation
from backend.people.models.helper import HelperKind
from matching.models import Run
from matching.models.run import RunState, RunTrigger
from matching.run_texts import is_proven, proof_text
from matching.services import runs


class Command(BaseCommand):
    help = "Propose helpers for waiting families and print what came of it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        scope = parser.add_mutually_exclusive_group(required=True)
        scope.add_argument("--organisation", metavar="SLUG", help="Only the families of this organisation.")
        scope.add_argument("--all", action="store_true", help="Every organisation, one after the other.")
        parser.add_argument("--kind", choices=HelperKind.values, help="Only this kind of helper; both if not given.")
        parser.add_argument("--dry-run", action="store_true", help="Report only; propose nothing.")
        parser.add_argument("--if-never", action="store_true", help="Only where no run has ever been.")

    def handle(
        self, *, organisation: str | None, kind: str | None, dry_run: bool, if_never: bool, **options: Any
    ) -> None:
        for scope in _organisations(organisation):
            for helper_kind in [kind] if kind else HelperKind.values:
                if if_never and Run.objects.filter(organisation=scope, helper_kind=helper_kind).exists():
                    continue
                self._run(scope, helper_kind, dry_run)

    def _run(self, organisation: Organisation, helper_kind: str, is_dry: bool) -> None:
        try:
            queued = runs.request_run(
                organisation=organisation,
                helper_kind=helper_kind,
                trigger=RunTrigger.COMMAND,
                is_dry=is_dry,
                now=timezone.now(),
            )
        except Conflict as refusal:
            raise CommandError(f"{organisation.slug}: {refusal.detail} ({refusal.facts['run']})") from refusal
        run = runs.execute_run(queued.pk, clock=timezone.now, on_phase=self._show)
        if run is None:
            self.stdout.write(
                f"{organisation.slug} · {helper_kind}: a worker took the run up; see its row {queued.uuid}"
            )
            return
        self.stdout.write(_line(organisation, run))

    def _show(self, run: Run) -> None:
        self.stderr.write(f"\r{run.progress:3d} % {run.phase:<6}", ending="\r")


def _organisations(slug: str | None) -> list[Organisation]:
    if slug is None:
        return list(Organisation.objects.order_by("slug"))
    return [organisation_named(slug)]


def _line(organisation: Organisation, run: Run) -> str:
    if run.state != RunState.DONE:  # a large one: other workers have its last parts
        return f"{organisation.slug} · {run.helper_kind}: going on in parts, {run.progress} %; see its row {run.uuid}"
    counts = run.counts
    told = "would propose" if run.is_dry else "proposed"
    number = counts["served"] if run.is_dry else counts["proposed"]
    return (
        f"{organisation.slug} · {run.helper_kind}: {counts['families']} families, {counts['helpers']} helpers, "
        f"{counts['pairs']} pairs compared; {counts['served']} served, {told} {number}; {run.seconds:.1f} s, "
        f"{'proven' if is_proven(run.certificate) else proof_text(run.certificate)}"
    )
