"""Who reads an answer: what decides, in memory, which parts of a row they are shown."""

from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.utils import timezone, translation
from rest_framework.request import Request

from backend.api.authentication import acting
from backend.people.access import led_helpers, organisations_of_staff, own_helpers
from backend.people.models import Person
from backend.people.time_zones import local_date
from matching.models import Proposal
from matching.models.proposal import Party


@dataclass(frozen=True)
class Reader:
    """A person, the language of the answer, today where they are, what they are staff of, answer for and belong to."""

    person: Person
    language: str
    today: date
    staff_of: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()
    belongs_to: frozenset[int] = frozenset()

    def parties(self, proposal: Proposal) -> list[Party]:
        """Return in which parts the reader may answer. No query: `family__members` are prefetched."""
        members = {member.person_id: member.is_contact for member in proposal.family.members.all()}
        found = []
        if members.get(self.person.pk):
            found.append(Party.FAMILY)
        if proposal.helper_id in self.leads:
            found.append(Party.HELPER)
        is_on_a_side = self.person.pk in members or proposal.helper_id in self.belongs_to
        if proposal.organisation_id in self.staff_of and not is_on_a_side:
            found.append(Party.COORDINATOR)
        return found


def reader_of(request: Request) -> Reader:
    """Return who asks, without what needs a query."""
    person = acting(request)
    today = local_date(person.time_zone, timezone.now())
    return Reader(person, translation.get_language() or settings.LANGUAGE_CODE, today)


def entitled_reader_of(request: Request) -> Reader:
    """Return who asks, with what they are staff of, answer for and belong to. Three queries."""
    plain = reader_of(request)
    return replace(
        plain,
        staff_of=frozenset(organisations_of_staff(plain.person).order_by().values_list("pk", flat=True)),
        leads=frozenset(led_helpers(plain.person).values_list("pk", flat=True)),
        belongs_to=frozenset(own_helpers(plain.person).values_list("pk", flat=True)),
    )
