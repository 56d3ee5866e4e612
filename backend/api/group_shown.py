"""Sponsor groups as answers show them."""

from typing import Any, Final

from rest_framework import serializers

from backend.api import examples
from backend.api.organisations import ORGANISATION_EXAMPLE, OrganisationNameOut, organisation_name
from backend.api.places import MUNICIPALITY_EXAMPLE, MunicipalityNameOut, municipality_name
from backend.api.texts import HumanOut, said
from backend.people.access import GroupPart
from backend.people.group_sheets import GroupSheet, MemberLine
from backend.people.group_texts import missing_text
from backend.people.lifecycle import GroupState
from backend.people.models import SponsorGroup
from backend.people.models.sponsor_group import GroupRole


class MissingOut(serializers.Serializer[Any]):
    code = serializers.CharField(
        help_text="`quorum`, `lead`, `lead_organisation`, `pledge`, `municipality_consent`, or `requirement:` and the "
        "code of what is asked of its members."
    )
    text = HumanOut()


class GroupMemberOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=GroupRole.values)
    is_me = serializers.BooleanField()
    is_joining = serializers.BooleanField(help_text="Not admitted yet: sees no family and counts for nothing.")
    joined_on = serializers.DateField(allow_null=True)
    missing = MissingOut(many=True, allow_null=True, help_text="For staff and for themselves; null for the others.")


class GroupOut(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text="The same as of its helper.")
    name = serializers.CharField()
    reference = serializers.CharField(help_text="The organisation's own number.")
    organisation = OrganisationNameOut()
    municipality = MunicipalityNameOut()
    state = serializers.ChoiceField(choices=[state.value for state in GroupState])
    lead_organisation = serializers.CharField(allow_blank=True, help_text="Who is legally responsible.")
    municipality_consent_until = serializers.DateField(
        allow_null=True, help_text="First day on which it no longer counts; null: there is none."
    )
    pledged_euro = serializers.IntegerField()
    required_euro = serializers.IntegerField(help_text="To be approved at all; for a family more may be asked.")
    persons_housed = serializers.IntegerField(help_text="0: its families find their homes elsewhere.")
    quorum = serializers.IntegerField(help_text="How many members it must have.")
    below_quorum_since = serializers.DateTimeField(allow_null=True)
    my_part = serializers.ChoiceField(choices=[part.value for part in GroupPart])
    members = GroupMemberOut(many=True, help_text="The lead first.")
    missing = MissingOut(many=True, help_text="What it needs before it may meet a family.")


class GroupStateOut(serializers.Serializer[Any]):
    """How it stands after your move, and no more."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=[state.value for state in GroupState])
    below_quorum_since = serializers.DateTimeField(allow_null=True)


STATE_EXAMPLE: Final[dict[str, Any]] = {"id": examples.HELPER, "state": "in_principle", "below_quorum_since": None}
GROUP_EXAMPLE: Final[dict[str, Any]] = {
    "id": examples.HELPER,
    "name": "Welkom Eeklo",
    "reference": "G-07",
    "organisation": ORGANISATION_EXAMPLE,
    "municipality": MUNICIPALITY_EXAMPLE,
    "state": "in_principle",
    "lead_organisation": "Parochie Eeklo",
    "municipality_consent_until": "2027-03-01",
    "pledged_euro": 4000,
    "required_euro": 5000,
    "persons_housed": 5,
    "quorum": 5,
    "below_quorum_since": None,
    "my_part": "lead",
    "members": [
        {
            "id": examples.OTHER,
            "name": "Lieve Peeters",
            "role": "lead",
            "is_me": True,
            "is_joining": False,
            "joined_on": "2026-03-02",
            "missing": [],
        }
    ],
    "missing": [{"code": "pledge", "text": examples.text("the money that is asked")}],
}


def group_shown(sheet: GroupSheet, language: str) -> dict[str, Any]:
    """Return a group as answers show it. No query."""
    group = sheet.group
    same = ("name", "state", "lead_organisation", "municipality_consent_until", "pledged_euro", "persons_housed")
    return {
        "id": group.helper.uuid,
        "reference": group.helper.reference,
        "organisation": organisation_name(group.organisation),
        "municipality": municipality_name(group.helper.municipality, language),
        "required_euro": group.organisation.group_pledge_euro,
        "quorum": group.organisation.group_quorum,
        "below_quorum_since": group.below_quorum_since,
        "my_part": sheet.part,
        "members": [_member(line) for line in sheet.members],
        "missing": [_missing(code) for code in sheet.missing],
        **{field: getattr(group, field) for field in same},
    }


def group_state(group: SponsorGroup) -> dict[str, Any]:
    """Return how a group stands, without anybody in it."""
    return {"id": group.helper.uuid, "state": group.state, "below_quorum_since": group.below_quorum_since}


def _member(line: MemberLine) -> dict[str, Any]:
    member = line.member
    return {
        "id": member.uuid,
        "name": member.person.name,
        "role": member.role,
        "is_me": line.is_me,
        "is_joining": member.is_joining,
        "joined_on": member.joined_on,
        "missing": None if line.lacks is None else [_missing(code) for code in line.lacks],
    }


def _missing(code: str) -> dict[str, Any]:
    return {"code": code, "text": said(lambda: missing_text(code))}
