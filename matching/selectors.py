"""Reads that join: lists and pages of proposals, matches and runs, each in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, prefetch_related_objects

from backend.errors import Invalid, NotFound
from backend.people.access import in_care_of, led_helpers, organisations_of_staff
from backend.people.models import Family, FamilyMember, Helper, Organisation, Person
from backend.people.models.helper import HelperKind
from backend.places.models import Municipality
from matching import snapshot
from matching.access import (
    CLOSED_TO_CONTACT,
    helpers_to_propose,
    own_running_matches,
    visible_matches,
    visible_proposals,
    visible_runs,
)
from matching.lifecycle import ProposalState
from matching.models import Consent, Match, MatchConfirmation, MatchEvent, Proposal, Run
from matching.models.proposal import Party
from matching.models.run import RunState
from matching.presentation import first_name

ORDERS: Final = ("-fit", "fit", "answer_by", "-answer_by", "created_at", "-created_at")
SOON: Final = timedelta(days=3)


def proposals_for_list(
    actor: Person,
    *,
    state: str | None = None,
    waiting_for: str | None = None,
    municipality: UUID | None = None,
    helper_kind: str | None = None,
    fit_min: float | None = None,
    order: str = "-fit",
) -> QuerySet[Proposal]:
    """Return the proposals that `actor` may know of, filtered and ordered, with what a list shows of them.

    `waiting_for` is a Party: open proposals which that party is asked and has not answered; family and helper are
    asked once a coordinator has said yes. Ties go by id, so that pages
    are stable. Raises Invalid for an order that there is not.
    """
    if order not in ORDERS:
        raise Invalid("there is no such order", code="order_unknown", facts={"field": "order", "known": list(ORDERS)})
    found = visible_proposals(actor)
    if state:
        found = found.filter(state=state)
    if waiting_for:
        found = found.filter(~_answered_by(waiting_for), state=ProposalState.OPEN)
        if waiting_for != Party.COORDINATOR:
            found = found.filter(_answered_by(Party.COORDINATOR))
    if municipality:
        found = found.filter(family__municipality__uuid=municipality)
    if helper_kind:
        found = found.filter(helper_kind=helper_kind)
    if fit_min is not None:
        found = found.filter(fit__gte=fit_min)
    return with_both_sides(found).order_by(order, "id")


def with_both_sides(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Return the same proposals with all that a portrait of either side reads: five queries in all."""
    return proposals.select_related(
        "organisation",
        "family__municipality",
        "helper__municipality",
        "helper__volunteer__person",
        "helper__sponsor_group",
    ).prefetch_related("consents", "family__members__languages", "helper__languages")


def proposal_for_reading(actor: Person, proposal_uuid: UUID) -> Proposal:
    """Return one proposal with both sides and its consents. Raises NotFound if `actor` may not know of it."""
    proposal = with_both_sides(visible_proposals(actor)).filter(uuid=proposal_uuid).first()
    if proposal is None:
        raise NotFound("no such proposal")
    return proposal


def proposals_waiting_for(actor: Person, *, now: datetime) -> QuerySet[Proposal]:
    """Return the open proposals that wait for the answer of `actor` as family or helper, soonest deadline first.

    A proposal shows up here once a coordinator has said yes: nobody is asked before somebody has looked.
    """
    as_family = Q(family__in=FamilyMember.objects.filter(person=actor, is_contact=True).values("family"))
    as_helper = Q(helper__in=led_helpers(actor).exclude(state__in=CLOSED_TO_CONTACT).values("pk"))
    waiting = Proposal.objects.filter(
        _answered_by(Party.COORDINATOR),
        (as_family & ~_answered_by(Party.FAMILY)) | (as_helper & ~_answered_by(Party.HELPER)),
        state=ProposalState.OPEN,
        answer_by__gt=now,
        helper__is_suspended=False,
    )
    return with_both_sides(waiting).order_by("answer_by", "id")


def open_proposals_answered_by(actor: Person) -> QuerySet[Proposal]:
    """Return the open proposals that `actor` has answered as family or helper and that wait for others."""
    answered = Consent.objects.filter(person=actor, party__in=[Party.FAMILY, Party.HELPER]).values("proposal")
    waiting = visible_proposals(actor).filter(pk__in=answered, state=ProposalState.OPEN)
    return with_both_sides(waiting).order_by("answer_by", "id")


