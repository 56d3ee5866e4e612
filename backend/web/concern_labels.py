"""What the codes of concerns are called for their readers."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backend.care.lifecycle import ConcernMove, ConcernState
from backend.care.models.concern import About, Outcome, Severity

ABOUTS: Final[dict[str, Promise]] = {
    About.FAMILY: _("About a family"),
    About.HELPER: _("About a helper"),
    About.COORDINATOR: _("About somebody who works here"),
    About.OTHER: _("About something else"),
}
SEVERITIES: Final[dict[str, Promise]] = {
    Severity.HIGH: pgettext_lazy("concern", "high: within 24 hours"),
    Severity.MEDIUM: pgettext_lazy("concern", "medium: within 3 days"),
    Severity.LOW: pgettext_lazy("concern", "low: within a week"),
}
STATES: Final[dict[str, Promise]] = {
    ConcernState.OPEN: pgettext_lazy("concern", "nobody has looked yet"),
    ConcernState.IN_REVIEW: pgettext_lazy("concern", "being looked into"),
    ConcernState.CLOSED: pgettext_lazy("concern", "closed"),
}
OUTCOMES: Final[dict[str, Promise]] = {
    Outcome.NO_GROUND: _("There was no ground for it"),
    Outcome.SUPPORTED: _("It was solved with support"),
    Outcome.MATCH_ENDED: _("The match was ended"),
    Outcome.HELPER_REMOVED: _("The helper may not help any more"),
    Outcome.REPORTED: _("It was reported to the police or another authority"),
}
MOVES: Final[dict[str, Promise]] = {
    ConcernMove.RAISE: _("raised it"),
    ConcernMove.TAKE_UP: _("began to look into it"),
    ConcernMove.RATE: _("changed how urgent it is"),
    ConcernMove.SUSPEND: _("stopped all contact"),
    ConcernMove.LIFT: _("let contact go on"),
    ConcernMove.CLOSE: _("closed it"),
    ConcernMove.REOPEN: _("opened it again"),
}
DETAILS: Final[dict[str, Promise]] = {**SEVERITIES, **OUTCOMES}
