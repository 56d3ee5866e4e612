"""What the codes of sponsor groups are called: roles, and what a group may lack."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backend.people.group_requirements import (
    LEAD,
    LEAD_ORGANISATION,
    MUNICIPALITY_CONSENT,
    PLEDGE,
    QUORUM,
    REQUIREMENT,
)
from backend.people.lifecycle import GroupState
from backend.people.models.sponsor_group import GroupRole
from backend.people.vocabulary import REQUIREMENTS

GROUP_ROLES: Final[dict[str, Promise]] = {
    GroupRole.LEAD: pgettext_lazy("role in a group", "lead"),
    GroupRole.MONEY: pgettext_lazy("role in a group", "money"),
    GroupRole.HOUSING: pgettext_lazy("role in a group", "housing"),
    GroupRole.LANGUAGE: pgettext_lazy("role in a group", "language"),
    GroupRole.WORK: pgettext_lazy("role in a group", "work"),
    GroupRole.MEMBER: pgettext_lazy("role in a group", "member"),
}
GROUP_STATES: Final[dict[str, Promise]] = {
    GroupState.FORMING: pgettext_lazy("group", "forming"),
    GroupState.IN_PRINCIPLE: pgettext_lazy("group", "accepted in principle"),
    GroupState.APPROVED: pgettext_lazy("group", "approved"),
    GroupState.MATCHED: pgettext_lazy("group", "helping a family"),
    GroupState.ENDED: pgettext_lazy("group", "ended"),
}
MISSING: Final[dict[str, Promise]] = {
    QUORUM: _("enough members"),
    LEAD: _("somebody who leads the group"),
    LEAD_ORGANISATION: _("an organisation that is responsible for the group"),
    PLEDGE: _("the money that is asked"),
    MUNICIPALITY_CONSENT: _("the consent of the municipality"),
}


def missing_text(code: str) -> str:
    """Return what is missing, in the active language. Raises KeyError for a code that there is not."""
    text = REQUIREMENTS[code.removeprefix(REQUIREMENT)] if code.startswith(REQUIREMENT) else MISSING[code]
    return str(text)
