"""Matches as the console shows them: both sides, where it stands, what each side has said, and its history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backend.web.labels import MATCH_STATES, PARTIES
from matching.lifecycle import RUNNING_MATCH, MatchMove, MatchState
from matching.models import Match, MatchEvent
from matching.models.match import ReviewReason
from matching.models.proposal import Party
from matching.presentation import Portrait, first_name, portrait_of_family, portrait_of_helper
from matching.texts import end_reason_text, pause_reason_text

_MOVES: Final[dict[str, Promise]] = {
    MatchMove.INTRODUCE: _("All three said yes"),
    MatchMove.TRY: _("First meeting"),
    MatchMove.MEET: _("First meeting"),
    MatchMove.CONFIRM: _("Both sides go on"),
    MatchMove.PAUSE: _("Paused"),
    MatchMove.RESUME: _("Goes on"),
    MatchMove.END: _("Ended"),
}
_REVIEWS: Final[dict[str, Promise]] = {
    ReviewReason.CHECK_LAPSED: _("A check of the helper has lapsed."),
    ReviewReason.BELOW_QUORUM: _("The sponsor group has too few members."),
    ReviewReason.MOVED: _("The family has moved or is in the care of another organisation."),
    ReviewReason.NO_CONTACT: _("They seem to have no contact."),
}


@dataclass(frozen=True)
class SaidLine:
    """What one side said after the trial: "yes", "no", or empty while nothing."""

    party: str
    answer: str


@dataclass(frozen=True)
class HistoryLine:
    """One move of a match: what, why if a reason was given, by whom, when."""

    move: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class MatchPage:
    """One match, ready to be shown in the active language."""

    uuid: UUID
    family: Portrait
    family_uuid: UUID
    family_reference: str
    helper: Portrait
    helper_kind: str
    state: str
    state_label: str
    is_running: bool
    started_at: datetime
    ended_at: datetime | None
    end_reason: str
    is_not_again: bool
    trial_until: date | None
    is_trial_over: bool
    paused_at: datetime | None
    pause_reason: str
    review_since: datetime | None
    review_reason: str
    stands_in_for: UUID | None
    stand_ins: tuple[tuple[UUID, str, str], ...]
    said: tuple[SaidLine, ...]
    history: tuple[HistoryLine, ...]


def match_page(match: Match, events: Iterable[MatchEvent], language: str, *, today: date) -> MatchPage:
    """Return the page of `match`, which comes from `matching.selectors`, for staff who read `language`. No query."""
    return MatchPage(
        uuid=match.uuid,
        family=portrait_of_family(match.family, language, today=today),
        family_uuid=match.family.uuid,
        family_reference=match.family.reference,
        helper=portrait_of_helper(match.helper, language),
        helper_kind=match.helper_kind,
        state=match.state,
        state_label=str(MATCH_STATES[match.state]),
        is_running=match.state in RUNNING_MATCH,
        started_at=match.started_at,
        ended_at=match.ended_at,
        end_reason=end_reason_text(match.end_reason),
        is_not_again=match.is_not_again,
        trial_until=match.trial_until,
        is_trial_over=match.state == MatchState.TRIAL and match.trial_until is not None and match.trial_until < today,
        paused_at=match.paused_at,
        pause_reason=pause_reason_text(match.pause_reason),
        review_since=match.review_since,
        review_reason=str(_REVIEWS.get(match.review_reason, "")),
        stands_in_for=match.stands_in_for.uuid if match.stands_in_for else None,
        stand_ins=_stand_ins(match, language),
        said=_said(match),
        history=tuple(_history_line(event) for event in events),
    )


def _stand_ins(match: Match, language: str) -> tuple[tuple[UUID, str, str], ...]:
    """Return uuid, name and state of those who stood in, the last first."""
    return tuple(
        (one.uuid, portrait_of_helper(one.helper, language).name, str(MATCH_STATES[one.state]))
        for one in sorted(match.stand_ins.all(), key=lambda one: -one.pk)
    )


def _said(match: Match) -> tuple[SaidLine, ...]:
    said = {one.party: one.answer for one in match.confirmations.all()}
    return tuple(SaidLine(str(PARTIES[party]), said.get(party, "")) for party in (Party.FAMILY, Party.HELPER))


def _history_line(event: MatchEvent) -> HistoryLine:
    write = pause_reason_text if event.move == MatchMove.PAUSE else end_reason_text
    return HistoryLine(
        move=str(_MOVES[event.move]),
        reason=write(event.reason) if event.reason else "",
        by=first_name(event.actor.name) if event.actor else "",
        at=event.at,
    )
