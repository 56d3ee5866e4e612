"""Sponsor groups that have been below their quorum for too long: a coordinator looks at their matches."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, Value

from backend.people.models import SponsorGroup
from matching.models import Match
from matching.models.match import ReviewReason
from matching.services.matches import flag_for_review
from matching.services.moves import lock_helpers


@transaction.atomic(durable=True)
def flag_groups_below_quorum(*, now: datetime) -> int:
    """Put the running matches up for review of groups that fell below their quorum `quorum_days` ago, once for each
    fall. Returns how many matches were flagged; again at the same time it finds nothing to do.
    """
    days = ExpressionWrapper(F("organisation__quorum_days") * Value(timedelta(days=1)), output_field=DurationField())
    overdue = SponsorGroup.objects.filter(
        below_quorum_flagged_at__isnull=True, below_quorum_since__lte=Value(now) - days
    ).order_by("pk")
    ids = list(overdue.values_list("pk", flat=True))
    if not ids:
        return 0
    flagged = flag_for_review(Match.objects.filter(helper__in=ids), ReviewReason.BELOW_QUORUM, now=now)
    # Matches before helpers, like everybody. Who is full again meanwhile was so a moment after its time was over.
    lock_helpers(ids)
    SponsorGroup.objects.filter(pk__in=ids, below_quorum_since__isnull=False).update(below_quorum_flagged_at=now)
    return flagged