def running_matches_of(actor: Person) -> QuerySet[Match]:
    """Return the running matches that `actor` is in, newest first, with what a portrait of either side reads, and what
    `actor` said after the trial as `own_confirmation`."""
    return _with_own_confirmation(actor, own_running_matches(actor)).order_by("-started_at", "id")


def with_sides_of_match(matches: QuerySet[Match]) -> QuerySet[Match]:
    """Return the same matches with all that a portrait of either side reads: four queries in all."""
    return matches.select_related(
        "organisation",
        "family__municipality",
        "helper__municipality",
        "helper__volunteer__person",
        "helper__sponsor_group",
        "stands_in_for",
    ).prefetch_related("family__members__languages", "helper__languages")


def matches_for_list(actor: Person, *, state: str | None = None) -> QuerySet[Match]:
    """Return the matches that `actor` may know of, newest first, with what a portrait of either side reads, and what
    `actor` said after the trial as `own_confirmation`."""
    found = visible_matches(actor)
    if state:
        found = found.filter(state=state)
    return _with_own_confirmation(actor, found).order_by("-started_at", "id")


def _with_own_confirmation(actor: Person, matches: QuerySet[Match]) -> QuerySet[Match]:
    said = MatchConfirmation.objects.filter(match=OuterRef("pk"), person=actor).values("answer")
    return with_sides_of_match(matches).annotate(own_confirmation=Subquery(said[:1]))


def match_for_reading(actor: Person, match_uuid: UUID) -> Match:
    """Return one match with both sides. Raises NotFound if `actor` may not know of it."""
    match = matches_for_list(actor).filter(uuid=match_uuid).first()
    if match is None:
        raise NotFound("no such match")
    return match


def match_for_page(actor: Person, match_uuid: UUID) -> Match:
    """Return one match, with what both sides said after the trial and who stood in. Raises NotFound like the above."""
    match = match_for_reading(actor, match_uuid)
    helper = "stand_ins__helper"
    read = "confirmations", f"{helper}__volunteer__person", f"{helper}__municipality", f"{helper}__sponsor_group"
    prefetch_related_objects([match], *read, f"{helper}__languages")
    return match


def runs_for_list(actor: Person) -> QuerySet[Run]:
    """Return the runs that `actor` may know of, newest first."""
    return visible_runs(actor).select_related("organisation", "started_by").order_by("-created_at", "-id")


def run_for_reading(actor: Person, run_uuid: UUID) -> Run:
    """Return one run. Raises NotFound if `actor` may not know of it."""
    run = runs_for_list(actor).filter(uuid=run_uuid).first()
    if run is None:
        raise NotFound("no such run")
    return run


def runs_to_compare(actor: Person, run: Run) -> QuerySet[Run]:
    """Return the runs that `run` can be compared with: of the same organisation and kind, done; newest first."""
    return runs_for_list(actor).filter(
        organisation=run.organisation_id, helper_kind=run.helper_kind, state=RunState.DONE, plan__isnull=False
    )


def run_to_compare(actor: Person, run: Run, other: UUID | None) -> Run:
    """Return the run to compare `run` with: `other`, or else the last one before it that proposed.

    Raises NotFound if there is none that `actor` may know of.
    """
    known = runs_to_compare(actor, run)
    before = (known.filter(uuid=other) if other else known.filter(is_dry=False, pk__lt=run.pk)).first()
    if before is None:
        raise NotFound("no such run to compare with")
    return before


@dataclass(frozen=True)
class Today:
    """What needs a coordinator today, as counts; the lists behind them are one selector away."""

    to_judge: int
    waiting_for_others: int
    expiring_soon: int
    families_waiting: int
    running_matches: int


def today(actor: Person, *, now: datetime) -> Today:
    """Return the counts for all organisations on whose staff `actor` is. Five queries and one more per organisation."""
    mine = organisations_of_staff(actor)
    open_ones = Proposal.objects.filter(organisation__in=mine.values("pk"), state=ProposalState.OPEN)
    judged = open_ones.filter(_answered_by(Party.COORDINATOR))
    running = Match.objects.filter(organisation__in=mine.values("pk"), ended_at__isnull=True)
    return Today(
        to_judge=open_ones.exclude(pk__in=judged.values("pk")).count(),
        waiting_for_others=judged.count(),
        expiring_soon=open_ones.filter(answer_by__lte=now + SOON).count(),
        families_waiting=sum(families_without_helper(organisation).count() for organisation in mine),
        running_matches=running.count(),
    )


