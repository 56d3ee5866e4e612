"""What we tell staff, by template. As in `notifications.texts`, nothing here names a person, a place or a story."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from notifications.template import HAND_OVERS, TODAY, Template

STAFF_TEMPLATES: Final[dict[str, Template]] = {
    "checks_lapsed": Template(
        _("Helpers are waiting for you"),
        _("Something that is asked of a helper is not met any more"),
        _("They get no new families until a coordinator has looked at it."),
        TODAY,
    ),
    "matches_to_look_at": Template(
        _("Matches are waiting for you"),
        _("There are matches to look at"),
        _("Something has changed for the helper. Please talk to both sides."),
        TODAY,
    ),
    "below_quorum": Template(
        _("A sponsor group is waiting for you"),
        _("A sponsor group has too few members"),
        _("It gets no new families. If that lasts, somebody must look at its matches."),
        TODAY,
    ),
    "somebody_waits": Template(
        _("Somebody needs you to look"),
        _("Somebody needs you to look"),
        _("Please look as soon as you can."),
        TODAY,
    ),
    "hand_over_offered": Template(
        _("A family is offered to you"),
        _("A family is offered to your organisation"),
        _("See it in outline, and say whether you take it over."),
        HAND_OVERS,
    ),
    "hand_over_accepted": Template(
        _("There is an answer for you"),
        _("A family that you offered is taken over"),
        _("It is in the care of the other organisation now."),
        HAND_OVERS,
    ),
    "hand_over_declined": Template(
        _("There is an answer for you"),
        _("A family that you offered is not taken over"),
        _("It stays in your care."),
        HAND_OVERS,
    ),
}
