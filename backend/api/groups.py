"""Sponsor groups: founding, what one has, and how far it has come."""

from typing import Final
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.endpoint import Endpoint, PolledEndpoint
from backend.api.group_shown import (
    GROUP_EXAMPLE,
    STATE_EXAMPLE,
    GroupOut,
    GroupStateOut,
    group_shown,
    group_state,
)
from backend.api.idempotency import idempotent
from backend.api.reader import reader_of
from backend.people.group_sheets import group_sheet
from backend.people.models import SponsorGroup
from backend.people.services import sponsor_groups
from backend.people.services.sponsor_groups import NewGroup
from backend.people.vocabulary import LANGUAGES, CefrLevel, Gender

MOST_EURO: Final = 10_000_000
MOST_PERSONS: Final = 1000


class SpokenIn(serializers.Serializer[None]):
    code = serializers.ChoiceField(choices=list(LANGUAGES))
    level = serializers.ChoiceField(choices=CefrLevel.labels, help_text="CEFR.")


class NewGroupIn(serializers.Serializer[None]):
    organisation = serializers.UUIDField(required=False, help_text="If you work for several.")
    reference = serializers.CharField(max_length=40, help_text="The organisation's own number.")
    name = serializers.CharField(max_length=120)
    municipality = serializers.UUIDField()
    travel_km = serializers.IntegerField(min_value=0, max_value=500)
    gender = serializers.ChoiceField(choices=Gender.values, help_text="Of who leads: families may wish for it.")
    languages = SpokenIn(many=True, help_text="Of its best speakers.")
    capacity = serializers.IntegerField(min_value=1, max_value=3, default=1, help_text="How many families at once.")
    persons_housed = serializers.IntegerField(min_value=0, max_value=MOST_PERSONS, default=0)


class GroupIn(serializers.Serializer[None]):
    name = serializers.CharField(max_length=120, required=False)
    persons_housed = serializers.IntegerField(min_value=0, max_value=MOST_PERSONS, required=False)
    lead_organisation = serializers.CharField(
        max_length=120, required=False, allow_blank=True, help_text="For staff: who is legally responsible."
    )


class ConsentIn(serializers.Serializer[None]):
    until = serializers.DateField(allow_null=True, help_text="First day on which it no longer counts; null: none.")


class PledgeIn(serializers.Serializer[None]):
    euro = serializers.IntegerField(min_value=0, max_value=MOST_EURO)


