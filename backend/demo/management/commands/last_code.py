"""Print the newest sign-in code that was mailed to an address of the demo."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backend.demo.mail_folder import last_code


class Command(BaseCommand):
    help = "Print the newest sign-in code mailed to EMAIL. Works only where e-mail is written to a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *, email: str, **options: Any) -> None:
        folder = getattr(settings, "EMAIL_FILE_PATH", None)
        if not folder:
            raise CommandError("E-mail is not written to a folder here: MAIL_URL does not begin with folder://.")
        code = last_code(Path(folder), email)
        if code is None:
            raise CommandError(f"No code was mailed to {email} yet. Ask for one on the sign-in page.")
        self.stdout.write(code)
