"""The rules of a run: what the organisation decided, and the pairs that people ruled out or are looking at."""

from datetime import datetime, timedelta
from typing import Final

import numpy as np
from django.db.models import Q, QuerySet

from backend.people.models import Organisation
from matching.engine import Rules
from matching.engine.arrays import Ints
from matching.models import Consent, Match, Proposal
from matching.models.proposal import Answer, NoReason
from matching.snapshot.binary import copied
from matching.snapshot.scope import unanswered_proposals

NOT_NOW_FOR: Final = timedelta(days=30)


def read_rules(organisation: Organisation, helper_kind: str, *, now: datetime) -> Rules:
    """Return the rules of `organisation` as they hold now. Three queries."""
    together = organisation.works_with.values_list("pk", flat=True)
    return Rules(
        weights=organisation.weights,
        policy=organisation.matching_policy,
        works_together=frozenset((organisation.pk, other) for other in together),
        forbidden=_pairs(ruled_out(organisation, now=now)),
        pending=_pairs(unanswered_proposals(organisation, helper_kind)),
    )


def ruled_out(organisation: Organisation, *, now: datetime) -> QuerySet[Proposal]:
    """Return the proposals whose pairs somebody said no to ("not now" only for a while), or never to be matched again."""
    only_not_now = Q(reason=NoReason.NOT_NOW) & Q(at__lte=now - NOT_NOW_FOR)
    said_no = Consent.objects.filter(~only_not_now, organisation=organisation, answer=Answer.NO)
    not_again = Match.objects.filter(organisation=organisation, is_not_again=True)
    return Proposal.objects.filter(
        Q(pk__in=said_no.values("proposal")) | Q(pk__in=not_again.values("proposal")), organisation=organisation
    )


def _pairs(proposals: QuerySet[Proposal]) -> Ints:
    read = copied(proposals, family=("family_id", np.int64), helper=("helper_id", np.int64))
    return np.unique(np.column_stack([read["family"], read["helper"]]), axis=0)
