"""Who reads an answer: what decides, in memory, which parts of a row they are shown."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone, translation
from rest_framework.request import Request

from backend.api.authentication import acting
from backend.people.access import led_helpers, organisations_of_staff
from backend.people.models import Person
from matching.models import Proposal
from matching.models.proposal import Party
from notifications.quiet_hours import zone_named


@dataclass(frozen=True)
class Reader:
    """A person, the language of the answer, today where they are, and what they are staff of and answer for."""

    person: Person
    language: str
    today: date
    staff_of: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()

    def parties(self, proposal: Proposal) -> list[Party]:
        """Return in which parts the reader may answer. No query: `family__members` are prefetched."""
        contacts = [member.person_id for member in proposal.family.members.all() if member.is_contact]
        found = {
            Party.FAMILY: self.person.pk in contacts,
            Party.HELPER: proposal.helper_id in self.leads,
            Party.COORDINATOR: proposal.organisation_id in self.staff_of,
        }
        return [party for party, is_theirs in found.items() if is_theirs]


def reader_of(request: Request) -> Reader:
    """Return who asks, without what needs a query."""
    person = acting(request)
    today = timezone.now().astimezone(zone_named(person.time_zone)).date()
    return Reader(person, translation.get_language() or settings.LANGUAGE_CODE, today)


def entitled_reader_of(request: Request) -> Reader:
    """Return who asks, with what they are staff of and answer for. Two queries."""
    plain = reader_of(request)
    staff_of = organisations_of_staff(plain.person).order_by().values_list("pk", flat=True)
    leads = led_helpers(plain.person).values_list("pk", flat=True)
    return Reader(plain.person, plain.language, plain.today, frozenset(staff_of), frozenset(leads))
