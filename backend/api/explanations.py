"""Explanations of matching, for staff: the second choice, why not this helper, what would help a family."""

from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.staff import PlanningEndpoint
from backend.api.texts import HumanOut, said
from matching.engine.explain import Gain, Loss
from matching.explanation_texts import answer_text, change_text, fit_loss_text, gain_text, loss_text, refusal_text
from matching.explanations import Answer, Help, Move, Named, second_choice_for, what_would_help, why_not_helper


class NamedOut(serializers.Serializer[Any]):
    """A family or helper. Of an organisation that is not yours only that is told."""

    organisation = serializers.CharField(help_text="Its name.")
    id = serializers.UUIDField(allow_null=True)
    reference = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)


class GainOut(serializers.Serializer[Any]):
    priority = serializers.IntegerField(
        allow_null=True, help_text="Class of the family that would be served more, smaller goes first; null: none more."
    )
    points = serializers.IntegerField(help_text="1/10,000 of fit. May be below 0 where one family more is served.")
    text = HumanOut()


class MovedFamilyOut(serializers.Serializer[Any]):
    family = NamedOut()
    before = NamedOut(allow_null=True)
    after = NamedOut(allow_null=True, help_text="null: it would have nobody.")


class FewerOut(serializers.Serializer[Any]):
    priority = serializers.IntegerField(help_text="The class.")
    number = serializers.IntegerField(help_text="Families fewer; below 0: more.")
    text = HumanOut()


class LossOut(serializers.Serializer[Any]):
    families = FewerOut(many=True)
    points = serializers.IntegerField(help_text="1/10,000 of fit less; below 0: more.")
    text = HumanOut()


class RefusalOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    parameters = serializers.DictField()
    text = HumanOut()


class AnswerOut(serializers.Serializer[Any]):
    code = serializers.CharField(
        help_text="chosen, refused, no_place, costs, not_waiting, not_ready or not_together; others may follow."
    )
    text = HumanOut()
    family = NamedOut()
    helper = NamedOut()
    refusal = RefusalOut(allow_null=True, help_text="The first rule that forbids it.")
    fit = serializers.FloatField(allow_null=True, help_text="0 to 1, of a possible pair.")
    held_by = NamedOut(many=True, help_text="The families who have the helper's places in the best plan.")
    one_more = GainOut(allow_null=True, help_text="What one place more of this helper would bring.")
    loss = LossOut(allow_null=True, help_text="What it would cost all together to do it nevertheless.")
    moves = MovedFamilyOut(many=True, help_text="For whom that would change something.")


class HelpOut(serializers.Serializer[Any]):
    code = serializers.CharField(
        help_text="travel, language, practise, wish, certificate, one_more_place or one_more_helper; others may follow."
    )
    parameters = serializers.DictField(help_text="Empty for `travel` of a helper who is not of yours.")
    text = HumanOut()
    helper = NamedOut(allow_null=True, help_text="null: somebody who is yet to come.")
    fit = serializers.FloatField(help_text="0 to 1, of the family with that helper then.")
    gain = GainOut()
    is_certain = serializers.BooleanField(help_text="Whether this very family would be served.")


_OURS: Final[dict[str, Any]] = {
    "organisation": "Welkom",
    "id": examples.HELPER,
    "reference": "V-0042",
    "name": "Lieve",
}
_FAMILY: Final[dict[str, Any]] = {
    "organisation": "Welkom",
    "id": examples.FAMILY,
    "reference": "F-0017",
    "name": "Amina",
}
_ONE_MORE: Final[dict[str, Any]] = {
    "priority": 98,
    "points": 7400,
    "text": examples.text("One family more would be served (first protection class, waiting 1 month)."),
}
_ANSWER: Final[dict[str, Any]] = {
    "code": "costs",
    "text": examples.text("They would fit, but all together would be worse off."),
    "family": _FAMILY,
    "helper": _OURS,
    "refusal": None,
    "fit": 0.81,
    "held_by": [_FAMILY | {"id": examples.OTHER, "reference": "F-0020", "name": "Hana"}],
    "one_more": _ONE_MORE,
    "loss": {
        "families": [],
        "points": 1200,
        "text": examples.text("All together would fit worse by 12 points."),
    },
    "moves": [],
}
_HELP: Final[dict[str, Any]] = {
    "code": "travel",
    "parameters": {"km": 31.2, "travel_km": 20.0, "more_km": 11.2},
    "text": examples.text(
        "If they travelled 11.2 km farther: the family is 31.2 km away, they travel 20 km.",
    ),
    "helper": _OURS,
    "fit": 0.74,
    "gain": _ONE_MORE,
    "is_certain": True,
}


