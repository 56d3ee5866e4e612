"""A small programme to look at: one proposal with reasons, one match, steps, a run, and who is who."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from backend.people.models import Family, Helper, Organisation, Person
from matching.models import Match, Proposal, Run
from matching.models.run import RunState, RunTrigger
from tests.factories.clock import NOON
from tests.factories.journey import a_step
from tests.factories.matching import a_match, a_proposal
from tests.factories.people import a_coordinator, a_family, a_volunteer, an_organisation, contact_of, lead_of

REASONS = [
    {
        "criterion": "language",
        "value": 0.7,
        "weight": 0.3,
        "points": 2100,
        "code": "language.shared",
        "parameters": {"language": "ar", "level": 3},
    },
    {
        "criterion": "distance",
        "value": 0.3,
        "weight": 0.2,
        "points": 600,
        "code": "distance.km",
        "parameters": {"km": 12.4},
    },
]


@dataclass(frozen=True)
class World:
    """What `a_world` made."""

    organisation: Organisation
    coordinator: Person
    proposal: Proposal
    family: Person
    volunteer: Person
    match: Match
    matched_family: Family
    matched_contact: Person
    matched_volunteer: Person
    run: Run


def a_world(now: Any = NOON) -> World:
    """Return a new programme of one organisation."""
    organisation = an_organisation(name="Welkom")
    coordinator = a_coordinator(organisation)
    proposal = asked_pair(organisation, now=now)
    match = a_match(a_family(organisation), a_volunteer(organisation))
    for milestone in ("first_words", "id_card", "doctor", "bank_account"):
        a_step(match.family, milestone=milestone)
    waiting = a_family(organisation)
    run = a_run(organisation, unserved=[waiting])
    return World(
        organisation=organisation,
        coordinator=coordinator,
        proposal=proposal,
        family=contact_of(proposal.family),
        volunteer=lead_of(proposal.helper),
        match=match,
        matched_family=match.family,
        matched_contact=contact_of(match.family),
        matched_volunteer=lead_of(match.helper),
        run=run,
    )


def asked_pair(organisation: Organisation, *, now: Any = NOON, helper: Helper | None = None, **over: Any) -> Proposal:
    """Return a new open proposal with reasons, which can be answered for ten years from `now`."""
    given = {"reasons": REASONS, "created_at": now, "answer_by": now.replace(year=now.year + 10)} | over
    return a_proposal(a_family(organisation), helper or a_volunteer(organisation), **given)


def a_run(organisation: Organisation, *, unserved: list[Family] | None = None, **over: Any) -> Run:
    """Return a run that is done and proven; these families got no helper."""
    rows = [
        {"family": str(f.uuid), "code": "no_helper_in_reach", "families": [], "helpers": []} for f in unserved or []
    ]
    given = {
        "helper_kind": "volunteer",
        "trigger": RunTrigger.COMMAND,
        "state": RunState.DONE,
        "progress": 100,
        "counts": {"families": 3, "helpers": 4, "pairs": 9, "served": 2, "proposed": 2},
        "certificate": {"primal": 15_000, "dual": 15_000},
        "unserved": rows,
        "seconds": 0.4,
        "created_at": NOON,
        "finished_at": NOON,
    }
    return Run.objects.create(organisation=organisation, **given | over)


def signed_in(person: Person) -> Client:
    """Return a browser in which `person` is signed in."""
    client = Client()
    client.force_login(person)
    return client
