"""Runs of matching: asking for one, watching it, and what came of it."""

from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.endpoint import Endpoint, PolledEndpoint
from backend.api.explanations import GainOut, gain_shown
from backend.api.idempotency import idempotent
from backend.api.organisations import ORGANISATION_EXAMPLE, OrganisationNameOut, organisation_name
from backend.api.pagination import PageQuery, page, page_of
from backend.api.places import MUNICIPALITY_EXAMPLE, MunicipalityNameOut, municipality_name
from backend.api.reader import reader_of
from backend.api.texts import HumanOut, said
from backend.people.access import organisation_of_staff
from backend.people.models.helper import HelperKind
from matching.explanation_texts import wanted_text
from matching.explanations import Wanted, recruitment_list
from matching.models import Run as RunRow
from matching.models.run import RunState, RunTrigger
from matching.run_texts import proof_text, unserved_text
from matching.selectors import run_for_reading, runs_for_list
from matching.services.runs import request_run
from matching.wake import wake_worker


class RunIn(serializers.Serializer[None]):
    organisation = serializers.UUIDField(required=False, help_text="Only needed by those who work for several.")
    helper_kind = serializers.ChoiceField(choices=HelperKind.values, default=HelperKind.VOLUNTEER.value)
    is_dry = serializers.BooleanField(default=False, help_text="Report only; propose nothing.")
    weights = serializers.DictField(
        child=serializers.FloatField(min_value=0, max_value=1_000_000),
        required=False,
        help_text="By criterion, to try in place of the organisation's: only for a dry run.",
    )


class RunOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    organisation = OrganisationNameOut()
    helper_kind = serializers.ChoiceField(choices=HelperKind.values)
    trigger = serializers.ChoiceField(choices=RunTrigger.values)
    is_dry = serializers.BooleanField()
    state = serializers.ChoiceField(choices=RunState.values)
    progress = serializers.IntegerField(help_text="Percent.")
    phase = serializers.CharField(allow_blank=True, help_text="read, plan, prove or write; empty when it is over.")
    counts = serializers.DictField(help_text="families, helpers, pairs, served, proposed, kept, withdrawn …")
    seconds = serializers.FloatField(allow_null=True)
    error = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)


class UnservedOut(serializers.Serializer[Any]):
    family = serializers.UUIDField()
    code = serializers.CharField()
    text = HumanOut()
    families = serializers.ListField(child=serializers.UUIDField(), help_text="Who goes first.")
    helpers = serializers.ListField(child=serializers.UUIDField(), help_text="Who is taken by them.")


class ShareOut(serializers.Serializer[Any]):
    municipality = serializers.UUIDField()
    families = serializers.IntegerField(help_text="How many were waiting.")
    served = serializers.IntegerField(help_text="How many of them have a helper in the plan.")
    price = serializers.FloatField(
        help_text="What its fair number costs: the fit that the plan would gain if it had to have one family less. "
        "0 under the policy `classes`."
    )


class RecruitOut(serializers.Serializer[Any]):
    municipality = MunicipalityNameOut()
    language = serializers.CharField(help_text="Code.")
    need = serializers.CharField(allow_null=True, help_text="null: none matters more than another.")
    gender = serializers.ChoiceField(choices=["female", "male"], allow_null=True, help_text="null: it does not matter.")
    text = HumanOut()
    gain = GainOut(help_text="What one such volunteer, with one place, would bring: exactly.")
    waiting = serializers.IntegerField(help_text="How many families without a helper they could go to.")


class RunDetailOut(RunOut):
    parameters = serializers.DictField(help_text="Policy, weights and rules, as used.")
    input_fingerprint = serializers.CharField(allow_blank=True, help_text="SHA-256 of what was read.")
    engine_version = serializers.CharField(allow_blank=True)
    certificate = serializers.DictField(help_text="What the independent checker found.")
    municipalities = ShareOut(many=True, help_text="The least served first.")
    proof = HumanOut(help_text="How good the plan is: proven best, or at most so many percent from it; empty before.")
    unserved = UnservedOut(many=True, help_text="At most 1,000: the families left without, and what blocks each.")
    recruitment = RecruitOut(many=True, help_text="At most 20 volunteers to look for, best first; not of groups.")


