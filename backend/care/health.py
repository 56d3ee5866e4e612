"""How a match does, as far as people tell: derived from the contact log and the check-ins each time, never stored.

The rule stands twice: in plain words (`health_of`), and as one query over many matches (`with_health`); a test holds
one against the other.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from django.db.models import Case, CharField, DateField, Expression, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Greatest, TruncDate

from backend.care.models import CheckInAnswer, ContactLogEntry
from backend.care.models.check_in import CheckInValue
from backend.people.models import Organisation
from backend.people.time_zones import local_date, zone_named
from matching.lifecycle import MatchMove, MatchState
from matching.models import Match, MatchEvent
from matching.models.proposal import Party

# Little World calls a match without any contact after 21 days "no contact" (match_journey_filter_list.py).
NO_CONTACT_DAYS: Final = 21
# Big Brothers Big Sisters wants a contact a month; CASA's users ask to be told after 30 days without one (casa#186).
STOPPED_DAYS: Final = 28
# A side that says nothing at all for a round of check-ins (91 days) and a week to answer is silent. Assumption.
SILENT_DAYS: Final = 98

CONTACT_TOLD: Final = (CheckInValue.GOOD, CheckInValue.SO_SO)  # who says how it goes has met


class Health(StrEnum):
    """TRIAL and PAUSED are how the match stands; NEW is too early to tell."""

    NEW = "new"
    TRIAL = "trial"
    PAUSED = "paused"
    NO_CONTACT = "no_contact"
    ONE_SIDED = "one_sided"
    STOPPED = "stopped"
    ONGOING = "ongoing"


@dataclass(frozen=True)
class Told:
    """What is known of one match; days are local to its organisation.

    `since_on`: when it began, or was taken up again after a pause. `contact_on`: the last contact that came about, as
    anybody tells. `family_said_on`, `helper_said_on`: when each side last wrote down or answered anything.
    """

    state: MatchState
    since_on: date
    contact_on: date | None
    family_said_on: date | None
    helper_said_on: date | None


def health_of(told: Told, today: date) -> Health | None:
    """Return how the match does on `today`; None once it has ended."""
    match told.state:
        case MatchState.ENDED:
            return None
        case MatchState.PAUSED:
            return Health.PAUSED
        case MatchState.TRIAL:
            return Health.TRIAL
    is_grown = _is_long_ago(told.since_on, NO_CONTACT_DAYS, today)
    if told.contact_on is None:
        return Health.NO_CONTACT if is_grown else Health.NEW
    if _is_long_ago(max(told.contact_on, told.since_on), STOPPED_DAYS, today):
        return Health.STOPPED
    is_family_silent = _is_long_ago(told.family_said_on, SILENT_DAYS, today)
    is_helper_silent = _is_long_ago(told.helper_said_on, SILENT_DAYS, today)
    return Health.ONE_SIDED if is_grown and is_family_silent != is_helper_silent else Health.ONGOING


def _is_long_ago(day: date | None, days: int, today: date) -> bool:
    return day is None or (today - day).days >= days


def with_health(matches: QuerySet[Match], now: datetime) -> QuerySet[Any]:
    """Return the same matches with `health` (a Health, None once ended) and the days of `Told` as annotations.

    One query more, for the time zones; a fixed number of index look-ups for each match.
    """
    days = _LocalDays(now)
    told = matches.annotate(
        logged_on=_last(_entries().filter(was_made=True), "on"),
        answered_at=_last(_answers().filter(value__in=CONTACT_TOLD), "at"),
        resumed_at=_last(MatchEvent.objects.filter(match=OuterRef("pk"), move=MatchMove.RESUME), "at"),
        **{f"{party}_{what}_at": said for party in (Party.FAMILY, Party.HELPER) for what, said in _said(party)},
    ).annotate(
        since_on=Greatest(days.of("started_at"), days.of("resumed_at")),
        contact_on=Greatest(F("logged_on"), days.of("answered_at")),
        family_said_on=Greatest(days.of("family_wrote_at"), days.of("family_answered_at")),
        helper_said_on=Greatest(days.of("helper_wrote_at"), days.of("helper_answered_at")),
    )
    is_grown = Q(since_on__lte=days.ago(NO_CONTACT_DAYS))
    silence = days.ago(SILENT_DAYS)
    family, helper = _silent("family", silence), _silent("helper", silence)
    return told.annotate(
        health=Case(
            When(state=MatchState.ENDED, then=None),
            When(state=MatchState.PAUSED, then=Value(Health.PAUSED)),
            When(state=MatchState.TRIAL, then=Value(Health.TRIAL)),
            When(is_grown & Q(contact_on__isnull=True), then=Value(Health.NO_CONTACT)),
            When(contact_on__isnull=True, then=Value(Health.NEW)),
            When(
                Q(contact_on__lte=days.ago(STOPPED_DAYS), since_on__lte=days.ago(STOPPED_DAYS)),
                then=Value(Health.STOPPED),
            ),
            When(is_grown & ((family[0] & helper[1]) | (family[1] & helper[0])), then=Value(Health.ONE_SIDED)),
            default=Value(Health.ONGOING),
            output_field=CharField(null=True),
        )
    )


class _LocalDays:
    """Days where the organisation of a match is, as expressions. A zone that nobody knows counts as UTC."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._zones = sorted(set(Organisation.objects.values_list("time_zone", flat=True)))

    def of(self, instant: str) -> Expression:
        """Return the day of the column `instant`."""
        days = (When(organisation__time_zone=z, then=TruncDate(instant, tzinfo=zone_named(z))) for z in self._zones)
        return Case(*days, output_field=DateField())

    def ago(self, days: int) -> Expression:
        """Return the day that was `days` days before today."""
        back = timedelta(days=days)
        day = (
            When(organisation__time_zone=z, then=Value(local_date(z, self._now) - back, output_field=DateField()))
            for z in self._zones
        )
        return Case(*day, output_field=DateField())


def _said(party: Party) -> list[tuple[str, Subquery]]:
    return [
        ("wrote", _last(_entries().filter(party=party), "at")),
        ("answered", _last(_answers().filter(check_in__party=party), "at")),
    ]


def _silent(side: str, since: Expression) -> tuple[Q, Q]:
    """Return what holds when `side` is silent, and what holds when it is not."""
    said = f"{side}_said_on"
    return Q(**{f"{said}__isnull": True}) | Q(**{f"{said}__lte": since}), Q(**{f"{said}__gt": since})


def _entries() -> QuerySet[ContactLogEntry]:
    return ContactLogEntry.objects.filter(match=OuterRef("pk"))


def _answers() -> QuerySet[CheckInAnswer]:
    """Return the answers that count: the last one to each check-in."""
    return CheckInAnswer.last.filter(check_in__match=OuterRef("pk"))


def _last(rows: QuerySet[ContactLogEntry] | QuerySet[CheckInAnswer] | QuerySet[MatchEvent], column: str) -> Subquery:
    return Subquery(rows.order_by(f"-{column}").values(column)[:1])
