"""Explanations in words, for staff: why not, what would help, what it would bring, in the active language."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from backend.people.language_names import language_name
from backend.people.listed import listed
from backend.people.vocabulary import CERTIFICATES, NEEDS, CefrLevel, Gender
from matching.engine.explain import Gain
from matching.snapshot import class_of

_GROUPS: Final = (
    gettext_lazy("first protection class"),
    gettext_lazy("second protection class"),
    gettext_lazy("third protection class"),
)

_ANSWERS: Final[dict[str, Promise]] = {
    "chosen": gettext_lazy("The best plan gives the family this helper."),
    "refused": gettext_lazy("A rule forbids it."),
    "no_place": gettext_lazy("They would fit, but all places of this helper are taken by families who are matched."),
    "costs": gettext_lazy("They would fit, but all together would be worse off."),
    "not_waiting": gettext_lazy("The family is not waiting for a proposal: it has one that was answered, or a helper."),
    "not_ready": gettext_lazy(
        "This helper is not available now: not approved, away, on hold, a check is missing, or something else."
    ),
    "not_together": gettext_lazy("Their organisations do not work together."),
}

_OBSTACLES: Final[dict[str, Promise]] = {
    "on_hold": gettext_lazy("The family is on hold."),
    "not_placed": gettext_lazy("The family is not placed in a municipality yet, or needs no helper any more."),
    "has_proposal": gettext_lazy("The family has an open proposal. It must be answered or withdrawn first."),
    "has_helper": gettext_lazy("The family has a helper of this kind already."),
    "not_paused": gettext_lazy("The match is not paused: nobody has to stand in."),
    "other_kind": gettext_lazy("Only a helper of the same kind can stand in."),
    "same_helper": gettext_lazy("This is the helper of the match that is paused."),
    "has_stand_in": gettext_lazy("Somebody stands in already."),
    "no_place": gettext_lazy("The helper has no free place."),
}

_WISHES: Final[dict[str, Promise]] = {
    "family": gettext_lazy("It would break the family's wish for a woman or a man."),
    "helper": gettext_lazy("It would break the helper's wish for a woman or a man."),
}

_WISHED: Final[dict[str | None, Promise]] = {
    None: gettext_lazy("a volunteer"),
    Gender.FEMALE: gettext_lazy("a woman"),
    Gender.MALE: gettext_lazy("a man"),
}


def answer_text(code: str) -> str:
    """Return why a family has not got a helper, in one sentence."""
    return str(_ANSWERS.get(code, code))


def refusal_text(code: str, parameters: Mapping[str, Any]) -> str:
    """Return the rule that forbids a pair."""
    write = _REFUSALS.get(code)
    return write(parameters) if write else code


def obstacle_text(code: str, parameters: Mapping[str, Any]) -> str:
    """Return one thing that stands in the way of a pair that is proposed by hand."""
    fixed = _OBSTACLES.get(code)
    if fixed is not None:
        return str(fixed)
    return refusal_text(code, parameters) if code in _REFUSALS else answer_text(code)


def change_text(code: str, parameters: Mapping[str, Any], *, is_certain: bool) -> str:
    """Return what would help, in one sentence or two."""
    write = _CHANGES.get(code)
    return write(parameters, is_certain) if write else code


def gain_text(gain: Gain) -> str:
    """Return what all together would gain."""
    if gain.priority is None:
        return _("Nobody more would be served; all together would fit better by %(points)s points.") % {
            "points": _points(gain.points)
        }
    return _("One family more would be served (%(class)s).") % {"class": class_text(gain.priority)}


def loss_text(priority: int, number: int) -> str:
    """Return how many families of a class would lose their helper, or, below 0, get one."""
    told = {"class": class_text(priority), "number": abs(number)}
    if number > 0:
        return (
            ngettext(
                "%(number)d family fewer would be served (%(class)s).",
                "%(number)d families fewer would be served (%(class)s).",
                number,
            )
            % told
        )
    return (
        ngettext(
            "%(number)d family more would be served (%(class)s).",
            "%(number)d families more would be served (%(class)s).",
            -number,
        )
        % told
    )


def fit_loss_text(points: int) -> str:
    """Return how much worse all together would fit; below 0: better."""
    told = {"points": _points(abs(points))}
    if points < 0:
        return _("All together would fit better by %(points)s points.") % told
    return _("All together would fit worse by %(points)s points.") % told


def class_text(priority: int) -> str:
    """Return a class in words: the protection class, and how long its families wait."""
    group, months = class_of(priority)
    waiting = ngettext("waiting %(number)d month", "waiting %(number)d months", months) % {"number": months}
    return _("%(group)s, %(waiting)s") % {"group": _GROUPS[group], "waiting": waiting}


def wanted_text(language: str, need: str | None, gender: str | None) -> str:
    """Return which volunteer to look for: "a woman who speaks Tigrinya and can help with finding a home"."""
    told = {"who": _WISHED[gender], "language": _language(language)}
    if need is None:
        return _("%(who)s who speaks %(language)s") % told
    return _("%(who)s who speaks %(language)s and can help with: %(need)s") % {**told, "need": NEEDS[need]}


def _points(points: int) -> str:
    """Of the 100 that a perfect fit has."""
    return f"{points / 100:.1f}".removesuffix(".0")


def _language(code: str) -> str:
    return language_name(code, get_language() or "en")


def _kilometres(km: float) -> str:
    return f"{km:.1f}".removesuffix(".0")


def _certificates(codes: list[str]) -> str:
    return listed(CERTIFICATES[code] for code in codes)


def _too_far(parameters: Mapping[str, Any]) -> str:
    if not parameters:  # of another organisation
        return _("They live too far apart.")
    told = {"km": _kilometres(parameters["km"]), "travel": _kilometres(parameters["travel_km"])}
    return _("They live %(km)s km apart; the helper travels %(travel)s km.") % told


def _too_many(parameters: Mapping[str, Any]) -> str:
    told = _("The family has %(persons)d persons; the group still has room for %(room)d.")
    return told % {"persons": parameters["persons"], "room": parameters["room"]}


def _too_little(parameters: Mapping[str, Any]) -> str:
    told = _("€ %(euro)d must be pledged for the family; the group has € %(left)d left.")
    return told % {"euro": parameters["euro"], "left": parameters["left"]}


def _wishes(parameters: Mapping[str, Any]) -> str:
    return " ".join(str(_WISHES[side]) for side in parameters["of"])


def _travel(parameters: Mapping[str, Any], is_certain: bool) -> str:
    if not parameters:  # of another organisation: how far away they live is not told
        return _("If they travelled farther.")
    told = {
        "more": _kilometres(max(0.1, parameters["more_km"])),
        "km": _kilometres(parameters["km"]),
        "travel": _kilometres(parameters["travel_km"]),
    }
    return _("If they travelled %(more)s km farther: the family is %(km)s km away, they travel %(travel)s km.") % told


def _learn(parameters: Mapping[str, Any], is_certain: bool) -> str:
    told = {"language": _language(parameters["language"]), "level": str(CefrLevel(parameters["level"]).label)}
    has = parameters["has"]
    if not has and parameters["of"] == "family":
        return _("If the family learned %(language)s up to %(level)s.") % told
    if not has:
        return _("If they spoke %(language)s at %(level)s.") % told
    told["has"] = str(CefrLevel(has).label)
    if parameters["of"] == "family":
        return _("If the family's %(language)s, now %(has)s, reached %(level)s.") % told
    return _("If their %(language)s, now %(has)s, reached %(level)s.") % told


def _practise(parameters: Mapping[str, Any], is_certain: bool) -> str:
    if parameters["of"] == "family":
        return _("If the family, too, wanted to practise the local language together.")
    return _("If they, too, wanted to practise the local language together.")


def _wish(parameters: Mapping[str, Any], is_certain: bool) -> str:
    if parameters["of"] == "family":
        return _("If the family gave up its wish for a woman or a man.")
    return _("If they gave up their wish for a woman or a man.")


def _certificate(parameters: Mapping[str, Any], is_certain: bool) -> str:
    return _("If they had: %(list)s.") % {"list": _certificates(parameters["missing"])}


def _place(parameters: Mapping[str, Any], is_certain: bool) -> str:
    if is_certain:
        return _("If they had one place more: it would be for this family.")
    return _("All their places are taken. One more would go to a family who goes first.")


def _one_more(parameters: Mapping[str, Any], is_certain: bool) -> str:
    who, language = _WISHED[parameters["gender"]], parameters["language"]
    told = {"who": who, "language": _language(language) if language else ""}
    first = (
        _("One volunteer more who lives near: %(who)s who speaks %(language)s.") % told
        if language
        else _("One volunteer more who lives near: %(who)s who practises the local language with them.") % told
    )
    needed = parameters["certificates"]
    more = _("Needed: %(list)s.") % {"list": _certificates(needed)} if needed else ""
    after = "" if is_certain else _("A family who goes first would get the place.")
    return " ".join(filter(None, [first, more, after]))


_REFUSALS: Final[dict[str, Callable[[Mapping[str, Any]], str]]] = {
    "not_together": lambda _told: answer_text("not_together"),
    "too_far": _too_far,
    "no_shared_language": lambda _told: _("They share no language well enough to talk."),
    "wishes": _wishes,
    "certificate": lambda told: _("The helper lacks: %(list)s.") % {"list": _certificates(told["missing"])},
    "too_many_persons": _too_many,
    "not_enough_money": _too_little,
    "forbidden": lambda _told: _("One of them has said no before, or they were matched before."),
}
_CHANGES: Final[dict[str, Callable[[Mapping[str, Any], bool], str]]] = {
    "travel": _travel,
    "language": _learn,
    "practise": _practise,
    "wish": _wish,
    "certificate": _certificate,
    "one_more_place": _place,
    "one_more_helper": _one_more,
}
