"""What is shown of meetings, check-ins and the contact log: to each side its own, to coordinators all."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from backend.care.access import cared_matches, check_ins_asked_of, place_of
from backend.care.models import CheckIn, CheckInAnswer, ContactLogEntry, Meeting
from backend.care.services.check_ins import ANSWERED_WITHIN
from backend.errors import NotFound
from backend.people.models import Person
from matching.models import Match
from matching.models.proposal import Party
from matching.selectors import with_sides_of_match

ENTRIES_SHOWN: Final = 50


@dataclass(frozen=True)
class Totals:
    """How often one side told of a contact that came about, of one that did not, and for how many minutes in all."""

    party: str
    made: int
    missed: int
    minutes: int


@dataclass
class Care:
    """One match as one of its sides looks after it: what is planned, what they are asked, what they wrote down.

    `check_in` is the last one that they may still answer, `answer` what they said last ("" = nothing yet).
    """

    match: Match
    party: Party
    meetings: list[Meeting] = field(default_factory=list)
    check_in: CheckIn | None = None
    answer: str = ""
    entries: list[ContactLogEntry] = field(default_factory=list)


def cares_of(actor: Person, *, now: datetime) -> list[Care]:
    """Return the running matches that `actor` is in, newest first, with their care. At most eight queries."""
    matches = with_sides_of_match(cared_matches(actor)).order_by("-started_at", "id")
    cares = {match.pk: Care(match, _party(match, actor)) for match in matches}
    if not cares:
        return []
    upcoming = Meeting.objects.filter(match__in=cares, cancelled_at=None, starts_at__gt=now)
    for meeting in upcoming.order_by("starts_at"):
        cares[meeting.match_id].meetings.append(meeting)
    for entry in ContactLogEntry.objects.filter(match__in=cares, person=actor).order_by("-on", "-pk")[:ENTRIES_SHOWN]:
        cares[entry.match_id].entries.append(entry)
    for check_in in open_check_ins_of(actor, now=now):
        care = cares.get(check_in.match_id)
        if care is not None and care.check_in is None:
            care.check_in, care.answer = check_in, last_answer(check_in)
    return list(cares.values())


def open_check_ins_of(actor: Person, *, now: datetime) -> QuerySet[CheckIn]:
    """Return the check-ins that `actor` may answer, or answer again, today; newest first, with their answers."""
    since = now.date() - ANSWERED_WITHIN
    return _with_answers(check_ins_asked_of(actor).filter(due_on__gte=since)).order_by("-due_on", "-number", "id")


def last_answer(check_in: CheckIn) -> str:
    """Return what was answered last; "" = nothing yet. No query where the answers are read."""
    answers = list(check_in.answers.all())
    return answers[-1].value if answers else ""


def check_ins_of_match(actor: Person, match_uuid: UUID) -> QuerySet[CheckIn]:
    """Return the check-ins of a match with their answers, newest first: of both sides for its coordinators, of their
    own for a side. Raises NotFound."""
    place = place_of(actor, match_uuid)
    found = CheckIn.objects.filter(match=place.match)
    mine = found if place.party == Party.COORDINATOR else found.filter(party=place.party)
    return _with_answers(mine).order_by("-due_on", "party", "id")


def meetings_of_match(actor: Person, match_uuid: UUID, *, now: datetime) -> QuerySet[Meeting]:
    """Return the meetings of a match that have not ended a day ago, cancelled ones too, soonest first. Raises NotFound."""
    match = place_of(actor, match_uuid).match
    recent = Meeting.objects.filter(match=match, starts_at__gt=now - timedelta(days=1))
    return recent.order_by("starts_at", "id")


def meeting_for_reading(actor: Person, meeting_uuid: UUID) -> Meeting:
    """Return one meeting of a match that `actor` may know of. Raises NotFound."""
    meeting = Meeting.objects.select_related("match").filter(uuid=meeting_uuid).first()
    if meeting is None:
        raise NotFound("no such meeting")
    place_of(actor, meeting.match.uuid)
    return meeting


def contact_log_of_match(actor: Person, match_uuid: UUID) -> tuple[QuerySet[ContactLogEntry], list[Totals]]:
    """Return what was written down of a match, newest first, and the totals of each side.

    A side sees its own entries and how often the others told of something; coordinators see all. Raises NotFound.
    """
    place = place_of(actor, match_uuid)
    entries = ContactLogEntry.objects.filter(match=place.match)
    mine = entries if place.party == Party.COORDINATOR else entries.filter(party=place.party)
    return mine.select_related("person").order_by("-on", "-id"), totals_of([place.match.pk])[place.match.pk]


def totals_of(match_ids: Iterable[int]) -> dict[int, list[Totals]]:
    """Return the totals of each of these matches, of every side that wrote something down. One query."""
    made = Q(was_made=True)
    counted = (
        ContactLogEntry.objects.filter(match__in=match_ids)
        .values("match", "party")
        .annotate(made=Count("pk", filter=made), missed=Count("pk", filter=~made), total=Sum("minutes", filter=made))
        .order_by("match", "party")
    )
    totals: dict[int, list[Totals]] = defaultdict(list)
    for row in counted:
        totals[row["match"]].append(Totals(row["party"], row["made"], row["missed"], row["total"] or 0))
    return totals


def _party(match: Match, actor: Person) -> Party:
    is_family = any(member.person_id == actor.pk for member in match.family.members.all())
    return Party.FAMILY if is_family else Party.HELPER


def _with_answers(check_ins: QuerySet[CheckIn]) -> QuerySet[CheckIn]:
    answers = CheckInAnswer.objects.order_by("at", "pk")
    return check_ins.select_related("match").prefetch_related(Prefetch("answers", answers))
