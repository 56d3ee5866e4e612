"""Concerns: raising one, which everybody can; and reading them, which few may."""

from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.endpoint import Endpoint
from backend.api.idempotency import idempotent
from backend.api.organisations import ORGANISATION_EXAMPLE, OrganisationNameOut, organisation_name
from backend.api.pagination import PageQuery, page, page_of
from backend.care import models
from backend.care.concern_access import concerns_raised_by, readable_concerns, with_names
from backend.care.concern_names import family_of, helper_of
from backend.care.lifecycle import ConcernMove, ConcernState
from backend.care.models.concern import About, Outcome, Severity
from backend.care.services.concern_review import read_concern
from backend.care.services.concerns import LONGEST_STORY, Told, raise_concern


class ConcernIn(serializers.Serializer[None]):
    about = serializers.ChoiceField(choices=About.values)
    severity = serializers.ChoiceField(choices=Severity.values, help_text="high: stops contact at once.")
    story = serializers.CharField(max_length=LONGEST_STORY, help_text="In your own words, in your language.")
    match = serializers.UUIDField(required=False, help_text="A match that you are or were in, or look after as staff.")
    helper = serializers.UUIDField(required=False, help_text="For staff: a helper in your care, without a match.")
    person = serializers.UUIDField(required=False, help_text="About a coordinator: which one. They never read it.")
    organisation = serializers.UUIDField(required=False, help_text="Without a match or helper: one of yours.")


class ReceivedOut(serializers.Serializer[Any]):
    """We have it. What comes of it is told to nobody here."""

    id = serializers.UUIDField()
    received_at = serializers.DateTimeField()


class RaisedOut(ReceivedOut):
    has_reader = serializers.BooleanField(
        help_text="False: nobody there may look at it now. Say so, and whom to call instead."
    )


class NoteOut(serializers.Serializer[Any]):
    author = serializers.CharField()
    text = serializers.CharField()
    at = serializers.DateTimeField()


class EventOut(serializers.Serializer[Any]):
    move = serializers.ChoiceField(choices=[move.value for move in ConcernMove])
    state = serializers.ChoiceField(choices=[state.value for state in ConcernState])
    detail = serializers.CharField(allow_blank=True, help_text="The severity or outcome that was chosen.")
    actor = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()


class ConcernRowOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    organisation = OrganisationNameOut()
    about = serializers.ChoiceField(choices=About.values)
    severity = serializers.ChoiceField(choices=Severity.values)
    state = serializers.ChoiceField(choices=[state.value for state in ConcernState])
    raised_at = serializers.DateTimeField()
    look_by = serializers.DateTimeField(help_text="By when somebody must have taken it up.")
    is_suspending = serializers.BooleanField(help_text="Contact is stopped because of it.")
    outcome = serializers.ChoiceField(choices=Outcome.values, allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)


class ConcernOut(ConcernRowOut):
    raised_by = serializers.CharField()
    about_person = serializers.CharField(allow_null=True)
    match = serializers.UUIDField(allow_null=True)
    family = serializers.CharField(allow_null=True, help_text="The organisation's own number of it.")
    helper = serializers.CharField(allow_null=True, help_text="Name of the volunteer or the group.")
    story = serializers.CharField()
    notes = NoteOut(many=True)
    events = EventOut(many=True)


RECEIVED_EXAMPLE: Final[dict[str, Any]] = {"id": examples.CONCERN, "received_at": "2026-03-02T12:00:00Z"}
ROW_EXAMPLE: Final[dict[str, Any]] = {
    "id": examples.CONCERN,
    "organisation": ORGANISATION_EXAMPLE,
    "about": "helper",
    "severity": "high",
    "state": "open",
    "raised_at": "2026-03-02T12:00:00Z",
    "look_by": "2026-03-03T12:00:00Z",
    "is_suspending": True,
    "outcome": None,
    "closed_at": None,
}
EVENT_EXAMPLE: Final = {
    "move": "raise",
    "state": "open",
    "detail": "high",
    "actor": "Amina Haddad",
    "at": "2026-03-02T12:00:00Z",
}
ONE_EXAMPLE: Final = ROW_EXAMPLE | {
    "raised_by": "Amina Haddad",
    "about_person": None,
    "match": examples.MATCH,
    "family": "F-12",
    "helper": "Jan Peeters",
    "story": "He comes without asking.",
    "notes": [{"author": "Els Maes", "text": "Called her today.", "at": "2026-03-02T14:00:00Z"}],
    "events": [EVENT_EXAMPLE],
}


