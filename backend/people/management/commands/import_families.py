"""Import families from a CSV file."""

from backend.people.management.import_command import ImportCommand
from backend.people.services.imports import import_families


class Command(ImportCommand):
    help = "Import families of one organisation. Safe to repeat; all or nothing; every problem in one report."
    use_case = staticmethod(import_families)
