"""Matches of the demo that run already: neighbours who share a language, with all that led to them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db.models import F

from backend.demo.draw import Draw
from backend.demo.organisations import NATIONAL
from backend.demo.stories import STORIES, Story
from backend.people.lifecycle import HelperState
from backend.people.models import Family, Helper, Person
from backend.people.models.helper import HelperKind
from backend.people.models.organisation import Role
from backend.people.vocabulary import CefrLevel, GenderWish
from matching.lifecycle import MatchMove, MatchState, ProposalMove, ProposalState
from matching.models import Consent, Match, MatchConfirmation, MatchEvent, Proposal, ProposalEvent
from matching.models.match import PauseReason
from matching.models.proposal import Answer, Party
from matching.services.consents import CONSENT_TEXT_VERSION

NAMED: Final = ("F-DEMO", "V-DEMO")  # the two whom a newcomer brings together
FIT: Final = 0.8  # Assumption: what these pairs were found to fit by.

_WAY: Final = {
    MatchState.INTRODUCED: (),
    MatchState.TRIAL: ((MatchMove.TRY, MatchState.TRIAL),),
    MatchState.ACTIVE: ((MatchMove.TRY, MatchState.TRIAL), (MatchMove.CONFIRM, MatchState.ACTIVE)),
    MatchState.PAUSED: (
        (MatchMove.TRY, MatchState.TRIAL),
        (MatchMove.CONFIRM, MatchState.ACTIVE),
        (MatchMove.PAUSE, MatchState.PAUSED),
    ),
}


class Told(NamedTuple):
    """A match with its story and who speaks for each side."""

    match: Match
    story: Story
    people: dict[Party, Person]


def add_matches(draw: Draw, now: datetime) -> list[Told]:
    """Write a match for each story, with its proposal and consents, and return them. The number of queries is fixed."""
    coordinator = Person.objects.get(memberships__organisation__slug=NATIONAL, memberships__role=Role.COORDINATOR)
    longest_first = sorted(STORIES, key=lambda story: -story.days)
    told = [
        _told(draw, story, family, helper, coordinator, now)
        for story, (family, helper) in zip(longest_first, _neighbours(now), strict=False)
    ]
    matches = [one.match for one in told]
    proposals = [match.proposal for match in matches]
    Proposal.objects.bulk_create(proposals)
    ProposalEvent.objects.bulk_create(event for match in matches for event in _events_of_proposal(match))
    Consent.objects.bulk_create(consent for one in told for consent in _consents(one))
    Match.objects.bulk_create(matches)
    MatchEvent.objects.bulk_create(event for match in matches for event in _events(match))
    MatchConfirmation.objects.bulk_create(yes for one in told for yes in _confirmations(one))
    Helper.objects.filter(matches__in=matches).update(places_taken=F("places_taken") + 1)
    return told


def _neighbours(now: datetime) -> Iterator[tuple[Family, Helper]]:
    """Yield pairs of one place who speak a language, nobody twice, the families that wait longest first."""
    today = now.date()
    helpers = list(
        Helper.objects.filter(organisation__slug=NATIONAL, kind=HelperKind.VOLUNTEER, state=HelperState.APPROVED)
        .filter(cleared_until__gt=today + timedelta(days=30), away_from=None, wished_gender=GenderWish.ANY)
        .exclude(reference__in=NAMED)
        .select_related("volunteer__person")
        .prefetch_related("languages")
        .order_by("reference")
    )
    families = Family.objects.filter(organisation__slug=NATIONAL, arrives_on__lt=today, wished_gender=GenderWish.ANY)
    families = families.exclude(reference__in=NAMED).prefetch_related("members__languages", "members__person")
    for family in families.order_by("waiting_since", "reference"):
        spoken = {one.language for member in family.members.all() for one in member.languages.all() if _talks(one)}
        for helper in helpers:
            is_near = helper.municipality_id == family.municipality_id
            if is_near and spoken & {one.language for one in helper.languages.all() if _talks(one)}:
                helpers.remove(helper)
                yield family, helper
                break


def _talks(spoken: Any) -> bool:
    return bool(spoken.level >= CefrLevel.B1)


def _told(draw: Draw, story: Story, family: Family, helper: Helper, coordinator: Person, now: datetime) -> Told:
    started_at = now - timedelta(days=story.days)
    proposal = Proposal(
        uuid=draw.uuid(),
        organisation_id=family.organisation_id,
        helper_organisation_id=helper.organisation_id,
        family=family,
        helper=helper,
        helper_kind=helper.kind,
        fit=FIT,
        reasons=[],
        state=ProposalState.AGREED,
        version=2,
        created_at=started_at - timedelta(days=6),
        answer_by=started_at + timedelta(days=8),
        closed_at=started_at,
    )
    is_paused = story.state == MatchState.PAUSED
    match = Match(
        uuid=draw.uuid(),
        organisation_id=family.organisation_id,
        proposal=proposal,
        family=family,
        helper=helper,
        helper_kind=helper.kind,
        state=story.state,
        version=1 + len(_WAY[story.state]),
        started_at=started_at,
        paused_at=now - timedelta(days=10) if is_paused else None,
        pause_reason=PauseReason.FAMILY_AWAY if is_paused else "",
        trial_until=None if story.trial_left is None else now.date() + timedelta(days=story.trial_left),
        review_since=now - timedelta(days=2) if story.review else None,
        review_reason=story.review or "",
    )
    contact = next(member.person for member in family.members.all() if member.is_contact)
    assert contact is not None
    people = {Party.FAMILY: contact, Party.HELPER: helper.volunteer.person, Party.COORDINATOR: coordinator}
    return Told(match, story, people)


def _events_of_proposal(match: Match) -> Iterator[ProposalEvent]:
    proposal = match.proposal
    yield ProposalEvent(
        proposal=proposal, version=1, move=ProposalMove.PROPOSE, state=ProposalState.OPEN, at=proposal.created_at
    )
    yield ProposalEvent(
        proposal=proposal, version=2, move=ProposalMove.AGREE, state=ProposalState.AGREED, at=match.started_at
    )


def _consents(told: Told) -> Iterator[Consent]:
    for days, party in ((5, Party.COORDINATOR), (3, Party.HELPER), (0, Party.FAMILY)):
        person = told.people[party]
        yield Consent(
            organisation_id=told.match.organisation_id,
            proposal=told.match.proposal,
            party=party,
            person=person,
            answer=Answer.YES,
            text_language=person.language,
            text_version=CONSENT_TEXT_VERSION,
            at=told.match.started_at - timedelta(days=days),
        )


def _events(match: Match) -> Iterator[MatchEvent]:
    yield MatchEvent(match=match, version=1, move=MatchMove.INTRODUCE, state=MatchState.INTRODUCED, at=match.started_at)
    for number, (move, state) in enumerate(_WAY[MatchState(match.state)], start=1):
        days = {MatchMove.TRY: 4, MatchMove.CONFIRM: 34}.get(move)
        at = match.paused_at if days is None else match.started_at + timedelta(days=days)
        assert at is not None
        reason = match.pause_reason if move == MatchMove.PAUSE else ""
        yield MatchEvent(match=match, version=number + 1, move=move, state=state, at=at, reason=reason)


def _confirmations(told: Told) -> Iterator[MatchConfirmation]:
    if told.story.state not in (MatchState.ACTIVE, MatchState.PAUSED):
        return
    for party in (Party.FAMILY, Party.HELPER):
        yield MatchConfirmation(
            organisation_id=told.match.organisation_id,
            match=told.match,
            party=party,
            person=told.people[party],
            answer=Answer.YES,
            at=told.match.started_at + timedelta(days=34),
        )
