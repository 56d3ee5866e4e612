"""Explanations as the console shows them: sentences, and who is meant."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from matching.explanation_texts import (
    answer_text,
    change_text,
    class_text,
    fit_loss_text,
    gain_text,
    loss_text,
    refusal_text,
    wanted_text,
)
from matching.explanations import Answer, Help, Move, Named, Wanted


@dataclass(frozen=True)
class AnswerCard:
    """Why a family has not got a helper: the answer, its cause, and what it would cost; sentences. `percent` of fit."""

    helper: Named
    percent: int | None
    text: str
    because: str
    held_by: tuple[Named, ...]
    losses: tuple[str, ...]
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class HelpCard:
    """One thing that would give a family a helper, who that would be, and what all together gain by it."""

    helper: Named | None
    text: str
    percent: int
    gain: str
    is_certain: bool


@dataclass(frozen=True)
class WantedCard:
    """A volunteer to look for. `is_family_more`: a family more would be served, of the class that `gain` names."""

    municipality: str
    who: str
    is_family_more: bool
    gain: str
    waiting: int


def answer_card(answer: Answer) -> AnswerCard:
    """Return the card of an answer in the active language."""
    refusal = answer.refusal
    return AnswerCard(
        helper=answer.helper,
        percent=None if answer.fit is None else round(answer.fit * 100),
        text=answer_text(answer.code),
        because=refusal_text(refusal["code"], refusal["parameters"]) if refusal else "",
        held_by=answer.held_by if answer.loss else (),
        losses=tuple(_losses(answer)),
        moves=answer.moves,
    )


def help_cards(found: Iterable[Help]) -> list[HelpCard]:
    """Return a card for each, in the active language; those that surely help first."""
    return [
        HelpCard(
            helper=one.helper,
            text=change_text(one.code, one.parameters, is_certain=one.is_certain),
            percent=round(one.fit * 100),
            gain=gain_text(one.gain),
            is_certain=one.is_certain,
        )
        for one in sorted(found, key=lambda one: not one.is_certain)
    ]


def wanted_cards(wanted: Iterable[Wanted], language: str) -> list[WantedCard]:
    """Return a card for each, for somebody who reads `language`."""
    return [
        WantedCard(
            municipality=one.municipality.name_in(language),
            who=wanted_text(one.language, one.need, one.gender),
            is_family_more=one.gain.priority is not None,
            gain=gain_text(one.gain) if one.gain.priority is None else class_text(one.gain.priority),
            waiting=one.waiting,
        )
        for one in wanted
    ]


def _losses(answer: Answer) -> Iterable[str]:
    loss = answer.loss
    if loss is None:
        return
    for priority, number in loss.families:
        yield loss_text(priority, number)
    if loss.points:
        yield fit_loss_text(loss.points)
    elif not loss.families:
        yield _("All together it would be just as good.")
