"""Raising a concern: anybody who is signed in can, about anybody, and what is urgent takes effect at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from backend.care.concern_access import (
    helper_to_name,
    match_to_name,
    organisation_to_tell,
    staff_to_name,
    with_readers,
)
from backend.care.lifecycle import ConcernMove, ConcernState
from backend.care.models import Concern
from backend.care.models.concern import About, Severity
from backend.care.moves import CONCERNS
from backend.care.services.suspension import follow, hold
from backend.errors import Invalid, NotFound, TooOften
from backend.people.models import Person
from matching.models import Match

LOOK_WITHIN: Final[Mapping[str, timedelta]] = MappingProxyType(
    {Severity.HIGH: timedelta(hours=24), Severity.MEDIUM: timedelta(days=3), Severity.LOW: timedelta(days=7)}
)
LONGEST_STORY: Final = 4000
MOST_A_DAY: Final = 20  # a person in need stays far below; whoever floods the readers is stopped
DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """What somebody tells: about whom, how urgent, in their own words, and whom they name, as far as they can.

    `helper_uuid` is for staff who name a helper without a match; `organisation_uuid` for who belongs to several.
    """

    about: str
    severity: str
    story: str
    match_uuid: UUID | None = None
    helper_uuid: UUID | None = None
    person_uuid: UUID | None = None
    organisation_uuid: UUID | None = None


@dataclass(frozen=True)
class Received:
    """A concern that was raised. Without `has_reader` nobody may look at it now: they must be told to turn elsewhere."""

    concern: Concern
    has_reader: bool


@transaction.atomic(durable=True)
def raise_concern(*, actor: Person, told: Told, now: datetime) -> Received:
    """Write down a concern for the organisation of what it names, else the one asked for, else that of `actor`.

    HIGH suspends in the same transaction: the match it names; about a helper, all its matches, its open proposals, and
    new ones. Raises NotFound for what `actor` may not name, Invalid (about_unknown, severity_unknown, story_missing,
    story_too_long), Conflict (no_organisation), TooOften.
    """
    _refuse(actor, told, now)
    concern = _named(actor, told, now)
    concern.is_suspending = told.severity == Severity.HIGH
    held = hold(concern) if concern.is_suspending else None
    _write(concern)
    CONCERNS.record(
        concern,
        ConcernMove.RAISE,
        state=ConcernState.OPEN,
        version=1,
        actor=actor,
        now=now,
        told={"detail": told.severity},
    )
    if held is not None:
        follow(concern, held, now=now)
    mine = Concern.objects.filter(pk=concern.pk)
    return Received(concern, has_reader=with_readers(mine, now=now).exists())


def _write(concern: Concern) -> None:
    """Write it down for the organisation of its match, which may have been handed over since it was read.

    The database waits for a hand-over that is going on and refuses the organisation of before; then the match is read
    once more. No lock is taken here: who comes after `hold` must not wait for another match.
    """
    try:
        with transaction.atomic():
            concern.save(force_insert=True)
    except IntegrityError:
        if concern.match_id is None:
            raise
        concern.organisation_id = Match.objects.values_list("organisation", flat=True).get(pk=concern.match_id)
        concern.save(force_insert=True)


def look_by(raised_at: datetime, severity: str) -> datetime:
    """Return by when somebody must have taken it up: hours of the clock, not of an office."""
    return raised_at + LOOK_WITHIN[severity]


def require_text(text: str) -> str:
    """Return what was written, without space around it. Raises Invalid (story_missing, story_too_long)."""
    written = text.strip()
    if not written:
        raise Invalid("say what it is", code="story_missing", facts={"field": "story"})
    if len(written) > LONGEST_STORY:
        raise Invalid("at most 4000 characters", code="story_too_long", facts={"field": "story"})
    return written


def _refuse(actor: Person, told: Told, now: datetime) -> None:
    if told.about not in About.values:
        raise Invalid("there is no such choice", code="about_unknown", facts={"field": "about"})
    if told.severity not in Severity.values:
        raise Invalid("there is no such choice", code="severity_unknown", facts={"field": "severity"})
    require_text(told.story)
    if Concern.objects.filter(raised_by=actor, raised_at__gt=now - DAY).count() >= MOST_A_DAY:
        raise TooOften("too many in one day", wait=int(DAY.total_seconds()), code="too_many_concerns")


def _named(actor: Person, told: Told, now: datetime) -> Concern:
    match = match_to_name(actor, told.match_uuid) if told.match_uuid else None
    helper = helper_to_name(actor, told.helper_uuid) if told.helper_uuid and match is None else None
    person = staff_to_name(actor).filter(uuid=told.person_uuid).first() if told.person_uuid else None
    if told.person_uuid and person is None:
        raise NotFound("no such person")
    about_helper = match.helper_id if match else helper.pk if helper else None
    place = match or helper
    return Concern(
        organisation_id=place.organisation_id if place else organisation_to_tell(actor, told.organisation_uuid).pk,
        raised_by=actor,
        about=told.about,
        match=match,
        helper_id=about_helper if told.about == About.HELPER else None,
        about_person=person if told.about == About.COORDINATOR else None,
        severity=told.severity,
        story=require_text(told.story),
        raised_at=now,
        look_by=look_by(now, told.severity),
    )
