"""Everything that hangs on a family goes with it. What that is follows from the constraints, so nothing is forgotten."""

import pytest
from django.apps import apps

from backend.care.models import Concern, ConcernNote
from backend.flows.hand_over import accept_hand_over
from backend.flows.moved_rows import children_of
from backend.people.models import Family, Hold
from matching.models import GroupVote, MatchConfirmation, Proposal, Run
from matching.models.proposal import Party
from matching.models.run import RunTrigger
from tests.factories.care import a_check_in, a_meeting, an_answer, an_entry
from tests.factories.clock import NOON
from tests.factories.hand_overs import a_hand_over
from tests.factories.journey import a_step
from tests.factories.matching import a_consent, a_match, a_proposal
from tests.factories.people import a_coordinator, a_family, a_volunteer, contact_of

pytestmark = pytest.mark.django_db


def with_all_below(*models):
    """Return these models and those whose rows hang on theirs, directly or not."""
    children = {child for model in models for child, _ in children_of(model)} - set(models)
    return with_all_below(*models, *children) if children else models


REACHED = with_all_below(Family)


def a_family_with_everything():
    """Return a family with a row of every model that can hang on one."""
    family = a_family()
    own = {"organisation": family.organisation}
    a_step(family)
    Hold.objects.create(family=family, reason="illness", set_by=a_coordinator(family.organisation), set_at=NOON, **own)
    run = Run.objects.create(helper_kind="volunteer", trigger=RunTrigger.COMMAND, created_at=NOON, **own)
    paused = a_match(family, state="paused", paused_at=NOON, pause_reason="illness", version=2)
    Proposal.objects.filter(family=family).update(run=run)
    a_match(family, a_volunteer(family.organisation), stands_in_for=paused)
    ended = a_match(family, state="ended", ended_at=NOON, end_reason="no_time", version=2)
    asked = a_proposal(family, a_volunteer(), run=run)
    a_consent(asked, Party.COORDINATOR)
    GroupVote.objects.create(proposal=asked, person=a_coordinator(), answer="yes", at=NOON, **own)
    for match in (paused, ended):
        a_meeting(match)
        an_answer(a_check_in(match))
        an_entry(match)
    MatchConfirmation.objects.create(
        match=paused, party=Party.FAMILY, person=contact_of(family), answer="yes", at=NOON, **own
    )
    concern = Concern.objects.create(
        match=ended, raised_by=contact_of(family), about="helper", severity="low", story="…", raised_at=NOON,
        look_by=NOON, **own,
    )  # fmt: skip
    ConcernNote.objects.create(concern=concern, author=a_coordinator(), text="…", at=NOON, **own)
    return family


def test_no_row_stays_behind():
    family = a_family_with_everything()
    old = family.organisation
    before = {model: model._default_manager.filter(organisation=old).count() for model in REACHED}
    assert [model.__name__ for model, rows in before.items() if not rows] == []  # a new model: give it a row above
    others = a_family_with_everything()
    hand_over = a_hand_over(family)
    accept_hand_over(
        actor=a_coordinator(hand_over.to_organisation), hand_over_uuid=hand_over.uuid, matches_go_on=True, now=NOON
    )
    to = hand_over.to_organisation
    assert {model: model._default_manager.filter(organisation=to).count() for model in REACHED} == before
    assert not any(model._default_manager.filter(organisation=old).exists() for model in REACHED)
    assert all(model._default_manager.filter(organisation=others.organisation).exists() for model in REACHED)


def test_what_a_family_has_is_more_than_a_few_tables():
    names = {model.__name__ for model in REACHED}
    assert {"FamilyMember", "Step", "Consent", "CheckInAnswer", "ConcernNote", "GroupVote"} <= names
    assert names < {model.__name__ for model in apps.get_models()}
    assert not {"Helper", "Run", "Person", "Check"} & names


def test_a_run_stays_with_who_made_it_and_the_proposal_forgets_it():
    family = a_family_with_everything()
    hand_over = a_hand_over(family)
    accept_hand_over(
        actor=a_coordinator(hand_over.to_organisation), hand_over_uuid=hand_over.uuid, matches_go_on=False, now=NOON
    )
    assert Run.objects.get().organisation == hand_over.organisation
    assert not Proposal.objects.exclude(run=None).exists()
