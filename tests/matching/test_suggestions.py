"""Suggest now: the pair of the best plan, whom it moves, and nothing written before somebody says yes."""

import random
from datetime import timedelta
from functools import partial
from importlib import import_module

import pytest

from backend.errors import Conflict, NotAllowed, NotFound
from backend.people.models import Family, Helper, Organisation, Volunteer
from backend.people.models.organisation import MatchingPolicy
from matching import snapshot, while_you_wait
from matching.engine import plan
from matching.engine.compiled.kernel import let_in
from matching.engine.compiled.solver import shortest_paths
from matching.lifecycle import ProposalState
from matching.models import Proposal, ProposalEvent, RunPlan
from matching.models.proposal import Party
from matching.models.run import RunTrigger
from matching.services.proposals import exchange
from matching.services.runs import execute_run, request_run
from matching.services.suggestions import propose_suggested, suggest
from tests.factories.clock import NOON
from tests.factories.matching import a_consent, a_proposal
from tests.factories.people import a_coordinator, a_family, a_member, a_volunteer
from tests.factories.places import a_municipality

pytestmark = pytest.mark.django_db
optimum = import_module("matching.engine.optimum")
LONG_AGO = NOON - timedelta(days=400)


@pytest.fixture
def staff():
    return a_coordinator()


def organisation_of(staff):
    return staff.memberships.get().organisation


def suggested(staff, family):
    return suggest(actor=staff, family_uuid=family.uuid, now=NOON)


def proposed(staff, family, token):
    return propose_suggested(actor=staff, family_uuid=family.uuid, token=token, now=NOON)


def open_pairs():
    return set(Proposal.objects.filter(state=ProposalState.OPEN).values_list("family", "helper"))


def a_tight_place(staff):
    """An urgent family for whom only the taken helper will do, and a waiting one that can go elsewhere."""
    organisation, town = organisation_of(staff), a_municipality()
    wanted = a_volunteer(organisation, languages={"ar": 6, "en": 6}, municipality=town)
    other = a_volunteer(organisation, languages={"en": 4}, municipality=town)
    moving = a_family(organisation, languages={"en": 6}, municipality=town)
    pending = a_proposal(moving, wanted)
    asking = a_family(organisation, languages={"ar": 6}, municipality=town, waiting_since=LONG_AGO)
    return asking, moving, pending, wanted, other


def test_it_tells_the_helper_and_why_and_writes_nothing(staff):
    family = a_family(organisation_of(staff))
    helper = a_volunteer(organisation_of(staff), municipality=family.municipality)
    found = suggested(staff, family)
    assert (found.helper, found.moves) == (helper, ())
    assert found.pair.fit > 0.5
    assert '"criterion": "language"' in found.pair.reasons
    assert not Proposal.objects.exists()
    assert Helper.objects.get().places_taken == 0


def test_a_yes_proposes_exactly_that(staff):
    family = a_family(organisation_of(staff))
    helper = a_volunteer(organisation_of(staff), municipality=family.municipality)
    proposal = proposed(staff, family, suggested(staff, family).token)
    assert (proposal.family, proposal.helper, proposal.run, proposal.version) == (family, helper, None, 1)
    assert len(proposal.reasons) == 7
    assert Helper.objects.get().places_taken == 1
    assert ProposalEvent.objects.get().proposal == proposal


def test_it_tells_whom_it_would_move_and_moves_them_with_the_yes(staff):
    asking, moving, pending, wanted, other = a_tight_place(staff)
    found = suggested(staff, asking)
    assert [(move.family, move.before, move.after) for move in found.moves] == [(moving, wanted, other)]
    assert open_pairs() == {(moving.pk, wanted.pk)}
    proposed(staff, asking, found.token)
    assert open_pairs() == {(asking.pk, wanted.pk), (moving.pk, other.pk)}
    pending.refresh_from_db()
    assert pending.state == ProposalState.WITHDRAWN
    assert pending.events.get(version=2).actor == staff
    assert set(Helper.objects.values_list("places_taken", flat=True)) == {1}


