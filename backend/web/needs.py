"""What needs a coordinator today, as lines of the console: why, who, since when, and the page to open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from backend.care.staff_texts import need_text
from backend.care.today import Need, NeedCode

# On the page of today these have cards of their own, with more about each.
SHOWN_ELSEWHERE: Final = (NeedCode.JUDGE_PROPOSAL, NeedCode.FAMILY_WAITS)
DEADLINES: Final = (NeedCode.PROPOSAL_EXPIRES, NeedCode.CHECK_LAPSES)


@dataclass(frozen=True)
class NeedLine:
    """One line; `day` is a deadline, or since when."""

    text: str
    link: str
    names: tuple[str, ...]
    reference: str
    day: date
    is_deadline: bool


def need_lines(needs: Iterable[Need]) -> list[NeedLine]:
    """Return the lines that the page of today shows, the most pressing first, in the active language."""
    return [_line(need) for need in needs if need.code not in SHOWN_ELSEWHERE]


def _line(need: Need) -> NeedLine:
    sides = [side for side in (need.family, need.helper) if side]
    return NeedLine(
        text=str(need_text(need.code, need.detail)),
        link=reverse(f"web:{need.kind}", args=[need.uuid]),
        names=tuple(side.name or _("a family") for side in sides),
        reference=sides[0].reference if sides else "",
        day=need.day,
        is_deadline=need.code in DEADLINES,
    )