class Groups(Endpoint):
    @extend_schema(
        operation_id="found_group",
        summary="Found a sponsor group",
        tags=["groups"],
        request=NewGroupIn,
        responses={201: GroupStateOut},
        examples=[
            examples.asked(
                {
                    "reference": "G-07",
                    "name": "Welkom Eeklo",
                    "municipality": examples.MUNICIPALITY,
                    "travel_km": 20,
                    "gender": "female",
                    "languages": [{"code": "nl", "level": "C2"}],
                }
            ),
            examples.answer(STATE_EXAMPLE | {"state": "forming"}, 201),
        ],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """For staff. Nobody is in it yet: add its members, the lead first. 409 `number_taken`."""
        body = NewGroupIn(data=request.data)
        body.is_valid(raise_exception=True)
        given = dict(body.validated_data)
        organisation, spoken = given.pop("organisation", None), given.pop("languages")
        levels = dict(zip(CefrLevel.labels, CefrLevel.values, strict=True))
        new = NewGroup(
            municipality_uuid=given.pop("municipality"),
            languages={one["code"]: levels[one["level"]] for one in spoken},
            **given,
        )
        group = sponsor_groups.found_group(
            actor=acting(request), new=new, organisation_uuid=organisation, now=timezone.now()
        )
        return _state(group, 201)


class Group(PolledEndpoint):
    @extend_schema(
        operation_id="get_group",
        summary="One sponsor group",
        tags=["groups"],
        responses=GroupOut,
        examples=[examples.answer(GROUP_EXAMPLE)],
    )
    def get(self, request: Request, group_id: UUID) -> Response:
        """For its members and for staff: who is in it, how far it is, what is still missing."""
        reader = reader_of(request)
        sheet = group_sheet(reader.person, group_id, now=timezone.now())
        return Response(GroupOut(group_shown(sheet, reader.language)).data)

    @extend_schema(
        operation_id="edit_group",
        summary="Change a sponsor group",
        tags=["groups"],
        request=GroupIn,
        responses=GroupStateOut,
        examples=[examples.asked({"name": "Welkom Eeklo"}), examples.answer(STATE_EXAMPLE)],
    )
    def patch(self, request: Request, group_id: UUID) -> Response:
        """By its lead and by staff; what you leave out stays as it is."""
        body = GroupIn(data=request.data)
        body.is_valid(raise_exception=True)
        return _state(sponsor_groups.edit_group(actor=acting(request), group_uuid=group_id, **body.validated_data))


class GroupConsent(Endpoint):
    @extend_schema(
        operation_id="record_municipality_consent",
        summary="The municipality's consent",
        tags=["groups"],
        request=ConsentIn,
        responses=GroupStateOut,
        examples=[examples.asked({"until": "2027-03-01"}), examples.answer(STATE_EXAMPLE)],
    )
    @idempotent
    def post(self, request: Request, group_id: UUID) -> Response:
        """For staff who do not belong to it. On the day it ends the group gets no new proposals."""
        body = ConsentIn(data=request.data)
        body.is_valid(raise_exception=True)
        until = body.validated_data["until"]
        now = timezone.now()
        return _state(sponsor_groups.record_consent(actor=acting(request), group_uuid=group_id, until=until, now=now))


class GroupPledge(Endpoint):
    @extend_schema(
        operation_id="record_pledge",
        summary="What a group has pledged",
        tags=["groups"],
        request=PledgeIn,
        responses=GroupStateOut,
        examples=[examples.asked({"euro": 9000}), examples.answer(STATE_EXAMPLE)],
    )
    @idempotent
    def post(self, request: Request, group_id: UUID) -> Response:
        """For staff who do not belong to it. For all families that the group has at one time together."""
        body = PledgeIn(data=request.data)
        body.is_valid(raise_exception=True)
        euro = body.validated_data["euro"]
        return _state(sponsor_groups.record_pledge(actor=acting(request), group_uuid=group_id, euro=euro))


class GroupInPrinciple(Endpoint):
    @extend_schema(
        operation_id="accept_group_in_principle",
        summary="Accept a group in principle",
        tags=["groups"],
        request=None,
        responses=GroupStateOut,
        examples=[examples.answer(STATE_EXAMPLE)],
    )
    @idempotent
    def post(self, request: Request, group_id: UUID) -> Response:
        """For staff who do not belong to it. Needs enough members, a lead, a lead organisation and the municipality's
        consent: else 409 `not_ready`, with the codes of what is `missing`. Also 409 `group_moved_on`."""
        now = timezone.now()
        return _state(sponsor_groups.accept_in_principle(actor=acting(request), group_uuid=group_id, now=now))


class GroupSendBack(Endpoint):
    @extend_schema(
        operation_id="send_group_back",
        summary="Take the acceptance back",
        tags=["groups"],
        request=None,
        responses=GroupStateOut,
        examples=[examples.answer(STATE_EXAMPLE | {"state": "forming"})],
    )
    @idempotent
    def post(self, request: Request, group_id: UUID) -> Response:
        """For staff who do not belong to it, while it is accepted in principle. 409 `group_moved_on`."""
        return _state(sponsor_groups.send_back(actor=acting(request), group_uuid=group_id, now=timezone.now()))


class GroupApproval(Endpoint):
    @extend_schema(
        operation_id="approve_group",
        summary="Approve a group",
        tags=["groups"],
        request=None,
        responses=GroupStateOut,
        examples=[examples.answer(STATE_EXAMPLE | {"state": "approved"})],
    )
    @idempotent
    def post(self, request: Request, group_id: UUID) -> Response:
        """For staff who do not belong to it: from now on it may meet families. Nothing may be missing: else 409
        `not_ready`, with the codes of what is `missing`. Also 409 `group_moved_on`."""
        return _state(sponsor_groups.approve_group(actor=acting(request), group_uuid=group_id, now=timezone.now()))


def _state(group: SponsorGroup, status: int = 200) -> Response:
    return Response(GroupStateOut(group_state(group)).data, status=status)