def test_who_has_no_helper_learns_why(staff):
    family = a_family(organisation_of(staff), languages={"ti": 6})
    a_volunteer(organisation_of(staff))
    found = suggested(staff, family)
    assert (found.helper, found.pair, found.why_not) == (None, None, "no_shared_language")
    with pytest.raises(Conflict):
        proposed(staff, family, found.token)


def test_a_family_that_goes_later_takes_nobody_s_place(staff):
    asking, moving, _, _, other = a_tight_place(staff)
    Helper.objects.filter(pk=other.pk).update(state="left")
    Family.objects.filter(pk=asking.pk).update(waiting_since=NOON)
    Family.objects.filter(pk=moving.pk).update(waiting_since=LONG_AGO)
    assert suggested(staff, asking).why_not == "all_taken"


@pytest.mark.parametrize("party", [Party.COORDINATOR, Party.FAMILY])
def test_what_somebody_answers_meanwhile_overtakes_it(staff, party):
    asking, moving, pending, wanted, _ = a_tight_place(staff)
    token = suggested(staff, asking).token
    a_consent(pending, party)
    with pytest.raises(Conflict) as refusal:
        proposed(staff, asking, token)
    assert refusal.value.code == "suggestion_overtaken"
    assert open_pairs() == {(moving.pk, wanted.pk)}


@pytest.mark.parametrize("happens", ["answered", "closed", "full", "on hold"])
def test_what_happens_after_it_was_planned_anew_is_seen_under_the_locks(staff, happens, monkeypatch):
    asking, moving, pending, wanted, other = a_tight_place(staff)
    token = suggested(staff, asking).token
    acts = {
        "answered": lambda: a_consent(pending, Party.FAMILY),
        "closed": lambda: Proposal.objects.update(state=ProposalState.EXPIRED, closed_at=NOON),
        "full": lambda: Helper.objects.filter(pk=other.pk).update(places_taken=1),
        "on hold": lambda: Family.objects.filter(pk=asking.pk).update(is_on_hold=True),
    }

    def late(*arguments, **named):
        acts[happens]()
        exchange(*arguments, **named)

    monkeypatch.setattr("matching.services.suggestions.exchange", late)
    with pytest.raises(Conflict) as refusal:
        proposed(staff, asking, token)
    assert refusal.value.code == "suggestion_overtaken"
    assert open_pairs() == {
        (moving.pk, wanted.pk)
    }  # what happened was undone with the rest: here it shared the transaction


def test_who_has_a_proposal_or_is_on_hold_does_not_wait(staff):
    pending = a_proposal(a_family(organisation_of(staff)))
    on_hold = a_family(organisation_of(staff), is_on_hold=True)
    for family in (pending.family, on_hold):
        with pytest.raises(Conflict) as refusal:
            suggested(staff, family)
        assert refusal.value.code == "family_not_waiting"


def test_a_family_in_another_s_care_is_not_there(staff):
    with pytest.raises(NotFound):
        suggested(staff, a_family())


@pytest.mark.parametrize("seed", range(3))
def test_it_lets_the_family_into_the_plan_that_the_last_run_left(staff, seed, monkeypatch):
    monkeypatch.setattr(optimum, "compiled", lambda: partial(shortest_paths, let_in))
    organisation, town, dice = organisation_of(staff), a_municipality(), random.Random(seed)
    for _ in range(4):
        a_family(organisation, municipality=town, languages={"en": dice.randint(3, 6)})
        a_volunteer(organisation, municipality=town, languages={"en": dice.randint(3, 6)})
    served = a_run(organisation).counts["served"]
    asking = a_family(organisation, municipality=town, waiting_since=LONG_AGO)
    made = []

    def recorded(families, helpers, rules, kept):
        made.append(plan(families, helpers, rules, kept=kept))
        return made[-1]

    monkeypatch.setattr(while_you_wait, "plan", recorded)
    found = suggested(staff, asking)
    RunPlan.objects.all().delete()
    assert suggested(staff, asking) == found
    assert [one.begun_with for one in made] == [served, 0]


def test_scope_too_large_are_for_a_run(staff, monkeypatch):
    monkeypatch.setattr(while_you_wait, "MOST_CELLS", 0)
    family = a_family(organisation_of(staff))
    a_volunteer(organisation_of(staff))
    with pytest.raises(Conflict) as refusal:
        suggested(staff, family)
    assert refusal.value.code == "scope_too_large"


