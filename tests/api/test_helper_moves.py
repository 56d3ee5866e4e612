"""What is decided about helpers and what they say of themselves, over the API."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from backend.people.lifecycle import HelperState
from backend.people.models import Helper
from matching.models import Match, Proposal
from tests.api.client import Api
from tests.factories.clock import NOON
from tests.factories.matching import a_match, a_proposal
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_person,
    a_sponsor_group,
    a_volunteer,
    contact_of,
    lead_of,
)

pytestmark = pytest.mark.django_db

TODAY = NOON.date()
FOR_STAFF: list[tuple[str, HelperState, Any, HelperState]] = [
    ("start-checks", HelperState.APPLIED, None, HelperState.CHECKING),
    ("approve", HelperState.CHECKING, None, HelperState.APPROVED),
    ("decline", HelperState.CHECKING, {"reason": "no_answer"}, HelperState.DECLINED),
]
FOR_BOTH: list[tuple[str, HelperState, Any, HelperState]] = [
    ("leave", HelperState.APPROVED, {}, HelperState.LEFT),
    ("reapply", HelperState.LEFT, None, HelperState.APPLIED),
    ("away", HelperState.APPROVED, {"away_from": "2026-03-02"}, HelperState.AWAY),
    ("come-back", HelperState.AWAY, None, HelperState.APPROVED),
    ("capacity", HelperState.APPROVED, {"capacity": 3}, HelperState.APPROVED),
]


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.mark.parametrize(("act", "state", "body", "after"), FOR_STAFF + FOR_BOTH)
def test_staff_move_a_helper(act, state, body, after):
    helper = a_volunteer(state=state)
    api = Api(a_coordinator(helper.organisation))
    answer = api.post(f"helpers/{helper.uuid}/{act}", body)
    assert (answer.status_code, answer.json()["state"]) == (200, after)
    assert api.queries <= 26


@pytest.mark.parametrize(("act", "state", "body", "after"), FOR_BOTH)
def test_helpers_say_it_themselves(act, state, body, after):
    helper = a_volunteer(state=state)
    answer = Api(lead_of(helper)).post(f"helpers/{helper.uuid}/{act}", body)
    assert (answer.status_code, answer.json()["state"]) == (200, after)


@pytest.mark.parametrize(("act", "state", "body"), [case[:3] for case in FOR_STAFF + FOR_BOTH])
def test_for_outsiders_a_helper_looks_like_one_that_is_not_there(act, state, body):
    helper = a_volunteer(state=state)
    for outsider in (a_person(), a_coordinator(), contact_of(a_family(helper.organisation))):
        theirs = Api(outsider).post(f"helpers/{helper.uuid}/{act}", body)
        nobodys = Api(outsider).post(f"helpers/{uuid4()}/{act}", body)
        assert (theirs.status_code, theirs.content) == (404, nobodys.content)
    helper.refresh_from_db()
    assert (helper.state, helper.version) == (state, 1)


@pytest.mark.parametrize(("act", "state", "body"), [case[:3] for case in FOR_STAFF])
def test_what_staff_decide_is_not_there_for_the_helper(act, state, body):
    helper = a_volunteer(state=state)
    assert Api(lead_of(helper)).post(f"helpers/{helper.uuid}/{act}", body).status_code == 404


def test_a_member_of_a_group_does_not_answer_for_it():
    group = a_sponsor_group()
    member = group.sponsor_group.members.exclude(role="lead")[0].person
    answer = Api(member).post(f"helpers/{group.uuid}/leave", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_yours_to_answer")


@pytest.mark.parametrize(
    ("act", "body", "field"),
    [
        ("decline", {}, "reason"),
        ("decline", {"reason": "ugly"}, "reason"),
        ("leave", {"reason": "ugly"}, "reason"),
        ("away", {}, "away_from"),
        ("away", {"away_from": "tomorrow"}, "away_from"),
        ("capacity", {"capacity": 4}, "capacity"),
        ("hold", {}, "reason"),
    ],
)
def test_what_cannot_be_right_names_its_field(act, body, field):
    helper = a_volunteer()
    answer = Api(a_coordinator(helper.organisation)).post(f"helpers/{helper.uuid}/{act}", body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_refusal_says_how_it_stands():
    helper = a_volunteer(state=HelperState.LEFT)
    answer = Api(a_coordinator(helper.organisation)).post(f"helpers/{helper.uuid}/approve")
    assert (answer.status_code, answer.json()["code"], answer.json()["state"]) == (409, "helper_moved_on", "left")


def test_leaving_twice_with_one_key_is_leaving_once():
    helper = a_volunteer()
    api = Api(lead_of(helper))
    first, again = (api.post(f"helpers/{helper.uuid}/leave", {}, Idempotency_Key="k-1") for _ in range(2))
    assert (first.status_code, again.status_code, again.headers["Idempotent-Replayed"]) == (200, 200, "true")
    assert Helper.objects.get().version == 2


@pytest.mark.parametrize(("maker", "kind"), [(a_volunteer, "helpers"), (a_family, "families")])
def test_a_hold_and_its_end(maker, kind):
    row = maker()
    api = Api(a_coordinator(row.organisation))
    held = api.post(f"{kind}/{row.uuid}/hold", {"reason": "housing"})
    assert (held.json()["is_on_hold"], api.queries <= 20) == (True, True)
    assert api.get(f"{kind}/{row.uuid}").json()["is_on_hold"] is True
    again = api.post(f"{kind}/{row.uuid}/hold", {"reason": "housing"})
    assert (again.status_code, again.json()["code"]) == (409, "on_hold_already")
    assert api.post(f"{kind}/{row.uuid}/lift-hold").json()["is_on_hold"] is False
    not_there = Api(a_coordinator()).post(f"{kind}/{row.uuid}/hold", {"reason": "housing"})
    assert not_there.status_code == 404


def test_a_hold_ends_what_was_open_without_a_word_why():
    proposal = a_proposal()
    Api(a_coordinator(proposal.organisation)).post(f"families/{proposal.family.uuid}/hold", {"reason": "illness"})
    assert Proposal.objects.get().state == "withdrawn"


def test_leaving_ends_matches():
    match = a_match()
    Api(lead_of(match.helper)).post(f"helpers/{match.helper.uuid}/leave", {"reason": "health"})
    assert Match.objects.values_list("state", "end_reason").get() == ("ended", "helper_left")


def test_helpers_see_how_they_stand_and_not_that_they_are_on_hold():
    helper = a_volunteer(away_from=TODAY + timedelta(days=3), is_on_hold=True)
    api = Api(lead_of(helper))
    [own] = api.get("me/helpers").json()["results"]
    assert own == {
        "id": str(helper.uuid),
        "state": "approved",
        "capacity": 1,
        "away_from": "2026-03-05",
        "away_until": None,
        "kind": "volunteer",
        "name": lead_of(helper).name,
        "organisation": {"id": str(helper.organisation.uuid), "name": helper.organisation.name},
    }
    assert api.queries == 1
    assert Api(a_person()).get("me/helpers").json()["results"] == []


def test_of_groups_the_lead_sees_how_it_stands():
    group = a_sponsor_group()
    [own] = Api(lead_of(group)).get("me/helpers").json()["results"]
    assert (own["id"], own["name"]) == (str(group.uuid), group.sponsor_group.name)
    member = group.sponsor_group.members.exclude(role="lead")[0].person
    assert Api(member).get("me/helpers").json()["results"] == []


def test_staff_see_what_happened():
    helper = a_volunteer(state=HelperState.APPLIED)
    boss = a_coordinator(helper.organisation)
    api = Api(boss)
    for act, body in (("start-checks", None), ("hold", {"reason": "illness"}), ("approve", None), ("lift-hold", None)):
        api.post(f"helpers/{helper.uuid}/{act}", body)
    told = api.get(f"helpers/{helper.uuid}/history").json()
    assert [(event["move"], event["by"]) for event in told["events"]] == [
        ("approve", boss.name),
        ("start_checks", boss.name),
    ]
    assert [(hold["reason"], hold["lifted_by"]) for hold in told["holds"]] == [("illness", boss.name)]
    assert api.queries <= 7
    assert Api(a_coordinator()).get(f"helpers/{helper.uuid}/history").status_code == 404
    assert Api(lead_of(helper)).get(f"helpers/{helper.uuid}/history").status_code == 403
