"""Importing families and volunteers from CSV."""

from collections.abc import Callable
from typing import Any, Final

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.endpoint import MEBIBYTE, Endpoint
from backend.api.errors import MEDIA_TYPE, ProblemOut, problem
from backend.api.idempotency import idempotent
from backend.api.texts import HumanOut, said
from backend.people.access import organisation_of_staff
from backend.people.imports.report import Problem, Report
from backend.people.services.imports import import_families, import_volunteers

# A file of 10 MiB grows in JSON: quotation marks and line ends take two bytes, letters at most as many as in UTF-8.
LARGEST_BODY: Final = 16 * MEBIBYTE


class ImportIn(serializers.Serializer[None]):
    csv = serializers.CharField(trim_whitespace=False, help_text="The file. Its columns: docs/import.md.")
    organisation = serializers.UUIDField(required=False, help_text="Only needed by those who work for several.")
    dry_run = serializers.BooleanField(default=False, help_text="Report only; write nothing.")


class RowProblemOut(serializers.Serializer[Any]):
    line = serializers.IntegerField(help_text="1 is the header.")
    column = serializers.CharField(allow_blank=True, help_text="Empty when the whole line is meant.")
    code = serializers.CharField()
    text = HumanOut()


class ReportOut(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["families", "volunteers"])
    is_dry_run = serializers.BooleanField()
    is_ok = serializers.BooleanField()
    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    problems = RowProblemOut(many=True, help_text="Only in a dry run; else they are a 422 problem.")


class ImportProblemOut(ProblemOut):
    problems = RowProblemOut(many=True, required=False, help_text="With `import_refused`: every line that is wrong.")


_EXAMPLE: Final[dict[str, Any]] = {
    "kind": "families",
    "is_dry_run": False,
    "is_ok": True,
    "created": 12,
    "updated": 1,
    "unchanged": 0,
    "problems": [],
}
_ROW: Final = {
    "line": 4,
    "column": "birth_year",
    "code": "not_a_number",
    "text": examples.text("A whole number from 1900 to 2026 is needed."),
}
_REFUSED: Final = OpenApiResponse(
    ImportProblemOut,
    description="invalid; or import_refused: nothing was written, `problems` names every line that is wrong",
    examples=[
        OpenApiExample(
            "import_refused",
            value=problem(422, "import_refused", "nothing was imported", {"problems": [_ROW]}).data,
            media_type=MEDIA_TYPE,
            status_codes=["422"],
        )
    ],
)
_RESPONSES: Final = {200: ReportOut, (422, MEDIA_TYPE): _REFUSED}
_WORDS: Final = """For coordinators. All or nothing, and safe to repeat: rows are known by their reference.
A dry run answers 200 with a report of all that is wrong; otherwise wrong lines are one 422 `import_refused`."""


class FamiliesImport(Endpoint):
    largest_body = LARGEST_BODY

    @extend_schema(
        operation_id="import_families",
        summary="Import families from CSV",
        description=f"{_WORDS} Families with a day of arrival get their steps within a minute.",
        tags=["people"],
        request=ImportIn,
        responses=_RESPONSES,
        examples=[examples.asked({"csv": "reference,member,…\n", "dry_run": True}), examples.answer(_EXAMPLE)],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """One line is one member."""
        return _imported(request, import_families)


class VolunteersImport(Endpoint):
    largest_body = LARGEST_BODY

    @extend_schema(
        operation_id="import_volunteers",
        summary="Import volunteers from CSV",
        description=_WORDS,
        tags=["people"],
        request=ImportIn,
        responses=_RESPONSES,
        examples=[
            examples.asked({"csv": "reference,name,…\n", "dry_run": True}),
            examples.answer(_EXAMPLE | {"kind": "volunteers"}),
        ],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """One line is one volunteer."""
        return _imported(request, import_volunteers)


def _imported(request: Request, use_case: Callable[..., Report]) -> Response:
    body = ImportIn(data=request.data)
    body.is_valid(raise_exception=True)
    actor = acting(request)
    report = use_case(
        actor=actor,
        organisation=organisation_of_staff(actor, body.validated_data.get("organisation")),
        content=body.validated_data["csv"],
        dry_run=body.validated_data["dry_run"],
        now=timezone.now(),
    )
    shown = ReportOut(_shown(report)).data
    if report.is_ok or report.is_dry_run:
        return Response(shown)
    return problem(422, "import_refused", "nothing was imported", {"problems": shown["problems"]})


def _shown(report: Report) -> dict[str, Any]:
    same = ("kind", "is_dry_run", "is_ok", "created", "updated", "unchanged")
    return {
        **{field: getattr(report, field) for field in same},
        "problems": [_problem(found) for found in report.problems],
    }


def _problem(found: Problem) -> dict[str, Any]:
    return {"line": found.line, "column": found.column, "code": found.code, "text": said(lambda: found.text)}
