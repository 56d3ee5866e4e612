"""One helper as staff see it: what happened, what may be decided now, and why somebody is on hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backend.people.lifecycle import HELPER_TABLE, HelperMove, HelperState
from backend.people.models import Helper, HelperEvent, Hold
from backend.people.models.helper import DeclineReason, HelperKind
from backend.people.models.hold import HoldReason
from backend.web.leave_reasons import LEAVE_REASONS

MOVES: Final[dict[str, Promise]] = {
    HelperMove.APPLY: pgettext_lazy("helper history", "applied"),
    HelperMove.START_CHECKS: pgettext_lazy("helper history", "checks begun"),
    HelperMove.APPROVE: pgettext_lazy("helper history", "approved"),
    HelperMove.GO_AWAY: pgettext_lazy("helper history", "went away"),
    HelperMove.COME_BACK: pgettext_lazy("helper history", "came back"),
    HelperMove.LAPSE: pgettext_lazy("helper history", "approval lapsed"),
    HelperMove.DECLINE: pgettext_lazy("helper history", "declined"),
    HelperMove.LEAVE: pgettext_lazy("helper history", "left"),
    HelperMove.REAPPLY: pgettext_lazy("helper history", "applied again"),
}
DECLINE_REASONS: Final[dict[str, Promise]] = {
    DeclineReason.CHECKS_NOT_MET: _("What is asked is not met"),
    DeclineReason.NOT_SUITABLE: _("Not the right task for them"),
    DeclineReason.NO_ANSWER: _("They do not answer"),
    DeclineReason.OTHER: pgettext_lazy("reason", "Something else"),
}
HOLD_REASONS: Final[dict[str, Promise]] = {
    HoldReason.ASKED_FOR_IT: _("They asked for it"),
    HoldReason.ILLNESS: _("Illness"),
    HoldReason.HOUSING: _("Housing is not settled"),
    HoldReason.UNREACHABLE: _("They cannot be reached"),
    HoldReason.OTHER: pgettext_lazy("reason", "Something else"),
}


@dataclass(frozen=True)
class HistoryLine:
    """One thing that happened; `by` is empty for what the calendar did."""

    text: str
    reason: str
    by: str
    at: datetime


def possible_moves(helper: Helper, today: date) -> frozenset[str]:
    """Return the moves that staff may make on the helper's page now.

    A group that is being checked is approved on a page of its own; nobody who lacks something is approved at all.
    """
    moves = {move for before, move in HELPER_TABLE if before == HelperState(helper.state)}
    is_group_in_the_making = helper.kind == HelperKind.SPONSOR_GROUP and helper.state == HelperState.CHECKING
    if is_group_in_the_making or helper.cleared_until <= today:
        moves.discard(HelperMove.APPROVE)
    return frozenset(str(move) for move in moves)


def waits_for_checks(helper: Helper, today: date) -> bool:
    """Return whether only what is asked, and not met yet, keeps the helper from being approved."""
    return (HelperState(helper.state), HelperMove.APPROVE) in HELPER_TABLE and helper.cleared_until <= today


def history_lines(events: Iterable[HelperEvent], holds: Iterable[Hold]) -> list[HistoryLine]:
    """Return moves and holds together, newest first."""
    lines = [
        HistoryLine(str(MOVES[event.move]), _reason(event), event.actor.name if event.actor else "", event.at)
        for event in events
    ]
    for hold in holds:
        lines.append(HistoryLine(str(_("put on hold")), str(HOLD_REASONS[hold.reason]), hold.set_by.name, hold.set_at))
        if hold.lifted_at and hold.lifted_by:
            lines.append(HistoryLine(str(_("hold lifted")), "", hold.lifted_by.name, hold.lifted_at))
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _reason(event: HelperEvent) -> str:
    known = DECLINE_REASONS | {str(code): text for code, text in LEAVE_REASONS.items()}
    return str(known[event.reason]) if event.reason in known else ""
