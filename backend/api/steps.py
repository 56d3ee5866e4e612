"""Next steps: of one's own family and of those one helps; done and undone."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.endpoint import Endpoint, PolledEndpoint
from backend.api.idempotency import idempotent
from backend.api.reader import Reader, reader_of
from backend.api.texts import HumanOut, said
from backend.journey.models import Step
from backend.journey.plan import MILESTONES
from backend.journey.selectors import next_steps_of_families
from backend.journey.services.steps import mark_done, mark_open
from backend.people.access import own_family
from matching.access import helped_families
from matching.selectors import running_matches_of


class StepOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    milestone = serializers.CharField(help_text="Code of the milestone.")
    title = HumanOut()
    how_to = HumanOut(help_text="What to do.")
    icon = serializers.CharField(help_text="Key of the picture.")
    due_on = serializers.DateField()
    is_overdue = serializers.BooleanField(help_text="Undone, and due before today where you are.")
    done_at = serializers.DateTimeField(allow_null=True)


class FamilyStepsOut(serializers.Serializer[Any]):
    family = serializers.UUIDField()
    is_own = serializers.BooleanField(help_text="Your own family; else one that you help.")
    steps = StepOut(many=True, help_text="The next three, soonest first.")


STEP_EXAMPLE: Final = {
    "id": examples.STEP,
    "milestone": "id_card",
    "title": examples.text("Your identity card"),
    "how_to": examples.text("Go to the town hall with your papers and a photo."),
    "icon": "card",
    "due_on": "2026-03-16",
    "is_overdue": False,
    "done_at": None,
}


class NextSteps(PolledEndpoint):
    @extend_schema(
        operation_id="list_my_next_steps",
        summary="What is next",
        tags=["me"],
        responses=inline_serializer("NextStepsOut", {"results": FamilyStepsOut(many=True)}),
        examples=[examples.answer({"results": [{"family": examples.FAMILY, "is_own": True, "steps": [STEP_EXAMPLE]}]})],
    )
    def get(self, request: Request) -> Response:
        """The next three steps of your own family, then those of each family that you help now."""
        reader = reader_of(request)
        own = own_family(reader.person)
        families = {own.pk: own.uuid} if own else {}
        for match in running_matches_of(reader.person):
            families.setdefault(match.family_id, match.family.uuid)
        steps = next_steps_of_families(families)
        shown = [
            {
                "family": uuid,
                "is_own": bool(own and own.pk == pk),
                "steps": steps_shown(steps.get(pk, []), reader),
            }
            for pk, uuid in families.items()
        ]
        return Response({"results": FamilyStepsOut(shown, many=True).data})


class StepDone(Endpoint):
    @extend_schema(
        operation_id="mark_step_done",
        summary="Tick a step off",
        tags=["steps"],
        request=None,
        responses=StepOut,
        examples=[examples.answer(STEP_EXAMPLE | {"done_at": "2026-03-10T09:30:00Z"})],
    )
    @idempotent
    def post(self, request: Request, step_id: UUID) -> Response:
        """By the family, by who helps it now, or by staff. 409 `already_done` if somebody was first."""
        actor = acting(request)
        step = mark_done(actor=actor, step_uuid=step_id, helped_families=helped_families(actor), now=timezone.now())
        return Response(StepOut(step_shown(step, reader_of(request))).data)


class StepReopening(Endpoint):
    @extend_schema(
        operation_id="reopen_step",
        summary="Take the tick back",
        tags=["steps"],
        request=None,
        responses=StepOut,
        examples=[examples.answer(STEP_EXAMPLE)],
    )
    @idempotent
    def post(self, request: Request, step_id: UUID) -> Response:
        """It was a mistake: the step is to be done again. 409 `not_done` if it is not done."""
        actor = acting(request)
        step = mark_open(actor=actor, step_uuid=step_id, helped_families=helped_families(actor))
        return Response(StepOut(step_shown(step, reader_of(request))).data)


def steps_shown(steps: Sequence[Step], reader: Reader) -> list[dict[str, Any]]:
    """Return steps as answers show them."""
    return [step_shown(step, reader) for step in steps]


def step_shown(step: Step, reader: Reader) -> dict[str, Any]:
    """Return a step as answers show it. No query."""
    milestone = MILESTONES[step.milestone]
    return {
        "id": step.uuid,
        "milestone": step.milestone,
        "title": said(lambda: milestone.title),
        "how_to": said(lambda: milestone.how_to),
        "icon": milestone.icon,
        "due_on": step.due_on,
        "is_overdue": step.done_at is None and step.due_on < reader.today,
        "done_at": step.done_at,
    }
