"""Families and helpers as the console shows them: the portrait, and what only staff may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localtime

from backend.people.models import Family, Helper
from backend.web.labels import FAMILY_STATES, HELPER_KINDS, HELPER_STATES, MATCH_STATES
from matching.models import Match
from matching.presentation import Portrait, portrait_of_family, portrait_of_helper
from matching.texts import end_reason_text


@dataclass(frozen=True)
class FamilyCard:
    """One family in a list of the console."""

    uuid: UUID
    reference: str
    portrait: Portrait
    state: str
    waiting_since: datetime
    waiting_days: int
    arrives_on: date | None
    is_on_hold: bool
    found: tuple[str, ...]


@dataclass(frozen=True)
class HelperCard:
    """One helper in a list of the console."""

    uuid: UUID
    reference: str
    portrait: Portrait
    kind: str
    state: str
    state_code: str
    places_free: int
    capacity: int
    travel_km: int
    is_on_hold: bool
    away_from: date | None
    away_until: date | None


@dataclass(frozen=True)
class MatchCard:
    """One match of a family, running or ended; `end_reason` is empty while it runs."""

    uuid: UUID
    helper: Portrait
    state: str
    needs_review: bool
    started_at: datetime
    is_running: bool
    end_reason: str


def family_cards(families: Iterable[Family], language: str, *, today: date, search: str = "") -> list[FamilyCard]:
    """Return a card for each; members with languages and the municipality must be read."""
    return [family_card(family, language, today=today, search=search) for family in families]


def family_card(family: Family, language: str, *, today: date, search: str = "") -> FamilyCard:
    """Return the card of `family` for somebody who reads `language` and for whom it is `today`.

    `found` holds the given names that made it match `search`, other than the one that its portrait shows.
    """
    since = localtime(family.waiting_since).date()
    return FamilyCard(
        uuid=family.uuid,
        reference=family.reference,
        portrait=portrait_of_family(family, language, today=today),
        state=str(FAMILY_STATES[family.state]),
        waiting_since=family.waiting_since,
        waiting_days=max(0, (today - since).days),
        arrives_on=family.arrives_on,
        is_on_hold=family.is_on_hold,
        found=_named_like(family, search.strip().lower()),
    )


def _named_like(family: Family, beginning: str) -> tuple[str, ...]:
    others = (member.given_name for member in family.members.all() if not member.is_contact)
    return tuple(name for name in others if beginning and name.lower().startswith(beginning))


def helper_cards(helpers: Iterable[Helper], language: str) -> list[HelperCard]:
    """Return a card for each; what a portrait reads must be read."""
    return [
        HelperCard(
            uuid=helper.uuid,
            reference=helper.reference,
            portrait=portrait_of_helper(helper, language),
            kind=str(HELPER_KINDS[helper.kind]),
            state=str(HELPER_STATES[helper.state]),
            state_code=helper.state,
            places_free=helper.capacity - helper.places_taken,
            capacity=helper.capacity,
            travel_km=helper.travel_km,
            is_on_hold=helper.is_on_hold,
            away_from=helper.away_from,
            away_until=helper.away_until,
        )
        for helper in helpers
    ]


def match_card(match: Match, language: str) -> MatchCard:
    """Return the card of `match`; what the helper's portrait reads must be read."""
    return MatchCard(
        uuid=match.uuid,
        needs_review=match.review_since is not None,
        helper=portrait_of_helper(match.helper, language),
        state=str(MATCH_STATES[match.state]),
        started_at=match.started_at,
        is_running=match.ended_at is None,
        end_reason=end_reason_text(match.end_reason),
    )
