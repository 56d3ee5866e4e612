"""One row of everything that an address can name, all of one organisation; and people who have nothing to do with it."""

import re
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

import pytest

from backend.people.models import ContactDetail, Person
from backend.people.models.organisation import Role
from notifications.channels import INBOX
from notifications.models import DeliveryState
from tests.factories.care import a_check_in, a_meeting, an_entry
from tests.factories.checks import a_check, a_household_member, a_requirement, an_exemption
from tests.factories.clock import NOON
from tests.factories.concerns import a_concern
from tests.factories.documents import a_document
from tests.factories.hand_overs import a_hand_over
from tests.factories.journey import a_step
from tests.factories.matching import a_judged_proposal, a_match
from tests.factories.notifications import a_delivery, a_message
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_sponsor_group,
    a_volunteer,
    an_organisation,
    contact_of,
    lead_of,
)
from tests.web.world import REASONS, a_run


def rows() -> dict[str, UUID]:
    """Return the uuid of a row for each name that a part of an address has, without _id and _uuid.

    A route with a new part: add its row here.
    """
    organisation = an_organisation()
    match = a_match(a_family(organisation), a_volunteer(organisation))
    helper, family, contact = match.helper, match.family, contact_of(match.family)
    requirement, group = a_requirement(organisation), a_sponsor_group(organisation)
    found: dict[str, Any] = {
        "family": family,
        "helper": helper,
        "match": match,
        "proposal": a_judged_proposal(a_family(organisation), a_volunteer(organisation), reasons=REASONS),
        "run": a_run(organisation),
        "step": a_step(family),
        "meeting": a_meeting(match),
        "entry": an_entry(match),
        "check_in": a_check_in(match),
        "concern": a_concern(match),
        "document": a_document(helper),
        "requirement": requirement,
        "check": a_check(helper, requirement),
        "exemption": an_exemption(helper, requirement),
        "member": a_household_member(helper, birth_date=NOON.date().replace(year=1990)),
        "detail": ContactDetail.objects.get(person=contact, kind="phone"),
        "message": a_delivery(a_message(contact), channel=INBOX, state=DeliveryState.SENT).message,
        "group": group,
        "member of group": group.sponsor_group.members.earliest("pk"),
        "hand_over": a_hand_over(a_family(organisation)),
    }
    return {name: row.uuid for name, row in found.items()}


PART: Final = re.compile(r"<uuid:(\w+?)_(?:uu)?id>")
OUTSIDERS: dict[str, Callable[[], Person]] = {
    "administrator elsewhere": lambda: a_coordinator(role=Role.ADMINISTRATOR),
    "safeguarding elsewhere": lambda: a_coordinator(role=Role.SAFEGUARDING),
    "family elsewhere": lambda: contact_of(a_match().family),
    "volunteer elsewhere": lambda: lead_of(a_match().helper),
}
# Half of them in each run of the tests, all of them in the campaign: each asks some hundred addresses.
EACH = [
    pytest.param(who, marks=[] if who in ("administrator elsewhere", "volunteer elsewhere") else pytest.mark.campaign)
    for who in OUTSIDERS
]
STAFF = ("administrator elsewhere", "safeguarding elsewhere")


def filled(route: str, named: Callable[[str], object]) -> str:
    """Return the address of `route` with each part replaced by what `named` gives for its name."""
    in_group = "group" in route
    parts = PART.sub(lambda part: str(named("member of group" if in_group and part[1] == "member" else part[1])), route)
    return parts.replace("<slug:act>", "take-up")
