"""What we tell staff, by template. As in `notifications.texts`, nothing here names a person, a place or a story."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from notifications.template import TODAY, Template

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
}
