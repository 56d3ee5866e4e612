"""Two runs beside each other: what changes if a run is done, or done by other weights."""

from typing import Any, Final
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.endpoint import Endpoint
from matching.comparisons import Change, Comparison, OfClass, Side, compare
from matching.selectors import run_for_reading, run_to_compare


class ComparisonQuery(serializers.Serializer[None]):
    before = serializers.UUIDField(required=False, help_text="The earlier run; else the last one that proposed.")


class SideOut(serializers.Serializer[Any]):
    run = serializers.UUIDField()
    is_dry = serializers.BooleanField()
    families = serializers.IntegerField()
    served = serializers.IntegerField()
    waiting = serializers.IntegerField(help_text="Families without a helper in this plan.")
    total_fit = serializers.FloatField(help_text="Sum of the fit of all pairs, each in [0, 1].")


class OfClassOut(serializers.Serializer[Any]):
    rank = serializers.IntegerField(help_text="Of the protection class; 0 goes first.")
    families = serializers.ListField(child=serializers.IntegerField(), help_text="Before, after.")
    served = serializers.ListField(child=serializers.IntegerField(), help_text="Before, after.")


class ChangeOut(serializers.Serializer[Any]):
    family = serializers.UUIDField()
    before = serializers.UUIDField(allow_null=True, help_text="Its helper before; null = nobody.")
    after = serializers.UUIDField(allow_null=True)


class ComparisonOut(serializers.Serializer[Any]):
    before = SideOut()
    after = SideOut()
    classes = OfClassOut(many=True)
    joined = serializers.IntegerField(help_text="Families that are only in the later plan.")
    gone = serializers.IntegerField(help_text="Families that are only in the earlier plan.")
    churn = serializers.FloatField(help_text="Share of the earlier pairs, of families still there, that are not kept.")
    gained_count = serializers.IntegerField()
    lost_count = serializers.IntegerField()
    changed_count = serializers.IntegerField()
    gained = ChangeOut(many=True, help_text="At most 1,000: families that now have a helper.")
    lost = ChangeOut(many=True, help_text="At most 1,000: families that no longer have one.")
    changed = ChangeOut(many=True, help_text="At most 1,000: families that have another one.")


_SIDE: Final = {"run": examples.RUN, "is_dry": False, "families": 40, "served": 38, "waiting": 2, "total_fit": 27.5}
_EXAMPLE: Final = {
    "before": _SIDE,
    "after": _SIDE | {"is_dry": True, "served": 39, "waiting": 1, "total_fit": 28.1},
    "classes": [{"rank": 0, "families": [12, 12], "served": [12, 12]}],
    "joined": 0,
    "gone": 0,
    "churn": 0.0,
    "gained_count": 1,
    "lost_count": 0,
    "changed_count": 0,
    "gained": [{"family": examples.FAMILY, "before": None, "after": examples.HELPER}],
    "lost": [],
    "changed": [],
}


class RunComparison(Endpoint):
    @extend_schema(
        operation_id="compare_runs",
        summary="What changes from one run to another",
        tags=["runs"],
        parameters=[ComparisonQuery],
        responses=ComparisonOut,
        examples=[examples.answer(_EXAMPLE)],
    )
    def get(self, request: Request, run_id: UUID) -> Response:
        """Of two runs of one organisation and kind of helper. To see what other weights would do, ask for a dry run with
        them and compare it when it is done; until then there is nothing to compare."""
        query = ComparisonQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        actor = acting(request)
        after = run_for_reading(actor, run_id)
        before = run_to_compare(actor, after, query.validated_data.get("before"))
        return Response(ComparisonOut(_shown(compare(before, after))).data)


def _shown(found: Comparison) -> dict[str, Any]:
    lists = {name: [_change(one) for one in getattr(found, name)] for name in ("gained", "lost", "changed")}
    same = ("joined", "gone", "churn", "gained_count", "lost_count", "changed_count")
    return {
        "before": _side(found.before),
        "after": _side(found.after),
        "classes": [_of_class(one) for one in found.classes],
        **{name: getattr(found, name) for name in same},
        **lists,
    }


def _side(side: Side) -> dict[str, Any]:
    same = {name: getattr(side, name) for name in ("families", "served", "waiting", "total_fit")}
    return {"run": side.run.uuid, "is_dry": side.run.is_dry, **same}


def _of_class(one: OfClass) -> dict[str, Any]:
    return {"rank": one.rank, "families": list(one.families), "served": list(one.served)}


def _change(one: Change) -> dict[str, Any]:
    return {"family": one.family, "before": one.before, "after": one.after}
