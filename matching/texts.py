"""Reasons, causes and answers in words: each code of the engine and of a refusal, in the active language."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from backend.people.language_names import language_name
from backend.people.listed import listed
from backend.people.vocabulary import HOUSEHOLD, INTERESTS, NEEDS, CefrLevel
from matching.models.match import EndReason, PauseReason
from matching.models.proposal import NoReason

CRITERIA: Final[dict[str, Promise]] = {
    "language": gettext_lazy("Language"),
    "distance": gettext_lazy("Distance"),
    "needs": gettext_lazy("Help that is needed"),
    "availability": gettext_lazy("Free time"),
    "household": gettext_lazy("Household"),
    "interests": gettext_lazy("Interests"),
    "origin": gettext_lazy("Country of origin"),
}

_FIXED: Final[dict[str, Promise]] = {
    "language.practise_together": gettext_lazy(
        "No shared language yet: both want to practise the local language together."
    ),
    "distance.same_municipality": gettext_lazy("Both live in the same municipality."),
    "needs.not_covered": gettext_lazy("The help that is needed is not what is offered."),
    "needs.unknown": gettext_lazy("We do not know yet which help is needed or offered."),
    "availability.different": gettext_lazy("No shared free time is known."),
    "availability.unknown": gettext_lazy("We do not know yet when there is free time."),
    "household.different": gettext_lazy("The households are different."),
    "household.unknown": gettext_lazy("We do not know enough about the households yet."),
    "interests.different": gettext_lazy("No shared interests are known."),
    "interests.unknown": gettext_lazy("We do not know the interests yet."),
    "origin.same": gettext_lazy("Both come from the same country, as the family wishes."),
    "origin.other": gettext_lazy("The countries of origin are different; the family wishes the same one."),
    "origin.unknown": gettext_lazy("The family wishes somebody from the same country; we do not know the country yet."),
    "origin.not_wished": gettext_lazy("The country of origin does not matter."),
}

_NO: Final[dict[str, Promise]] = {
    NoReason.TOO_FAR: gettext_lazy("It is too far"),
    NoReason.NO_TIME: gettext_lazy("I have no time"),
    NoReason.OTHER_LANGUAGE: gettext_lazy("We do not speak the same language"),
    NoReason.OTHER_NEEDS: gettext_lazy("Other help is needed"),
    NoReason.NOT_THIS_ONE: gettext_lazy("Not this person, please"),
    NoReason.NOT_NOW: gettext_lazy("Not now"),
    NoReason.SAFETY: gettext_lazy("It does not feel safe"),
}

_END: Final[dict[str, Promise]] = {
    EndReason.NEED_MET: gettext_lazy("The help is no longer needed"),
    EndReason.MOVED: gettext_lazy("Somebody moved"),
    EndReason.NO_TIME: gettext_lazy("There is no time any more"),
    EndReason.NO_CONTACT: gettext_lazy("There was no contact"),
    EndReason.NOT_A_FIT: gettext_lazy("It was not a good match"),
    EndReason.SAFETY: gettext_lazy("It did not feel safe"),
    EndReason.STOOD_IN: gettext_lazy("It was for a while, and that is over"),
    EndReason.HELPER_LEFT: gettext_lazy("The helper stopped"),
}


_PAUSE: Final[dict[str, Promise]] = {
    PauseReason.HELPER_AWAY: gettext_lazy("The helper is away"),
    PauseReason.FAMILY_AWAY: gettext_lazy("The family is away"),
    PauseReason.TOO_BUSY: gettext_lazy("There is too much to do"),
    PauseReason.ILLNESS: gettext_lazy("Somebody is ill"),
    PauseReason.OTHER: gettext_lazy("Another reason"),
}


def criterion_name(criterion: str) -> str:
    """Return what a criterion is called."""
    return str(CRITERIA[criterion])


def reason_text(code: str, parameters: Mapping[str, Any]) -> str:
    """Return the sentence for a stored reason. An unknown code, from a newer engine, is shown as it is."""
    if code in _FIXED:
        return str(_FIXED[code])
    write = _WRITTEN.get(code)
    return write(parameters) if write else code


def no_reason_text(code: str) -> str:
    """Return a reason for a no, as somebody would say it."""
    return str(_NO.get(code, code))


def end_reason_text(code: str) -> str:
    """Return a reason for the end of a match."""
    return str(_END.get(code, code))


def pause_reason_text(code: str) -> str:
    """Return a reason for a pause."""
    return str(_PAUSE.get(code, code))


def _shared_language(parameters: Mapping[str, Any]) -> str:
    name = language_name(parameters["language"], get_language() or "en")
    level = CefrLevel(parameters["level"]).label
    return _("Both speak %(language)s (level %(level)s).") % {"language": name, "level": level}


def _kilometres(parameters: Mapping[str, Any]) -> str:
    return _("About %(km)s km apart.") % {"km": f"{max(1, round(parameters['km']))}"}


def _needs_covered(parameters: Mapping[str, Any]) -> str:
    told = {"count": parameters["count"], "of": parameters["of"], "list": _list(parameters["covered"], NEEDS)}
    if not told["list"]:
        return _("Can help with %(count)d of %(of)d needs.") % told
    return _("Can help with %(count)d of %(of)d needs: %(list)s.") % told


def _shared_time(parameters: Mapping[str, Any]) -> str:
    count = parameters["count"]
    return ngettext(
        "Both are free at %(number)d moment in the week.",
        "Both are free at %(number)d moments in the week.",
        count,
    ) % {"number": count}


def _household(parameters: Mapping[str, Any]) -> str:
    return _("They have similar households: %(list)s.") % {"list": _list(parameters["shared"], HOUSEHOLD)}


def _interests(parameters: Mapping[str, Any]) -> str:
    return _("Both like: %(list)s.") % {"list": _list(parameters["shared"], INTERESTS)}


def _list(found: list[str], vocabulary: Mapping[str, Promise]) -> str:
    return listed(vocabulary[code] for code in found if code in vocabulary)


_WRITTEN: Final[dict[str, Callable[[Mapping[str, Any]], str]]] = {
    "language.shared": _shared_language,
    "distance.km": _kilometres,
    "needs.covered": _needs_covered,
    "availability.shared": _shared_time,
    "household.alike": _household,
    "interests.shared": _interests,
}
