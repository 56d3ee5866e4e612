"""Hand-overs: families that are offered to another organisation, and its answer."""

from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.hand_over_shown import (
    HAND_OVER_EXAMPLE,
    RECEIVED_EXAMPLE,
    HandOverOut,
    HandOverStateOut,
    hand_over_shown,
    hand_over_state,
)
from backend.api.idempotency import idempotent
from backend.api.organisations import ORGANISATION_EXAMPLE, OrganisationNameOut, organisation_name
from backend.api.pagination import PageQuery, filters_of, page, page_of
from backend.api.reader import entitled_reader_of
from backend.api.staff import StaffEndpoint
from backend.flows.hand_over import accept_hand_over, decline_hand_over, offer_hand_over, withdraw_hand_over
from backend.flows.hand_over_reads import OFFERED, RECEIVED, hand_over_for_reading, hand_overs_for_list, receivers
from backend.people.lifecycle import HandOverState

_STATE_EXAMPLE: Final[dict[str, Any]] = {
    "id": examples.OTHER,
    "state": "accepted",
    "answered_at": "2026-03-04T12:00:00Z",
}


class HandOverQuery(PageQuery):
    side = serializers.ChoiceField(required=False, choices=[RECEIVED, OFFERED], help_text="By or to one of yours.")
    state = serializers.ChoiceField(required=False, choices=[state.value for state in HandOverState])


class OfferIn(serializers.Serializer[Any]):
    organisation = serializers.UUIDField(help_text="Who is asked to take the family over; see `hand-overs/receivers`.")
    municipality = serializers.UUIDField(required=False, help_text="Where the family is going to live, if elsewhere.")
    note = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="From coordinator to coordinator; no names."
    )


class AcceptanceIn(serializers.Serializer[Any]):
    matches_go_on = serializers.BooleanField(help_text="Whether its running matches go on, or end.")
    reference = serializers.CharField(
        required=False, allow_blank=True, max_length=40, help_text="Your own case number; else one is made."
    )


class HandOvers(StaffEndpoint):
    @extend_schema(
        operation_id="list_hand_overs",
        summary="Families offered by you or to you",
        tags=["hand-overs"],
        parameters=[HandOverQuery],
        responses=page_of("HandOverPage", HandOverOut),
        examples=[examples.answer(examples.page(RECEIVED_EXAMPLE))],
    )
    def get(self, request: Request) -> Response:
        """For staff of either side, newest first. Until it is accepted, a receiver sees the family in outline only."""
        reader = entitled_reader_of(request)
        found = hand_overs_for_list(reader.person, **filters_of(HandOverQuery, request))
        return page(request, found, lambda rows: [hand_over_shown(row, reader) for row in rows], HandOverOut)


class HandOver(StaffEndpoint):
    @extend_schema(
        operation_id="get_hand_over",
        summary="One hand-over",
        tags=["hand-overs"],
        responses=HandOverOut,
        examples=[examples.answer(HAND_OVER_EXAMPLE)],
    )
    def get(self, request: Request, hand_over_id: UUID) -> Response:
        """For staff of either side."""
        reader = entitled_reader_of(request)
        found = hand_over_for_reading(reader.person, hand_over_id)
        return Response(HandOverOut(hand_over_shown(found, reader)).data)


class HandOverReceivers(StaffEndpoint):
    @extend_schema(
        operation_id="list_hand_over_receivers",
        summary="Who could take a family over",
        tags=["hand-overs"],
        parameters=[PageQuery],
        responses=page_of("HandOverReceiverPage", OrganisationNameOut),
        examples=[examples.answer(examples.page(ORGANISATION_EXAMPLE))],
    )
    def get(self, request: Request) -> Response:
        """Organisations by name; not your own, if you work for one only."""
        found = receivers(acting(request))
        return page(request, found, lambda rows: [organisation_name(row) for row in rows], OrganisationNameOut)


class FamilyHandOver(StaffEndpoint):
    @extend_schema(
        operation_id="offer_hand_over",
        summary="Offer a family to another organisation",
        tags=["hand-overs"],
        request=OfferIn,
        responses={201: HandOverStateOut},
        examples=[
            examples.asked({"organisation": examples.ORGANISATION, "note": "They have found a house near you."}),
            examples.answer(_STATE_EXAMPLE | {"state": "offered", "answered_at": None}, 201),
        ],
    )
    @idempotent
    def post(self, request: Request, family_id: UUID) -> Response:
        """For staff who care for the family and do not belong to it. Nothing changes until it is accepted.
        422: `organisation_unknown`, `same_organisation`, `municipality_unknown`; 409 `already_offered`."""
        body = OfferIn(data=request.data)
        body.is_valid(raise_exception=True)
        offered = offer_hand_over(
            actor=acting(request),
            family_uuid=family_id,
            organisation_uuid=body.validated_data["organisation"],
            municipality_uuid=body.validated_data.get("municipality"),
            note=body.validated_data.get("note", ""),
            now=timezone.now(),
        )
        return Response(hand_over_state(offered), status=201)


class HandOverWithdrawal(StaffEndpoint):
    @extend_schema(
        operation_id="withdraw_hand_over",
        summary="Take an offer back",
        tags=["hand-overs"],
        request=None,
        responses=HandOverStateOut,
        examples=[examples.answer(_STATE_EXAMPLE | {"state": "withdrawn"})],
    )
    @idempotent
    def post(self, request: Request, hand_over_id: UUID) -> Response:
        """For staff of who offered. 409 `hand_over_answered` once it is answered or withdrawn."""
        done = withdraw_hand_over(actor=acting(request), hand_over_uuid=hand_over_id, now=timezone.now())
        return Response(hand_over_state(done))


class HandOverRefusal(StaffEndpoint):
    @extend_schema(
        operation_id="decline_hand_over",
        summary="Say that you do not take the family over",
        tags=["hand-overs"],
        request=None,
        responses=HandOverStateOut,
        examples=[examples.answer(_STATE_EXAMPLE | {"state": "declined"})],
    )
    @idempotent
    def post(self, request: Request, hand_over_id: UUID) -> Response:
        """For staff of who was asked. The family stays where it is. 409 `hand_over_answered`."""
        done = decline_hand_over(actor=acting(request), hand_over_uuid=hand_over_id, now=timezone.now())
        return Response(hand_over_state(done))


class HandOverAcceptance(StaffEndpoint):
    @extend_schema(
        operation_id="accept_hand_over",
        summary="Take a family over",
        tags=["hand-overs"],
        request=AcceptanceIn,
        responses=HandOverStateOut,
        examples=[
            examples.asked({"matches_go_on": True, "reference": "W-0042"}),
            examples.answer(_STATE_EXAMPLE),
        ],
    )
    @idempotent
    def post(self, request: Request, hand_over_id: UUID) -> Response:
        """For staff of who was asked. The family and all it has is yours at once, and its old organisation sees it no
        more. Its open proposals are withdrawn; its running matches go on, to be looked at, or end as `moved`.
        409: `hand_over_answered`, `reference_taken`."""
        body = AcceptanceIn(data=request.data)
        body.is_valid(raise_exception=True)
        done = accept_hand_over(
            actor=acting(request),
            hand_over_uuid=hand_over_id,
            matches_go_on=body.validated_data["matches_go_on"],
            reference=body.validated_data.get("reference", ""),
            now=timezone.now(),
        )
        return Response(hand_over_state(done))
