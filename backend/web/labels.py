"""What the codes of states, kinds and parties are called on screen. Texts of reasons are in `matching.texts`."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backend.people.lifecycle import HelperState
from backend.people.models.family import FamilyState
from backend.people.models.helper import HelperKind
from matching.lifecycle import MatchState, ProposalState
from matching.models.proposal import Party
from matching.models.run import RunState

PROPOSAL_STATES: Final[dict[str, Promise]] = {
    ProposalState.OPEN: pgettext_lazy("proposal", "open"),
    ProposalState.AGREED: pgettext_lazy("proposal", "agreed"),
    ProposalState.DECLINED: pgettext_lazy("proposal", "declined"),
    ProposalState.WITHDRAWN: pgettext_lazy("proposal", "withdrawn"),
    ProposalState.EXPIRED: pgettext_lazy("proposal", "expired"),
}
PARTIES: Final[dict[str, Promise]] = {
    Party.FAMILY: _("Family"),
    Party.HELPER: _("Helper"),
    Party.COORDINATOR: _("Coordinator"),
}
HELPER_KINDS: Final[dict[str, Promise]] = {
    HelperKind.VOLUNTEER: _("Volunteer"),
    HelperKind.SPONSOR_GROUP: _("Sponsor group"),
}
HELPER_STATES: Final[dict[str, Promise]] = {
    HelperState.APPLIED: pgettext_lazy("helper", "applied"),
    HelperState.CHECKING: pgettext_lazy("helper", "being checked"),
    HelperState.APPROVED: pgettext_lazy("helper", "approved"),
    HelperState.AWAY: pgettext_lazy("helper", "away"),
    HelperState.LAPSED: pgettext_lazy("helper", "checks lapsed"),
    HelperState.DECLINED: pgettext_lazy("helper", "declined"),
    HelperState.LEFT: pgettext_lazy("helper", "left"),
}
FAMILY_STATES: Final[dict[str, Promise]] = {
    FamilyState.REFERRED: pgettext_lazy("family", "referred"),
    FamilyState.SELECTED: pgettext_lazy("family", "selected"),
    FamilyState.ORIENTATION: pgettext_lazy("family", "in orientation"),
    FamilyState.TRAVELLING: pgettext_lazy("family", "travelling"),
    FamilyState.RECEPTION: pgettext_lazy("family", "in reception"),
    FamilyState.SETTLED: pgettext_lazy("family", "settled"),
    FamilyState.INDEPENDENT: pgettext_lazy("family", "independent"),
}
MATCH_STATES: Final[dict[str, Promise]] = {
    MatchState.INTRODUCED: pgettext_lazy("match", "introduced"),
    MatchState.TRIAL: pgettext_lazy("match", "trying out"),
    MatchState.ACTIVE: pgettext_lazy("match", "active"),
    MatchState.PAUSED: pgettext_lazy("match", "paused"),
    MatchState.ENDED: pgettext_lazy("match", "ended"),
}
RUN_STATES: Final[dict[str, Promise]] = {
    RunState.QUEUED: pgettext_lazy("run", "waiting for its turn"),
    RunState.RUNNING: pgettext_lazy("run", "working"),
    RunState.DONE: pgettext_lazy("run", "ready"),
    RunState.FAILED: pgettext_lazy("run", "failed"),
}
RUN_PHASES: Final[dict[str, Promise]] = {
    "read": _("Reading who is waiting and who is ready"),
    "plan": _("Looking for the best plan"),
    "prove": _("Proving that no plan is better"),
    "write": _("Writing the proposals"),
}
ORDERS: Final[dict[str, Promise]] = {
    "-fit": _("best fit first"),
    "created_at": _("longest open first"),
    "answer_by": _("ending soonest first"),
    "-created_at": _("newest first"),
    "fit": _("lowest fit first"),
}
CONTACT_KINDS: Final[dict[str, Promise]] = {
    "phone": _("Call"),
    "whatsapp": _("WhatsApp"),
    "email": _("E-mail"),
    "address": _("Address"),
}
DETAIL_KINDS: Final[dict[str, Promise]] = CONTACT_KINDS | {"phone": _("Phone")}
