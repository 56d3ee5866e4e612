"""Brings the catalogues in line with the texts in code and templates."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backend.project import texts


class Command(BaseCommand):
    help = "Write every text of the code into the catalogues, keeping translations; --check only compares."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Write nothing; fail on what is stale or missing.")

    def handle(self, *, check: bool, **options: Any) -> None:
        found = texts.collect(settings.ROOT)
        faults: list[str] = []
        for language in texts.PLURALS:
            wanted = texts.catalogue(language, found)
            path = texts.catalogue_path(language)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(wanted)
            elif not path.exists() or path.read_bytes() != wanted:
                faults.append(f"{language}: not in line with the code; run manage.py collect_texts")
            known = texts.translations(language)
            missing = [text for text in found if text.is_wanted_in(language) and text.key not in known]
            self.stdout.write(f"{language}: {len(found)} texts, {len(missing)} to translate")
            faults += [f"{language}: not translated: {text.forms[0]!r} ({text.files[0]})" for text in missing[:5]]
        if check and faults:
            raise CommandError("\n".join(faults))
