"""Load the demo programme."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.demo.programme import is_loaded, load_demo
from backend.errors import Conflict


class Command(BaseCommand):
    help = "Load a made-up programme of three organisations, 400 families and 900 volunteers. Needs an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=2026, help="The same seed and day give the same people.")

    def handle(self, *, seed: int, **options: Any) -> None:
        if is_loaded():
            self.stdout.write("The demo programme is already loaded.")
            return
        try:
            loaded = load_demo(seed=seed, now=timezone.now())
        except Conflict:
            raise CommandError("This database holds organisations; the demo programme needs an empty one.") from None
        self.stdout.write("Demo programme: " + ", ".join(f"{count} {what}" for what, count in loaded.items()))