class MyConcerns(Endpoint):
    @extend_schema(
        operation_id="list_my_concerns",
        summary="The concerns you raised",
        tags=["concerns"],
        parameters=[PageQuery],
        responses=page_of("ReceivedPage", ReceivedOut),
        examples=[examples.answer(examples.page(RECEIVED_EXAMPLE))],
    )
    def get(self, request: Request) -> Response:
        """That we have them, and since when. Not your words, which somebody beside you might read, and nothing of what came of them."""
        mine = concerns_raised_by(acting(request))
        return page(request, mine, lambda rows: [received(row) for row in rows], ReceivedOut)


class Concerns(Endpoint):
    @extend_schema(
        operation_id="list_concerns",
        summary="Concerns that you may read",
        tags=["concerns"],
        parameters=[PageQuery],
        responses=page_of("ConcernPage", ConcernRowOut),
        examples=[examples.answer(examples.page(ROW_EXAMPLE))],
    )
    def get(self, request: Request) -> Response:
        """For who keeps people safe in your organisation; empty for everybody else. Newest first."""
        found = with_names(readable_concerns(acting(request), now=timezone.now())).order_by("-raised_at")
        return page(request, found, lambda rows: [concern_row(row) for row in rows], ConcernRowOut)

    @extend_schema(
        operation_id="raise_concern",
        summary="Say that something is wrong",
        tags=["concerns"],
        request=ConcernIn,
        responses={201: RaisedOut},
        examples=[
            examples.asked(
                {"about": "helper", "severity": "high", "story": "He comes without asking.", "match": examples.MATCH}
            ),
            examples.answer(RECEIVED_EXAMPLE | {"has_reader": True}, 201),
        ],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Everybody can, also about the coordinator. Whom it is about never reads it, and is not told. In danger, call 112 first. 409 `no_organisation`; 429 `too_many_concerns` after twenty in a day."""
        body = ConcernIn(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        named = {f"{name}_uuid": given.get(name) for name in ("match", "helper", "person", "organisation")}
        told = Told(about=given["about"], severity=given["severity"], story=given["story"], **named)
        raised = raise_concern(actor=acting(request), told=told, now=timezone.now())
        return Response(RaisedOut(received(raised.concern) | {"has_reader": raised.has_reader}).data, status=201)


class Concern(Endpoint):
    @extend_schema(
        operation_id="get_concern",
        summary="One concern, with its notes and moves",
        tags=["concerns"],
        responses=ConcernOut,
        examples=[examples.answer(ONE_EXAMPLE)],
    )
    def get(self, request: Request, concern_id: UUID) -> Response:
        """Every reading goes on record."""
        concern = read_concern(actor=acting(request), concern_uuid=concern_id, now=timezone.now())
        return Response(ConcernOut(_shown(concern)).data)


def received(concern: models.Concern) -> dict[str, Any]:
    """Return that we have it."""
    return {"id": concern.uuid, "received_at": concern.raised_at}


def concern_row(concern: models.Concern) -> dict[str, Any]:
    """Return how it stands, without what was told."""
    same = ("about", "severity", "state", "raised_at", "look_by", "is_suspending", "closed_at")
    return {
        "id": concern.uuid,
        "organisation": organisation_name(concern.organisation),
        "outcome": concern.outcome or None,
        **{name: getattr(concern, name) for name in same},
    }


def event_shown(event: models.ConcernEvent) -> dict[str, Any]:
    """Return one move."""
    actor = event.actor.name if event.actor else None
    return {"move": event.move, "state": event.state, "detail": event.detail, "actor": actor, "at": event.at}


def _shown(concern: models.Concern) -> dict[str, Any]:
    return concern_row(concern) | {
        "raised_by": concern.raised_by.name,
        "about_person": concern.about_person.name if concern.about_person else None,
        "match": concern.match.uuid if concern.match else None,
        "family": family_of(concern) or None,
        "helper": helper_of(concern) or None,
        "story": concern.story,
        "notes": [{"author": note.author.name, "text": note.text, "at": note.at} for note in concern.notes.all()],
        "events": [event_shown(event) for event in concern.events.all()],
    }
