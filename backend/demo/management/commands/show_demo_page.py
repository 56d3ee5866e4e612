"""Print the short page for newcomers."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from backend.demo.page import demo_page


class Command(BaseCommand):
    help = "Print where the demo is, how to sign in, and what to try first."

    def handle(self, **options: Any) -> None:
        folder = getattr(settings, "EMAIL_FILE_PATH", None)
        self.stdout.write(
            demo_page(public_url=settings.PUBLIC_URL, mail_folder=Path(folder).absolute() if folder else None)
        )
