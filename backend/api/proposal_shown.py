"""How a proposal looks in an answer, and what of it is for whose eyes."""

from typing import Any, Final

from rest_framework import serializers

from backend.api import examples
from backend.api.organisations import ORGANISATION_EXAMPLE, OrganisationNameOut, organisation_name
from backend.api.portraits import FAMILY_EXAMPLE, HELPER_EXAMPLE, PortraitOut, family_portrait, helper_portrait
from backend.api.reader import Reader
from backend.api.texts import HumanOut, said
from backend.people.models import Family, Helper
from backend.people.models.helper import HelperKind
from matching.lifecycle import ProposalState
from matching.models import Consent, Proposal
from matching.models.proposal import Answer, NoReason, Party
from matching.texts import criterion_name, no_reason_text, reason_text


class ReasonOut(serializers.Serializer[Any]):
    criterion = serializers.CharField()
    name = HumanOut()
    value = serializers.FloatField(help_text="How well they fit in this, 0 to 1.")
    weight = serializers.FloatField(help_text="How much it counts, as the rules of the organisation were at the time.")
    points = serializers.IntegerField(help_text="Of 10,000: what it adds to the fit.")
    code = serializers.CharField(help_text="Code of the reason; `parameters` go with it.")
    parameters = serializers.DictField()
    text = HumanOut()


class ConsentOut(serializers.Serializer[Any]):
    party = serializers.ChoiceField(choices=Party.values)
    answer = serializers.ChoiceField(
        choices=Answer.values, allow_null=True, help_text="null: no answer yet, or a no that is not yours to see."
    )
    reason = serializers.ChoiceField(choices=NoReason.values, allow_null=True, help_text="For staff and who said it.")
    reason_text = HumanOut(allow_null=True)
    at = serializers.DateTimeField(allow_null=True)


class ReferenceOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    reference = serializers.CharField(help_text="The organisation's own number.")


class ReferencesOut(serializers.Serializer[Any]):
    family = ReferenceOut(allow_null=True, help_text="For staff of the family's organisation.")
    helper = ReferenceOut(allow_null=True, help_text="For staff of the helper's organisation.")


class ProposalOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=[state.value for state in ProposalState])
    helper_kind = serializers.ChoiceField(choices=HelperKind.values)
    fit = serializers.FloatField(help_text="0 to 1.")
    created_at = serializers.DateTimeField()
    answer_by = serializers.DateTimeField(help_text="Without three yeses it ends at this instant.")
    closed_at = serializers.DateTimeField(allow_null=True)
    organisation = OrganisationNameOut()
    family = PortraitOut()
    helper = PortraitOut()
    is_stand_in = serializers.BooleanField(help_text="Only for as long as another match of the family is paused.")
    consents = ConsentOut(many=True, help_text="Of family, helper and coordinator.")
    waiting_for = serializers.ListField(child=serializers.ChoiceField(choices=Party.values))
    is_waiting_for_me = serializers.BooleanField()
    my_answer = serializers.ChoiceField(choices=Answer.values, allow_null=True)
    references = ReferencesOut(allow_null=True, help_text="For staff; null for others.")


class ProposalWithReasonsOut(ProposalOut):
    reasons = ReasonOut(many=True, help_text="Why they fit, criterion by criterion.")


