"""Proposals as pages show them: both portraits, the fit in percent, the reasons in words, who has answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backend.web.labels import PARTIES, PROPOSAL_STATES
from matching.lifecycle import ProposalState
from matching.models import Consent, Proposal
from matching.models.proposal import Answer, NoReason, Party
from matching.presentation import Portrait, portrait_of_family, portrait_of_helper
from matching.texts import criterion_name, no_reason_text, reason_text

# Why a coordinator says no. "I have no time" is for the others to say.
JUDGED_NO: Final[dict[str, Promise]] = {
    NoReason.TOO_FAR: _("They live too far apart"),
    NoReason.OTHER_LANGUAGE: _("They cannot speak with each other"),
    NoReason.OTHER_NEEDS: _("Other help is needed"),
    NoReason.NOT_THIS_ONE: _("These two do not go together"),
    NoReason.NOT_NOW: _("It is not the right moment"),
    NoReason.SAFETY: _("It may not be safe"),
}
# The engine gives these the middle between good and bad.
NEITHER_GOOD_NOR_BAD: Final = (".unknown", ".not_wished")


@dataclass(frozen=True)
class ReasonLine:
    """One criterion: what it is called, how well it fits in percent, how much it weighs in percent, why.

    `percent` is None where it speaks neither for nor against.
    """

    criterion: str
    percent: int | None
    weight: int
    text: str


@dataclass(frozen=True)
class ConsentLine:
    """What one of the three has said: "yes", "no", or "waiting" while nothing."""

    party: str
    name: str
    answer: str
    reason: str


@dataclass(frozen=True)
class ProposalCard:
    """One proposal, ready to be shown in the active language."""

    uuid: UUID
    family: Portrait
    family_uuid: UUID
    family_reference: str
    helper: Portrait
    helper_reference: str
    helper_kind: str
    organisation: str
    is_stand_in: bool
    percent: int
    state: str
    state_label: str
    is_open: bool
    reasons: tuple[ReasonLine, ...]
    consents: tuple[ConsentLine, ...]
    created_at: datetime
    answer_by: datetime
    closed_at: datetime | None

    @property
    def best_reasons(self) -> tuple[ReasonLine, ...]:
        """Return the three criteria that speak most for it."""
        told = [reason for reason in self.reasons if reason.percent is not None]
        return tuple(sorted(told, key=lambda reason: -(reason.percent or 0) * reason.weight)[:3])

    @property
    def waiting_for(self) -> list[str]:
        """Return the names of those who have not answered."""
        return [line.name for line in self.consents if line.answer == "waiting"]

    @property
    def needs_judgement(self) -> bool:
        """Return whether it waits for a coordinator."""
        return self.is_open and any(c.party == Party.COORDINATOR and c.answer == "waiting" for c in self.consents)


def proposal_cards(proposals: Iterable[Proposal], language: str, *, today: date) -> list[ProposalCard]:
    """Return a card for each; `proposals` come from `matching.selectors`, with both sides read."""
    return [proposal_card(proposal, language, today=today) for proposal in proposals]


def proposal_card(proposal: Proposal, language: str, *, today: date, shows_noes: bool = True) -> ProposalCard:
    """Return the card of `proposal` for somebody who reads `language`.

    Who said no, and why, is for those who judge it (`shows_noes`); the number of a helper is for their own organisation.
    """
    is_one_organisation = proposal.helper_organisation_id == proposal.organisation_id
    consents = [c for c in proposal.consents.all() if shows_noes or c.answer == Answer.YES]
    return ProposalCard(
        uuid=proposal.uuid,
        family=portrait_of_family(proposal.family, language, today=today),
        family_uuid=proposal.family.uuid,
        family_reference=proposal.family.reference,
        helper=portrait_of_helper(proposal.helper, language),
        helper_reference=proposal.helper.reference if is_one_organisation else "",
        helper_kind=proposal.helper_kind,
        organisation=proposal.organisation.name,
        is_stand_in=proposal.stands_in_for_id is not None,
        percent=round(proposal.fit * 100),
        state=proposal.state,
        state_label=str(PROPOSAL_STATES[proposal.state]),
        is_open=proposal.state == ProposalState.OPEN,
        reasons=tuple(reason_line(reason) for reason in proposal.reasons),
        consents=_consent_lines(consents),
        created_at=proposal.created_at,
        answer_by=proposal.answer_by,
        closed_at=proposal.closed_at,
    )


def reason_line(reason: dict[str, Any]) -> ReasonLine:
    """Return a stored reason as it is shown, in the active language."""
    is_neutral = reason["code"].endswith(NEITHER_GOOD_NOR_BAD)
    return ReasonLine(
        criterion=criterion_name(reason["criterion"]),
        percent=None if is_neutral else round(reason["value"] * 100),
        weight=round(reason["weight"] * 100),
        text=reason_text(reason["code"], reason["parameters"]),
    )


def _consent_lines(consents: Iterable[Consent]) -> tuple[ConsentLine, ...]:
    given = {consent.party: consent for consent in consents}
    return tuple(_consent_line(party, given.get(party)) for party in (Party.COORDINATOR, Party.HELPER, Party.FAMILY))


def _consent_line(party: Party, consent: Consent | None) -> ConsentLine:
    name = str(PARTIES[party])
    if consent is None:
        return ConsentLine(party, name, "waiting", "")
    return ConsentLine(party, name, consent.answer, _reason_of(consent) if consent.answer == Answer.NO else "")


def _reason_of(consent: Consent) -> str:
    if consent.party == Party.COORDINATOR and consent.reason in JUDGED_NO:
        return str(JUDGED_NO[consent.reason])
    return no_reason_text(consent.reason)
