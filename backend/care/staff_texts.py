"""What coordinators read about how matches do and what needs them."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backend.care.health import Health
from backend.care.today import NeedCode

HEALTHS: Final[dict[str, Promise]] = {
    Health.NEW: pgettext_lazy("health", "just begun"),
    Health.TRIAL: pgettext_lazy("health", "trying out"),
    Health.PAUSED: pgettext_lazy("health", "paused"),
    Health.NO_CONTACT: pgettext_lazy("health", "no contact yet"),
    Health.ONE_SIDED: pgettext_lazy("health", "only one side tells"),
    Health.STOPPED: pgettext_lazy("health", "contact stopped"),
    Health.ONGOING: pgettext_lazy("health", "in contact"),
}
NEEDS: Final[dict[str, Promise]] = {
    NeedCode.WANT_TO_TALK: _("Somebody wants to talk with you"),
    f"{NeedCode.WANT_TO_TALK}.family": _("The family wants to talk with you"),
    f"{NeedCode.WANT_TO_TALK}.helper": _("The helper wants to talk with you"),
    NeedCode.MATCH_REVIEW: _("Please look at this match"),
    f"{NeedCode.MATCH_REVIEW}.check_lapsed": _("A check of the helper has lapsed: please look at this match"),
    f"{NeedCode.MATCH_REVIEW}.below_quorum": _("The group has had too few members for long: please look at this match"),
    f"{NeedCode.MATCH_REVIEW}.moved": _("The family came from elsewhere: please look at this match"),
    f"{NeedCode.MATCH_REVIEW}.no_contact": _("They are not in contact: please look at this match"),
    NeedCode.PROPOSAL_EXPIRES: _("This proposal ends soon"),
    NeedCode.TRIAL_OVERDUE: _("The trial is over, and they have not both said whether they go on"),
    NeedCode.NOT_MET: _("One side says that they have not met"),
    f"{NeedCode.NOT_MET}.family": _("The family says that they have not met"),
    f"{NeedCode.NOT_MET}.helper": _("The helper says that they have not met"),
    NeedCode.STOPPED: _("Nobody has told of a contact for four weeks"),
    NeedCode.NO_CONTACT: _("Nobody has told of a contact since they were introduced"),
    NeedCode.JUDGE_PROPOSAL: _("This proposal waits for your yes or no"),
    NeedCode.BELOW_QUORUM: _("The group has too few members"),
    NeedCode.CHECK_LAPSES: _("A check lapses soon"),
    NeedCode.ONE_SIDED: _("Only one side tells how it goes"),
    NeedCode.FAMILY_WAITS: _("This family waits longest, without a proposal"),
}


def need_text(code: str, detail: str) -> Promise:
    """Return why something needs a coordinator; a detail without words of its own is left out."""
    return NEEDS.get(f"{code}.{detail}") or NEEDS[code]
