"""Load the municipalities of a country from CSV."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.places.services.municipalities import BELGIUM, load_municipalities


class Command(BaseCommand):
    help = "Load municipalities: those of Belgium, or those of FILE. Safe to repeat; all or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=BELGIUM, help="CSV as in backend/places/data.")
        parser.add_argument("--country", default="BE", help="ISO 3166-1 alpha-2 code of FILE's country.")

    def handle(self, *, file: Path, country: str, **options: Any) -> None:
        if not (len(country) == 2 and country.isascii() and country.isalpha()):
            raise CommandError("--country must be two letters, such as BE.")
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                loaded = load_municipalities(country=country, lines=lines)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        for problem in loaded.problems:
            self.stderr.write(str(problem))
        if loaded.problems:
            raise CommandError(f"Problems: {len(loaded.problems)}. Nothing was written.")
        self.stdout.write(
            f"{country.upper()}: {loaded.created} municipalities created, "
            f"{loaded.updated} updated, {loaded.unchanged} unchanged"
        )
