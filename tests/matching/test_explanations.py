"""Explanations from rows: what is answered to whom, with names only of what is theirs, in a fixed number of queries."""

import pytest

from backend.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.people.lifecycle import HelperState
from backend.people.models import Helper, SponsorGroupMember
from matching import while_you_wait
from matching.engine.explain import Gain
from matching.explanation_texts import change_text
from matching.explanations import (
    Named,
    latest_runs,
    recruitment_list,
    second_choice_for,
    what_would_help,
    why_not_helper,
)
from matching.models.proposal import Party
from matching.models.run import RunState, RunTrigger
from matching.services import runs
from tests.factories.clock import NOON
from tests.factories.matching import a_consent, a_match, a_proposal, entitled
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_member,
    a_sponsor_group,
    a_volunteer,
    an_organisation,
    contact_of,
    lead_of,
)
from tests.factories.places import a_municipality

pytestmark = pytest.mark.django_db
URGENT, LATER = "legal_physical", "family_reunification"


@pytest.fixture
def staff():
    organisation = an_organisation(name="Welkom")
    return organisation, a_coordinator(organisation)


def a_run(organisation, **over):
    queued = runs.request_run(**{"organisation": organisation, "trigger": RunTrigger.COMMAND, "now": NOON} | over)
    return runs.execute_run(queued.pk, clock=lambda: NOON)


def called(row, name):
    return Named(row.organisation.name, row.uuid, row.reference, name)


def test_the_second_choice_is_told_with_who_has_it_and_what_it_would_cost(staff):
    organisation, coordinator = staff
    family, other = a_family(organisation), a_family(organisation, needs=["housing_search"])
    own = a_volunteer(organisation, skills=["job_search"])
    theirs = a_volunteer(organisation, skills=["housing_search"])
    proposal = a_proposal(family, own)
    answer = second_choice_for(coordinator, proposal.uuid, now=NOON)
    assert answer
    assert (answer.code, answer.helper) == ("costs", called(theirs, "Person"))
    assert answer.held_by == (called(other, "Member 1"),)
    assert answer.loss
    assert (answer.loss.families, answer.loss.points) == ((), 2300)  # all the help that is needed, and the bonus
    [move] = answer.moves
    assert (move.family, move.before, move.after) == (called(other, "Member 1"), answer.helper, called(own, "Person"))


def test_of_a_partner_only_the_organisation_is_told(staff):
    organisation, coordinator = staff
    partner = an_organisation(name="Samen")
    organisation.works_with.add(partner)
    a_volunteer(partner, reference="S-SECRET")
    answer = second_choice_for(coordinator, a_proposal(a_family(organisation)).uuid, now=NOON)
    assert answer
    assert answer.helper == Named("Samen")


def test_of_a_partner_s_helper_nobody_learns_how_far_away_they_live(staff):
    """One exact distance names the municipality of somebody whom no proposal shows."""
    organisation, coordinator = staff
    partner = an_organisation(name="Samen")
    organisation.works_with.add(partner)
    family = a_family(organisation, municipality=a_municipality(latitude=51.0, longitude=3.7))
    a_volunteer(partner, municipality=a_municipality(latitude=51.25, longitude=3.7), travel_km=25)
    farther, _ = what_would_help(coordinator, family.uuid, now=NOON) or []
    assert (farther.code, farther.helper, farther.parameters) == ("travel", Named("Samen"), {})
    assert change_text(farther.code, farther.parameters, is_certain=True) == "If they travelled farther."


def test_there_is_none_if_nobody_else_is_possible_or_the_proposal_is_answered(staff):
    organisation, coordinator = staff
    alone = a_proposal(a_family(organisation))
    assert second_choice_for(coordinator, alone.uuid, now=NOON) is None
    a_volunteer(organisation)
    assert second_choice_for(coordinator, alone.uuid, now=NOON)
    a_consent(alone, Party.COORDINATOR)
    assert second_choice_for(coordinator, alone.uuid, now=NOON) is None


@pytest.mark.parametrize("party", [Party.FAMILY, Party.HELPER])
def test_neither_side_is_told_a_second_choice(party):
    proposal = a_proposal()
    with pytest.raises(NotFound):
        second_choice_for(entitled(proposal, party), proposal.uuid, now=NOON)
    a_consent(proposal, Party.COORDINATOR)
    with pytest.raises(NotAllowed):
        second_choice_for(entitled(proposal, party), proposal.uuid, now=NOON)


