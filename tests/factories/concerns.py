"""Makers of concerns, and of the people who read them."""

from typing import Any

from backend.care.lifecycle import ConcernMove, ConcernState
from backend.care.models import Concern, ConcernEvent
from backend.care.models.concern import About, Severity
from backend.care.services.concerns import Told, look_by
from backend.people.models import Organisation, Person
from backend.people.models.organisation import Role
from matching.models import Match
from tests.factories.clock import NOON
from tests.factories.matching import a_match
from tests.factories.people import a_coordinator, contact_of


def a_safeguarding_person(organisation: Organisation, **over: Any) -> Person:
    """Return a new person who reads the concerns of `organisation`."""
    return a_coordinator(organisation, role=Role.SAFEGUARDING, **over)


def an_administrator(organisation: Organisation, **over: Any) -> Person:
    """Return a new administrator of `organisation`."""
    return a_coordinator(organisation, role=Role.ADMINISTRATOR, **over)


def a_concern(match: Match | None = None, **over: Any) -> Concern:
    """Return a new concern of medium severity, raised at noon by the family about the helper of `match`."""
    match = match or a_match()
    given: dict[str, Any] = {
        "organisation_id": match.organisation_id,
        "raised_by": over.get("raised_by") or contact_of(match.family),
        "about": About.HELPER,
        "match": match,
        "helper_id": match.helper_id,
        "severity": Severity.MEDIUM,
        "story": "He comes without asking.",
        "raised_at": NOON,
    }
    given |= over
    given.setdefault("look_by", look_by(given["raised_at"], given["severity"]))
    concern = Concern.objects.create(**given)
    ConcernEvent.objects.create(
        concern=concern, version=1, move=ConcernMove.RAISE, state=ConcernState.OPEN, actor=concern.raised_by, at=NOON
    )
    return concern


def told(about: str = About.OTHER, severity: str = Severity.MEDIUM, **over: Any) -> Told:
    """Return what somebody tells, in a few words."""
    return Told(about=about, severity=severity, **{"story": "Something is wrong."} | over)
