"""A run: queued as a row, read, planned, proven, written; whatever goes wrong, nothing is half done."""

from datetime import timedelta

import pytest

from backend.errors import Conflict
from backend.people.lifecycle import HelperState
from backend.people.models import Helper
from backend.people.models.family import FamilyState
from backend.people.models.helper import HelperKind
from backend.people.models.organisation import MatchingPolicy
from matching.engine import CertificateError, plan
from matching.lifecycle import ProposalState
from matching.models import Proposal, Run
from matching.models.proposal import Party
from matching.models.run import RunState, RunTrigger
from matching.services import runs
from matching.texts import reason_text
from tests.factories.clock import NOON
from tests.factories.matching import a_consent, a_proposal
from tests.factories.people import a_family, a_member, a_sponsor_group, a_volunteer, an_organisation
from tests.factories.places import a_municipality

pytestmark = pytest.mark.django_db


def noon():
    return NOON


def a_run(organisation, **over):
    given = {"organisation": organisation, "trigger": RunTrigger.COMMAND, "now": NOON} | over
    queued = runs.request_run(**given)
    return runs.execute_run(queued.pk, clock=noon)


def test_a_run_proposes_the_best_pair_and_says_why():
    family = a_family()
    a_volunteer(family.organisation, languages={"en": 3})
    near = a_volunteer(family.organisation, languages={"en": 6}, municipality=family.municipality)
    run = a_run(family.organisation)
    proposal = Proposal.objects.get()
    assert (proposal.family, proposal.helper, proposal.run) == (family, near, run)
    codes = {reason["criterion"]: reason["code"] for reason in proposal.reasons}
    assert codes["language"] == "language.shared"
    assert codes["distance"] == "distance.same_municipality"
    assert sum(reason["points"] for reason in proposal.reasons) == round(proposal.fit * 10_000)


def test_the_reasons_of_a_rich_pair_can_be_read():
    free, likes = 0b101, ["cooking"]
    family = a_family(needs=["job_search", "housing_search"], interests=likes, availability=free)
    a_member(family, birth_year=2018)
    offer = {"skills": ["job_search"], "household": ["children_6_11"], "interests": likes, "availability": free}
    Helper.objects.filter(pk=a_volunteer(family.organisation).pk).update(**offer)
    a_run(family.organisation)
    [proposal] = Proposal.objects.all()
    texts = {reason["criterion"]: reason_text(reason["code"], reason["parameters"]) for reason in proposal.reasons}
    assert texts["needs"] == "Can help with 1 of 2 needs: finding work."
    assert texts["availability"] == "Both are free at 2 moments in the week."
    assert texts["household"] == "They have similar households: children from 6 to 11."
    assert texts["interests"] == "Both like: cooking."


def test_a_run_keeps_its_parameters_counts_and_proof():
    family = a_family()
    a_volunteer(family.organisation)
    run = a_run(family.organisation)
    assert (run.state, run.progress, run.phase) == (RunState.DONE, 100, "")
    assert (run.counts["families"], run.counts["served"], run.counts["proposed"]) == (1, 1, 1)
    assert run.certificate["violations"] == 0
    assert run.certificate["primal"] == run.certificate["dual"]
    assert sum(run.parameters["weights"].values()) == 10_000
    assert len(run.input_fingerprint) == 64
    assert run.seconds > 0


def test_a_run_tells_what_share_of_its_families_each_municipality_has_served():
    organisation = an_organisation()
    first, second = a_municipality(), a_municipality(latitude=51.2)
    for town in (first, second, second):
        a_family(organisation, municipality=town)
    a_volunteer(organisation, municipality=first)
    run = a_run(organisation)
    assert run.parameters["policy"] == "classes"
    [left, served] = run.municipalities
    assert left == {"municipality": str(second.uuid), "families": 2, "served": 0, "price": 0}
    assert served == {"municipality": str(first.uuid), "families": 1, "served": 1, "price": 0}


def test_an_organisation_may_have_the_worst_served_municipality_go_before_fit():
    organisation = an_organisation(matching_policy=MatchingPolicy.MUNICIPALITIES)
    many, few = a_municipality(), a_municipality(latitude=51.3)
    for _ in range(2):
        a_family(organisation, municipality=many, languages={"en": 6})
        a_volunteer(organisation, municipality=many, languages={"en": 6}, travel_km=200)
    far = a_family(organisation, municipality=few, languages={"en": 3})
    run = a_run(organisation)
    assert Proposal.objects.filter(family=far).exists()
    assert run.parameters["policy"] == run.certificate["policy"] == "municipalities"
    assert "municipalities" not in run.certificate
    assert [(row["families"], row["served"]) for row in run.municipalities] == [(2, 1), (1, 1)]
    assert run.municipalities[1]["price"] > 0


def test_a_dry_run_reports_and_proposes_nothing():
    family = a_family()
    a_volunteer(family.organisation)
    run = a_run(family.organisation, is_dry=True)
    assert run.counts["served"] == 1
    assert not Proposal.objects.exists()


def test_the_same_input_gives_the_same_plan_and_fingerprint():
    organisation = an_organisation()
    for _ in range(6):
        a_family(organisation)
        a_volunteer(organisation)
    tries = [a_run(organisation, is_dry=True) for _ in range(2)]
    assert tries[0].input_fingerprint == tries[1].input_fingerprint
    a_run(organisation)
    pairs = set(Proposal.objects.values_list("family", "helper"))
    assert a_run(organisation).counts["kept"] == 6
    assert set(Proposal.objects.filter(state=ProposalState.OPEN).values_list("family", "helper")) == pairs


