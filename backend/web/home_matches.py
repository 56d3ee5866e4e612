"""My matches on the phone home: what is asked of me after the first weeks, and what I can do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from backend.people.models import Person
from backend.web.match_reasons import end_reasons, pause_reasons
from matching.access import spoken_for
from matching.lifecycle import MatchState
from matching.models import Match
from matching.presentation import portrait_of_family, portrait_of_helper


@dataclass(frozen=True)
class HomeMatch:
    """One running match as somebody in it sees it. `asks` is "met", "goes_on", or empty where nothing is asked."""

    uuid: UUID
    name: str
    state: str
    asks: str
    has_said_yes: bool


def home_matches(actor: Person, matches: Iterable[Match], language: str, *, today: date) -> dict[str, Any]:
    """Return what the partials of the home show of `matches`, which come from `selectors.running_matches_of`.

    At most three queries.
    """
    found = list(matches)
    speaks = spoken_for(actor, found) if any(match.state == MatchState.TRIAL for match in found) else set()
    shown = [_shown(match, actor, language, today, match.pk in speaks) for match in found]
    return {"my_matches": shown, "end_reasons": end_reasons(), "pause_reasons": pause_reasons()}


def _shown(match: Match, actor: Person, language: str, today: date, speaks: bool) -> HomeMatch:
    is_family = any(member.person_id == actor.pk for member in match.family.members.all())
    other = (
        portrait_of_helper(match.helper, language)
        if is_family
        else portrait_of_family(match.family, language, today=today)
    )
    said = getattr(match, "own_confirmation", None)
    asks = "met" if match.state == MatchState.INTRODUCED else ""
    if match.state == MatchState.TRIAL and speaks and not said:
        asks = "goes_on"
    return HomeMatch(match.uuid, other.name, match.state, asks, said == "yes" and match.state == MatchState.TRIAL)
