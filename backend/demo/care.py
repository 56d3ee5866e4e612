"""How the matches of the demo go on: meetings, check-ins with their answers, the contact log."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Final

from backend.care.lifecycle import day_of_round
from backend.care.models import CheckIn, CheckInAnswer, ContactLogEntry, Meeting
from backend.care.models.check_in import CheckInValue, CheckInWay
from backend.care.models.contact_log import ContactMade
from backend.care.models.meeting import PlaceKind
from backend.demo.draw import Draw
from backend.demo.matches import Told
from backend.demo.stories import BOTH
from backend.people.time_zones import local_date, zone_named
from matching.models.proposal import Party
from notifications.quiet_hours import at_local

ZONE: Final = "Europe/Brussels"
MISSED: Final = 0.1  # Assumption: how many contacts do not come about.
AN_HOUR: Final = {ContactMade.MEETING: 90, ContactMade.CALL: 20, ContactMade.VIDEO: 30, ContactMade.MESSAGE: 5}


def add_care(draw: Draw, told: list[Told], now: datetime) -> None:
    """Write what the stories of these matches say. Four queries."""
    Meeting.objects.bulk_create(_meeting(draw, one, now) for one in told if one.story.meets)
    ContactLogEntry.objects.bulk_create(entry for one in told for entry in _entries(draw, one, now))
    check_ins = [(one, check_in) for one in told for check_in in _check_ins(draw, one)]
    CheckIn.objects.bulk_create(check_in for _, check_in in check_ins)
    CheckInAnswer.objects.bulk_create(answer for one, asked in check_ins for answer in _answers(one, asked, now))


def _meeting(draw: Draw, told: Told, now: datetime) -> Meeting:
    on = local_date(ZONE, now) + timedelta(days=draw.whole(1, 6))
    return Meeting(
        uuid=draw.uuid(),
        organisation_id=told.match.organisation_id,
        match=told.match,
        starts_at=at_local(on, time(draw.whole(10, 18)), zone_named(ZONE)),
        minutes=draw.one([60, 90, 120]),
        place_kind=draw.one([PlaceKind.CAFE, PlaceKind.LIBRARY, PlaceKind.OUTSIDE, PlaceKind.AT_HOME]),
        planned_by=told.people[Party.HELPER],
        planned_at=now - timedelta(days=1),
    )


def _entries(draw: Draw, told: Told, now: datetime) -> Iterator[ContactLogEntry]:
    if told.story.contact_ago is None:
        return
    for days in range(told.story.contact_ago, told.story.days, 7):
        for party in told.story.told_by:
            kind = draw.one(list(AN_HOUR))
            was_made = days == told.story.contact_ago or not draw.chance(MISSED)
            at = now - timedelta(days=days)
            yield ContactLogEntry(
                uuid=draw.uuid(),
                organisation_id=told.match.organisation_id,
                match=told.match,
                party=party,
                person=told.people[party],
                on=local_date(ZONE, at),
                minutes=AN_HOUR[kind] if was_made else 0,
                kind=kind,
                was_made=was_made,
                at=at,
            )


def _check_ins(draw: Draw, told: Told) -> Iterator[CheckIn]:
    began = local_date(ZONE, told.match.started_at)
    number = 1
    while day_of_round(number) <= told.story.days:
        for party in BOTH:
            yield CheckIn(
                uuid=draw.uuid(),
                organisation_id=told.match.organisation_id,
                match=told.match,
                party=party,
                number=number,
                due_on=began + timedelta(days=day_of_round(number)),
            )
        number += 1


def _answers(told: Told, check_in: CheckIn, now: datetime) -> Iterator[CheckInAnswer]:
    story, party = told.story, Party(check_in.party)
    days_ago = story.days - day_of_round(check_in.number)
    is_last = day_of_round(check_in.number + 1) > story.days
    value = story.last if story.last and is_last and party == story.last_by else CheckInValue.GOOD
    is_told = party in story.told_by and (story.contact_ago is not None and days_ago >= story.contact_ago)
    if is_told or value == story.last:
        yield CheckInAnswer(
            organisation_id=check_in.organisation_id,
            check_in=check_in,
            person=told.people[party],
            value=value,
            way=CheckInWay.LINK,
            at=now - timedelta(days=days_ago, hours=-1) if days_ago else now,
        )
