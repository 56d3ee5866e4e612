"""Proposals: waiting for me, lists for staff, one with its reasons, answering, taking back."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from backend.people.models.helper import HelperKind
from matching.lifecycle import ProposalState
from matching.models import Consent, Match
from matching.models.proposal import Answer, Party
from tests.api.client import Api
from tests.factories.clock import NOON
from tests.factories.matching import a_consent, a_judged_proposal, a_proposal, entitled
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_member,
    a_person,
    a_sponsor_group,
    a_volunteer,
    an_organisation,
    contact_of,
    lead_of,
)

pytestmark = pytest.mark.django_db
REASONS = [
    {
        "criterion": "language",
        "value": 0.8,
        "weight": 0.3,
        "points": 2400,
        "code": "language.shared",
        "parameters": {"language": "ar", "level": 4},
    }
]


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def ids(answer):
    return [row["id"] for row in answer.json()["results"]]


def test_what_waits_for_me_comes_first_then_what_waits_for_others():
    volunteer = a_volunteer(capacity=3)
    answered, waiting, unjudged = (
        make(a_family(volunteer.organisation), volunteer) for make in (a_judged_proposal, a_judged_proposal, a_proposal)
    )
    a_consent(answered, Party.HELPER)
    api = Api(lead_of(volunteer))
    found = api.get("me/proposals")
    assert ids(found) == [str(waiting.uuid), str(answered.uuid)]
    assert str(unjudged.uuid) not in ids(found)
    assert [(row["is_waiting_for_me"], row["my_answer"]) for row in found.json()["results"]] == [
        (True, None),
        (False, "yes"),
    ]
    assert api.queries <= 14


def test_the_queries_of_a_list_do_not_grow_with_it():
    organisation = an_organisation()
    api = Api(a_coordinator(organisation))
    asked = []
    for _ in range(3):
        a_judged_proposal(a_family(organisation), a_volunteer(organisation))
        assert api.get("proposals").status_code == 200
        asked.append(api.queries)
    assert max(asked) == min(asked) <= 8


def test_a_proposal_shows_both_sides_as_far_as_they_may_know_each_other():
    family = a_family(languages={"ar": 6}, needs=["housing_search"], reference="F-SECRET")
    a_member(family, given_name="Ali", family_name="Secretname", birth_year=2019)
    proposal = a_judged_proposal(family, reasons=REASONS, fit=0.83)
    api = Api(lead_of(proposal.helper))
    answer = api.get(f"proposals/{proposal.uuid}")
    body = answer.json()
    assert (body["fit"], body["waiting_for"], body["is_waiting_for_me"]) == (0.83, ["family", "helper"], True)
    assert body["family"]["name"] == "Member 1"
    assert body["family"]["household"]["text"] == "1 adult, 1 child (7 years)"
    assert body["family"]["topics"][0]["text"] == "finding a home"
    assert body["helper"]["name"] == lead_of(proposal.helper).name.split()[0]
    assert body["reasons"][0]["text"]["text"] == "Both speak Arabic (level B2)."
    assert body["reasons"][0]["parameters"] == {"language": "ar", "level": 4}
    assert body["references"] is None
    for hidden in ("F-SECRET", "Secretname", contact_of(family).email, "legal_physical"):
        assert hidden not in answer.content.decode()
    assert api.queries <= 9


def test_staff_see_the_references_too():
    proposal = a_proposal()
    body = Api(a_coordinator(proposal.organisation)).get(f"proposals/{proposal.uuid}").json()
    assert body["references"]["family"] == {"id": str(proposal.family.uuid), "reference": proposal.family.reference}
    assert body["references"]["helper"]["reference"] == proposal.helper.reference


def test_staff_filter_and_order_their_list():
    organisation = an_organisation()
    low, high = (a_proposal(a_family(organisation), a_volunteer(organisation), fit=fit) for fit in (0.4, 0.9))
    group = a_proposal(a_family(organisation), a_sponsor_group(organisation), fit=0.6)
    a_consent(high, Party.COORDINATOR)
    gone = a_proposal(a_family(organisation), a_volunteer(organisation), state=ProposalState.EXPIRED, fit=0.1)
    a_proposal()
    api = Api(a_coordinator(organisation))
    assert low.family.municipality
    town = low.family.municipality.uuid
    for query, expected in {
        "": [high, group, low, gone],
        "?order=fit": [gone, low, group, high],
        "?state=expired": [gone],
        "?waiting_for=helper": [high],
        "?waiting_for=coordinator": [group, low],
        f"?helper_kind={HelperKind.SPONSOR_GROUP}": [group],
        "?fit_min=0.6": [high, group],
        f"?municipality={town}": [low],
        f"?municipality={uuid4()}": [],
    }.items():
        assert ids(api.get(f"proposals{query}")) == [str(proposal.uuid) for proposal in expected], query


@pytest.mark.parametrize("party", list(Party))
def test_each_of_the_three_says_yes(party):
    proposal = a_proposal() if party == Party.COORDINATOR else a_judged_proposal()
    path = f"proposals/{proposal.uuid}"
    api = Api(entitled(proposal, party), language="nl")
    answered = api.post(f"{path}/answer", {"answer": "yes"})
    assert answered.json() == {
        "id": str(proposal.uuid),
        "state": "open",
        "answer_by": "2026-03-16T12:00:00Z",
        "closed_at": None,
    }
    assert api.queries <= 15
    shown = api.get(path).json()
    assert (shown["my_answer"], shown["is_waiting_for_me"]) == ("yes", False)
    assert party not in shown["waiting_for"]
    assert Consent.objects.get(party=party).text_language == "nl"
    again = api.post(f"{path}/answer", {"answer": "yes"})
    assert (again.status_code, again.json()["code"]) == (409, "already_answered")


def test_the_third_yes_makes_the_match():
    proposal = a_proposal()
    for party in (Party.COORDINATOR, Party.HELPER, Party.FAMILY):
        assert not Match.objects.exists()
        answer = Api(entitled(proposal, party)).post(f"proposals/{proposal.uuid}/answer", {"answer": "yes"})
    assert answer.json()["state"] == "agreed"
    assert Match.objects.get().proposal == proposal


def test_nobody_reads_or_answers_what_no_coordinator_has_looked_at():
    proposal = a_proposal()
    for person in (contact_of(proposal.family), lead_of(proposal.helper)):
        api = Api(person)
        assert ids(api.get("proposals")) == []
        assert api.get(f"proposals/{proposal.uuid}").status_code == 404
        assert api.post(f"proposals/{proposal.uuid}/answer", {"answer": "yes"}).status_code == 404


def test_a_no_closes_it_for_both_sides_and_staff_learn_who_and_why():
    proposal = a_judged_proposal()
    path = f"proposals/{proposal.uuid}"
    said = Api(contact_of(proposal.family)).post(f"{path}/answer", {"answer": "no", "reason": "safety"})
    assert (said.json()["state"], said.json()["closed_at"]) == ("declined", "2026-03-02T12:00:00Z")
    for person in (contact_of(proposal.family), lead_of(proposal.helper)):
        assert Api(person).get(path).status_code == 404
    for_staff = Api(a_coordinator(proposal.organisation)).get(path).json()
    assert for_staff["consents"][0]["reason"] == "safety"
    assert for_staff["consents"][0]["reason_text"]["text"] == "It does not feel safe"


def test_each_organisation_knows_its_own_side_by_number():
    theirs = an_organisation()
    proposal = a_judged_proposal(a_family(), a_volunteer(theirs))
    path = f"proposals/{proposal.uuid}"
    for_family, for_helper = (Api(a_coordinator(o)).get(path).json() for o in (proposal.organisation, theirs))
    assert for_family["references"] == {
        "family": {"id": str(proposal.family.uuid), "reference": proposal.family.reference},
        "helper": None,
    }
    assert for_helper["references"] == {
        "family": None,
        "helper": {"id": str(proposal.helper.uuid), "reference": proposal.helper.reference},
    }
    assert for_helper["is_waiting_for_me"] is False


def test_an_answer_that_comes_too_late_is_told_so():
    proposal = a_judged_proposal()
    with time_machine.travel(proposal.answer_by + timedelta(seconds=1), tick=False):
        answer = Api(contact_of(proposal.family)).post(f"proposals/{proposal.uuid}/answer", {"answer": "yes"})
    assert (answer.status_code, answer.json()["code"]) == (409, "too_late")


def test_a_member_of_a_group_sees_it_but_its_lead_answers():
    group = a_sponsor_group()
    proposal = a_judged_proposal(a_family(group.organisation), group)
    member = group.sponsor_group.members.exclude(person=lead_of(group))[0].person
    api = Api(member)
    assert api.get(f"proposals/{proposal.uuid}").json()["is_waiting_for_me"] is False
    refused = api.post(f"proposals/{proposal.uuid}/answer", {"answer": "yes"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_yours_to_answer")
    assert Consent.objects.filter(answer=Answer.YES, party=Party.HELPER).count() == 0


def test_a_member_who_does_not_speak_for_the_family_is_not_waited_for():
    proposal = a_judged_proposal()
    member = a_coordinator(proposal.organisation)
    a_member(proposal.family, person=member)
    assert Api(member).get(f"proposals/{proposal.uuid}").json()["is_waiting_for_me"] is False


def test_only_staff_take_it_back():
    proposal = a_judged_proposal()
    path = f"proposals/{proposal.uuid}/withdraw"
    assert Api(contact_of(proposal.family)).post(path).json()["code"] == "coordinator_only"
    staff = Api(a_coordinator(proposal.organisation))
    assert staff.post(path).json()["state"] == "withdrawn"
    assert staff.queries <= 15
    assert staff.post(path).json()["code"] == "proposal_closed"
    proposal.helper.refresh_from_db()
    assert proposal.helper.places_taken == 0


def test_strangers_see_none():
    a_judged_proposal()
    for person in (a_person(), a_coordinator(), contact_of(a_family()), lead_of(a_volunteer())):
        assert ids(Api(person).get("proposals")) == []
        assert ids(Api(person).get("me/proposals")) == []


def test_nothing_new_about_a_proposal_is_a_304():
    proposal = a_judged_proposal()
    api = Api(contact_of(proposal.family))
    for path in ("me/proposals", f"proposals/{proposal.uuid}"):
        assert api.get(path, If_None_Match=api.get(path).headers["ETag"]).status_code == 304
    etag = api.get("me/proposals").headers["ETag"]
    api.post(f"proposals/{proposal.uuid}/answer", {"answer": "yes"})
    assert api.get("me/proposals", If_None_Match=etag).status_code == 200