def test_staff_of_the_helper_are_not_told_a_second_choice():
    proposal = a_proposal(helper=a_volunteer(an_organisation()))
    a_consent(proposal, Party.COORDINATOR)
    with pytest.raises(NotAllowed):
        second_choice_for(a_coordinator(proposal.helper_organisation), proposal.uuid, now=NOON)


def test_groups_are_planned_otherwise(staff):
    organisation, coordinator = staff
    group = a_sponsor_group(organisation)
    proposal = a_proposal(a_family(organisation), group)
    with pytest.raises(Invalid) as refused:
        second_choice_for(coordinator, proposal.uuid, now=NOON)
    assert refused.value.code == "volunteers_only"
    with pytest.raises(Invalid):
        why_not_helper(coordinator, proposal.family.uuid, group.uuid, now=NOON)


def test_a_rule_that_forbids_it_is_told_in_codes_of_the_taxonomy(staff):
    organisation, coordinator = staff
    family = a_family(organisation, needed_certificates=["trauma"])
    answer = why_not_helper(coordinator, family.uuid, a_volunteer(organisation).uuid, now=NOON)
    assert (answer.code, answer.fit, answer.loss) == ("refused", None, None)
    assert answer.refusal == {"code": "certificate", "parameters": {"missing": ["trauma"]}}


def test_who_is_not_in_the_plan_at_all_is_told_why(staff):
    organisation, coordinator = staff
    family, helper = a_family(organisation), a_volunteer(organisation)
    lapsed = a_volunteer(organisation, state=HelperState.LAPSED)
    assert why_not_helper(coordinator, family.uuid, lapsed.uuid, now=NOON).code == "not_ready"
    held = a_family(organisation, is_on_hold=True)
    assert why_not_helper(coordinator, held.uuid, helper.uuid, now=NOON).code == "not_waiting"
    elsewhere = a_coordinator(organisation).memberships.get().person
    other = an_organisation()
    other.memberships.create(person=elsewhere, role="coordinator")
    foreign = a_volunteer(other)
    assert why_not_helper(elsewhere, family.uuid, foreign.uuid, now=NOON).code == "not_together"


def test_only_who_is_in_the_care_of_the_asking_may_be_asked_about(staff):
    organisation, coordinator = staff
    family, helper = a_family(organisation), a_volunteer(organisation)
    others = a_family(), a_volunteer()
    for f, h in ((family, others[1]), (others[0], helper)):
        with pytest.raises(NotFound):
            why_not_helper(coordinator, f.uuid, h.uuid, now=NOON)
    for person in (contact_of(family), lead_of(helper)):
        with pytest.raises(NotFound):
            why_not_helper(person, family.uuid, helper.uuid, now=NOON)
        with pytest.raises(NotFound):
            what_would_help(person, family.uuid, now=NOON)


def test_staff_who_belong_to_a_side_are_not_told_either(staff):
    organisation, coordinator = staff
    family, own_family = a_family(organisation), a_family(organisation)
    a_member(own_family, person=coordinator)
    own = a_volunteer(organisation, person=coordinator)
    group = a_sponsor_group(organisation)
    SponsorGroupMember.objects.create(organisation=organisation, group=group.sponsor_group, person=coordinator)
    for f, h in ((own_family, a_volunteer(organisation)), (family, own), (family, group)):
        with pytest.raises(NotFound):
            why_not_helper(coordinator, f.uuid, h.uuid, now=NOON)


def test_what_would_help_is_told_with_the_helper_it_is_about(staff):
    organisation, coordinator = staff
    family = a_family(organisation, languages={"ti": 6, "nl": 2})
    helper = a_volunteer(organisation, languages={"nl": 6})
    found = what_would_help(coordinator, family.uuid, now=NOON)
    assert found
    assert [(one.code, one.helper) for one in found] == [
        ("language", called(helper, "Person")),
        ("one_more_helper", None),
    ]
    assert found[0].parameters == {"language": "nl", "level": 3, "has": 2, "of": "family"}
    assert found[1].parameters == {"language": "ti", "gender": None, "certificates": []}
    assert all(one.is_certain and one.gain.priority is not None for one in found)


