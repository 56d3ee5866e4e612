"""What somebody has been told."""

from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.endpoint import Endpoint, PolledEndpoint
from backend.api.idempotency import idempotent
from backend.api.pagination import PageQuery, page, page_of
from backend.api.reader import Reader, reader_of
from backend.api.texts import HumanOut, human_pair
from notifications.inbox import mark_read, messages_of
from notifications.models import Message
from notifications.rendering import render


class MessageOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    title = HumanOut()
    body = HumanOut()
    about = serializers.CharField(help_text="What it is about: kind and id, as in step:16fd….")
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


_EXAMPLE: Final = {
    "id": examples.OTHER,
    "title": examples.text("Next step: Your identity card"),
    "body": examples.text("You can do this now. See what to do. Tick it when you have done it."),
    "about": f"step:{examples.STEP}",
    "created_at": "2026-03-16T08:00:00Z",
    "read_at": None,
}


class Inbox(PolledEndpoint):
    @extend_schema(
        operation_id="list_my_inbox",
        summary="What you have been told",
        tags=["me"],
        parameters=[PageQuery],
        responses=page_of("MessagePage", MessageOut),
        examples=[examples.answer(examples.page(_EXAMPLE))],
    )
    def get(self, request: Request) -> Response:
        """Newest first."""
        reader = reader_of(request)
        messages = messages_of(reader.person, now=timezone.now())
        return page(request, messages, lambda rows: [_shown(message, reader) for message in rows], MessageOut)


class MessageReading(Endpoint):
    @extend_schema(
        operation_id="mark_message_read",
        summary="Mark a message as read",
        tags=["me"],
        request=None,
        responses=MessageOut,
        examples=[examples.answer(_EXAMPLE | {"read_at": "2026-03-16T09:00:00Z"})],
    )
    @idempotent
    def post(self, request: Request, message_id: UUID) -> Response:
        """A second time changes nothing."""
        message = mark_read(actor=acting(request), message_uuid=message_id, now=timezone.now())
        return Response(MessageOut(_shown(message, reader_of(request))).data)


def _shown(message: Message, reader: Reader) -> dict[str, Any]:
    told, source = render(message, reader.language), render(message, "en")
    return {
        "id": message.uuid,
        "title": human_pair(told.title, source.title),
        "body": human_pair(told.body, source.body),
        "about": message.subject,
        "created_at": message.created_at,
        "read_at": message.read_at,
    }
