"""What families and helpers read about meetings, check-ins and contacts."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backend.care.models.check_in import CheckInValue
from backend.care.models.contact_log import ContactMade
from backend.care.models.meeting import PlaceKind

CALENDAR_TITLE: Final = pgettext_lazy("calendar", "Meeting")

CHECK_IN_ANSWERS: Final[dict[str, Promise]] = {
    CheckInValue.GOOD: _("It is going well"),
    CheckInValue.SO_SO: _("It is going so-so"),
    CheckInValue.NOT_MET: _("We have not met"),
    CheckInValue.WANT_TO_TALK: _("I want to talk with somebody"),
}
PLACE_KINDS: Final[dict[str, Promise]] = {
    PlaceKind.CAFE: pgettext_lazy("place", "in a café"),
    PlaceKind.LIBRARY: pgettext_lazy("place", "in a library"),
    PlaceKind.OFFICE: pgettext_lazy("place", "in an office"),
    PlaceKind.OUTSIDE: pgettext_lazy("place", "outside"),
    PlaceKind.AT_HOME: pgettext_lazy("place", "at home"),
    PlaceKind.ONLINE: pgettext_lazy("place", "online"),
}
CONTACTS_MADE: Final[dict[str, Promise]] = {
    ContactMade.MEETING: pgettext_lazy("contact", "a meeting"),
    ContactMade.CALL: pgettext_lazy("contact", "a phone call"),
    ContactMade.MESSAGE: pgettext_lazy("contact", "a message"),
    ContactMade.VIDEO: pgettext_lazy("contact", "a video call"),
}
