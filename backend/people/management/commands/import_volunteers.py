"""Import volunteers from a CSV file."""

from backend.people.management.import_command import ImportCommand
from backend.people.services.imports import import_volunteers


class Command(ImportCommand):
    help = "Import volunteers of one organisation. Safe to repeat; all or nothing; every problem in one report."
    use_case = staticmethod(import_volunteers)
