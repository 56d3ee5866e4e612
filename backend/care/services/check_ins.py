"""Check-ins: both sides are asked how it goes, after a week, four, twelve and then each quarter; one tap answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from backend.care import links
from backend.care.access import ASKED_IN, check_ins_asked_of
from backend.care.lifecycle import ROUND_MADE_WITHIN, day_of_round
from backend.care.models import CheckIn, CheckInAnswer
from backend.care.models.check_in import CheckInValue, CheckInWay
from backend.errors import Conflict, NotFound
from backend.people.models import Organisation, Person
from backend.people.time_zones import zone_named
from matching.models.proposal import Party

ANSWERED_WITHIN: Final = timedelta(days=30)  # of the day it fell due; as long as a link is good
SAME_TAP: Final = timedelta(minutes=10)  # the same answer again so soon is one answer, tapped twice
YEARS: Final = 50  # that a match is asked about, at most


_PLAN: Final = """
INSERT INTO care_checkin (uuid, organisation_id, match_id, party, number, due_on)
SELECT gen_random_uuid(), m.organisation_id, m.id, party, round.number, begun.day + round.days
FROM matching_match m
JOIN people_organisation o ON o.id = m.organisation_id
JOIN unnest(%(zones)s::text[], %(known)s::text[]) AS zone (name, known) ON zone.name = o.time_zone
CROSS JOIN LATERAL (
    SELECT (m.started_at AT TIME ZONE zone.known)::date AS day, (%(now)s AT TIME ZONE zone.known)::date AS today
) begun
JOIN unnest(%(numbers)s::int[], %(days)s::int[]) AS round (number, days)
    ON begun.today - begun.day BETWEEN round.days AND round.days + %(within)s - 1
CROSS JOIN unnest(%(parties)s::text[]) AS party
WHERE m.state = ANY(%(states)s)
ORDER BY m.id, party
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class Asked:
    """A check-in, whom it asks, and what was answered last ("" = nothing yet)."""

    check_in: CheckIn
    person: Person
    answer: str


@transaction.atomic(durable=True)
def plan_check_ins(*, now: datetime) -> int:
    """Make the check-ins that fall due today where their organisations are, for both sides, and return how many.

    Also of matches that are suspended: nobody is asked these, but staff sees no gap that would tell of a concern.
    Safe to repeat, and to run twice at once: both insert in the same order, so neither waits for the other in a circle.
    Two statements, whatever the number of matches.
    """
    zones = sorted(set(Organisation.objects.values_list("time_zone", flat=True)))
    numbers = range(1, 4 * YEARS)
    with connection.cursor() as cursor:
        cursor.execute(
            _PLAN,
            {
                "zones": zones,
                "known": [zone_named(zone).key for zone in zones],
                "now": now,
                "numbers": list(numbers),
                "days": [day_of_round(number) for number in numbers],
                "within": ROUND_MADE_WITHIN,
                "states": [str(state) for state in ASKED_IN],
                "parties": [str(Party.FAMILY), str(Party.HELPER)],
            },
        )
        return int(cursor.rowcount)


@transaction.atomic(durable=True)
def answer_check_in(*, actor: Person, check_in_uuid: UUID, value: CheckInValue, now: datetime) -> CheckIn:
    """Record what `actor`, who is signed in, answers; again, if they like: the last answer counts.

    Raises NotFound if they are not asked it, Conflict (check_in_over) 30 days after it fell due.
    """
    check_in = _locked(actor, check_in_uuid)
    if now.date() - ANSWERED_WITHIN > check_in.due_on:
        raise Conflict("this question is over", code="check_in_over")
    return _record(check_in, actor, value, CheckInWay.SIGNED_IN, now)


def asked_by_link(token: str, *, now: datetime) -> Asked:
    """Return what a link asks, and whom. Three queries.

    Raises NotFound for a link that we have not made, Conflict (link_over) when its 30 days, the match or the person's
    part in it are over.
    """
    link, person = _open(token, now)
    check_in = check_ins_asked_of(person).filter(uuid=link.check_in).prefetch_related("answers").first()
    if check_in is None:
        raise _over()
    answers = sorted(check_in.answers.all(), key=lambda answer: (answer.at, answer.pk))
    return Asked(check_in, person, answers[-1].value if answers else "")


@transaction.atomic(durable=True)
def answer_by_link(*, token: str, value: CheckInValue, now: datetime) -> CheckIn:
    """Record what the holder of a link answers, in the name of the person it was made for. Raises as above."""
    link, person = _open(token, now)
    try:
        check_in = _locked(person, link.check_in)
    except NotFound:
        raise _over() from None
    return _record(check_in, person, value, CheckInWay.LINK, now)


def _open(token: str, now: datetime) -> tuple[links.Link, Person]:
    link = links.opened(token)
    if link is None:
        raise NotFound("no such link")
    person = Person.objects.filter(uuid=link.person, is_active=True).first()
    if person is None or link.ends_at <= now:
        raise _over()
    return link, person


def _over() -> Conflict:
    return Conflict("this link is not good any more", code="link_over")


def _locked(person: Person, check_in_uuid: UUID) -> CheckIn:
    locked = check_ins_asked_of(person).select_for_update(no_key=True, of=("self",))
    check_in = locked.filter(uuid=check_in_uuid).first()
    if check_in is None:
        raise NotFound("no such check-in")
    return check_in


def _record(check_in: CheckIn, person: Person, value: CheckInValue, way: CheckInWay, now: datetime) -> CheckIn:
    last = check_in.answers.order_by("-at", "-pk").first()
    if last and (last.person_id, last.value) == (person.pk, value) and now - last.at < SAME_TAP:
        return check_in
    CheckInAnswer.objects.create(
        organisation_id=check_in.organisation_id, check_in=check_in, person=person, value=value, way=way, at=now
    )
    return check_in