def test_what_somebody_answered_stays_as_it_is():
    proposal = a_proposal(fit=0.1)
    a_consent(proposal, Party.FAMILY)
    better = a_volunteer(proposal.organisation, languages={"en": 6}, municipality=proposal.family.municipality)
    run = a_run(proposal.organisation)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN
    assert run.counts["families"] == 0
    assert Helper.objects.get(pk=better.pk).places_taken == 0


def test_an_unserved_family_is_told_why():
    family = a_family(languages={"ti": 6})
    a_volunteer(family.organisation, languages={"nl": 6})
    run = a_run(family.organisation)
    assert run.unserved == [{"family": str(family.uuid), "code": "no_shared_language", "families": [], "helpers": []}]


def test_who_is_blocked_learns_by_whom():
    organisation = an_organisation()
    helper = a_volunteer(organisation, capacity=1)
    first = a_family(organisation, waiting_since=NOON - timedelta(days=400))
    second = a_family(organisation)
    run = a_run(organisation)
    assert run.unserved == [
        {
            "family": str(second.uuid),
            "code": "all_taken",
            "families": [str(first.uuid)],
            "helpers": [str(helper.uuid)],
        }
    ]


def test_volunteers_and_groups_are_matched_in_runs_of_their_own():
    group = a_sponsor_group()
    a_family(group.organisation)
    assert a_run(group.organisation).counts["helpers"] == 0
    assert a_run(group.organisation, helper_kind=HelperKind.SPONSOR_GROUP).counts["proposed"] == 1


def test_one_run_at_a_time():
    organisation = an_organisation()
    runs.request_run(organisation=organisation, trigger=RunTrigger.API, now=NOON)
    with pytest.raises(Conflict) as refusal:
        runs.request_run(organisation=organisation, trigger=RunTrigger.API, now=NOON)
    assert refusal.value.code == "run_in_progress"


def test_a_run_is_done_by_one_worker_only():
    run = runs.request_run(organisation=an_organisation(), trigger=RunTrigger.API, now=NOON)
    assert runs.execute_run(run.pk, clock=noon) is not None
    assert runs.execute_run(run.pk, clock=noon) is None


def test_a_lost_message_does_not_lose_the_run():
    run = runs.request_run(organisation=an_organisation(), trigger=RunTrigger.API, now=NOON)
    assert runs.take_up_runs(clock=noon) == 1
    run.refresh_from_db()
    assert run.state == RunState.DONE


def test_a_run_whose_worker_was_lost_fails_and_lets_the_next_one_in():
    organisation = an_organisation()
    run = runs.request_run(organisation=organisation, trigger=RunTrigger.API, now=NOON)
    Run.objects.update(state=RunState.RUNNING, started_at=NOON)
    runs.take_up_runs(clock=lambda: NOON + runs.LOST_AFTER)
    run.refresh_from_db()
    assert (run.state, run.error) == (RunState.FAILED, "the worker was lost")
    runs.request_run(organisation=organisation, trigger=RunTrigger.API, now=NOON)


def test_a_run_whose_proof_fails_proposes_nothing(monkeypatch):
    family = a_family()
    a_volunteer(family.organisation)

    def a_plan_with_a_wrong_price(*question, **options):
        made = plan(*question, **options)
        object.__setattr__(made.assignment, "helper_price", made.assignment.helper_price - 1)
        return made

    monkeypatch.setattr(runs, "plan", a_plan_with_a_wrong_price)
    queued = runs.request_run(organisation=family.organisation, trigger=RunTrigger.API, now=NOON)
    with pytest.raises(CertificateError):
        runs.execute_run(queued.pk, clock=noon)
    queued.refresh_from_db()
    assert (queued.state, queued.error) == (RunState.FAILED, "CertificateError")
    assert not Proposal.objects.exists()


def test_the_night_queues_both_kinds_for_every_organisation():
    for _ in range(2):
        an_organisation()
    assert len(runs.request_nightly(now=NOON)) == 4
    assert runs.request_nightly(now=NOON) == []


def test_the_number_of_queries_does_not_grow_with_the_people(django_assert_max_num_queries):
    organisation = an_organisation()
    for _ in range(10):
        a_family(organisation)
        a_volunteer(organisation)
    queued = runs.request_run(organisation=organisation, trigger=RunTrigger.API, now=NOON)
    with django_assert_max_num_queries(48):
        runs.execute_run(queued.pk, clock=noon)


def test_progress_is_told_phase_by_phase():
    queued = runs.request_run(organisation=an_organisation(), trigger=RunTrigger.API, now=NOON)
    told = []
    runs.execute_run(queued.pk, clock=noon, on_phase=lambda run: told.append((run.phase, run.progress)))
    assert [phase for phase, _ in told] == ["read", "plan", "prove", "write"]
    assert [progress for _, progress in told] == sorted(progress for _, progress in told)


@pytest.mark.parametrize("state", [FamilyState.REFERRED, FamilyState.INDEPENDENT])
def test_families_outside_the_programme_are_not_matched(state):
    assert a_run(a_family(state=state).organisation).counts["families"] == 0


@pytest.mark.parametrize("state", [state for state in HelperState if state != HelperState.APPROVED])
def test_only_approved_helpers_are_matched(state):
    assert a_run(a_volunteer(state=state).organisation).counts["helpers"] == 0