_YES: Final = {
    "party": "coordinator",
    "answer": "yes",
    "reason": None,
    "reason_text": None,
    "at": "2026-03-02T14:00:00Z",
}
_NOT_YET: Final = {"answer": None, "reason": None, "reason_text": None, "at": None}
PROPOSAL_EXAMPLE: Final[dict[str, Any]] = {
    "id": examples.PROPOSAL,
    "state": "open",
    "helper_kind": "volunteer",
    "fit": 0.83,
    "created_at": "2026-03-02T12:00:00Z",
    "answer_by": "2026-03-16T12:00:00Z",
    "closed_at": None,
    "organisation": ORGANISATION_EXAMPLE,
    "family": FAMILY_EXAMPLE,
    "helper": HELPER_EXAMPLE,
    "is_stand_in": False,
    "consents": [{"party": "family"} | _NOT_YET, {"party": "helper"} | _NOT_YET, _YES],
    "waiting_for": ["family", "helper"],
    "is_waiting_for_me": True,
    "my_answer": None,
    "references": None,
}
REASONS_EXAMPLE: Final[dict[str, Any]] = PROPOSAL_EXAMPLE | {
    "reasons": [
        {
            "criterion": "language",
            "name": examples.text("Language"),
            "value": 0.85,
            "weight": 0.3,
            "points": 2550,
            "code": "language.shared",
            "parameters": {"language": "ar", "level": 4},
            "text": examples.text("Both speak Arabic (level B2)."),
        }
    ],
}


def with_reasons(proposal: Proposal, reader: Reader) -> dict[str, Any]:
    """Return a proposal and why its two sides fit, as answers show it to `reader`."""
    return {**proposal_shown(proposal, reader), "reasons": [reason_shown(reason) for reason in proposal.reasons]}


def proposal_shown(proposal: Proposal, reader: Reader) -> dict[str, Any]:
    """Return a proposal as answers show it to `reader`. No query: see `matching.selectors.with_both_sides`."""
    parties = reader.parties(proposal)
    is_staff = proposal.organisation_id in reader.staff_of and Party.COORDINATOR in parties
    given = {consent.party: consent for consent in proposal.consents.all()}
    is_open = proposal.state == ProposalState.OPEN
    waiting_for = [party for party in Party if is_open and party not in given]
    own = next((consent.answer for consent in given.values() if consent.person_id == reader.person.pk), None)
    return {
        "id": proposal.uuid,
        "state": proposal.state,
        "helper_kind": proposal.helper_kind,
        "fit": proposal.fit,
        "created_at": proposal.created_at,
        "answer_by": proposal.answer_by,
        "closed_at": proposal.closed_at,
        "organisation": organisation_name(proposal.organisation),
        "family": family_portrait(proposal.family, reader),
        "helper": helper_portrait(proposal.helper, reader),
        "is_stand_in": proposal.stands_in_for_id is not None,
        "consents": [_consent(party, given.get(party), reader, is_staff) for party in Party],
        "waiting_for": waiting_for,
        "is_waiting_for_me": own is None and any(party in parties for party in waiting_for),
        "my_answer": own,
        "references": references(proposal.family, proposal.helper, reader),
    }


def references(family: Family, helper: Helper, reader: Reader) -> dict[str, Any] | None:
    """Return the numbers under which `reader` as staff knows either side: those of their own organisation only."""
    numbers = {"family": _number(family, reader), "helper": _number(helper, reader)}
    return numbers if any(numbers.values()) else None


def _number(row: Family | Helper, reader: Reader) -> dict[str, Any] | None:
    return {"id": row.uuid, "reference": row.reference} if row.organisation_id in reader.staff_of else None


def reason_shown(reason: dict[str, Any]) -> dict[str, Any]:
    """Return a stored reason with its words."""
    return {
        **reason,
        "name": said(lambda: criterion_name(reason["criterion"])),
        "text": said(lambda: reason_text(reason["code"], reason["parameters"])),
    }


def _consent(party: Party, consent: Consent | None, reader: Reader, is_staff: bool) -> dict[str, Any]:
    """A yes is for all to see; a no, and why, only for staff and for who said it: nobody is to be blamed."""
    if consent is None or not (consent.answer == Answer.YES or is_staff or consent.person_id == reader.person.pk):
        return {"party": party, "answer": None, "reason": None, "reason_text": None, "at": None}
    reason = consent.reason or None
    return {
        "party": party,
        "answer": consent.answer,
        "reason": reason,
        "reason_text": said(lambda: no_reason_text(consent.reason)) if reason else None,
        "at": consent.at,
    }
