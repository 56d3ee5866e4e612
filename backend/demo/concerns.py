"""Who keeps people safe in the demo, and two concerns that wait for her. None of them is urgent: nothing is suspended."""

from datetime import datetime, timedelta
from typing import Final

from backend.care.lifecycle import ConcernMove, ConcernState
from backend.care.models import Concern, ConcernEvent, ConcernNote
from backend.care.models.concern import About, Severity
from backend.care.services.concerns import look_by
from backend.demo.draw import Draw
from backend.demo.matches import Told
from backend.demo.organisations import Home
from backend.demo.rows import Rows
from backend.people.models import Membership, Person
from backend.people.models.organisation import Role
from matching.models.proposal import Party

SAFEGUARDING: Final = "safeguarding@example.org"
_WAITING: Final = "He often comes by without asking first. The children do not like it. I do not dare to say so."
_LOOKED_AT: Final = "She has asked me to keep money for her, and says that nobody may know. I do not know what to do."
_NOTE: Final = "Called the volunteer. We talk with the mother on Thursday, with an interpreter."


def add_safeguarding(rows: Rows, home: Home, password: str) -> None:
    """Add the person who reads the concerns of `home`; `password` is the hash."""
    person = rows.add_person("Sofie Peeters", SAFEGUARDING, language="en", password=password, is_shared=False)
    rows.memberships.append(Membership(organisation=home.organisation, person=person, role=Role.SAFEGUARDING))


def add_concerns(draw: Draw, told: list[Told], now: datetime) -> None:
    """Write one concern that nobody has looked at yet, and one that is being looked into. Three queries or four."""
    reader = Person.objects.get(email=SAFEGUARDING)
    first, second, *_ = told
    waiting = _concern(draw, first, Party.FAMILY, _WAITING, now - timedelta(hours=20))
    looked_at = _concern(draw, second, Party.HELPER, _LOOKED_AT, now - timedelta(days=2))
    looked_at.state, looked_at.version = ConcernState.IN_REVIEW, 2
    Concern.objects.bulk_create([waiting, looked_at])
    took_up_at = looked_at.raised_at + timedelta(hours=5)
    taken_up = ConcernEvent(
        concern=looked_at,
        version=2,
        move=ConcernMove.TAKE_UP,
        state=ConcernState.IN_REVIEW,
        actor=reader,
        at=took_up_at,
    )
    ConcernEvent.objects.bulk_create([_raised(waiting), _raised(looked_at), taken_up])
    ConcernNote.objects.create(
        organisation_id=looked_at.organisation_id, concern=looked_at, author=reader, text=_NOTE, at=took_up_at
    )


def _concern(draw: Draw, told: Told, by: Party, story: str, raised_at: datetime) -> Concern:
    is_family = by == Party.FAMILY
    return Concern(
        uuid=draw.uuid(),
        organisation_id=told.match.organisation_id,
        raised_by=told.people[by],
        about=About.HELPER if is_family else About.FAMILY,
        match=told.match,
        helper=told.match.helper if is_family else None,
        severity=Severity.MEDIUM,
        story=story,
        raised_at=raised_at,
        look_by=look_by(raised_at, Severity.MEDIUM),
    )


def _raised(concern: Concern) -> ConcernEvent:
    return ConcernEvent(
        concern=concern,
        version=1,
        move=ConcernMove.RAISE,
        state=ConcernState.OPEN,
        detail=concern.severity,
        actor=concern.raised_by,
        at=concern.raised_at,
    )
