"""Why a helper stops, in their own words: read by helpers who choose one, and by staff."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backend.people.models.helper import LeaveReason

LEAVE_REASONS: Final[dict[str, Promise]] = {
    LeaveReason.NO_TIME: _("I have no time any more"),
    LeaveReason.MOVED: _("I am moving to another place"),
    LeaveReason.HEALTH: _("My health"),
    LeaveReason.NOT_WHAT_I_EXPECTED: _("It is not what I expected"),
    LeaveReason.OTHER: _("Another reason"),
}
