"""Translations: from the .po files that translators edit to the .mo files that gettext reads. Needs no GNU gettext."""

import re
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

PARAMETER: Final = re.compile(r"%\((\w+)\)")


class Command(BaseCommand):
    help = "Compile the translations; with --check only look whether they would compile."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Write nothing; fail on what is wrong.")

    def handle(self, *, check: bool, **options: Any) -> None:
        faults: list[str] = []
        files = [path for folder in settings.LOCALE_PATHS for path in sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))]
        for path in files:
            catalog = _read(path, faults)
            if catalog is not None and not check:
                with path.with_suffix(".mo").open("wb") as target:
                    write_mo(target, catalog)
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"{len(files)} translations {'are sound' if check else 'compiled'}")


def _read(path: Path, faults: list[str]) -> Catalog | None:
    language = path.parent.parent.name
    try:
        with path.open("rb") as source:
            catalog = read_po(source, locale=language, abort_invalid=True)
    except PoFileError as error:
        faults.append(f"{language}/{path.name}: {error}")
        return None
    faults += [f"{language}/{path.name}:{message.lineno}: {fault}" for message in catalog for fault in _faults(message)]
    return catalog


def _faults(message: Message) -> Iterator[str]:
    """Say which parameters of a translation are lost or unknown: `%(name)s` with an unknown name ends in an error."""
    sources = [str(form) for form in message.id] if isinstance(message.id, (tuple, list)) else [str(message.id)]
    told = message.string
    translations = [str(form) for form in told] if isinstance(told, (tuple, list)) else [str(told or "")]
    if not message.id or not any(translations):
        return
    asked = set(PARAMETER.findall(" ".join(sources)))
    for text in translations:
        given = set(PARAMETER.findall(text))
        if unknown := given - asked:
            yield f"unknown parameter {min(unknown)}"
        if not message.pluralizable and (lost := asked - given):
            yield f"lost parameter {min(lost)}"
