"""Documents that prove a requirement: handing in, listing, reading, deleting."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.endpoint import Endpoint
from backend.api.idempotency import idempotent
from backend.people.documents.asked import asked_codes, document_for_reading, documents_of, helper_with_documents
from backend.people.documents.content import LARGEST_BODY
from backend.people.documents.handing_out import headers_of
from backend.people.documents.uploads_an_hour import count_upload
from backend.people.models import Document as DocumentRow
from backend.people.models import Person
from backend.people.models.document import DocumentKind
from backend.people.services.documents import add_document, delete_document, read_document
from backend.people.vocabulary import REQUIREMENTS


class DocumentIn(serializers.Serializer[None]):
    code = serializers.ChoiceField(choices=list(REQUIREMENTS), help_text="What it proves.")
    file = serializers.FileField(allow_empty_file=True, help_text="PDF, JPEG or PNG, at most 8 MiB.")
    person = serializers.UUIDField(required=False, help_text="Whose it is; for staff, of a sponsor group.")


class ReadOut(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    name = serializers.CharField(allow_blank=True, help_text="Who read it; for staff, and when it was you.")


class DocumentKeptOut(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="uuid")
    code = serializers.ChoiceField(choices=list(REQUIREMENTS))
    kind = serializers.ChoiceField(choices=DocumentKind.values, help_text="What it is, by its content.")
    size = serializers.IntegerField(help_text="Bytes, as kept.")
    uploaded_at = serializers.DateTimeField()
    judged_at = serializers.DateTimeField(allow_null=True, help_text="When what it proves was recorded.")
    delete_on = serializers.DateField(help_text="Day on which it is deleted.")


class DocumentOut(DocumentKeptOut):
    helper = serializers.UUIDField(source="helper.uuid")
    person = serializers.UUIDField(source="person.uuid", help_text="Whose it is.")
    person_name = serializers.CharField(source="person.name")
    reads = serializers.SerializerMethodField(help_text="Latest first.")

    def get_reads(self, document: DocumentRow) -> list[dict[str, Any]]:
        """Return who read it when; a person learns when theirs was read, not by whom."""
        return [
            {"at": read.at, "name": read.reader.name if self._may_know(document, read.reader) else ""}
            for read in document.reads.all()
        ]

    def _may_know(self, document: DocumentRow, reader: Person) -> bool:
        me: Person = self.context["me"]
        return me == reader or me != document.person


_KEPT_EXAMPLE: Final[dict[str, Any]] = {
    "id": examples.OTHER,
    "code": "criminal_record",
    "kind": "application/pdf",
    "size": 183_402,
    "uploaded_at": "2026-03-02T12:00:00Z",
    "judged_at": None,
    "delete_on": "2026-08-29",
}
_EXAMPLE: Final[dict[str, Any]] = _KEPT_EXAMPLE | {
    "helper": examples.HELPER,
    "person": examples.OTHER,
    "person_name": "Lieve Peeters",
    "reads": [{"at": "2026-03-03T09:00:00Z", "name": "An Maes"}],
}
_FILE: Final = "%PDF-1.7 …"


class AnyAnswer(BaseContentNegotiation):
    """A document is what it is, whatever the caller would accept; refusals are JSON."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser:
        """Return the only one."""
        [only] = parsers
        return only

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """Return the only one."""
        [only] = renderers
        return only, only.media_type or ""


