"""The first step on a new server: an organisation, and somebody who can sign in."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email, validate_slug

from backend.errors import Conflict
from backend.people.models.helper import HelperKind
from backend.people.models.organisation import MatchingPolicy, OrganisationKind
from backend.people.services.organisations import found_organisation
from backend.people.services.requirements import Asked
from backend.people.vocabulary import REQUIREMENTS


class Command(BaseCommand):
    help = "Add an organisation with its first administrator, who signs in by a code to the e-mail address given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="Short name for commands: small letters, digits, hyphens.")
        parser.add_argument("name")
        parser.add_argument("--kind", choices=OrganisationKind.values, default=OrganisationKind.NGO)
        parser.add_argument("--administrator", metavar="EMAIL", required=True)
        parser.add_argument(
            "--safeguarding",
            metavar="EMAIL",
            action="append",
            default=[],
            help="Who reads concerns, and nobody else does; as often as there are. Without one, the administrator.",
        )
        parser.add_argument("--language", choices=[code for code, _ in settings.LANGUAGES], default="en")
        parser.add_argument("--time-zone", default="Europe/Brussels", help="IANA name.")
        parser.add_argument(
            "--matching-policy",
            choices=MatchingPolicy.values,
            default=MatchingPolicy.CLASSES,
            help="Once as many families of each class as possible are served: the best fit (classes), or shares served "
            "that are fair between municipalities and then the best fit (municipalities).",
        )
        parser.add_argument(
            "--requires",
            action="append",
            default=[],
            type=_asked,
            metavar="KIND:CODE[:DAYS]",
            help=f"What a helper must have, such as volunteer:criminal_record:365. Codes: {', '.join(REQUIREMENTS)}.",
        )

    def handle(
        self,
        *,
        slug: str,
        name: str,
        kind: str,
        administrator: str,
        safeguarding: list[str],
        language: str,
        time_zone: str,
        matching_policy: str,
        requires: list[Asked],
        **options: Any,
    ) -> None:
        validate_slug(slug)
        for address in (administrator, *safeguarding):
            validate_email(address)
        if time_zone not in available_timezones():
            raise CommandError(f"there is no time zone {time_zone!r}; one is Europe/Brussels")
        try:
            organisation = found_organisation(
                slug=slug,
                name=name,
                kind=kind,
                time_zone=time_zone,
                administrator=administrator,
                safeguarding=safeguarding,
                language=language,
                requirements=requires,
                matching_policy=matching_policy,
            )
        except Conflict as refusal:
            raise CommandError(refusal.detail) from refusal
        self.stdout.write(
            f"{organisation.slug} is there. {administrator} signs in at {settings.PUBLIC_URL}/ by a code.\n"
            f"Next: manage.py import_volunteers FILE.csv --organisation {organisation.slug}"
        )


def _asked(text: str) -> Asked:
    kind, _, rest = text.partition(":")
    code, _, days = rest.partition(":")
    if kind not in HelperKind.values or code not in REQUIREMENTS or (days and not days.isdigit()):
        raise ArgumentTypeError(
            f"{text!r} is not KIND:CODE[:DAYS]; kinds: {', '.join(HelperKind.values)}; codes: {', '.join(REQUIREMENTS)}"
        )
    return Asked(kind, code, int(days) if days else None)