_EXAMPLE: Final[dict[str, Any]] = {
    "id": examples.RUN,
    "organisation": ORGANISATION_EXAMPLE,
    "helper_kind": "volunteer",
    "trigger": "api",
    "is_dry": False,
    "state": "queued",
    "progress": 0,
    "phase": "",
    "counts": {},
    "seconds": None,
    "error": "",
    "created_at": "2026-03-02T12:00:00Z",
    "started_at": None,
    "finished_at": None,
}
_DONE: Final[dict[str, Any]] = _EXAMPLE | {
    "state": "done",
    "progress": 100,
    "counts": {"families": 40, "helpers": 90, "pairs": 700, "served": 39, "proposed": 39},
    "seconds": 0.4,
    "started_at": "2026-03-02T12:00:01Z",
    "finished_at": "2026-03-02T12:00:02Z",
    "parameters": {"policy": "classes", "weights": {"language": 3000}},
    "input_fingerprint": "0" * 64,
    "engine_version": "0.1.0",
    "certificate": {"primal": 40123, "dual": 40123, "violations": 0, "pairs_priced": 700},
    "municipalities": [{"municipality": examples.MUNICIPALITY, "families": 40, "served": 39, "price": 0.0}],
    "proof": examples.text("Proven: no plan serves more families or fits better."),
    "unserved": [
        {
            "family": examples.FAMILY,
            "code": "no_shared_language",
            "text": examples.text("No helper in reach shares a language with the family."),
            "families": [],
            "helpers": [],
        }
    ],
    "recruitment": [
        {
            "municipality": MUNICIPALITY_EXAMPLE,
            "language": "ti",
            "need": "housing_search",
            "gender": None,
            "text": examples.text("a volunteer who speaks Tigrinya and can help with: finding a home"),
            "gain": {
                "priority": 98,
                "points": 7400,
                "text": examples.text("One family more would be served (first protection class, waiting 1 month)."),
            },
            "waiting": 1,
        }
    ],
}
_LOCATION: Final = OpenApiParameter(
    "Location", location=OpenApiParameter.HEADER, response=[202], description="Where to watch it."
)


class Runs(Endpoint):
    @extend_schema(
        operation_id="list_runs",
        summary="Runs of your organisations",
        tags=["runs"],
        parameters=[PageQuery],
        responses=page_of("RunPage", RunOut),
        examples=[examples.answer(examples.page(_EXAMPLE))],
    )
    def get(self, request: Request) -> Response:
        """Newest first. Empty for those who are on nobody's staff."""
        return page(request, runs_for_list(acting(request)), lambda rows: [_shown(run) for run in rows], RunOut)

    @extend_schema(
        operation_id="request_run",
        summary="Ask for a run",
        tags=["runs"],
        request=RunIn,
        parameters=[_LOCATION],
        responses={202: RunOut},
        examples=[examples.asked({"helper_kind": "volunteer"}), examples.answer(_EXAMPLE, 202)],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """It is queued and a worker takes it up; watch it under `Location`. 409 `run_in_progress` while another of the
        same kind is going on; 403 `organisation_unclear` if you must say for which organisation; 422 `weights_invalid`
        for weights that no plan could use, or that would not only be tried."""
        body = RunIn(data=request.data)
        body.is_valid(raise_exception=True)
        actor = acting(request)
        run = request_run(
            organisation=organisation_of_staff(actor, body.validated_data.get("organisation")),
            helper_kind=body.validated_data["helper_kind"],
            trigger=RunTrigger.API,
            is_dry=body.validated_data["is_dry"],
            tried_weights=body.validated_data.get("weights"),
            actor=actor,
            now=timezone.now(),
        )
        wake_worker(run.pk)
        location = reverse("api:run", args=[run.uuid])
        return Response(RunOut(_shown(run)).data, status=202, headers={"Location": location})


class Run(PolledEndpoint):
    @extend_schema(
        operation_id="get_run",
        summary="One run: how far it is, and what came of it",
        tags=["runs"],
        responses=RunDetailOut,
        examples=[examples.answer(_DONE)],
    )
    def get(self, request: Request, run_id: UUID) -> Response:
        """With its rules, its proof, and why the families that got nobody did not."""
        found = run_for_reading(acting(request), run_id)
        return Response(RunDetailOut(_detail(found, reader_of(request).language)).data)


def _shown(run: RunRow) -> dict[str, Any]:
    same = (
        "helper_kind", "trigger", "is_dry", "state", "progress", "phase", "counts", "seconds", "error",
        "created_at", "started_at", "finished_at",
    )  # fmt: skip
    organisation = organisation_name(run.organisation)
    return {"id": run.uuid, "organisation": organisation, **{field: getattr(run, field) for field in same}}


def _detail(run: RunRow, language: str) -> dict[str, Any]:
    same = ("parameters", "input_fingerprint", "engine_version", "certificate", "municipalities")
    return {
        **_shown(run),
        **{field: getattr(run, field) for field in same},
        "proof": said(lambda: proof_text(run.certificate)),
        "unserved": [_unserved(one) for one in run.unserved],
        "recruitment": [_recruit(one, language) for one in recruitment_list(run)],
    }


def _recruit(one: Wanted, language: str) -> dict[str, Any]:
    return {
        "municipality": municipality_name(one.municipality, language),
        "language": one.language,
        "need": one.need,
        "gender": one.gender,
        "text": said(lambda: wanted_text(one.language, one.need, one.gender)),
        "gain": gain_shown(one.gain),
        "waiting": one.waiting,
    }


def _unserved(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "text": said(lambda: unserved_text(one["code"]))}