class HelperDocuments(Endpoint):
    parser_classes = [MultiPartParser]
    largest_body = LARGEST_BODY
    counted = frozenset({"POST"})

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse who hands in too often: before their file is read."""
        super().initial(request, *args, **kwargs)
        if request.method == "POST":
            count_upload(acting(request), now=timezone.now())

    @extend_schema(
        operation_id="list_documents",
        summary="Documents of a helper",
        tags=["people"],
        responses=inline_serializer(
            "DocumentsOut",
            {
                "asked": serializers.ListField(
                    child=serializers.ChoiceField(choices=list(REQUIREMENTS)),
                    help_text="What may be handed in here.",
                ),
                "results": DocumentOut(many=True),
            },
        ),
        examples=[examples.answer({"asked": ["criminal_record"], "results": [_EXAMPLE]})],
    )
    def get(self, request: Request, helper_id: UUID) -> Response:
        """Your own; for staff those of the helpers they care for. What is restricted, only administrators and those
        who keep people safe are shown."""
        actor = acting(request)
        helper = helper_with_documents(actor, helper_id)
        shown = DocumentOut(documents_of(actor, helper), many=True, context={"me": actor}).data
        return Response({"asked": asked_codes(actor, helper), "results": shown})

    @extend_schema(
        operation_id="add_document",
        summary="Hand in a document",
        tags=["people"],
        request={"multipart/form-data": DocumentIn},
        responses={201: DocumentKeptOut},
        examples=[
            OpenApiExample(
                "request",
                value={"code": "criminal_record", "file": _FILE},
                media_type="multipart/form-data",
                request_only=True,
            ),
            examples.answer(_KEPT_EXAMPLE, 201),
        ],
    )
    @idempotent
    def post(self, request: Request, helper_id: UUID) -> Response:
        """PDF, JPEG or PNG, told by its content: its name and type are not looked at. Photos are kept without where they
        were taken; PDFs that are locked, run something or carry files are refused. 422 in `errors`, for the field `file`:
        `document_kind`, `document_unreadable`, `document_locked`, `document_active`, `document_too_large`,
        `document_empty`, `photo_too_large`; for `code`: `document_not_asked`; for `person`: `person_missing`. 409
        `too_many_documents` (20 of one person), `document_not_asked` of a helper who is gone. 429 `too_many_uploads`: 30 an hour. The same file again is the same document."""
        body = DocumentIn(data=request.data)
        body.is_valid(raise_exception=True)
        document = add_document(
            actor=acting(request),
            helper_uuid=helper_id,
            code=body.validated_data["code"],
            upload=body.validated_data["file"].read(),
            person_uuid=body.validated_data.get("person"),
            now=timezone.now(),
        )
        return Response(DocumentKeptOut(document).data, status=201)


class Document(Endpoint):
    @extend_schema(
        operation_id="get_document",
        summary="What is known of a document",
        tags=["people"],
        responses=DocumentOut,
        examples=[examples.answer(_EXAMPLE)],
    )
    def get(self, request: Request, document_id: UUID) -> Response:
        """Without its content: with when it was read and when it will be deleted."""
        actor = acting(request)
        return Response(DocumentOut(document_for_reading(actor, document_id), context={"me": actor}).data)

    @extend_schema(operation_id="delete_document", summary="Delete a document", tags=["people"], responses={204: None})
    def delete(self, request: Request, document_id: UUID) -> Response:
        """Its person on any day; staff when it does not prove what it should. The content is gone at once."""
        delete_document(actor=acting(request), document_uuid=document_id, now=timezone.now())
        return Response(status=204)


class DocumentContent(Endpoint):
    content_negotiation_class = AnyAnswer

    @extend_schema(
        operation_id="read_document",
        summary="The content of a document",
        tags=["people"],
        responses={
            (200, kind.value): OpenApiResponse(
                OpenApiTypes.BINARY,
                description="The file.",
                examples=[OpenApiExample(kind.label, value=_FILE, media_type=kind.value, status_codes=["200"])],
            )
            for kind in DocumentKind
        },
    )
    def get(self, request: Request, document_id: UUID) -> StreamingHttpResponse:
        """As a file to save. That you read it is on record before the first byte leaves, and its person sees when."""
        document, parts = read_document(actor=acting(request), document_uuid=document_id, now=timezone.now())
        return StreamingHttpResponse(parts, headers=headers_of(document))
