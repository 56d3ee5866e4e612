"""What came of a run, in words for staff: why families wait, and how good the plan is, in the active language."""

from collections.abc import Mapping
from math import ceil
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.engine.columns import MUNICIPALITIES

_UNSERVED: Final[dict[str, Promise]] = {
    "no_helper_of_organisation": gettext_lazy(
        "There is no helper who is ready, in this organisation or those it works with."
    ),
    "no_helper_in_reach": gettext_lazy("No helper travels as far as this municipality."),
    "no_shared_language": gettext_lazy("No helper in reach shares a language with the family."),
    "wishes": gettext_lazy("Nobody fits the wish for a woman or a man."),
    "certificate": gettext_lazy("Nobody in reach has the certificate that is needed."),
    "forbidden": gettext_lazy("All who are left have said no before, or were matched before."),
    "too_many_persons": gettext_lazy("The family has more persons than any group in reach still houses."),
    "not_enough_money": gettext_lazy("No group in reach that houses the family has enough of its pledge left."),
    "all_taken": gettext_lazy("All helpers who could help are taken by families who go first."),
}


def unserved_text(code: str) -> str:
    """Return why a family has no helper."""
    return str(_UNSERVED.get(code, code))


def proof_text(certificate: Mapping[str, Any]) -> str:
    """Return how good the plan of a run is, as its certificate says; "" without one.

    Of volunteers every plan is the best. Sponsor groups have several kinds of room at once; there it is the best, or
    at most so many percent from it, rounded up, in the first class of families, or else in the fit, that is not proven.
    """
    if not certificate:
        return ""
    if certificate.get("policy") == MUNICIPALITIES:
        return _(
            "Proven: no plan serves more families, none of those that serve as many is fairer between municipalities, "
            "and no fair one fits better."
        )
    if "gap" not in certificate:
        return _("Proven: no plan serves more families or fits better.")
    if certificate["proven"]:
        return _("Proven best: no plan does more for the families who go first, or fits better.")
    percent = ceil(certificate["gap"] * 1_000) / 10
    return _("At most %(percent)s %% from the best plan there can be.") % {"percent": number_format(percent, 1)}


def is_proven(certificate: Mapping[str, Any]) -> bool:
    """Return whether there is no better plan."""
    return bool(certificate) and bool(certificate.get("proven", True))


def is_checked(certificate: Mapping[str, Any]) -> bool:
    """Return whether the independent check alone proves it; what branch and bound says is not checked again."""
    return is_proven(certificate) and all(one["proof"] == "prices" for one in certificate.get("stages", ()))