def test_where_all_pairs_are_held_in_memory_a_scope_is_too_large_sooner(staff, monkeypatch):
    family = a_family(organisation_of(staff))
    a_volunteer(organisation_of(staff))
    monkeypatch.setattr(snapshot, "MOST_LISTED", 0)
    assert suggested(staff, family).helper
    Organisation.objects.update(matching_policy=MatchingPolicy.MUNICIPALITIES)
    with pytest.raises(Conflict) as refusal:
        suggested(staff, family)
    assert refusal.value.code == "scope_too_large"


def test_a_suggestion_takes_the_same_queries_for_any_number_of_people(staff, django_assert_max_num_queries):
    asking, *_ = a_tight_place(staff)
    for _ in range(6):
        a_proposal(a_family(organisation_of(staff)), a_volunteer(organisation_of(staff)))
    with django_assert_max_num_queries(20):
        assert suggested(staff, asking).moves


def a_run(organisation, **over):
    queued = request_run(organisation=organisation, trigger=RunTrigger.COMMAND, now=NOON, **over)
    return execute_run(queued.pk, clock=lambda: NOON)


@pytest.mark.parametrize("seed", range(6))
def test_it_is_what_a_run_would_give_and_moves_no_more_than_it_must(staff, seed):
    dice, organisation, town = random.Random(seed), organisation_of(staff), a_municipality()

    def spoken():
        return {code: dice.randint(3, 6) for code in dice.sample(["ar", "en", "ti", "fr"], 2)}

    for _ in range(5):
        a_volunteer(organisation, languages=spoken(), municipality=town, capacity=dice.randint(1, 2))
        a_family(organisation, languages=spoken(), municipality=town)
    a_run(organisation)
    asking = a_family(organisation, languages=spoken(), municipality=town, waiting_since=LONG_AGO)
    before = open_pairs()
    kept = a_run(organisation, is_dry=True).plan.read()
    planned = {(int(f), int(h)) for f, h in zip(kept["family"], kept["helper"], strict=True) if h >= 0}
    found = suggested(staff, asking)
    proposed(staff, asking, found.token)
    new, gone = open_pairs() - before, before - open_pairs()
    assert {family for family, _ in new} <= {asking.pk, *(move.family.pk for move in found.moves)}
    assert new <= planned
    assert not gone & planned
    assert {(move.family.pk, move.before.pk) for move in found.moves} == gone
    if not gone:
        assert Helper.objects.get(pk=found.helper.pk).places_taken <= found.helper.capacity


def test_nobody_is_suggested_to_staff_for_a_family_of_their_own(staff):
    family = a_family(organisation_of(staff))
    a_volunteer(organisation_of(staff), municipality=family.municipality)
    a_member(family, person=staff)
    with pytest.raises(NotFound):
        suggested(staff, family)


@pytest.mark.parametrize("side", ["a helper who gets a family", "a family that makes room"])
def test_who_is_on_a_side_of_what_would_change_does_not_decide_it(staff, side):
    asking, moving, _, wanted, other = a_tight_place(staff)
    token = suggested(staff, asking).token
    if side == "a family that makes room":
        a_member(moving, person=staff)
    else:
        Volunteer.objects.filter(helper=other).update(person=staff)
    with pytest.raises(NotAllowed) as refusal:
        proposed(staff, asking, token)
    assert refusal.value.code == "coordinator_only"
    assert open_pairs() == {(moving.pk, wanted.pk)}


def test_who_suggested_is_on_record(staff):
    family = a_family(organisation_of(staff))
    a_volunteer(organisation_of(staff), municipality=family.municipality)
    made = proposed(staff, family, suggested(staff, family).token)
    assert made.events.get().actor == staff


def test_a_hold_while_people_are_read_is_seen(staff, monkeypatch):
    family, real = a_family(organisation_of(staff)), snapshot.read

    def held(*arguments, **named):
        Family.objects.update(is_on_hold=True)
        return real(*arguments, **named)

    monkeypatch.setattr(snapshot, "read", held)
    with pytest.raises(Conflict) as refusal:
        suggested(staff, family)
    assert refusal.value.code == "family_not_waiting"
