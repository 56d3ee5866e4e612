"""How hand-overs look in answers: who sees the family in outline, and who sees which family it is."""

from typing import Any, Final

from rest_framework import serializers

from backend.api import examples
from backend.api.organisations import ORGANISATION_EXAMPLE, OrganisationNameOut, organisation_name
from backend.api.places import MUNICIPALITY_EXAMPLE, MunicipalityNameOut, municipality_name
from backend.api.portraits import FAMILY_EXAMPLE, SpokenOut, family_portrait
from backend.api.reader import Reader
from backend.api.texts import HumanOut
from backend.flows.hand_over_reads import shows_family, shows_shape
from backend.people.lifecycle import HandOverState
from backend.people.models import HandOver

STATES: Final = [state.value for state in HandOverState]


class ShapeOut(serializers.Serializer[Any]):
    """A family in outline: no name, no case number."""

    municipality = serializers.CharField(allow_blank=True, help_text="Where it lives now; empty while not known.")
    household = HumanOut(allow_null=True)
    languages = SpokenOut(many=True, help_text="Best first.")
    needs = HumanOut(many=True)
    running_matches = serializers.IntegerField(help_text="Who accepts chooses whether they go on.")


class OfferedFamilyOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    reference = serializers.CharField()


class HandOverStateOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=STATES)
    answered_at = serializers.DateTimeField(allow_null=True)


class HandOverOut(HandOverStateOut):
    organisation = OrganisationNameOut(help_text="Who offers.")
    to_organisation = OrganisationNameOut()
    to_municipality = MunicipalityNameOut(allow_null=True, help_text="Where the family is going to live, if elsewhere.")
    note = serializers.CharField(allow_blank=True)
    offered_at = serializers.DateTimeField()
    matches_kept = serializers.BooleanField(allow_null=True, help_text="What was chosen when it was accepted.")
    family = OfferedFamilyOut(allow_null=True, help_text="While it is in your care; null otherwise.")
    shape = ShapeOut(allow_null=True, help_text="While it is offered; null otherwise.")


_SHAPE_EXAMPLE: Final = {
    "municipality": "Gent",
    "household": FAMILY_EXAMPLE["household"],
    "languages": FAMILY_EXAMPLE["languages"],
    "needs": FAMILY_EXAMPLE["topics"],
    "running_matches": 1,
}
RECEIVED_EXAMPLE: Final[dict[str, Any]] = {
    "id": examples.OTHER,
    "state": "offered",
    "answered_at": None,
    "organisation": ORGANISATION_EXAMPLE,
    "to_organisation": {"id": examples.HELPER, "name": "Samen"},
    "to_municipality": MUNICIPALITY_EXAMPLE,
    "note": "They have found a house near you.",
    "offered_at": "2026-03-02T12:00:00Z",
    "matches_kept": None,
    "family": None,
    "shape": _SHAPE_EXAMPLE,
}
HAND_OVER_EXAMPLE: Final = RECEIVED_EXAMPLE | {"family": {"id": examples.FAMILY, "reference": "F-0017"}}


def hand_over_state(hand_over: HandOver) -> Any:
    """Return how it stands after a move."""
    shown = {"id": hand_over.uuid, "state": hand_over.state, "answered_at": hand_over.answered_at}
    return HandOverStateOut(shown).data


def hand_over_shown(hand_over: HandOver, reader: Reader) -> dict[str, Any]:
    """Return the hand-over as `reader` sees it, read by `hand_overs_for_list`. No query."""
    family = hand_over.family
    is_named = shows_family(hand_over, reader.staff_of)
    same = ("state", "note", "offered_at", "answered_at", "matches_kept")
    return {
        "id": hand_over.uuid,
        "organisation": organisation_name(hand_over.organisation),
        "to_organisation": organisation_name(hand_over.to_organisation),
        "to_municipality": municipality_name(hand_over.to_municipality, reader.language),
        "family": {"id": family.uuid, "reference": family.reference} if is_named else None,
        "shape": _shape(hand_over, reader) if shows_shape(hand_over) else None,
        **{field: getattr(hand_over, field) for field in same},
    }


def _shape(hand_over: Any, reader: Reader) -> dict[str, Any]:
    portrait = family_portrait(hand_over.family, reader)
    return {
        "municipality": portrait["municipality"],
        "household": portrait["household"],
        "languages": portrait["languages"],
        "needs": portrait["topics"],
        "running_matches": hand_over.running,
    }