class SecondChoice(PlanningEndpoint):
    @extend_schema(
        operation_id="get_second_choice",
        summary="The second choice for the family of a proposal",
        tags=["proposals"],
        responses=inline_serializer("SecondChoiceOut", {"second_choice": AnswerOut(allow_null=True)}),
        examples=[examples.answer({"second_choice": _ANSWER})],
    )
    def get(self, request: Request, proposal_id: UUID) -> Response:
        """The helper with the next best fit and why the best plan, as things are now, does not take that one. null if
        there is no other, or the family is not waiting any more. For who judges the proposal; 403 `coordinator_only`
        for others. 400 `volunteers_only`, 409 `scope_too_large` where this would take too long."""
        found = second_choice_for(acting(request), proposal_id, now=timezone.now())
        return Response({"second_choice": AnswerOut(_answer(found)).data if found else None})


class WhyNot(PlanningEndpoint):
    @extend_schema(
        operation_id="why_not_this_helper",
        summary="Why a family has not got this helper",
        tags=["people"],
        responses=AnswerOut,
        examples=[examples.answer(_ANSWER)],
    )
    def get(self, request: Request, family_id: UUID, helper_id: UUID) -> Response:
        """Both in your care. Answered from the best plan as things are now. 400 `volunteers_only`, 409
        `scope_too_large` where this would take too long."""
        found = why_not_helper(acting(request), family_id, helper_id, now=timezone.now())
        return Response(AnswerOut(_answer(found)).data)


class WhatWouldHelp(PlanningEndpoint):
    @extend_schema(
        operation_id="what_would_help",
        summary="What would give a family a volunteer",
        tags=["people"],
        responses=inline_serializer(
            "WhatWouldHelpOut", {"is_unserved": serializers.BooleanField(), "results": HelpOut(many=True)}
        ),
        examples=[examples.answer({"is_unserved": True, "results": [_HELP]})],
    )
    def get(self, request: Request, family_id: UUID) -> Response:
        """One change at a time, for a family that the best plan, as things are now, leaves without one. 409
        `scope_too_large` where this would take too long."""
        found = what_would_help(acting(request), family_id, now=timezone.now())
        shown = [_help(one) for one in found or []]
        return Response({"is_unserved": found is not None, "results": HelpOut(shown, many=True).data})


def gain_shown(gain: Gain) -> dict[str, Any]:
    """Return what all together would gain, as answers show it."""
    return {**gain._asdict(), "text": said(lambda: gain_text(gain))}


def _answer(found: Answer) -> dict[str, Any]:
    refusal = found.refusal
    return {
        "code": found.code,
        "text": said(lambda: answer_text(found.code)),
        "family": _named(found.family),
        "helper": _named(found.helper),
        "refusal": _refusal(refusal) if refusal else None,
        "fit": found.fit,
        "held_by": [_named(family) for family in found.held_by],
        "one_more": gain_shown(found.one_more) if found.one_more else None,
        "loss": _loss(found.loss) if found.loss else None,
        "moves": [_move(move) for move in found.moves],
    }


def _help(one: Help) -> dict[str, Any]:
    return {
        "code": one.code,
        "parameters": one.parameters,
        "text": said(lambda: change_text(one.code, one.parameters, is_certain=one.is_certain)),
        "helper": _named(one.helper) if one.helper else None,
        "fit": one.fit,
        "gain": gain_shown(one.gain),
        "is_certain": one.is_certain,
    }


def _named(one: Named) -> dict[str, Any]:
    return {"organisation": one.organisation, "id": one.uuid, "reference": one.reference, "name": one.name}


def _move(move: Move) -> dict[str, Any]:
    return {
        "family": _named(move.family),
        "before": _named(move.before) if move.before else None,
        "after": _named(move.after) if move.after else None,
    }


def _refusal(refusal: dict[str, Any]) -> dict[str, Any]:
    return {**refusal, "text": said(lambda: refusal_text(refusal["code"], refusal["parameters"]))}


def _loss(loss: Loss) -> dict[str, Any]:
    return {
        "families": [_fewer(priority, number) for priority, number in loss.families],
        "points": loss.points,
        "text": said(lambda: fit_loss_text(loss.points)),
    }


def _fewer(priority: int, number: int) -> dict[str, Any]:
    return {"priority": priority, "number": number, "text": said(lambda: loss_text(priority, number))}
