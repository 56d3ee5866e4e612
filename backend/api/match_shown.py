"""How a match looks in an answer, and what of it is for whose eyes."""

from typing import Any, Final

from rest_framework import serializers
from rest_framework.response import Response

from backend.api import examples
from backend.api.organisations import ORGANISATION_EXAMPLE, OrganisationNameOut, organisation_name
from backend.api.portraits import FAMILY_EXAMPLE, HELPER_EXAMPLE, PortraitOut, family_portrait, helper_portrait
from backend.api.proposal_shown import ReferencesOut, references
from backend.api.reader import Reader
from backend.people.models.helper import HelperKind
from matching.lifecycle import MatchState
from matching.models import Match
from matching.models.match import EndReason, PauseReason, ReviewReason
from matching.models.proposal import Answer


class MatchForStaffOut(serializers.Serializer[Any]):
    """What only staff of the family's organisation is told."""

    end_reason = serializers.ChoiceField(choices=EndReason.values, allow_null=True)
    is_not_again = serializers.BooleanField(help_text="Never propose this pair again.")
    pause_reason = serializers.ChoiceField(choices=PauseReason.values, allow_null=True)
    review_since = serializers.DateTimeField(allow_null=True, help_text="Since when a coordinator should look at it.")
    review_reason = serializers.ChoiceField(choices=ReviewReason.values, allow_null=True)
    stands_in_for = serializers.UUIDField(allow_null=True, help_text="The paused match.")


class MatchOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=[state.value for state in MatchState])
    helper_kind = serializers.ChoiceField(choices=HelperKind.values)
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    paused_at = serializers.DateTimeField(allow_null=True)
    trial_until = serializers.DateField(
        allow_null=True, help_text="By then both sides should say whether they go on; later is fine, too."
    )
    is_stand_in = serializers.BooleanField(help_text="Only while another match of the family is paused.")
    my_confirmation = serializers.ChoiceField(
        choices=Answer.values, allow_null=True, help_text="What you said after the trial."
    )
    organisation = OrganisationNameOut()
    family = PortraitOut()
    helper = PortraitOut()
    references = ReferencesOut(allow_null=True, help_text="For staff; null for others.")
    for_staff = MatchForStaffOut(allow_null=True, help_text="For staff of the family's organisation; null for others.")


class MatchStateOut(serializers.Serializer[Any]):
    """How it stands after your move, and no more: after the end nobody is shown the other side."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=[state.value for state in MatchState])
    ended_at = serializers.DateTimeField(allow_null=True)


MATCH_EXAMPLE: Final[dict[str, Any]] = {
    "id": examples.MATCH,
    "state": "trial",
    "helper_kind": "volunteer",
    "started_at": "2026-03-04T12:00:00Z",
    "ended_at": None,
    "paused_at": None,
    "trial_until": "2026-04-10",
    "is_stand_in": False,
    "my_confirmation": None,
    "organisation": ORGANISATION_EXAMPLE,
    "family": FAMILY_EXAMPLE,
    "helper": HELPER_EXAMPLE,
    "references": None,
    "for_staff": None,
}
STATE_EXAMPLE: Final[dict[str, Any]] = {"id": examples.MATCH, "state": "active", "ended_at": None}


def match_state(match: Match) -> Response:
    """Return the answer to a move."""
    return Response(MatchStateOut({"id": match.uuid, "state": match.state, "ended_at": match.ended_at}).data)


def match_shown(match: Match, reader: Reader) -> dict[str, Any]:
    """Return the match as `reader` sees it. No query: it comes from `matching.selectors`."""
    return {
        "id": match.uuid,
        "state": match.state,
        "helper_kind": match.helper_kind,
        "started_at": match.started_at,
        "ended_at": match.ended_at,
        "paused_at": match.paused_at,
        "trial_until": match.trial_until,
        "is_stand_in": match.stands_in_for_id is not None,
        "my_confirmation": getattr(match, "own_confirmation", None),
        "organisation": organisation_name(match.organisation),
        "family": family_portrait(match.family, reader),
        "helper": helper_portrait(match.helper, reader),
        "references": references(match.family, match.helper, reader),
        "for_staff": _for_staff(match) if match.organisation_id in reader.staff_of else None,
    }


def _for_staff(match: Match) -> dict[str, Any]:
    return {
        "end_reason": match.end_reason or None,
        "is_not_again": match.is_not_again,
        "pause_reason": match.pause_reason or None,
        "review_since": match.review_since,
        "review_reason": match.review_reason or None,
        "stands_in_for": match.stands_in_for.uuid if match.stands_in_for else None,
    }