def families_without_helper(organisation: Organisation) -> QuerySet[Family]:
    """Return the families of `organisation` that wait and have no open proposal for a volunteer, longest wait first."""
    asked = Proposal.objects.filter(family=OuterRef("pk"), helper_kind=HelperKind.VOLUNTEER, state=ProposalState.OPEN)
    waiting = snapshot.waiting_families(organisation, HelperKind.VOLUNTEER)
    return waiting.filter(~Exists(asked)).select_related("municipality").order_by("waiting_since", "id")


def families_in_full(ids: Iterable[int]) -> dict[int, Family]:
    """Return these families by id, with all that their portrait reads. Three queries; who may see them, others ask."""
    found = Family.objects.filter(pk__in=ids).select_related("municipality").prefetch_related("members__languages")
    return {family.pk: family for family in found}


def helpers_in_full(ids: Iterable[int]) -> dict[int, Helper]:
    """Return these helpers by id, with all that their portrait reads. Two queries; who may see them, others ask."""
    found = Helper.objects.filter(pk__in=ids).select_related("municipality", "volunteer__person", "sponsor_group")
    return {helper.pk: helper for helper in found.prefetch_related("languages")}


def _answered_by(party: str) -> Exists:
    return Exists(Consent.objects.filter(proposal=OuterRef("pk"), party=party))


def proposals_waiting_for_others(actor: Person) -> QuerySet[Proposal]:
    """Return the open proposals to which the coordinator said yes and somebody else has not, soonest deadline first."""
    waiting = in_care_of(actor, Proposal.objects.all()).filter(
        _answered_by(Party.COORDINATOR), state=ProposalState.OPEN
    )
    return with_both_sides(waiting).order_by("answer_by", "id")


def neighbours_in_queue(actor: Person, proposal: Proposal) -> tuple[UUID | None, UUID | None]:
    """Return the proposals before and after this one among those that wait for a coordinator, best fit first."""
    queue = in_care_of(actor, Proposal.objects.all()).filter(~_answered_by(Party.COORDINATOR), state=ProposalState.OPEN)
    before = queue.filter(Q(fit__gt=proposal.fit) | Q(fit=proposal.fit, pk__lt=proposal.pk)).order_by("fit", "-pk")
    after = queue.filter(Q(fit__lt=proposal.fit) | Q(fit=proposal.fit, pk__gt=proposal.pk)).order_by("-fit", "pk")
    return before.values_list("uuid", flat=True).first(), after.values_list("uuid", flat=True).first()


def proposals_of_family(actor: Person, family: Family) -> QuerySet[Proposal]:
    """Return the proposals for `family` in the care of `actor`, newest first."""
    return with_both_sides(in_care_of(actor, Proposal.objects.all()).filter(family=family)).order_by(
        "-created_at", "id"
    )


def matches_of_family(actor: Person, family: Family) -> QuerySet[Match]:
    """Return the matches of `family` in the care of `actor`, running and ended, newest first."""
    return with_sides_of_match(in_care_of(actor, Match.objects.all()).filter(family=family)).order_by(
        "-started_at", "id"
    )


def events_of_match(match: Match) -> QuerySet[MatchEvent]:
    """Return the moves of a match that the reader may see as staff, the first first."""
    return MatchEvent.objects.filter(match=match).select_related("actor").order_by("version")


def helpers_to_propose_for_list(actor: Person, family: Family, search: str) -> QuerySet[Helper]:
    """Return the helpers whom `actor` may propose to `family` whose reference, name or group's name contains `search`,
    by reference, with all that a portrait reads. Of other organisations only the first name is searched."""
    words = search.strip()
    named = Q(volunteer__person__name__icontains=words) | Q(reference__icontains=words)
    ours = Q(organisation__in=organisations_of_staff(actor).values("pk")) & named
    # Not the beginning of the whole name: letter by letter, that would tell the rest of it.
    found = helpers_to_propose(actor, family).filter(
        ours | Q(volunteer__person__name__istartswith=first_name(words)) | Q(sponsor_group__name__icontains=words)
    )
    read = found.select_related("organisation", "municipality", "volunteer__person", "sponsor_group")
    return read.prefetch_related("languages").order_by("reference", "pk")


def municipalities_of_proposals(actor: Person) -> QuerySet[Municipality]:
    """Return where the families live for whom there are proposals in the care of `actor`."""
    families = in_care_of(actor, Proposal.objects.all()).values("family__municipality")
    return Municipality.objects.filter(pk__in=families).order_by("code")
