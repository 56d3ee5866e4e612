"""Which rows a run looks at: who waits, who is ready, and which proposals it may give anew."""

from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from backend.people.lifecycle import HelperState
from backend.people.models import Family, Helper, Organisation
from backend.people.models.family import FamilyState
from matching.lifecycle import RUNNING_MATCH, ProposalState
from matching.models import Consent, Match, Proposal

WAITING_STATES: Final = [state for state in FamilyState if state not in {FamilyState.REFERRED, FamilyState.INDEPENDENT}]


def waiting_families(organisation: Organisation, helper_kind: str) -> QuerySet[Family]:
    """Return the families that may be given a helper of this kind: placed, not on hold, not matched, and
    without an open proposal that somebody has made by hand or answered."""
    answered = Proposal.objects.filter(
        Q(proposed_by__isnull=False) | Exists(Consent.objects.filter(proposal=OuterRef("pk"))),
        family=OuterRef("pk"),
        helper_kind=helper_kind,
        state=ProposalState.OPEN,
    )
    matched = running_matches(helper_kind).filter(family=OuterRef("pk"))
    return Family.objects.filter(
        ~Exists(answered),
        ~Exists(matched),
        organisation=organisation,
        state__in=WAITING_STATES,
        municipality__isnull=False,
        is_on_hold=False,
    )


def running_matches(helper_kind: str) -> QuerySet[Match]:
    """Return the matches for which a family gets no other helper of this kind; who stands in for one is none of them."""
    return Match.objects.filter(helper_kind=helper_kind, state__in=sorted(RUNNING_MATCH), stands_in_for__isnull=True)


def approved_helpers(organisation: Organisation, helper_kind: str) -> QuerySet[Helper]:
    """Return the approved helpers of `organisation` and of those that work with it, whatever day it is."""
    return Helper.objects.filter(
        Q(organisation=organisation) | Q(organisation__in=organisation.works_with.values("pk")),
        kind=helper_kind,
        state__in=[HelperState.APPROVED, HelperState.AWAY],
    )


def ready_helpers(organisation: Organisation, helper_kind: str, *, on: date) -> QuerySet[Helper]:
    """Return the helpers that may meet families of `organisation` on that day: approved, all that is asked of them
    met, not away, neither on hold nor suspended."""
    return approved_helpers(organisation, helper_kind).filter(
        ~Q(away_from__lte=on, away_until__isnull=True) & ~Q(away_from__lte=on, away_until__gte=on),
        cleared_until__gt=on,
        is_on_hold=False,
        is_suspended=False,
    )


def unanswered_proposals(organisation: Organisation, helper_kind: str) -> QuerySet[Proposal]:
    """Return the open proposals of runs that nobody has answered: a run may give their places anew."""
    return Proposal.objects.filter(
        ~Exists(Consent.objects.filter(proposal=OuterRef("pk"))),
        proposed_by__isnull=True,
        organisation=organisation,
        helper_kind=helper_kind,
        state=ProposalState.OPEN,
    )
