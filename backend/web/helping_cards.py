"""What a helper sees of how they stand, on the phone home."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backend.people.lifecycle import HELPER_TABLE, HelperMove, HelperState
from backend.people.models import Helper
from backend.people.models.helper import HelperKind

STANDING: Final[dict[str, Promise]] = {
    HelperState.APPLIED: _("You have applied. We will get in touch with you."),
    HelperState.CHECKING: _("Your checks are going on. We will tell you when you can meet a family."),
    HelperState.APPROVED: _("You can meet families."),
    HelperState.AWAY: _("You are away. Nobody asks you to help a new family."),
    HelperState.LAPSED: _("One of your checks has ended. Please talk to your coordinator."),
    HelperState.DECLINED: _("You do not help families now."),
    HelperState.LEFT: _("You have stopped helping. Thank you for all you did!"),
}


@dataclass(frozen=True)
class HelpingCard:
    """A helper for whom the reader answers; `group` is the name of a group, empty for themselves."""

    uuid: UUID
    group: str
    standing: str
    capacity: int
    away_from: date | None
    away_until: date | None
    may_be_away: bool
    may_leave: bool
    may_reapply: bool


def helping_cards(helpers: Iterable[Helper]) -> list[HelpingCard]:
    """Return a card for each helper; sponsor groups must be read."""
    return [_card(helper, HelperState(helper.state)) for helper in helpers]


def _card(helper: Helper, state: HelperState) -> HelpingCard:
    return HelpingCard(
        uuid=helper.uuid,
        group=helper.sponsor_group.name if helper.kind == HelperKind.SPONSOR_GROUP else "",
        standing=str(STANDING[state]),
        capacity=helper.capacity,
        away_from=helper.away_from,
        away_until=helper.away_until,
        may_be_away=state in (HelperState.APPROVED, HelperState.AWAY),
        may_leave=(state, HelperMove.LEAVE) in HELPER_TABLE,
        may_reapply=(state, HelperMove.REAPPLY) in HELPER_TABLE,
    )