def test_a_family_that_gets_a_volunteer_needs_no_help(staff):
    organisation, coordinator = staff
    served, matched = a_family(organisation), a_match(a_family(organisation)).family
    a_volunteer(organisation)
    for family in (served, matched):
        assert what_would_help(coordinator, family.uuid, now=NOON) is None


def test_nobody_waits_for_a_plan_of_too_many(staff, monkeypatch):
    organisation, coordinator = staff
    family, helper = a_family(organisation), a_volunteer(organisation)
    monkeypatch.setattr(while_you_wait, "MOST_CELLS", 0)
    with pytest.raises(Conflict) as refused:
        why_not_helper(coordinator, family.uuid, helper.uuid, now=NOON)
    assert refused.value.code == "scope_too_large"


def test_a_run_keeps_whom_to_look_for_and_a_family_it_would_serve(staff):
    organisation, coordinator = staff
    lonely = a_family(organisation, languages={"ti": 6}, needs=["housing_search", "trauma_support"])
    run = a_run(organisation)
    assert run
    assert lonely.municipality
    assert run.recruitment == [
        {
            "municipality": str(lonely.municipality.uuid),
            "language": "ti",
            "need": "housing_search",
            "gender": None,
            "priority": 99,
            "points": 8500,
            "waiting": 1,
        }
    ]
    [wanted] = recruitment_list(run)
    assert (wanted.municipality, wanted.gain) == (lonely.municipality, Gain(99, 8500))
    a_volunteer(organisation, languages={"ti": 6}, skills=["housing_search"], municipality=lonely.municipality)
    after = a_run(organisation)
    assert after
    assert after.counts["served"] == run.counts["served"] + 1
    assert latest_runs(coordinator) == [after]


def test_what_a_family_has_been_through_is_never_what_to_look_for(staff):
    organisation, _ = staff
    a_family(organisation, needs=["trauma_support"])
    a_family(organisation, needs=["trauma_support"], needed_certificates=["trauma"])
    run = a_run(organisation)
    assert run
    assert "trauma" not in str(run.recruitment)
    assert [row["need"] for row in run.recruitment] == [None]


def test_a_municipality_that_is_gone_leaves_the_rest_of_the_list(staff):
    organisation, _ = staff
    a_family(organisation)
    run = a_run(organisation)
    assert run
    run.recruitment.append(run.recruitment[0] | {"municipality": "00000000-0000-4000-8000-000000000000"})
    assert len(recruitment_list(run)) == 1


def test_runs_of_groups_look_for_nobody(staff):
    organisation, coordinator = staff
    a_family(organisation)
    run = a_run(organisation, helper_kind="sponsor_group")
    assert run
    assert run.recruitment is None
    assert recruitment_list(run) == []
    assert latest_runs(coordinator) == []


def test_the_last_done_run_of_each_own_organisation_counts(staff):
    organisation, coordinator = staff
    second = an_organisation(name="Anders")
    second.memberships.create(person=coordinator, role="coordinator")
    a_run(organisation)
    last, other = a_run(organisation), a_run(second)
    a_run(an_organisation())
    failed = a_run(organisation)
    assert failed
    type(failed).objects.filter(pk=failed.pk).update(state=RunState.FAILED)
    assert latest_runs(coordinator) == [other, last]


def test_the_queries_do_not_grow_with_the_people(staff, django_assert_max_num_queries):
    organisation, coordinator = staff
    town = a_municipality()
    family = a_family(organisation, municipality=town, protection_class=LATER)
    proposal = a_proposal(family, a_volunteer(organisation, municipality=town))
    helpers = [a_volunteer(organisation, municipality=town) for _ in range(6)]
    for _ in range(6):
        a_family(organisation, municipality=town, protection_class=URGENT)
    lonely = a_family(organisation, languages={"ti": 5}, municipality=town)
    with django_assert_max_num_queries(25):
        second_choice_for(coordinator, proposal.uuid, now=NOON)
    with django_assert_max_num_queries(21):
        why_not_helper(coordinator, family.uuid, helpers[0].uuid, now=NOON)
    with django_assert_max_num_queries(17):
        what_would_help(coordinator, lonely.uuid, now=NOON)
    assert Helper.objects.count() == 7
